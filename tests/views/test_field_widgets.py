"""Inputs that are made from declared fields."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.views.field_widgets import field_widget
from pandavision_gui.views.form.field_widget import FieldWidget


class Declared(BaseModel):
    count: int = Field(5, ge=1, lt=10, description="How many <b>.")
    seed: int = Field(0, ge=0, lt=2**63)
    size: float = Field(0.5, gt=0, le=2)
    limit: float | None = Field(None, gt=0)
    batch: Literal["auto"] | int = Field("auto")
    flag: bool = False
    word: Literal["one", "two"] = "one"
    text: str | None = None
    ends: Literal["auto"] | tuple[float, float] = "auto"


def made(qtbot: QtBot, name: str) -> FieldWidget:
    widget = field_widget(name, Declared.model_fields[name])
    qtbot.addWidget(widget.entry)
    return widget


def type_into(widget: FieldWidget, text: str) -> None:
    assert isinstance(widget.entry, QLineEdit)
    widget.entry.setText(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("count", QSpinBox),
        ("seed", QLineEdit),  # a spin box ends at 2**31
        ("size", QLineEdit),
        ("flag", QCheckBox),
        ("word", QComboBox),
        ("text", QLineEdit),
    ],
)
def test_each_type_has_its_input(qtbot: QtBot, name: str, kind: type) -> None:
    assert isinstance(made(qtbot, name).entry, kind)


@pytest.mark.parametrize("name", list(Declared.model_fields))
def test_an_input_begins_at_the_default_and_says_its_name(qtbot: QtBot, name: str) -> None:
    widget = made(qtbot, name)
    assert widget.value() == Declared.model_fields[name].default
    assert widget.check() == ""
    assert widget.entry.accessibleName() == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("count", 9),
        ("seed", 2**63 - 1),
        ("size", 1e-7),
        ("limit", 90.5),
        ("limit", None),
        ("batch", 64),
        ("batch", "auto"),
        ("flag", True),
        ("word", "two"),
        ("text", " <b>\u202e "),
        ("ends", [-1.0, 1.0]),
        ("ends", "auto"),
    ],
)
def test_a_value_comes_back_as_it_was_set(qtbot: QtBot, name: str, value: Any) -> None:
    widget = made(qtbot, name)
    widget.set_value(value)
    assert widget.value() == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("size", "0", "size must be above 0."),
        ("size", "2.1", "size must be at most 2."),
        ("size", "", "size must be a number."),
        ("size", "nan", "size must be a number."),
        ("size", "1_0", "size must be a number."),
        ("seed", "1.5", "seed must be a whole number."),
        ("seed", "-1", "seed must be at least 0."),
        ("limit", "-1e-3", "limit must be above 0."),
    ],
)
def test_a_wrong_number_is_said_below_it(qtbot: QtBot, name: str, text: str, sentence: str) -> None:
    widget = made(qtbot, name)
    type_into(widget, text)
    assert widget.check() == sentence
    assert widget.problem.text() == sentence
    with pytest.raises(InputError):
        widget.value()
    type_into(widget, "1")
    assert widget.check() == ""
    assert widget.problem.isHidden()


def test_scientific_notation_is_a_number(qtbot: QtBot) -> None:
    widget = made(qtbot, "size")
    type_into(widget, " 2.5E-3 ")
    assert widget.value() == 0.0025


def test_a_spin_box_keeps_the_limits(qtbot: QtBot) -> None:
    box = made(qtbot, "count").entry
    assert isinstance(box, QSpinBox)
    assert (box.minimum(), box.maximum()) == (1, 9)


def test_half_a_range_is_refused(qtbot: QtBot) -> None:
    widget = made(qtbot, "ends")
    first, second = widget.entry.findChildren(QLineEdit)
    first.setText("3")
    assert "give two numbers" in widget.check()
    second.setText("2")
    assert "first must be below" in widget.check()


def test_a_change_is_told(qtbot: QtBot) -> None:
    widget = made(qtbot, "flag")
    with qtbot.waitSignal(widget.changed, timeout=1000):
        widget.set_value(True)


def test_markup_in_a_description_is_shown_as_it_is(qtbot: QtBot) -> None:
    assert "How many &lt;b&gt;." in made(qtbot, "count").entry.toolTip()


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_parameter_of_every_attack_has_an_input(qtbot: QtBot, name: str) -> None:
    for field in CATALOGUE[name].parameters.model_fields.values():
        widget = field_widget(field.title or "", field)
        qtbot.addWidget(widget.entry)
        assert widget.value() == field.default


def test_what_has_no_input_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(TypeError):
        field_widget("x", EvaluationSpec.model_fields["attack_params"])


@pytest.mark.parametrize("name", ["count", "word"])
@pytest.mark.parametrize("has_focus", [False, True])
def test_the_wheel_changes_no_box_that_it_passes_over(
    qtbot: QtBot, name: str, has_focus: bool
) -> None:
    """One with the focus neither: it has it from the choice before, and the form is scrolled."""
    entry = made(qtbot, name).entry
    entry.show()
    qtbot.waitExposed(entry)
    entry.setFocus()
    qtbot.waitUntil(entry.hasFocus)
    if not has_focus:
        entry.clearFocus()
    before = entry.property("value"), entry.property("currentIndex")
    for turn in (-120, 120):
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, turn),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(entry, event)
        assert (entry.property("value"), entry.property("currentIndex")) == before
        assert not event.isAccepted()


def test_a_text_from_a_file_is_shown_escaped_and_kept_until_it_is_edited(qtbot: QtBot) -> None:
    widget = made(qtbot, "text")
    assert isinstance(widget.entry, QLineEdit)
    widget.set_value("a\u202egnp\nb")
    assert widget.entry.text() == "a\\u202egnp\\nb"
    assert widget.value() == "a\u202egnp\nb"
    qtbot.keyClick(widget.entry, "c")
    assert widget.value() == "a\\u202egnp\\nbc"


def test_a_text_that_looks_like_the_one_before_is_told(qtbot: QtBot) -> None:
    widget = made(qtbot, "text")
    widget.set_value("a\u202e")
    told: list[object] = []
    widget.changed.connect(lambda: told.append(widget.value()))
    widget.set_value("a\\u202e")
    assert told == ["a\\u202e"]


def test_both_ends_of_a_range_say_which_they_are(qtbot: QtBot) -> None:
    widget = made(qtbot, "ends")
    assert [label.text() for label in widget.entry.findChildren(QLabel)] == ["from", "to"]


def test_a_key_is_the_first_free_letter_of_the_name(qtbot: QtBot) -> None:
    widget = made(qtbot, "size")
    assert widget.mark_key("SZ") == "i"
    assert widget.label is not None
    assert widget.label.buddy() is widget.entry
    assert made(qtbot, "flag").mark_key("flag") == ""
