"""No click takes away what was put into the form, whole or not."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import load_spec

from .conftest import Opening, WriteSpec


def said(opening: Opening) -> dict[str, Any]:
    draft = opening.form.draft()
    assert draft is not None
    return draft.to_document()


def test_an_emptied_form_comes_back(opening: Opening, write_spec: WriteSpec) -> None:
    opening.form.load_spec(load_spec(write_spec(seed=5, name="A & B", indexes=[4])))
    before = said(opening)
    opening.replacing.empty()
    assert opening.form.model.path == ""
    assert opening.said() == "The form was emptied."
    opening.press("Undo")
    assert said(opening) == before
    assert opening.said() == ""


def test_nothing_is_said_of_an_empty_form(opening: Opening) -> None:
    opening.replacing.empty()
    assert opening.said() == ""
    opening.form.values.edit.setText("0, 0.3")
    opening.replacing.empty()
    assert opening.said() == "The form was emptied."
    opening.replacing.empty()  # a second time: nothing is there to be taken
    opening.press("Undo")
    assert opening.form.values.edit.text() == "0, 0.3"


def test_what_is_no_evaluation_yet_comes_back_as_it_was_written(opening: Opening) -> None:
    form = opening.form
    form.take_files(["/data/other.onnx"])
    form.attack.choice.choose("pgd-linf")
    step = form.attack.fields["abs_stepsize"].entry
    assert isinstance(step, QLineEdit)
    step.setText("small")
    form.values.edit.setText("0, noth")
    form.advanced.fields["seed"].set_value(11)
    opening.replacing.empty()
    assert form.attack.choice.currentData() == "standard"
    opening.press("Undo")
    assert form.model.path == "/data/other.onnx"
    assert form.attack.choice.currentData() == "pgd-linf"
    step = form.attack.fields["abs_stepsize"].entry
    assert isinstance(step, QLineEdit)
    assert step.text() == "small"
    assert form.values.edit.text() == "0, noth"
    assert form.advanced.fields["seed"].value() == 11


def test_what_was_put_in_since_then_can_be_had_again(
    opening: Opening, write_spec: WriteSpec
) -> None:
    opening.form.load_spec(load_spec(write_spec(seed=5)))
    before = said(opening)
    opening.replacing.empty()
    opening.form.take_files(["/data/new.onnx"])
    since = said(opening)
    opening.press("Undo")
    assert said(opening) == before
    assert opening.said() == "The form says again what it said before."
    opening.press("Undo")
    assert said(opening) == since
    assert opening.said() == ""


def test_an_evaluation_that_was_added_ends_the_offer(
    opening: Opening, write_spec: WriteSpec
) -> None:
    opening.form.take_files(["/data/new.onnx"])
    spec = load_spec(write_spec(seed=5))
    opening.replacing.fill(spec, "<b>job</b>")
    assert opening.said() == "The form is filled from “<b>job</b>”."
    opening.form.submitted.emit(spec)
    assert opening.said() == ""


def buttons(opening: Opening) -> set[str]:
    found = opening.announcements.findChildren(QPushButton)
    return {button.text() for button in found if button.isVisible()}


def test_a_spec_that_takes_nothing_away_is_told_without_undo(
    opening: Opening, write_spec: WriteSpec
) -> None:
    spec = load_spec(write_spec(seed=5))
    for _ in range(2):  # into an empty form, then what it says already
        opening.replacing.fill(spec, "mine\nyours")
        assert opening.said() == "The form is filled from “mine\\nyours”."
        assert "Undo" not in buttons(opening)


def test_a_spec_that_takes_nothing_away_ends_an_older_offer(
    opening: Opening, write_spec: WriteSpec
) -> None:
    first, second = load_spec(write_spec(seed=5)), load_spec(write_spec(seed=6))
    opening.form.load_spec(first)
    opening.replacing.fill(second, "second")
    assert "Undo" in buttons(opening)
    opening.replacing.fill(second, "again")
    assert "Undo" not in buttons(opening)
    assert opening.said() == "The form is filled from “again”."


def test_the_keyboard_goes_to_the_first_field(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    opening.activateWindow()
    qtbot.waitUntil(opening.isActiveWindow)
    opening.form.load_spec(load_spec(write_spec(seed=5)))
    first = opening.form.model.edit
    for change in (opening.replacing.empty, lambda: opening.press("Undo")):
        opening.form.values.edit.setFocus()
        assert not first.hasFocus()
        change()
        assert first.hasFocus() or first.isAncestorOf(QApplication.focusWidget())


def test_an_emptied_form_shows_its_beginning(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    opening.activateWindow()
    qtbot.waitUntil(opening.isActiveWindow)
    opening.resize(400, 300)
    opening.form.load_spec(load_spec(write_spec(seed=5)))
    bar = opening.form.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    opening.form.values.edit.setFocus()
    bar.setValue(bar.maximum())
    opening.replacing.empty()
    QApplication.processEvents()
    assert bar.value() == 0


def test_what_was_no_evaluation_comes_back_without_what_came_between(
    opening: Opening, write_spec: WriteSpec
) -> None:
    opening.form.values.edit.setText("0, noth")
    opening.replacing.fill(load_spec(write_spec(target=3, name="between")), "between")
    opening.press("Undo")
    assert opening.form.values.edit.text() == "0, noth"
    assert opening.form.model.path == ""
    opening.form.take_files(["/data/new.onnx"])
    opening.form.values.edit.setText("0, 0.1")
    document = said(opening)
    assert "name" not in document
    assert "target" not in document
