"""What the bundle leaves out is not needed. Whether the built bundle works `make smoke` says."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from numpy._core import _multiarray_umath

ROOT = Path(__file__).resolve().parents[2]

IMPORT_EVERYTHING = '''
import importlib, pkgutil, sys

class Without:
    """A finder that does not find what is left out."""

    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if any(".".join(parts[:end]) in left_out for end in range(1, len(parts) + 1)):
            return None
        return self.finder.find_spec(name, path, target)

left_out = set(sys.argv[1:])
for name in left_out & set(sys.modules):
    del sys.modules[name]  # what the environment imports at its start
sys.meta_path[:] = [Without(f) for f in sys.meta_path if hasattr(f, "find_spec")]

import pandavision_gui
for module in pkgutil.walk_packages(pandavision_gui.__path__, "pandavision_gui."):
    if not module.name.endswith(".__main__"):
        importlib.import_module(module.name)
from pandavision_gui.jobs.worker.warm_up import warm_up
warm_up()
print("imported", len([n for n in sys.modules if n.startswith("pandavision_gui.")]))
'''


sys.path.append(str(ROOT / "packaging"))  # its files import each other, as the build has them


def packaging_file(name: str) -> ModuleType:
    """Load a file of packaging/, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contents = packaging_file("bundle_contents")


def test_the_program_is_imported_whole_without_the_modules_that_are_left_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, *contents.EXCLUDED_MODULES],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 100


@pytest.mark.parametrize(
    "name",
    [
        "nvidia/cu13/lib/libcublas.so.13",
        "torch/lib/libcudart-d0da41ae.so.11.0",
        "torch/lib/libtorch_cuda.so",
        "torch/lib/cudnn64_9.dll",
    ],
)
def test_a_library_of_nvidia_is_noticed(name: str) -> None:
    assert contents.nvidia_files([(name, "", "BINARY")]) == [name]


def test_a_licence_that_names_nvidia_is_no_library() -> None:
    licence = "torch-2.13.0.dist-info/licenses/third_party/cudnn_frontend/LICENSE.txt"
    assert contents.nvidia_files([(licence, "", "DATA")]) == []


def test_a_bundle_with_nvidias_libraries_has_their_licences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert contents.nvidia_distributions() == [], "this environment has the CPU build"
    about = tmp_path / "nvidia_cublas-13.1.dist-info"
    (about / "licenses").mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.4\nName: nvidia-cublas\nVersion: 13.1\n")
    (about / "licenses" / "License.txt").write_text("Terms of NVIDIA's")
    library = tmp_path / "nvidia" / "cu13" / "lib" / "libcublas.so.13"
    library.parent.mkdir(parents=True)
    library.touch()
    files = [library, *(path for path in about.rglob("*") if path.is_file())]
    lines = [f"{path.relative_to(tmp_path).as_posix()},," for path in files]
    (about / "RECORD").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    names = contents.nvidia_distributions()
    assert names == ["nvidia-cublas"]
    held = {name for name, _, _ in contents.distribution_files(names)}
    assert f"{about.name}/licenses/License.txt" in held
    spec = (ROOT / "packaging" / "pandavision.spec").read_text("utf-8")
    assert "contents.nvidia_distributions() if WITH_GPU else []" in spec


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqminimal.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("PySide6/Qt/translations/designer_de.qm", False),
        ("python3.11/lib-dynload/readline.cpython-311-x86_64-linux-gnu.so", False),
        ("torch/bin/torch_shm_manager", True),
        ("typst-0.15.2.dist-info/sboms/typst-py.cyclonedx.json", False),
        ("typst-0.15.2.dist-info/licenses/LICENSE", True),
        ("libX11.so.6", False),
        ("libstdc++.so.6", False),
        ("libgcc_s.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", True),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSansMono.ttf", False),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans-Oblique.ttf", False),
        ("matplotlib/mpl-data/fonts/ttf/LastResortHE-Regular.ttf", True),
        ("pyqtgraph/icons/peegee/peegee_512px.png", False),
        ("matplotlib/mpl-data/fonts/ttf/STIXGeneral.ttf", False),
        ("torch/bin/test_api", False),
        ("pandavision_gui/resources/samples/standard.json", True),
        ("pandavision_gui/resources/samples/make_samples.py", False),
        ("pandavision_gui/resources/secml_classic/attack_samples.py", True),
        ("pandavision_gui/resources/translations/make_translations.py", False),
        ("pandavision_gui/resources/guide/index.md", True),
        ("pandavision_gui/resources/translations/pandavision_de.qm", True),
        ("pandavision_gui/resources/translations/pandavision_de.ts", False),
    ],
)
def test_what_stays_and_what_is_left_out(name: str, stays: bool) -> None:
    entry = (name, "", "BINARY")
    assert contents.keep([entry]) == ([entry] if stays else [])


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("objdump"), reason="needs Linux with binutils"
)
def test_a_library_that_nothing_needs_any_more_is_left_out() -> None:
    libraries = packaging_file("linux_libraries")
    program = ("numpy/core.so", _multiarray_umath.__file__, "EXTENSION")  # needs the C library
    used = ("libc.so.6", os.__file__, "BINARY")
    unused = ("libgtk-3.so.0", os.__file__, "BINARY")
    assert libraries.keep_needed([program, used, unused]) == [program, used]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"LD_LIBRARY_PATH": "/bundle"}, None),
        ({"LD_LIBRARY_PATH": "/bundle:/own", "LD_LIBRARY_PATH_ORIG": "/own"}, "/own"),
    ],
)
def test_programs_started_by_the_bundle_get_the_users_library_path(
    before: dict[str, str], after: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    packaging_file("restore_environment")
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize("is_own", [True, False])
def test_modules_are_read_from_the_file_that_runs_though_an_update_replaces_it(
    is_own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "pandavision"
    other.touch()
    name = os.path.realpath(sys.executable) if is_own else str(other)
    importers = ModuleType("pyimod02_importers")
    archive = SimpleNamespace(_filename=name)
    importers.pyz_archive = archive  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyimod02_importers", importers)
    for variable in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "PYINSTALLER_RESET_ENVIRONMENT"):
        monkeypatch.setenv(variable, "")  # the hook sets them; all is undone at the end
    packaging_file("restore_environment")
    assert archive._filename == ("/proc/self/exe" if is_own else name)
