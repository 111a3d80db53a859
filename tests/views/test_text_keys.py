"""Keys that edit a text do to the text what they do everywhere, and nothing to the jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(theme, settings)
    with qtbot.waitActive(window):
        window.show()
    window.actions_by_name["remove"].setEnabled(True)
    yield window
    window.hide()
    window.deleteLater()


@pytest.fixture
def removals(window: MainWindow) -> list[bool]:
    removals: list[bool] = []
    window.actions_by_name["remove"].triggered.connect(lambda: removals.append(True))
    return removals


def press(key: Qt.Key) -> None:
    QTest.keyClick(QGuiApplication.focusWindow(), key, _CONTROL)


def lines(window: MainWindow) -> list[QLineEdit]:
    """The inputs of a line that are in sight, wherever they are."""
    every = window.findChildren(QLineEdit)
    return [line for line in every if line.isVisible() and line.isEnabled()]


def test_control_backspace_deletes_a_word_in_every_line_and_no_job(
    window: MainWindow, removals: list[bool]
) -> None:
    found = lines(window)
    assert len(found) > 4
    for line in found:
        owner = line.parentWidget() if line.objectName() == "qt_spinbox_lineedit" else line
        assert isinstance(owner, QWidget)
        owner.setFocus()
        line.selectAll()
        QTest.keyClicks(owner, "12 34")
        assert line.text().endswith("34"), line.accessibleName()
        press(Qt.Key.Key_Backspace)
        assert not line.text().endswith("34"), line.accessibleName()
        press(Qt.Key.Key_Backspace)
        press(Qt.Key.Key_Backspace)  # nothing is left to delete
        assert removals == [], line.accessibleName()


def test_nor_does_it_in_the_notes(window: MainWindow, removals: list[bool]) -> None:
    notes = window.details.findChild(QPlainTextEdit, "notes")
    assert isinstance(notes, QPlainTextEdit)
    other = QPlainTextEdit("two words", window)
    other.show()
    for editor in (notes, other):
        if editor.isVisible():
            editor.setFocus()
            editor.moveCursor(editor.textCursor().MoveOperation.End)
            press(Qt.Key.Key_Backspace)
    assert other.toPlainText() == "two "
    assert removals == []


def test_elsewhere_it_removes_the_selected_jobs(window: MainWindow, removals: list[bool]) -> None:
    window.form.values.edit.setFocus()
    window.form.bar.setFocus()
    window.tabs.tabBar().setFocus()
    QApplication.processEvents()
    press(Qt.Key.Key_Backspace)
    assert removals == [True]
