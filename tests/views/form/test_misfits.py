"""What certainly cannot run is an error in its place, and cannot be added."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import spec_from_document

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report

BASE = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH}


def problem(form: AskedForm, part: str) -> str:
    label = getattr(form, part)._problem
    return label.text() if label.isVisible() else ""


def test_samples_that_cannot_fit_are_an_error_at_the_dataset(filled: AskedForm) -> None:
    filled.answer(MODEL_PATH, model_report(shape=(None, 3, 224, 224)))
    words = "The model takes 3×224×224, but a sample is 3×32×32: they cannot fit."
    assert problem(filled, "dataset") == f"✕ {words}"
    assert filled.bar.text() == f"Dataset: {words}"
    assert not filled.bar.button.isEnabled()
    filled.answer(MODEL_PATH, model_report())
    assert problem(filled, "dataset") == ""
    assert filled.bar.button.isEnabled()


def test_the_order_of_the_axes_that_was_chosen_decides(filled: AskedForm) -> None:
    filled.answer(MODEL_PATH, model_report(shape=(None, 3, 32, 16)))
    filled.answer(DATASET_PATH, dataset_report(sample_shape=(32, 16, 3)))
    assert filled.bar.button.isEnabled()
    filled.advanced.fields["layout"].set_value("NCHW")
    assert "but a sample is 32×16×3" in problem(filled, "dataset")
    assert not filled.bar.button.isEnabled()


def test_an_open_size_or_another_order_of_axes_is_no_misfit(filled: AskedForm) -> None:
    for shape in ((None, 3, None, None), (None, 32, 32, 3), (None, 3072)):
        filled.answer(MODEL_PATH, model_report(shape=shape))
        assert filled.bar.button.isEnabled()
        assert "!" not in filled.dataset.finding_text()


def test_labels_beyond_the_classes_are_an_error_where_every_draw_has_one(
    filled: AskedForm,
) -> None:
    filled.answer(MODEL_PATH, model_report(classes=10))
    words = "Labels run up to 11, but the model's last class is 9."
    assert problem(filled, "dataset") == f"✕ {words}"  # 25 of 300 twice: each draw of 100 has some
    assert not filled.bar.button.isEnabled()


def test_labels_that_the_model_calls_its_classes_fit(filled: AskedForm) -> None:
    counts = {3: 100, 5: 100, 8: 100}
    filled.answer(DATASET_PATH, dataset_report(label_counts=counts))
    filled.answer(MODEL_PATH, model_report(classes=3))
    assert "Labels run up to 8" in problem(filled, "dataset")
    filled.answer(MODEL_PATH, model_report(classes=3, class_names=("3", "5", "8")))
    assert problem(filled, "dataset") == ""
    assert filled.bar.button.isEnabled()
    filled.answer(DATASET_PATH, dataset_report(label_counts={-1: 150, 1: 150}))
    assert "Labels begin at −1" in problem(filled, "dataset")
    filled.answer(MODEL_PATH, model_report(classes=2))
    assert problem(filled, "dataset") == ""
    assert filled.bar.button.isEnabled()
    remark = "Labels start at 1; classes count from 0, so a label offset of -1 may be needed."
    filled.answer(DATASET_PATH, dataset_report(label_counts={1: 150, 2: 150}, remarks=(remark,)))
    assert remark in filled.dataset.finding_text()
    filled.answer(MODEL_PATH, model_report(classes=2, class_labels=("1", "2")))
    assert remark not in filled.dataset.finding_text()
    filled.answer(MODEL_PATH, model_report(classes=2))
    filled.answer(DATASET_PATH, dataset_report(label_counts={1: 300}, remarks=(remark,)))
    assert remark in filled.dataset.finding_text()  # of 1 alone nothing is known
    named = dataset_report(label_counts=counts, class_names=tuple("abcdefghi"))
    filled.answer(MODEL_PATH, model_report(classes=3, class_names=("3", "5", "8")))
    filled.answer(DATASET_PATH, named)
    assert "Labels run up to 8" in problem(filled, "dataset")


def test_labels_that_a_draw_may_miss_are_only_questioned(filled: AskedForm) -> None:
    counts = dict.fromkeys(range(10), 29) | {11: 1}
    filled.answer(MODEL_PATH, model_report(classes=10))
    filled.answer(DATASET_PATH, dataset_report(count=291, label_counts=counts))
    assert problem(filled, "dataset") == ""
    assert "! Labels run up to 11" in filled.dataset.finding_text()
    assert filled.bar.button.isEnabled()
    filled.mode.mode.choose("complete")
    assert "Labels run up to 11" in problem(filled, "dataset")
    assert "!" not in filled.dataset.finding_text()
    assert not filled.bar.button.isEnabled()


def test_chosen_samples_leave_the_labels_to_the_worker(form: AskedForm) -> None:
    form.load_spec(spec_from_document(BASE | {"indexes": [3]}))
    form.answer(MODEL_PATH, model_report(classes=10))
    form.answer(DATASET_PATH, dataset_report())
    assert form.bar.button.isEnabled()


def test_labels_below_no_class_are_an_error(form: AskedForm) -> None:
    form.load_spec(spec_from_document(BASE | {"label-offset": -1}))
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    assert problem(form, "dataset") == "✕ Labels begin at −1, but classes begin at 0."
    assert not form.bar.button.isEnabled()


@pytest.mark.parametrize("with_model", [False, True])
def test_preprocessing_for_other_channels_is_an_error_at_its_field(
    form: AskedForm, with_model: bool
) -> None:
    form.take_files([DATASET_PATH, *([MODEL_PATH] if with_model else [])])
    if with_model:
        form.answer(MODEL_PATH, model_report(shape=(None, 1, 28, 28)))
    form.answer(DATASET_PATH, dataset_report(sample_shape=(28, 28)))
    form.preprocessing.choice.choose("imagenet")
    words = "ImageNet is for 3 channels, but the samples have 1."
    assert problem(form, "preprocessing") == words
    assert not form.bar.button.isEnabled()
    if with_model:
        assert form.bar.text() == f"Preprocessing: {words}"
    form.preprocessing.choice.choose("unit")
    assert problem(form, "preprocessing") == ""
    assert form.bar.button.isEnabled() is with_model


def test_own_numbers_for_other_channels_are_an_error(filled: AskedForm) -> None:
    filled.preprocessing.choice.choose("own")
    filled.preprocessing.mean.setText("1 2 3")
    filled.preprocessing.std.setText("1")
    assert filled.bar.button.isEnabled()
    filled.preprocessing.mean.setText("1 2")
    words = "This is for 2 channels, but the samples have 3."
    assert problem(filled, "preprocessing") == words
    assert not filled.bar.button.isEnabled()


def loaded(form: AskedForm, keys: dict[str, Any]) -> AskedForm:
    form.load_spec(spec_from_document(BASE | keys))
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    return form


def test_carried_samples_that_fit_no_longer_are_an_error(form: AskedForm) -> None:
    loaded(form, {"indexes": [2, 300]})
    words = "Sample 300 is named, but the last sample of the dataset is 299."
    assert problem(form, "carried") == words
    assert not form.bar.button.isEnabled()
    form.carried.clear_button.click()
    assert form.bar.button.isEnabled()


def test_names_of_other_classes_are_an_error_in_sight(form: AskedForm) -> None:
    loaded(form, {"class-names": [f"c{n}" for n in range(10)]})
    words = "There are names of 10 classes, but the model has 12."
    assert problem(form, "advanced") == words  # unfolded
    assert form.bar.text() == f"Advanced: {words}"
    assert not form.bar.button.isEnabled()
    form.advanced.class_names.clear_button.click()
    assert problem(form, "advanced") == ""
    assert form.bar.button.isEnabled()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (12, "Class 12 is aimed at, but the model's last class is 11."),
        (-1, "Class -1 is aimed at, but the model's last class is 11."),
        (
            "zebra",
            "No class is called “zebra”. Give a number within 0 … 11, a name, “second” or “all”.",
        ),
        (11, ""),
        ("stop", ""),
        ("second", ""),
        ("all", ""),
        (None, ""),
    ],
)
def test_a_target_that_is_no_class_of_the_model_is_an_error(
    filled: AskedForm, target: int | str | None, words: str
) -> None:
    names = ("stop", *(f"class {number}" for number in range(1, 12)))
    filled.answer(MODEL_PATH, model_report(classes=12))
    filled.answer(DATASET_PATH, dataset_report(class_names=names))
    filled.load_spec(spec_from_document(BASE | ({} if target is None else {"target": target})))
    filled.answer(MODEL_PATH, model_report(classes=12))
    filled.answer(DATASET_PATH, dataset_report(class_names=names))
    assert problem(filled, "advanced") == words
    assert filled.bar.button.isEnabled() is not bool(words)


def test_a_target_is_not_judged_where_the_model_does_not_say_its_classes(
    filled: AskedForm,
) -> None:
    filled.answer(MODEL_PATH, model_report(classes=None))
    filled.advanced.fields["target"].set_value(99)
    filled.advanced.changed.emit()
    assert problem(filled, "advanced") == ""


def test_the_field_for_a_target_is_there_only_with_an_attack_that_can_aim(
    filled: AskedForm,
) -> None:
    target = filled.advanced.fields["target"]
    filled.advanced.toggle.setChecked(True)
    assert target.entry.isVisible()
    filled.load_spec(spec_from_document(BASE | {"perturbation-type": "rotation"}))
    assert target.label is not None
    assert not target.entry.isVisible()
    assert not target.label.isVisible()
    target.set_value(3)  # what hinders must be in sight, to be taken away
    filled.advanced.changed.emit()
    assert target.entry.isVisible()


def typed(filled: AskedForm, qtbot: QtBot, letters: str) -> QLineEdit:
    edit = filled.advanced.target.entry
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClicks(edit, letters)
    return edit


def test_a_target_is_not_judged_before_the_dataset_has_named_its_classes(
    form: AskedForm,
) -> None:
    form.load_spec(spec_from_document(BASE | {"target": "stop"}))
    form.answer(MODEL_PATH, model_report(classes=12))
    assert problem(form, "advanced") == ""
    form.answer(DATASET_PATH, dataset_report())
    assert "No class is called “stop”" in problem(form, "advanced")


def test_a_target_is_not_judged_before_it_can_be_whole(filled: AskedForm, qtbot: QtBot) -> None:
    names = ("stop", *(f"class {number}" for number in range(1, 12)))
    filled.answer(MODEL_PATH, model_report(classes=12))
    filled.answer(DATASET_PATH, dataset_report(class_names=names))
    filled.advanced.toggle.setChecked(True)
    for begin in ("sec", "st", "class 1"):
        edit = typed(filled, qtbot, begin)
        assert problem(filled, "advanced") == ""
        edit.clear()
    edit = typed(filled, qtbot, "secx")
    assert "No class is called “secx”" in problem(filled, "advanced")
    edit.clear()
    edit = typed(filled, qtbot, "sec")
    edit.completer().popup().hide()  # as a click elsewhere does
    edit.clearFocus()
    assert "No class is called “sec”" in problem(filled, "advanced"), "it is left now"


def test_a_target_that_is_emptied_keeps_the_keyboard(filled: AskedForm, qtbot: QtBot) -> None:
    filled.advanced.toggle.setChecked(True)
    filled.load_spec(spec_from_document(BASE | {"target": 13}))
    filled.mode.type.choose("rotation")
    edit = typed(filled, qtbot, "")
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert edit.text() == ""
    assert edit.hasFocus()
    assert filled.model.path == BASE["trained-model"]
    edit.clearFocus()
    assert not edit.isVisible()


def test_blue_before_red_needs_colours(filled: AskedForm) -> None:
    filled.answer(MODEL_PATH, model_report(shape=(None, 1, 32, 32)))
    filled.answer(DATASET_PATH, dataset_report(sample_shape=(1, 32, 32)))
    assert filled.bar.button.isEnabled()
    filled.advanced.fields["channels"].set_value("BGR")
    words = "Channels BGR is for samples of 3 channels, but they have 1."
    assert problem(filled, "advanced") == words
    assert not filled.bar.button.isEnabled()
    filled.advanced.fields["channels"].set_value("RGB")
    assert filled.bar.button.isEnabled()
