"""The bars of the window where there is little room, and with large letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import DARK, UNIT, Theme
from pandavision_gui.views.window_bars import place_bars

from .jobs_table.job_rows import finished_row, make_row


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    place_bars(window, theme, WindowActions(theme, window), (), QMenu(window), QMenu(window))
    window.show()
    return window


@pytest.fixture
def actions(window: QMainWindow) -> WindowActions:
    (found,) = window.findChildren(WindowActions)
    return found


def bar(window: QMainWindow, name: str) -> QToolBar:
    found = window.findChild(QToolBar, name)
    assert found is not None
    return found


def enlarge(window: QMainWindow, share: float) -> None:
    font = window.font()
    font.setPointSizeF(font.pointSizeF() * share)
    for name in ("toolbar", "search_bar"):
        bar(window, name).setFont(font)


def buttons(window: QMainWindow) -> list[QToolButton]:
    toolbar = bar(window, "toolbar")
    found = [toolbar.widgetForAction(action) for action in toolbar.actions()]
    assert all(isinstance(one, QToolButton) for one in found)
    return [one for one in found if isinstance(one, QToolButton)]


def words(window: QMainWindow) -> int:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return sum(button.toolButtonStyle() is style for button in buttons(window))


def in_sight(window: QMainWindow) -> int:
    return sum(button.isVisible() for button in buttons(window))


def rest(window: QMainWindow) -> QToolButton:
    found = bar(window, "toolbar").findChild(QToolButton, "qt_toolbar_ext_button")
    assert found is not None
    return found


def search_is_whole(window: QMainWindow) -> bool:
    button = window.findChild(QPushButton, "palette_button")
    assert button is not None
    is_square = button.width() >= button.height()
    return is_square and button.visibleRegion().boundingRect() == button.rect()


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_words_go_before_buttons_and_all_come_back(
    window: QMainWindow, qtbot: QtBot, share: float
) -> None:
    enlarge(window, share)
    every = len(buttons(window))
    window.resize(1600, 300)
    qtbot.waitUntil(lambda: words(window) == every)
    window.resize(800, 300)
    qtbot.waitUntil(lambda: 0 < words(window) < every)
    qtbot.waitUntil(lambda: in_sight(window) == every)
    assert not rest(window).isVisible()
    qtbot.waitUntil(lambda: search_is_whole(window))
    window.resize(300, 300)
    qtbot.waitUntil(rest(window).isVisible)
    assert words(window) == 0
    assert 0 < in_sight(window) < every
    qtbot.waitUntil(lambda: search_is_whole(window))
    window.resize(1600, 300)
    qtbot.waitUntil(lambda: words(window) == every)
    qtbot.waitUntil(lambda: in_sight(window) == every)


def test_what_leads_to_the_other_buttons_is_called_so_and_painted_in_the_scheme(
    window: QMainWindow, theme: Theme
) -> None:
    def shown() -> QImage:
        return rest(window).icon().pixmap(32, 32).toImage()

    assert rest(window).accessibleName() == rest(window).toolTip() == "More actions"
    theme.set_scheme("dark")
    try:
        assert shown() == theme.icon("more").pixmap(32, 32).toImage()
    finally:
        theme.set_scheme("light")
    assert shown() == theme.icon("more").pixmap(32, 32).toImage()


def test_icons_grow_with_the_words(window: QMainWindow, qtbot: QtBot) -> None:
    toolbar = bar(window, "toolbar")
    before = toolbar.iconSize().width()
    assert before == max(2 * UNIT, toolbar.fontMetrics().height() - 2)
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


def export_button(window: QMainWindow) -> QToolButton:
    (found,) = [one for one in buttons(window) if one.text() == "Export"]
    return found


def exports_of(button: QToolButton) -> QMenu:
    menu = button.defaultAction().menu()
    assert isinstance(menu, QMenu)
    return menu


def test_all_exports_are_behind_one_button_that_says_what_it_needs(
    window: QMainWindow, actions: WindowActions
) -> None:
    button = export_button(window)
    assert not button.isEnabled()
    assert button.toolTip() == "Export: Select finished jobs."
    actions.select([finished_row(1)])
    assert button.isEnabled()
    assert button.toolTip() == "Report, figure, curve, samples …"
    assert exports_of(button).actions() == actions.menu("export")
    actions.select([make_row(2)])
    assert button.isEnabled()
    assert button.toolTip() == actions["archive"].iconText(), "nothing else can be done with it"
    words = [one.text() for one in buttons(window)]
    assert words.index("Compare") + 1 == words.index("Export") == words.index("Pause queue") - 1


def test_the_exports_open_by_a_click_and_go_away_again(
    window: QMainWindow, actions: WindowActions, qtbot: QtBot
) -> None:
    actions.select([finished_row(1)])
    button = export_button(window)
    seen: list[bool] = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        seen.append(isinstance(menu, QMenu) and menu is exports_of(button))
        QTest.keyClick(menu, Qt.Key.Key_Escape)

    QTimer.singleShot(0, choose)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == [True]


def test_that_nothing_leaves_the_machine_is_always_in_sight(window: QMainWindow) -> None:
    labels = window.statusBar().findChildren(PlainLabel)
    assert [one.text() for one in labels if one.isVisible()] == ["Nothing leaves this machine"]


def test_the_icons_of_actions_follow_the_scheme(
    window: QMainWindow, actions: WindowActions, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures() -> list[QImage]:
        return [actions[name].icon().pixmap(16, 16).toImage() for name in ("new", "pause")]

    light = pictures()
    with monkeypatch.context() as patch:
        patch.setattr(theme, "colours", DARK)
        theme.changed.emit()
        assert all(one != other for one, other in zip(light, pictures(), strict=True))
    theme.changed.emit()
    assert pictures() == light
