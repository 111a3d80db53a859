"""The window's middle keeps its room, and the window with it, whatever is announced or shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QStackedWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.middle_column import MiddleColumn
from pandavision_gui.views.theme import Theme


class Placed:
    """A window as small as can be used, with a dock below."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.said = Announcements(theme)
        self.pages = QStackedWidget()
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.column = MiddleColumn(self.said, self.pages)
        self.window.setCentralWidget(self.column)
        self.dock = QDockWidget()
        self.dock.setWidget(QLabel())
        self.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.window.resize(500, 500)
        self.window.show()
        self.window.resizeDocks([self.dock], [200], Qt.Orientation.Vertical)
        qtbot.waitUntil(lambda: self.dock.height() == 200)


@pytest.fixture
def placed(qtbot: QtBot, theme: Theme) -> Placed:
    return Placed(qtbot, theme)


def test_many_notices_scroll_and_move_nothing_outside(placed: Placed, qtbot: QtBot) -> None:
    placed.said.note("So. " * 200)
    placed.said.crashed(goes_on=True)
    placed.said.paused(since_before=True)
    notices = placed.column.notices
    qtbot.waitUntil(lambda: notices.verticalScrollBar().maximum() > 0)
    assert 0 < notices.height() <= placed.column.height() / 3
    assert placed.window.height() == 500
    assert placed.dock.height() == 200


def test_what_is_new_is_scrolled_into_view(placed: Placed, qtbot: QtBot) -> None:
    for words in ("The first.", "The second."):
        placed.said.paused(since_before=True)
        placed.said.crashed(goes_on=True)
        placed.said.note(words)
        bar = placed.column.notices.verticalScrollBar()
        qtbot.waitUntil(lambda bar=bar: bar.maximum() > 0 and bar.value() == bar.maximum())
        bar.setValue(0)


def test_one_notice_is_seen_whole_and_leaves_no_room_behind(placed: Placed, qtbot: QtBot) -> None:
    notices = placed.column.notices
    assert notices.isHidden()
    placed.said.note("So.")
    qtbot.waitUntil(lambda: placed.said.height() <= notices.height())
    assert notices.verticalScrollBar().maximum() == 0
    assert notices.height() > placed.said.fontMetrics().height()
    placed.said.take_back("So.")
    qtbot.waitUntil(notices.isHidden)
    qtbot.waitUntil(lambda: placed.pages.height() == placed.column.height())


@pytest.mark.parametrize("width", [400, 500, 900])
def test_a_long_notice_is_seen_whole_and_nothing_of_it_is_empty(
    placed: Placed, qtbot: QtBot, width: int
) -> None:
    placed.window.resize(width, 900)
    words = "The job “road signs” waits: its file cannot be read (noticed 2026-11-29 08:36). "
    placed.said.failed(words * 3)
    notices, said = placed.column.notices, placed.said
    (shown,) = (one for one in said.messages() if not one.isHidden())
    label = shown.findChild(WrappingLabel)
    assert label is not None
    qtbot.waitUntil(lambda: said.height() == notices.viewport().height())
    assert label.height() == label.heightForWidth(label.width())
    assert notices.verticalScrollBar().maximum() == 0


def test_a_page_that_wants_much_room_moves_nothing(placed: Placed, qtbot: QtBot) -> None:
    wide = QLabel()
    wide.setMinimumSize(900, 900)
    placed.pages.addWidget(wide)
    placed.pages.setCurrentWidget(wide)
    qtbot.waitUntil(wide.isVisible)
    placed.window.layout().activate()
    assert placed.window.size().toTuple() == (500, 500)
    assert placed.dock.height() == 200
