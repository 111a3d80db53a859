"""The bars of the window where there is little room, and with large letters."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMainWindow, QMenu, QPushButton, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.theme import Theme
from pandavision_gui.views.window_bars import place_bars


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    place_bars(window, theme, WindowActions(theme, window), (), QMenu(window))
    window.show()
    return window


def bar(window: QMainWindow, name: str) -> QToolBar:
    found = window.findChild(QToolBar, name)
    assert found is not None
    return found


@pytest.mark.parametrize("width", [400, 600, 800])
def test_the_search_stays_where_buttons_have_no_room(
    window: QMainWindow, qtbot: QtBot, width: int
) -> None:
    font = window.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    for name in ("toolbar", "search_bar"):
        bar(window, name).setFont(font)
    window.resize(width, 300)
    button = window.findChild(QPushButton, "palette_button")
    rest = bar(window, "toolbar").findChild(QToolButton, "qt_toolbar_ext_button")
    assert button is not None
    assert rest is not None
    # Buttons without their words may all have room; those that have none are in Qt's menu.
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect() == button.rect())
    assert button.width() >= button.height()
    assert not rest.icon().isNull()


def test_icons_grow_with_the_words(window: QMainWindow, qtbot: QtBot) -> None:
    toolbar = bar(window, "toolbar")
    before = toolbar.iconSize().width()
    font = toolbar.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    toolbar.setFont(font)
    assert toolbar.iconSize().width() > 1.4 * before


def test_the_search_goes_and_comes_with_the_buttons(window: QMainWindow) -> None:
    shown = bar(window, "toolbar").toggleViewAction()
    shown.trigger()
    assert bar(window, "search_bar").isHidden()
    shown.trigger()
    assert bar(window, "search_bar").isVisible()
