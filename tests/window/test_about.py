"""About: versions and licences of everything, read without importing any of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from email.message import Message
from importlib import metadata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from pandavision_gui import __version__
from pandavision_gui.views.help.about_dialog import AboutDialog
from pandavision_gui.views.help.libraries import Library, libraries, licence_in

from .opened_window import OpenedWindow
from .watched_window import HEAVY

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def head(**fields: str | list[str]) -> Message:
    message = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            message[name.replace("_", "-")] = value
    return message


def test_about_names_versions_and_licences_and_can_be_copied(open_window: Open) -> None:
    window = open_window()
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    assert not about.isModal()
    window.window.actions_by_name["about"].trigger()
    assert len(window.window.findChildren(AboutDialog)) == 1
    window.wait(lambda: about.is_complete)
    found = {library.name.casefold(): library for library in about.model.libraries()}
    for name in ("torch", "onnxruntime", "pyside6_essentials", "numpy", "secml-torch"):
        assert found[name].version == metadata.version(name)
        assert found[name].licence, name
    assert "pytest" not in found, "it is for developers"
    (copy,) = [b for b in about.findChildren(QPushButton) if "Copy" in b.text()]
    window.click(copy)
    text = QApplication.clipboard().text()
    assert f"PandaVision: {__version__}\n" in text
    assert "Qt: 6." in text
    assert f"torch {metadata.version('torch')} (" in text
    names = [library.name.casefold() for library in about.model.libraries()]
    assert names == sorted(names)
    QTest.keyClick(about, Qt.Key.Key_Escape)
    window.wait(lambda: window.window.findChild(AboutDialog) is None)


ALONE = """
import json, sys
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pandavision_gui.views.help.about_dialog import AboutDialog
from pandavision_gui.views.theme import Theme
app = QApplication([])
about = AboutDialog(None, Theme(app))
while not about.is_complete:
    QTest.qWait(10)
print(json.dumps([about.model.rowCount(), sorted(sys.modules)]))
"""


def test_nothing_that_is_named_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=True, timeout=120
    )
    count, modules = json.loads(done.stdout.splitlines()[-1])
    assert count > 20
    tops = {name.partition(".")[0] for name in modules}
    assert tops.isdisjoint({name.partition(".")[0] for name in HEAVY} | {"numpy"})


def test_without_a_description_of_the_program_all_that_is_there_is_told() -> None:
    named = {library.name.casefold() for library in libraries("no-such-program")}
    assert {"pytest", "numpy", "torch"} <= named


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT"}, "MIT"),
        ({"License": "BSD", "License_Expression": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "MIT", "Classifier": ["License :: OSI Approved :: BSD License"]}, "MIT"),
        (
            {
                "License": "A text\n of many\n lines",
                "Classifier": ["License :: OSI Approved", "License :: OSI Approved :: X"],
            },
            "X",
        ),
        ({"License": "UNKNOWN", "Classifier": ["License :: OSI Approved :: Y"]}, "Y"),
        ({"License": "word " * 100}, ""),
        ({}, ""),
    ],
)
def test_a_licence_is_read_from_where_it_is_named(
    fields: dict[str, str | list[str]], licence: str
) -> None:
    assert licence_in(head(**fields)) == licence


def test_libraries_are_told_once() -> None:
    told = [library.name.casefold() for library in libraries()]
    assert len(told) == len(set(told)) > 20
    assert all(isinstance(library, Library) and library.version for library in libraries())
