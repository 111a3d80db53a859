"""Drawing once for many news."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.redraw import PAUSE_MS, Redraw


@pytest.fixture
def drawn() -> list[int]:
    """Milliseconds at which something was drawn."""
    return []


@pytest.fixture
def redraw(qapp: QApplication, drawn: list[int]) -> Iterator[Redraw]:
    clock = QElapsedTimer()
    clock.start()
    parent = QObject()
    yield Redraw(lambda: drawn.append(clock.elapsed()), parent)
    del parent


def test_a_hundred_wishes_are_one_drawing(redraw: Redraw, drawn: list[int], qtbot: QtBot) -> None:
    for _ in range(100):
        redraw.soon()
        redraw.for_news()
    assert drawn == []
    qtbot.waitUntil(lambda: bool(drawn))
    QApplication.processEvents()
    assert len(drawn) == 1


def test_news_wait_until_the_last_ones_have_stood_for_a_while(
    redraw: Redraw, drawn: list[int], qtbot: QtBot
) -> None:
    def drawn_twice() -> bool:
        redraw.for_news()
        return len(drawn) >= 2

    qtbot.waitUntil(drawn_twice)
    # Ordinary timers of Qt may come five percent too early.
    assert drawn[1] - drawn[0] >= 0.95 * PAUSE_MS - 1


def test_what_the_user_asks_for_does_not_wait_for_the_news(
    redraw: Redraw, drawn: list[int], qtbot: QtBot
) -> None:
    redraw.for_news()
    qtbot.waitUntil(lambda: len(drawn) == 1)
    redraw.for_news()
    redraw.soon()
    QApplication.processEvents()
    assert len(drawn) == 2
