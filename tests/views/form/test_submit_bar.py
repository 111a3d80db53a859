"""The button that adds an evaluation: where its focus is while there is nothing to press."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.form.submit_bar import SubmitBar
from pandavision_gui.views.theme import Theme


class Place(QWidget):
    """The bar and a button that comes after it."""

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.after = SubmitBar(), QPushButton("Next")
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.after)


@pytest.fixture
def place(theme: Theme, qtbot: QtBot) -> Place:
    place = Place()
    qtbot.addWidget(place)
    place.bar.show_summary("100 samples × 5 values")
    place.show()
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    place.bar.button.setFocus()
    return place


def test_a_second_press_while_it_is_busy_presses_nothing_else(place: Place, qtbot: QtBot) -> None:
    pressed: list[str] = []
    place.after.clicked.connect(lambda: pressed.append("next"))
    place.bar.clicked.connect(lambda: place.bar.show_busy("Adding it to the queue …"))
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not pressed
    line = QApplication.focusWidget()
    assert line is not None
    assert line.accessibleName() == "Adding it to the queue …"


def test_the_line_that_has_the_focus_looks_so(place: Place, qtbot: QtBot) -> None:
    place.bar.show_busy("Adding it to the queue …")
    line = QApplication.focusWidget()
    assert line is not None
    with_focus = line.grab().toImage()
    place.after.setFocus()
    assert line.grab().toImage() != with_focus


@pytest.mark.parametrize("has_reason", [False, True])
def test_the_button_has_the_focus_again_when_it_can_be_pressed(
    place: Place, has_reason: bool
) -> None:
    place.bar.show_busy("Adding it to the queue …")
    if has_reason:
        place.bar.show_reason("Choose a model.")
    place.bar.show_summary("100 samples × 5 values")
    assert place.bar.button.hasFocus()


def test_a_focus_that_was_moved_meanwhile_stays_there(place: Place) -> None:
    place.bar.show_busy("Adding it to the queue …")
    place.after.setFocus()
    place.bar.show_summary("100 samples × 5 values")
    assert place.after.hasFocus()


def test_tab_does_not_lead_to_the_line(place: Place, qtbot: QtBot) -> None:
    place.after.setFocus()
    qtbot.keyClick(place.after, Qt.Key.Key_Tab)
    assert place.bar.button.hasFocus()


def test_it_has_it_again_though_another_window_was_in_front_meanwhile(
    place: Place, qtbot: QtBot
) -> None:
    place.bar.show_busy("Adding it to the queue …")
    other = QPushButton("Another window")
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    place.bar.show_summary("100 samples × 5 values")
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    assert place.bar.button.hasFocus()
