"""Where the keyboard is after a message with a button has gone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.theme import Theme


class Window(QWidget):
    """Messages between two fields, and a third that is far from them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.said = Announcements(theme)
        self.above, self.below, self.far = QLineEdit(), QLineEdit(), QLineEdit()
        layout = QVBoxLayout(self)
        for widget in (self.above, self.said, self.below, self.far):
            layout.addWidget(widget)

    def button(self, words: str) -> QPushButton:
        (found,) = (one for one in self.said.findChildren(QPushButton) if one.text() == words)
        return found

    def offer(self) -> None:
        self.said.paused(since_before=False)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Window:
    window = Window(Theme(qapp))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def press(button: QPushButton) -> None:
    button.setFocus()
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_it_goes_back_to_where_it_was(window: Window) -> None:
    window.far.setFocus()
    window.offer()
    window.said.continue_wanted.connect(window.said.continued)
    press(window.button("Continue queue"))
    assert window.far.hasFocus()


def test_what_the_button_chose_keeps_it(window: Window) -> None:
    window.far.setFocus()
    window.offer()
    window.said.continue_wanted.connect(window.above.setFocus)
    window.said.continue_wanted.connect(window.said.continued)
    press(window.button("Continue queue"))
    assert window.above.hasFocus()


def test_what_is_gone_or_cannot_be_used_does_not_get_it(window: Window) -> None:
    for put_away in (window.far.hide, lambda: window.far.setEnabled(False), window.far.deleteLater):
        window.far.setVisible(True)
        window.far.setFocus()
        window.offer()
        button = window.button("Continue queue")
        button.setFocus()
        put_away()
        QApplication.sendPostedEvents(None, 52)  # deferred deletion
        window.said.continued()
        assert window.focusWidget() in (window.above, window.below)


def test_it_goes_back_past_another_message(window: Window) -> None:
    window.far.setFocus()
    window.said.failed("Something else.")
    window.offer()
    window.said.continue_wanted.connect(window.said.continued)
    press(window.button("Continue queue"))
    assert window.far.hasFocus()


def test_it_goes_back_past_a_message_that_was_used_before(window: Window) -> None:
    window.far.setFocus()
    window.said.failed("Something else.")
    window.offer()
    window.button("Continue queue").setFocus()
    (close,) = (
        button
        for button in window.said.findChildren(QToolButton, "close_message")
        if button.isVisible() and "Something" in button.parentWidget().accessibleName()
    )
    close.setFocus()
    window.said.continued()
    close.click()
    assert window.far.hasFocus()
