"""Wheel and sdist: complete, small, the same whoever builds them; the wheel works elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from pandavision_gui import __version__

ROOT = Path(__file__).resolve().parents[2]
LARGEST_WHEEL, LARGEST_SDIST = 3_300_000, 8_000_000


def call(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(a) for a in arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(checkout: Path, folder: Path) -> tuple[Path, Path]:
    """Build both from a checkout; return wheel and sdist."""
    build = (sys.executable, "-m", "hatchling", "build", "-d", folder)
    call(*build, cwd=checkout, SOURCE_DATE_EPOCH="1700000000")
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


def tracked_files() -> list[str]:
    try:
        # New files of somebody at work, too; what .gitignore names goes nowhere.
        listed = call("git", "ls-files", "-z", "-c", "-o", "--exclude-standard", cwd=ROOT)
    except (OSError, AssertionError):
        pytest.skip("not a checkout of git")
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(ROOT, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def installed(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; the libraries are lent by the test's own."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "venv")
    binaries = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    # The pip of the test's own environment installs into the fresh one, which so needs none.
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--quiet")
    call(*pip, "--no-deps", "--no-index", "--no-compile", files[0], cwd=folder)
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
    spec = json.loads((Path(resources) / "samples" / "standard.json").read_text(encoding="utf-8"))
    for key in ("dataset", "trained-model"):
        spec[key] = str(Path(resources) / "samples" / spec[key])
    spec |= {"samples": 10, "attack": "pgd-linf", "attack-params": {"steps": 3}}
    (tmp_path / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    said = call(installed / "pandavision", "run", "spec.json", "--out", "out", cwd=tmp_path)
    assert "security level" in said
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["samples"]["evaluated"] == 10


@pytest.mark.parametrize("command", ["pandavision", "pandavision-gui"])
def test_the_installed_program_tells_its_version(
    installed: Path, tmp_path: Path, command: str
) -> None:
    assert __version__ in call(installed / command, "--version", cwd=tmp_path)


def test_the_wheel_holds_the_program_its_resources_and_nothing_else(
    files: tuple[Path, Path],
) -> None:
    tracked = tracked_files()
    wanted = {name for name in tracked if name.startswith("pandavision_gui/")}
    wanted |= {
        f"pandavision_gui/{name}"
        for name in tracked
        if name.startswith("resources/")
        and not re.match(r"resources/(samples/.*\.py|translations/.*\.(py|ts))$", name)
    }
    wanted.add("pandavision_gui/resources/CHANGELOG.md")
    with zipfile.ZipFile(files[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]
    assert names == wanted
    assert len(licences) == 1
    assert files[0].stat().st_size <= LARGEST_WHEEL


def test_the_sdist_holds_every_file_that_is_kept(files: tuple[Path, Path]) -> None:
    apart = (".ci/", ".github/", ".gitignore")
    with tarfile.open(files[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    kept = {name for name in tracked_files() if not name.startswith(apart)}
    assert kept - names == set()
    assert names - kept <= {"PKG-INFO", ".gitignore"}
    assert files[1].stat().st_size <= LARGEST_SDIST


def test_two_builds_from_two_folders_at_two_times_are_equal(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "another name"
    for name in [*tracked_files(), ".gitignore"]:
        copy = other / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy)  # with other rights, too
        os.chmod(copy, 0o600 | ((ROOT / name).stat().st_mode & 0o100))
        os.utime(copy, (1_500_000_000, 1_500_000_000))
    again = built(other, tmp_path / "again")
    for one, two in zip(files, again, strict=True):
        assert one.name == two.name
        assert one.read_bytes() == two.read_bytes()


def test_the_sdist_makes_the_same_wheel(files: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(files[1]) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    wheel, _ = built(folder, tmp_path / "out")
    assert wheel.read_bytes() == files[0].read_bytes()


def test_the_metadata_say_what_the_program_is(files: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(files[0]) as wheel:
        (path,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        head = HeaderParser().parsestr(wheel.read(path).decode("utf-8"), headersonly=True)
        entries = wheel.read(path.replace("METADATA", "entry_points.txt")).decode("utf-8")
    assert head["Version"] == __version__
    assert head["License-Expression"] == "MIT"
    assert head["Requires-Python"] == ">=3.11"
    assert {"serve", "filters"} <= set(head.get_all("Provides-Extra") or [])
    console, _, gui = entries.partition("[gui_scripts]")
    assert "pandavision = " in console
    assert "pandavision-gui = " in gui
