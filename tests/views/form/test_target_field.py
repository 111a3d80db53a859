from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from pandavision_gui.views.form.target_field import TargetField


@pytest.mark.parametrize("target", ["3", " 3", "cat ", "second", 0, 3, None])
def test_a_target_that_was_set_stays_what_it_is(qtbot: QtBot, target: int | str | None) -> None:
    """A class may be named "3": as a number it would be another class."""
    field = TargetField("Target class", "")
    qtbot.addWidget(field.entry)
    field.set_value(target)
    assert field.value() == target
    assert type(field.value()) is type(target)


@pytest.mark.parametrize(
    ("text", "target"), [("3", 3), (" 03 ", 3), (" cat ", "cat"), ("-1", "-1"), ("  ", None)]
)
def test_what_is_typed_is_a_number_where_it_is_one(
    qtbot: QtBot, text: str, target: int | str | None
) -> None:
    field = TargetField("Target class", "")
    qtbot.addWidget(field.entry)
    field.set_value("second")
    field._edit.setText(text)
    assert field.value() == target
