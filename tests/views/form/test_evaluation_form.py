"""The evaluation form as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.jobs.messages import Failed

from .conftest import (
    DATASET_PATH,
    MODEL_PATH,
    STAMP,
    AskedForm,
    dataset_report,
    model_report,
    settle,
)

BASE = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH}


def spec_of(form: AskedForm) -> EvaluationSpec:
    spec = form.current_spec()
    assert spec is not None
    return spec


def test_an_empty_form_says_what_is_missing(form: AskedForm) -> None:
    assert form.bar.text() == "Choose a model."
    assert not form.bar.button.isEnabled()
    assert form.current_spec() is None
    assert form.model._problem.isHidden()  # nothing is wrong yet
    assert form.dataset._problem.isHidden()


def test_the_button_waits_for_both_files_to_be_looked_into(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    assert form.bar.text() == "Choose a dataset."
    form.take_files([DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    assert form.bar.text() == "The dataset is still being looked into."
    form.answer(DATASET_PATH, dataset_report())
    assert form.bar.text() == "Standard, 100 samples, 6 values up to 0.05"
    assert form.bar.button.isEnabled()


def test_a_file_that_is_missing_is_asked_for_before_a_bad_one_is_complained_of(
    form: AskedForm,
) -> None:
    form.take_files([MODEL_PATH])
    bad = Failed(kind="input", code="missing", message="It is damaged.", hint="", details="")
    form.answer(MODEL_PATH, bad)
    assert form.bar.text() == "Choose a dataset."
    form.take_files([DATASET_PATH])
    assert form.bar.text() == "The model cannot be used."


def test_the_button_says_its_key(form: AskedForm) -> None:
    assert form.bar.button.toolTip() == "Ctrl+Return"


def test_whoever_hears_the_button_hears_why_it_is_off_and_what_it_costs(form: AskedForm) -> None:
    button = form.bar.button
    assert button.accessibleDescription() == "Choose a model."
    form.take_files([MODEL_PATH, DATASET_PATH])
    assert button.accessibleDescription() == "The model is still being looked into."
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    said = button.accessibleDescription()
    assert said == f"{form.bar.text()}. {form.bar.cost_text()}"
    assert "passes" in said


def test_a_click_submits_the_spec(filled: AskedForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filled.submitted, timeout=1000) as caught:
        qtbot.mouseClick(filled.bar.button, Qt.MouseButton.LeftButton)
        filled.see_both()
    (spec,) = caught.args
    assert (
        spec.to_document()
        == spec_from_document({**BASE, "evaluation-mode": "fast", "samples": 100}).to_document()
    )
    assert spec.name is None


def test_the_name_goes_with_its_job_and_the_next_has_its_own(
    filled: AskedForm, qtbot: QtBot
) -> None:
    filled.advanced.fields["name"].set_value("baseline")
    names = []
    filled.submitted.connect(lambda spec: names.append(spec.name))
    for _ in range(2):
        qtbot.mouseClick(filled.bar.button, Qt.MouseButton.LeftButton)
        filled.see_both()
    assert names == ["baseline", None]
    assert "baseline" not in filled.advanced.toggle.text()


def test_a_job_that_is_not_taken_keeps_its_name_in_the_form(
    filled: AskedForm, qtbot: QtBot
) -> None:
    filled.advanced.fields["name"].set_value("baseline")
    qtbot.mouseClick(filled.bar.button, Qt.MouseButton.LeftButton)
    changed = replace(STAMP, size=STAMP.size + 1)
    filled.see(MODEL_PATH, changed)
    filled.see(DATASET_PATH)
    assert "Not added" in filled.message.sentence()
    assert filled.advanced.fields["name"].value() == "baseline"


def test_a_name_that_was_typed_meanwhile_stays(filled: AskedForm, qtbot: QtBot) -> None:
    filled.advanced.fields["name"].set_value("baseline")
    qtbot.mouseClick(filled.bar.button, Qt.MouseButton.LeftButton)
    filled.advanced.fields["name"].set_value("the next one")
    with qtbot.waitSignal(filled.submitted, timeout=1000) as caught:
        filled.see_both()
    assert caught.args[0].name == "baseline"
    assert filled.advanced.fields["name"].value() == "the next one"


def test_return_submits_nothing(filled: AskedForm, qtbot: QtBot) -> None:
    entries = [entry for entry in filled.findChildren(QLineEdit) if entry.isVisible()]
    assert len(entries) > 3
    for entry in entries:
        qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert filled.asked(only_look=True) == []


def test_nothing_is_submitted_while_the_button_is_off(filled: AskedForm, qtbot: QtBot) -> None:
    filled.values.edit.setText("8")
    with qtbot.assertNotEmitted(filled.submitted):
        filled.submit()
        filled.values.edit.setText("8/255")
        filled.take_files(["/data/not looked into.onnx"])
        assert filled.current_spec() is not None
        filled.submit()


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"evaluation-mode": "fast"},
        {"evaluation-mode": "fast", "samples": 7, "seed": 2**62, "name": "<b>&a\u202e"},
        {"perturbation-type": "random", "perturbation-values": [0.1, 0.07, 8 / 255]},
        {"attack": "pgd-linf", "attack-params": {"abs_stepsize": 1e-5, "random_start": True}},
        {"attack": "mpgd-linf", "attack-params": {"loss": "margin", "momentum": 0.9, "steps": 3}},
        {"attack": "noise-linf"},
        {"preprocessing": "symmetric"},
        {"preprocessing": {"mean": [0.1, 1e-7, 3.0], "std": [0.25]}},
        {"input-range": [-1.5, 2.0], "batch-size": 17, "device": "cpu", "time-limit": 12.5},
        {"layout": "NHWC", "channels": "BGR"},
        {"evaluation-mode": "fast", "indexes": list(range(25))},
        {"labels": "y", "label-offset": -1, "class-names": ["a", "b"]},
    ],
)
def test_a_loaded_spec_comes_back_as_it_was(form: AskedForm, keys: dict[str, Any]) -> None:
    spec = spec_from_document(BASE | keys)
    form.load_spec(spec)
    assert spec_of(form).to_document() == spec.to_document()


def test_the_next_spec_leaves_nothing_of_the_one_before(form: AskedForm) -> None:
    form.load_spec(
        spec_from_document(
            BASE | {"indexes": [3], "seed": 9, "attack": "pgd-linf", "preprocessing": "unit"}
        )
    )
    plain = spec_from_document(BASE)
    form.load_spec(plain)
    assert spec_of(form).to_document() == plain.to_document()


def test_what_the_form_cannot_show_is_said_and_can_be_cleared(form: AskedForm) -> None:
    keys = {"indexes": list(range(25)), "label-offset": -1}
    form.load_spec(spec_from_document(BASE | keys))
    words = "Also set: chosen samples (25), label offset −1."
    assert form.carried.words() == words
    assert form.mode.samples_wanted() == 25
    assert not form.mode.mode.isEnabled()
    form.carried.clear_button.click()
    assert not form.carried.isVisible()
    assert form.mode.mode.isEnabled()
    spec = spec_of(form)
    assert (spec.indexes, spec.label_offset) == (None, 0)


def test_without_chosen_samples_the_mode_counts_again(form: AskedForm) -> None:
    form.load_spec(spec_from_document(BASE | {"evaluation-mode": "fast", "indexes": [3, 4]}))
    assert spec_of(form).samples is None
    form.carried.clear_button.click()
    assert spec_of(form).samples == 100


def test_new_empties_the_form(filled: AskedForm) -> None:
    filled.values.edit.setText("0.5")
    filled.preprocessing.choice.choose("unit")
    filled.advanced.fields["seed"].set_value(5)
    filled.take_files(["/data/notes.txt"])
    filled.clear()
    assert filled.bar.text() == "Choose a model."
    assert filled.message.isHidden()
    filled.take_files([MODEL_PATH, DATASET_PATH])
    blank = spec_from_document({**BASE, "evaluation-mode": "fast"})
    assert spec_of(filled).to_document() == blank.to_document()


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda f: f.values.edit.setText("8"), "Perturbation values: 8 is outside 0 … 1."),
        (lambda f: f.preprocessing.choice.choose("own"), "Preprocessing: Give mean and std"),
        (
            lambda f: f.advanced.fields["batch_size"].set_value(9999),
            "Advanced: Batch size must be at most 4096.",
        ),
        (
            lambda f: f.advanced.fields["input_range"].set_value((0.0, 1e38)),
            "is wider than numbers of 32 bits",
        ),
    ],
)
def test_the_line_says_which_part_is_wrong(filled: AskedForm, break_it: Any, reason: str) -> None:
    break_it(filled)
    assert reason in filled.bar.text()
    assert not filled.bar.button.isEnabled()
    assert filled.current_spec() is None


def test_a_wrong_number_in_advanced_opens_it(filled: AskedForm) -> None:
    assert not filled.advanced.fields["batch_size"].entry.isVisible()
    filled.advanced.fields["batch_size"].set_value(9999)
    assert filled.advanced.fields["batch_size"].entry.isVisible()
    assert filled.advanced.fields["batch_size"].problem.isVisible()


def test_complete_takes_all_samples(filled: AskedForm) -> None:
    filled.mode.mode.choose("complete")
    assert filled.bar.text().startswith("Standard, 300 samples")
    assert not filled.mode.count.isEnabled()
    assert spec_of(filled).samples is None
    filled.mode.mode.choose("fast")
    assert filled.mode.count.value() == 100


def test_a_fast_evaluation_takes_no_more_than_there_is(filled: AskedForm) -> None:
    filled.mode.count.setValue(5000)
    assert filled.bar.text().startswith("Standard, 300 samples")


def test_every_input_has_an_accessible_name(filled: AskedForm) -> None:
    inputs = [
        w
        for w in filled.findChildren(QLineEdit)
        if w.objectName() != "qt_spinbox_lineedit" and w.accessibleName() == ""
    ]
    assert inputs == []
    shown = [b for b in filled.findChildren(QAbstractButton) if b.isVisible()]
    assert len(shown) > 5
    assert all(b.text() or b.accessibleName() for b in shown)
    lists = filled.findChildren(QComboBox) + filled.findChildren(QAbstractSpinBox)
    assert len(lists) > 5
    assert [one for one in lists if not one.accessibleName()] == []


@pytest.mark.parametrize("width", [240, 260, 340])
def test_nothing_is_cut_off_at_the_side(filled: AskedForm, width: int) -> None:
    filled.attack.choice.choose("pgd-linf")
    filled.preprocessing.choice.choose("own")
    filled.advanced.toggle.setChecked(True)
    filled.values.edit.setText("8")
    filled.resize(width, 600)
    settle(filled)
    assert filled.width() == width
    content = filled.scroll_area.widget()
    assert content.width() <= filled.scroll_area.viewport().width()
    assert content.layout().minimumSize().width() <= width


def test_a_scroll_bar_makes_the_content_no_narrower(filled: AskedForm) -> None:
    filled.resize(260, 2000)
    settle(filled)
    wide = filled.values.edit.width()
    assert not filled.scroll_area.verticalScrollBar().isVisible()
    filled.resize(260, 400)
    settle(filled)
    assert filled.scroll_area.verticalScrollBar().isVisible()
    assert filled.values.edit.width() == wide


def test_the_focus_goes_to_the_model_first(form: AskedForm) -> None:
    form.focus_first()
    assert form.focusWidget() is form.model.edit
