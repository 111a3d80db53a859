"""About: versions and licences of everything, read without importing any of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from email.message import Message
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from pandavision_gui import __version__
from pandavision_gui.views.help.about_dialog import AboutDialog
from pandavision_gui.views.help.libraries import Library, libraries, licence_in, licence_texts
from pandavision_gui.views.help.licence_dialog import LicenceDialog
from pandavision_gui.views.theme import UNIT

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
    found = {library.name.casefold(): library for library in about.libraries}
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
    names = [name.casefold() for name, _, _ in about.model.lines()]
    assert names == sorted(names)
    assert set(names) == set(found)
    QTest.keyClick(about, Qt.Key.Key_Escape)
    window.wait(lambda: window.window.findChild(AboutDialog) is None)


def test_the_licence_of_the_selected_library_is_shown(open_window: Open) -> None:
    window = open_window()
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    window.wait(lambda: about.is_complete)
    assert not about.licence.isEnabled()
    names = [library.name for library in about.libraries]
    for name, words in (("PySide6_Essentials", "LESSER GENERAL"), ("numpy", "Redistribution")):
        about._table.selectRow(names.index(name))
        about.licence.click()
        shown = about.findChildren(LicenceDialog)[-1]
        assert name in shown.windowTitle()
        assert words in shown.text.toPlainText()
        shown.text.setPlainText("=" * 80)
        assert shown.text.document().size().height() == 1, "a line of 80 letters is one line"
        assert not shown.isModal()
        shown.close()
    about.close()


def test_every_licence_is_read_in_full(open_window: Open) -> None:
    window = open_window()
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    window.wait(lambda: about.is_complete)
    QTest.qWait(50)
    table = about._table
    for row, cells in enumerate(about.model.lines()):
        for column, words in enumerate(cells):
            room = QRect(0, 0, table.columnWidth(column) - 2 * UNIT, table.rowHeight(row))
            flag = Qt.TextFlag.TextWordWrap
            taken = table.fontMetrics().boundingRect(room, flag, words)
            assert room.contains(taken), words


def test_the_panda_can_be_seen_when_the_ground_becomes_dark(open_window: Open) -> None:
    window = open_window()
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    for scheme in ("light", "dark"):
        window.program.theme.set_scheme(scheme)
        picture = about._icon.pixmap().toImage()
        centre = (picture.pixelColor(x, y) for x in range(48) for y in range(48))
        darkest = min(colour.lightness() for colour in centre if colour.alpha() > 250)
        assert (darkest > 180) is (scheme == "dark")


def test_a_bundle_shows_the_licences_of_all_that_it_holds(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    assert not any("All" in button.text() for button in about.findChildren(QPushButton))
    about.close()
    window.wait(lambda: window.window.findChild(AboutDialog) is None)
    inside = tmp_path / "_internal"
    (inside / "pandavision_gui" / "resources").mkdir(parents=True)
    text = "Python 3.11\nPSF LICENSE AGREEMENT\n" + "Redistribution and use\n" * 60_000 + "."
    (inside / "THIRD-PARTY.txt").write_text(text)
    where = inside / "pandavision_gui" / "resources"
    monkeypatch.setattr("pandavision_gui.paths.resources_folder", lambda: where)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    window.window.actions_by_name["about"].trigger()
    about = window.window.findChild(AboutDialog)
    assert about is not None
    about.all_licences.click()
    (shown,) = about.findChildren(LicenceDialog)
    assert shown.text.toPlainText() == text
    assert "all" in shown.windowTitle()


def test_in_a_bundle_without_lists_of_files_licences_are_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "odd-1.0.dist-info"
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (folder / "licenses" / "LICENSE").write_text("Do what you like.")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert licence_texts("odd") == "Do what you like."
    assert licence_texts("no-such-library") == ""


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
