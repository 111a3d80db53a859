"""What comes or goes above does not move what is looked at, not for a single painted picture."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from pandavision_gui.views.form.steady_scroll_area import SteadyScrollArea

HEIGHT = 60


class Parts:
    """A column of fields, each with a hidden message above it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.area = SteadyScrollArea()
        qtbot.addWidget(self.area)
        self.messages, self.fields = [], []
        for _ in range(20):
            message, field = QLabel(), QLineEdit()
            message.setFixedHeight(40)
            message.hide()
            field.setFixedHeight(HEIGHT)
            self.area.column.addWidget(message)
            self.area.column.addWidget(field)
            self.messages.append(message)
            self.fields.append(field)
        self.area.resize(300, 400)
        with qtbot.waitActive(self.area):
            self.area.show()
        self.settle()

    def settle(self) -> None:
        for _ in range(5):
            QApplication.processEvents()

    def y(self, part: QLineEdit | QLabel) -> int:
        return part.mapTo(self.area.viewport(), QPoint()).y()


class Painted(QObject):
    """Where a field is each time that it is painted."""

    def __init__(self, parts: Parts, field: QLineEdit) -> None:
        super().__init__()
        self._parts, self._field = parts, field
        self.places: list[int] = []
        parts.area.viewport().installEventFilter(self)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Paint:
            self.places.append(self._parts.y(self._field))
        return False


@pytest.fixture
def parts(qtbot: QtBot) -> Parts:
    return Parts(qtbot)


def scroll_to(parts: Parts, field: QLineEdit) -> None:
    """Have a field in the middle of what is in sight."""
    bar = parts.area.verticalScrollBar()
    bar.setValue(bar.value() + parts.y(field) - 150)
    parts.settle()
    assert parts.y(field) == 150


def test_the_field_in_use_stays_where_it_is_whatever_comes_above(parts: Parts) -> None:
    field = parts.fields[8]
    field.setFocus()
    scroll_to(parts, field)
    before = parts.y(field)
    painted = Painted(parts, field)
    for message in (parts.messages[1], parts.messages[8]):
        message.show()
        parts.settle()
        assert parts.y(field) == before
    parts.messages[1].hide()
    parts.settle()
    assert set(painted.places) == {before}


def test_what_has_come_is_in_sight_although_the_field_moves(parts: Parts) -> None:
    field, message = parts.fields[2], parts.messages[0]
    field.setFocus()
    before = parts.y(field)
    message.show()
    parts.settle()
    assert parts.y(message) >= 0
    assert before < parts.y(field) <= before + 40


def test_without_a_field_in_use_the_first_part_in_sight_stays(parts: Parts) -> None:
    parts.area.setFocus()
    scroll_to(parts, parts.fields[6])
    first = min((f for f in parts.fields if parts.y(f) >= 0), key=parts.y)
    before = parts.y(first)
    painted = Painted(parts, first)
    parts.messages[0].show()
    parts.messages[3].show()
    parts.settle()
    parts.messages[0].hide()
    parts.settle()
    assert parts.y(first) == before
    assert set(painted.places) <= {before}


def test_whoever_is_at_the_top_stays_there(parts: Parts) -> None:
    parts.area.setFocus()
    parts.messages[0].show()
    parts.settle()
    assert parts.area.verticalScrollBar().value() == 0
    assert parts.y(parts.messages[0]) >= 0


def test_a_field_that_was_scrolled_away_moves_nothing(parts: Parts) -> None:
    parts.fields[0].setFocus()
    bar = parts.area.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMaximum)
    parts.settle()
    last = parts.fields[-1]
    before = parts.y(last)
    parts.messages[0].show()
    parts.messages[-5].hide()
    parts.settle()
    assert parts.y(last) == before


def test_what_is_replaced_by_as_much_elsewhere_is_not_forgotten(parts: Parts) -> None:
    parts.messages[0].show()
    parts.settle()
    field = parts.fields[8]
    field.setFocus()
    scroll_to(parts, field)
    before = parts.y(field)
    parts.messages[0].hide()
    parts.messages[15].show()
    parts.settle()
    assert parts.y(field) == before
    parts.messages[1].show()
    parts.settle()
    assert parts.y(field) == before


def test_a_part_that_is_deleted_is_asked_nothing_more(parts: Parts) -> None:
    field = parts.fields[8]
    field.setFocus()
    scroll_to(parts, field)
    before = parts.y(field)
    shiboken6.delete(parts.fields[2])
    parts.settle()
    assert parts.y(field) == before


def test_what_goes_above_the_end_leaves_the_last_field_where_it_is(parts: Parts) -> None:
    for message in parts.messages[:6]:
        message.show()
    parts.settle()
    field = parts.fields[-1]
    field.setFocus()
    bar = parts.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    parts.settle()
    before = parts.y(field)
    painted = Painted(parts, field)
    for message in parts.messages[:6]:
        message.hide()
    parts.settle()
    assert parts.y(field) == before
    assert set(painted.places) <= {before}
