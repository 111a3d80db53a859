"""In a narrow window the toolbar's last buttons lose their words, and none leaves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.fitting_toolbar import FittingToolbar
from pandavision_gui.views.theme import Theme

NAMES = ("New evaluation", "Stop", "Compare with others", "Remove")


@pytest.fixture
def toolbar(qtbot: QtBot, theme: Theme) -> Iterator[FittingToolbar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    toolbar = FittingToolbar("Toolbar")
    toolbar.setMovable(False)
    toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for name in NAMES:
        toolbar.addAction(QAction(theme.icon("stop"), name, toolbar))
    end = QWidget()
    end.setMinimumWidth(30)
    toolbar.addWidget(end)
    window.addToolBar(toolbar)
    window.resize(1000, 200)
    window.show()
    qtbot.waitExposed(window)
    yield toolbar
    window.close()


def with_words(toolbar: FittingToolbar) -> list[str]:
    buttons = [toolbar.widgetForAction(action) for action in toolbar.actions()]
    return [
        button.text()
        for button in buttons
        if isinstance(button, QToolButton)
        and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    ]


def are_all_in_sight(toolbar: FittingToolbar) -> bool:
    return all(toolbar.widgetForAction(action).isVisible() for action in toolbar.actions())


def test_words_go_from_the_end_and_come_back(toolbar: FittingToolbar, qtbot: QtBot) -> None:
    assert with_words(toolbar) == list(NAMES)
    left = len(NAMES)
    for width in range(1000, 320, -10):
        toolbar.window().resize(width, 200)
        qtbot.waitUntil(lambda: are_all_in_sight(toolbar))
        said = with_words(toolbar)
        assert said == list(NAMES[: len(said)])
        assert len(said) <= left
        left = len(said)
    assert left < len(NAMES) - 1
    toolbar.window().resize(1000, 200)
    qtbot.waitUntil(lambda: with_words(toolbar) == list(NAMES))


def test_a_button_that_says_more_takes_the_room_of_the_last(
    toolbar: FittingToolbar, qtbot: QtBot
) -> None:
    needed = sum(toolbar.widgetForAction(a).sizeHint().width() for a in toolbar.actions())
    toolbar.window().resize(needed + 80, 200)
    qtbot.waitUntil(lambda: with_words(toolbar) == list(NAMES))
    toolbar.actions()[0].setText("New evaluation of a model")
    qtbot.waitUntil(lambda: with_words(toolbar)[-1] != NAMES[-1])
    qtbot.waitUntil(lambda: are_all_in_sight(toolbar))
