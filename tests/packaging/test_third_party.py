"""Whatever the program brings along may be handed on, and its licence is there to be read."""

from __future__ import annotations

import importlib.util
import re
import sys
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
