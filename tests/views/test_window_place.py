"""The window's place on the screen, and what damage to it does."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from pandavision_gui.views.kept_ticks import keep_ticks, kept_ticks
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme
from pandavision_gui.views.window_place import WindowPlace


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def window(qtbot: QtBot, width: int) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    dock = QDockWidget("dock", made)
    dock.setObjectName("dock")
    made.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    made.resize(width, 300)
    return made


def test_a_window_stands_where_it_stood(qtbot: QtBot, tmp_path: Path) -> None:
    first = window(qtbot, 640)
    first.findChild(QDockWidget, "dock").hide()  # type: ignore[union-attr]
    WindowPlace(first, settings(tmp_path)).keep()
    later = window(qtbot, 500)
    assert WindowPlace(later, settings(tmp_path)).restore()
    assert later.width() == 640
    assert later.findChild(QDockWidget, "dock").isHidden()  # type: ignore[union-attr]


def test_drawn_jobs_are_kept_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    jobs = (uuid4(), uuid4())
    stored = settings(tmp_path)
    assert kept_ticks(stored) == {}
    keep_ticks(stored, {jobs[0]: 3, jobs[1]: None})
    stored.sync()
    assert kept_ticks(settings(tmp_path)) == {jobs[0]: 3, jobs[1]: None}
    stored.setValue("ticked", f"{jobs[0]} ../x {jobs[1]}0 \x00")
    assert kept_ticks(stored) == {jobs[0]: None}
    stored.setValue("ticked", f"{jobs[0]}/-1 {jobs[1]}/{'9' * 5000}")
    assert kept_ticks(stored) == dict.fromkeys(jobs)
    stored.setValue("ticked", [1, 2])
    assert kept_ticks(stored) == {}


def test_without_a_stored_place_nothing_moves(qtbot: QtBot, tmp_path: Path) -> None:
    first = window(qtbot, 500)
    assert not WindowPlace(first, settings(tmp_path)).restore()
    assert first.width() == 500


@pytest.mark.parametrize("key", ["geometry", "state"])
def test_a_place_of_which_one_byte_changed_is_not_taken(
    qtbot: QtBot, tmp_path: Path, key: str
) -> None:
    WindowPlace(window(qtbot, 640), settings(tmp_path)).keep()
    whole = bytes(settings(tmp_path).value(key).data())
    later = window(qtbot, 500)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x7F
        stored = settings(tmp_path)
        stored.setValue(key, QByteArray(bytes(damaged)))
        assert not WindowPlace(later, stored).restore()
    assert later.width() == 500


def test_on_a_small_screen_the_form_has_more_room_than_the_jobs(
    qtbot: QtBot, tmp_path: Path, theme: Theme
) -> None:
    made = MainWindow(theme, settings(tmp_path))
    qtbot.addWidget(made)
    made.show()
    jobs = made.findChild(QDockWidget, "jobs")
    assert jobs is not None
    assert made.height() <= made.screen().availableSize().height() < 928
    qtbot.waitUntil(lambda: jobs.height() <= made.height() // 4)
    assert jobs.height() > 100
