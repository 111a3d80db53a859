"""Whatever the program brings along may be handed on, and its licence is there to be read."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def packaging_file(name: str) -> ModuleType:
    """Load a file of packaging/, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


third_party = packaging_file("third_party")
contents = packaging_file("bundle_contents")
COMPONENTS = third_party.of_environment()


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_every_library_has_a_licence_that_fits_and_its_text(component: object) -> None:
    assert component.faults() == []  # type: ignore[attr-defined]


def test_the_list_names_every_library_with_its_licence() -> None:
    text = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (\S+) \| (.+?) \| .*\|$", text, re.MULTILINE))
    assert len(told) > 40
    for one in COMPONENTS:
        assert told[one.name] == one.licence, "packaging/third_party.py --write"
    for needed in ("torch", "PySide6_Essentials", "onnxruntime", "typst", "fastapi"):
        assert needed in told


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("MIT AND (GPL-2.0-only OR BSD-3-Clause)", True),
        ("(MIT OR GPL-2.0-only) AND AGPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT WITH Odd-exception", False),
        ("MIT AND", False),
        ("(MIT", False),
        ("MIT MIT", False),
        ("", False),
        ("Proprietary", False),
    ],
)
def test_licences_are_judged(expression: str, may: bool) -> None:
    assert third_party.fits(expression) is may


def test_a_library_without_text_or_with_a_licence_that_does_not_fit_is_named() -> None:
    one = third_party.Component("odd", "1", "GPL-3.0-only", "", ())
    assert one.faults() == [
        "odd: no text of its licence",
        "odd: GPL-3.0-only is not among those that fit",
    ]


def test_qts_licence_is_supplied_whole() -> None:
    (qt,) = [one for one in COMPONENTS if one.name.lower().startswith("pyside6")]
    words = {name: text for name, text in qt.texts}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in words["LGPL-3.0.txt"]
    assert "GNU GENERAL PUBLIC LICENSE" in words["GPL-3.0.txt"]
    text = third_party.all_texts([qt], [("Debian package libxcb1", "X11")])
    assert "Debian package libxcb1" in text
    assert qt.version in text


def test_python_and_the_packages_of_system_libraries_are_named() -> None:
    system = packaging_file("system_licences")
    found = system.texts([("numpy/x.so", str(Path(third_party.__file__)), "EXTENSION")])
    assert found[0][0].startswith("Python 3.")
    assert "PSF" in found[0][1] or "PYTHON SOFTWARE FOUNDATION" in found[0][1].upper()
    library = Path("/lib/x86_64-linux-gnu/libz.so.1")
    if sys.platform == "linux" and Path("/usr/share/doc/zlib1g/copyright").exists():
        names = [name for name, _ in system.texts([("libz.so.1", str(library), "BINARY")])]
        assert "Debian package zlib1g" in names


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_the_window_has_the_text_of_every_licence(component: object) -> None:
    from pandavision_gui.views.help.libraries import licence_texts

    assert len(licence_texts(component.name)) > 200  # type: ignore[attr-defined]


def test_the_window_and_the_bundle_supply_the_same_texts() -> None:
    from pandavision_gui.views.help.libraries import _SUPPLIED

    assert third_party._TEXTS == _SUPPLIED


def nvidias(folder: Path, licence: Path) -> None:
    """What pip leaves of a library of NVIDIA's whose licence lies beside the library."""
    about = folder / "nvidia_cusparselt_cu13-0.8.0.dist-info"
    about.mkdir(parents=True)
    head = "Metadata-Version: 2.4\nName: nvidia-cusparselt-cu13\nVersion: 0.8.0\n"
    (about / "METADATA").write_text(head, "utf-8")
    library = folder / "nvidia" / "cusparselt" / "lib" / "libcusparseLt.so.0"
    library.parent.mkdir(parents=True)
    library.touch()
    (folder / licence).write_text("NVIDIA's terms", "utf-8")
    lines = [f"{one.relative_to(folder).as_posix()},,\n" for one in folder.rglob("*.*")]
    (about / "RECORD").write_text("".join(lines), "utf-8")


