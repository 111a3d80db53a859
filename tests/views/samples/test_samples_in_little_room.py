"""Large text in a small window: nothing above the samples is out of reach, and some are seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.theme import Theme

from ..opened_jobs import made_up_table, opened_job


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> Iterator[SamplesView]:
    font = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    QApplication.setFont(larger)
    view = SamplesView(theme, SampleWishes())
    qtbot.addWidget(view)
    view.show_opened(opened_job(made_up_table(60)))
    view.resize(430, 250)
    view.show()
    qtbot.waitExposed(view)
    yield view
    QApplication.setFont(font)


def is_seen_whole(view: SamplesView, widget: QWidget) -> bool:
    seen = view._head.viewport()
    return seen.rect().contains(QRect(widget.mapTo(seen, QPoint()), widget.size()))


def controls(view: SamplesView) -> list[QWidget]:
    return [*view.filters.findChildren(QComboBox), *view.filters.findChildren(QPushButton)]


def test_the_keyboard_brings_every_filter_into_sight(view: SamplesView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._head.verticalScrollBar().maximum() > 0)
    view.activateWindow()
    first, *others = controls(view)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    for control in (first, *others):
        qtbot.waitUntil(control.hasFocus)
        assert is_seen_whole(view, control), control.objectName()
        qtbot.keyClick(control, Qt.Key.Key_Tab)


def test_samples_keep_their_part_of_the_height(view: SamplesView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._head.verticalScrollBar().maximum() > 0)
    assert view.grid.height() >= view.height() // 3


def test_with_room_enough_all_of_it_is_seen_at_once(view: SamplesView, qtbot: QtBot) -> None:
    view.resize(900, 600)
    qtbot.waitUntil(lambda: view._head.verticalScrollBar().maximum() == 0)
    assert all(is_seen_whole(view, control) for control in controls(view))
    assert view._head.viewport().height() == view._above.height()


def test_the_line_below_the_filters_is_reached_by_the_arrows(
    view: SamplesView, qtbot: QtBot
) -> None:
    bar = view._head.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert view._head.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view._head.accessibleName()
    for _ in range(20):
        qtbot.keyClick(view._head, Qt.Key.Key_Down)
    assert bar.value() == bar.maximum()
    view.resize(900, 600)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert view._head.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_bar_that_is_no_longer_needed_goes(view: SamplesView, qtbot: QtBot) -> None:
    head, bar = view._head, view._head.verticalScrollBar()
    margin = view.layout().contentsMargins().left()
    seen = set()
    for height in range(200, 500, 20):
        for width in range(254, 460, 8):
            view.resize(254, height)
            QApplication.processEvents()
            view.resize(width, height)
            QApplication.processEvents()
            edges = 2 * head.frameWidth()
            fits = head._height_for(width - margin - edges) <= round(0.6 * height) - edges
            assert (bar.maximum() == 0) is fits, (width, height)
            seen.add(fits)
    assert seen == {True, False}
