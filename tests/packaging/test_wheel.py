"""The wheel, installed outside the checkout, works by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(a) for a in arguments], cwd=cwd, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; the libraries are lent by the test's own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    call(sys.executable, *build, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    binaries = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = (binaries / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    call(*pip, wheel, cwd=folder)
    site = Path(
        call(
            binaries / "python",
            "-c",
            "import sysconfig; print(sysconfig.get_path('purelib'))",
            cwd=folder,
        ).strip()
    )
    # A path named in a .pth file is searched, but the .pth files in it are not read: the editable
    # install of the checkout stays out of sight.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return binaries


def test_the_installed_wheel_runs_the_sample_evaluation(installed: Path, tmp_path: Path) -> None:
    where = "import pandavision_gui.paths as p; print(p.__file__); print(p.resources_folder())"
    module, resources = call(installed / "python", "-c", where, cwd=tmp_path).splitlines()
    assert str(ROOT) not in module
    assert str(ROOT) not in resources
    assert (Path(resources) / "guide" / "index.md").is_file()
    assert (Path(resources) / "translations" / "pandavision_de.qm").is_file()
    spec = json.loads((Path(resources) / "samples" / "standard.json").read_text(encoding="utf-8"))
    for key in ("dataset", "trained-model"):
        spec[key] = str(Path(resources) / "samples" / spec[key])
    spec |= {"samples": 10, "attack": "pgd-linf", "attack-params": {"steps": 3}}
    (tmp_path / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    said = call(installed / "pandavision", "run", "spec.json", "--out", "out", cwd=tmp_path)
    assert "security level" in said
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["samples"]["evaluated"] == 10


def test_the_installed_program_tells_its_version(installed: Path, tmp_path: Path) -> None:
    from pandavision_gui import __version__

    assert __version__ in call(installed / "pandavision", "--version", cwd=tmp_path)