def test_a_licence_beside_the_library_is_found_and_goes_into_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nvidias(tmp_path, Path("nvidia/cusparselt/LICENSE.txt"))
    monkeypatch.syspath_prepend(str(tmp_path))
    one = third_party.component(metadata.distribution("nvidia-cusparselt-cu13"))
    assert [text for _, text in one.texts] == ["NVIDIA's terms"]
    assert third_party.without_terms([one]) == []
    held = {name for name, _, _ in contents.distribution_files(["nvidia-cusparselt-cu13"])}
    assert "nvidia_cusparselt_cu13-0.8.0.dist-info/licenses/LICENSE.txt" in held


def test_a_library_of_nvidias_without_terms_ends_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nvidias(tmp_path, Path("nvidia/cusparselt/lib/readme.txt"))
    monkeypatch.syspath_prepend(str(tmp_path))
    one = third_party.component(metadata.distribution("nvidia-cusparselt-cu13"))
    assert third_party.without_terms([one]) == ["nvidia-cusparselt-cu13: no text of its terms"]
    spec = (ROOT / "packaging" / "pandavision.spec").read_text("utf-8")
    assert "third_party.without_terms(nvidias)" in spec


@pytest.mark.skipif(sys.platform != "linux", reason="of Debian's packages")
def test_a_library_of_this_machine_that_nobody_owns_is_named(tmp_path: Path) -> None:
    system = packaging_file("system_licences")
    own = tmp_path / "libodd.so.1"
    own.touch()
    entries = [
        ("libodd.so.1", str(own), "BINARY"),
        ("odd.so", "libodd.so.1", "SYMLINK"),
        ("numpy/x.so", str(Path(pytest.__file__)), "EXTENSION"),
    ]
    assert system.without_text(entries) == [f"libodd.so.1: no text of its licence ({own})"]


def test_what_libraries_hold_of_others_is_told_with_its_licence() -> None:
    inner = packaging_file("inner_licences")
    for part in inner.PARTS:
        assert all(len(inner._text(name)) > 1000 for name in part.texts), part.title
    names = ("PySide6/Qt/lib/libQt6Gui.so.6", "PySide6\\icuuc.dll", "torch/lib/libgomp.so.1")
    told = dict(inner.texts([(name, "", "BINARY") for name in names]))
    assert "FreeType" in told["Works of others in Qt's libraries"]
    assert any("GCC RUNTIME LIBRARY EXCEPTION" in text for text in told.values())
    assert any(title.startswith("ICU") for title in told)
    assert not any("fonts" in title for title in told), "no Typst in these"
    assert re.search(r"^hayagriva \S+: .*MIT", told["Rust libraries that typst was built of"], re.M)


def test_the_starter_s_licence_is_that_of_the_pyinstaller_that_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pyinstaller-99.1.dist-info"  # the tests' environment has none
    folder.mkdir()
    (folder / "METADATA").write_text("Name: pyinstaller\nVersion: 99.1\n", "utf-8")
    (folder / "COPYING.txt").write_text("with the Bootloader Exception", "utf-8")
    names = ("METADATA", "COPYING.txt")
    (folder / "RECORD").write_text("".join(f"{folder.name}/{n},,\n" for n in names), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    told = packaging_file("inner_licences").starter_text()
    assert told == ("The starter, of PyInstaller 99.1", "with the Bootloader Exception")


def test_what_is_said_twice_stands_there_once() -> None:
    words = "Permission is hereby granted to whoever reads this. " * 20
    one, other = (
        third_party.Component(name, "1", "MIT", "", (("LICENSE", words),)) for name in ("a", "b")
    )
    text = third_party.all_texts([one, other], [("Debian package x", words)])
    assert text.count(words.strip()) == 1
    assert text.count("The same words as of a: LICENSE.") == 2
