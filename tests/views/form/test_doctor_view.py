"""What the form says of clean samples, and what its one button sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.diagnosis import Diagnosis, Proposal, clean_accuracy
from pandavision_gui.engine.preprocessing import UNNAMED_PREPROCESSING
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.jobs.messages import Diagnosed, Failed
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion
from pandavision_gui.views.form.wrapping_label import WrappingLabel

from .conftest import (
    DATASET_PATH,
    MODEL_PATH,
    STAMP,
    AskedForm,
    dataset_report,
    model_report,
    settle,
)

NARROW = "\u202f"
CAUSES = "Likeliest causes: the normalisation; others."


def proposal(key: str, value: Any, **also: Any) -> Proposal:
    return Proposal(
        key=key,
        value=value,
        also=also,
        accuracy=0.73,
        interval=wilson_interval(73, 100),
        reading="with ImageNet normalisation",
        reason="The model seems to be trained so.",
    )


def diagnosed(right: int, *proposals: Proposal, **more: Any) -> Diagnosed:
    facts = {"near_chance": right < 20, "proposals": proposals} | more
    if facts["near_chance"]:
        facts.setdefault("causes", 'Likeliest causes: the normalisation ("preprocessing"); others.')
        facts["warnings"] = ("Only few are right.", *facts.get("warnings", ()))
    return Diagnosed(diagnosis=Diagnosis(clean_accuracy=clean_accuracy(right, 100), **facts))


class Doctor:
    """The form's questions about clean samples."""

    def __init__(self, form: AskedForm, qtbot: QtBot) -> None:
        self.form, self._qtbot = form, qtbot
        self.questions: list[DiagnosisQuestion] = []
        form.diagnosis_wanted.connect(self.questions.append)

    def wait(self, count: int) -> DiagnosisQuestion:
        self._qtbot.waitUntil(lambda: len(self.questions) >= count)
        assert len(self.questions) == count, self.questions
        return self.questions[-1]

    def answer(self, report: Diagnosed | Failed) -> None:
        self.form.doctor.show_diagnosis(self.questions[-1], report)

    @property
    def text(self) -> str:
        return self.form.doctor.text().replace(NARROW, " ")

    def use_it(self) -> None:
        buttons = self.form.doctor.message.findChildren(QPushButton)
        next(button for button in buttons if button.text() == "Use it").click()


@pytest.fixture
def doctor(form: AskedForm, qtbot: QtBot) -> Doctor:
    found = Doctor(form, qtbot)
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    assert found.questions == []
    form.answer(DATASET_PATH, dataset_report())
    assert found.text == "Trying the model on clean samples …"
    question = found.wait(1)
    assert question.spec is not None
    assert (question.spec.trained_model, question.spec.dataset) == (MODEL_PATH, DATASET_PATH)
    return found


def test_the_accuracy_is_said_with_its_interval(doctor: Doctor) -> None:
    doctor.answer(diagnosed(73))
    assert doctor.text == "Clean accuracy on 100 samples: 73 % (64–81 %)"
    assert doctor.form.bar.button.text() == "Add to &queue"


def test_where_all_is_right_a_neutral_question_is_asked_and_explained(
    doctor: Doctor, qtbot: QtBot
) -> None:
    note = "All 100 samples are classified right. If the model was trained on them …"
    doctor.answer(diagnosed(99))
    settle(doctor.form)
    height = doctor.form.doctor.height()
    assert "training data" not in doctor.text
    doctor.form.preprocessing.choice.setCurrentIndex(1)
    doctor.wait(2)
    doctor.answer(diagnosed(100, notes=(note,)))
    settle(doctor.form)
    assert doctor.text.endswith(": 100 % (96–100 %). Is this training data?")
    assert doctor.form.doctor.height() == height  # it is no line more
    line = next(one for one in doctor.form.doctor.findChildren(QLabel) if "100" in one.text())
    assert line.property("role") == "muted"
    assert note in line.toolTip()
    assert line.accessibleDescription() == note
    assert doctor.form.bar.button.text() == "Add to &queue"
    few = clean_accuracy(20, 20)
    doctor.form.preprocessing.choice.setCurrentIndex(0)
    doctor.wait(3)
    doctor.answer(Diagnosed(diagnosis=Diagnosis(clean_accuracy=few, near_chance=False)))
    assert "training data" not in doctor.text
    assert line.accessibleDescription() == ""


def test_typing_values_asks_nothing_anew_and_moves_nothing(doctor: Doctor, qtbot: QtBot) -> None:
    doctor.answer(diagnosed(73, warnings=("One thing is odd.",)))
    form, said = doctor.form, doctor.text
    settle(form)
    form.values.edit.setFocus()
    form.values.edit.selectAll()
    top = form.values.edit.mapTo(form, QPoint())
    complete = []
    for key in "2/255, 0.5, ,,x":
        qtbot.keyClicks(form.values.edit, key)
        settle(form)
        assert doctor.text == said
        assert form.values.edit.mapTo(form, QPoint()) == top
        complete.append(form.current_spec() is not None)
    assert {True, False} == set(complete)
    assert len(doctor.questions) == 1


def test_another_question_leaves_what_stands_below_where_it_is(
    doctor: Doctor, qtbot: QtBot
) -> None:
    doctor.answer(diagnosed(73, warnings=("One thing is odd.", "Another one.")))
    form = doctor.form
    settle(form)
    before = form.doctor.height()
    form.preprocessing.choice.setCurrentIndex(1)
    settle(form)
    assert doctor.text == "Trying the model on clean samples …"
    assert form.doctor.height() == before
    doctor.wait(2)
    doctor.answer(diagnosed(74))
    settle(form)
    assert form.doctor.height() < before


def test_the_cure_stands_right_below_the_model_and_above_every_warning(doctor: Doctor) -> None:
    form = doctor.form
    doctor.answer(diagnosed(8, proposal("preprocessing", "imagenet"), warnings=("Odd.",) * 3))
    settle(form)

    def top(widget: QWidget) -> int:
        return widget.mapTo(form, QPoint()).y()

    assert top(form.model) < top(form.doctor.message) < top(form.dataset) < top(form.doctor)
    assert form.doctor.message.isVisible()
    doctor.use_it()
    assert form.doctor.message.isHidden()


def test_near_chance_turns_the_button_and_blocks_nothing(doctor: Doctor) -> None:
    doctor.answer(diagnosed(8))
    assert doctor.form.bar.button.text() == "&Evaluate anyway"
    assert doctor.form.bar.button.isEnabled()
    assert "Hardly more than guessing" in doctor.text
    assert CAUSES in doctor.text


def test_a_job_without_a_range_is_not_offered_until_one_is_set(doctor: Doctor) -> None:
    doctor.answer(
        diagnosed(97, proposal("input-range", [0.0, 1.3]), near_chance=False, range_unknown=True)
    )
    bar = doctor.form.bar
    assert not bar.button.isEnabled()
    assert bar.text() == "Advanced: Set the input range, which the values do not tell."
    doctor.use_it()
    assert bar.button.isEnabled()
    doctor.wait(2)
    doctor.answer(diagnosed(97, near_chance=False))
    assert bar.button.isEnabled()


@pytest.mark.parametrize(
    "found", [{"proposals": (proposal("layout", "NHWC"),)}, {"warnings": ("Odd.",)}]
)
def test_what_was_found_stands_before_the_likeliest_causes(
    doctor: Doctor, found: dict[str, Any]
) -> None:
    doctor.answer(diagnosed(8, *found.get("proposals", ()), warnings=found.get("warnings", ())))
    line = doctor.form.doctor.findChildren(WrappingLabel)[0]
    assert CAUSES not in doctor.text
    assert CAUSES in line.toolTip()
    assert CAUSES in line.accessibleDescription()


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"preprocessing": "imagenet"}, "preprocessing"),
        ({"preprocessing": {"mean": [0.5], "std": [0.25]}}, "preprocessing"),
        ({"input-range": [-1.0, 1.0]}, "input_range"),
        ({"layout": "NHWC"}, "layout"),
        ({"channels": "BGR"}, "channels"),
        ({"labels": "fine"}, "labels"),
        ({"label-offset": 1}, "label_offset"),
        ({"preprocessing": "imagenet", "channels": "BGR"}, "channels"),
    ],
)
def test_the_button_sets_the_keys_and_asks_anew(
    doctor: Doctor, keys: dict[str, Any], place: str
) -> None:
    before = doctor.form.current_spec()
    (key, value), *also = keys.items()
    doctor.answer(diagnosed(8, proposal(key, value, **dict(also))))
    assert doctor.form.current_spec() == before, "nothing is changed by itself"
    now = "With ImageNet normalisation, 73 % are right instead of 8 %."
    range_alone = "Set the input range to −1 … 1."
    assert (range_alone if set(keys) == {"input-range"} else now) in doctor.text
    assert "The model seems to be trained so." in doctor.form.doctor.message.accessibleName()
    doctor.use_it()
    after = doctor.form.current_spec()
    assert before is not None
    assert after is not None
    document = after.to_document()
    for name, wanted in keys.items():
        assert document[name] == wanted
    names = {name.replace("-", "_") for name in keys}
    assert after.model_copy(update={n: getattr(before, n) for n in names}) == before
    assert getattr(after, place) != getattr(before, place)
    if place == "labels":  # the file is looked into for these labels first
        doctor.form.answer(DATASET_PATH, dataset_report(labels_name="fine"))
    asked = doctor.wait(3 if place == "labels" else 2)
    assert asked.spec == after
    assert doctor.text == "Trying the model on clean samples …"
    assert doctor.form.bar.button.text() == "Add to &queue"


def test_preprocessing_is_taken_away(doctor: Doctor) -> None:
    doctor.form.preprocessing.choice.choose("symmetric")
    doctor.wait(2)
    doctor.answer(diagnosed(8, proposal("preprocessing", {})))
    doctor.use_it()
    assert doctor.form.preprocessing.choice.currentText() == "None"


def test_an_answer_to_an_earlier_question_is_dropped(doctor: Doctor) -> None:
    first = doctor.questions[0]
    doctor.form.preprocessing.choice.choose("unit")
    doctor.form.doctor.show_diagnosis(first, diagnosed(8))
    assert doctor.text == "Trying the model on clean samples …"
    assert doctor.form.bar.button.text() == "Add to &queue"


def test_what_does_not_matter_for_reading_asks_nothing(doctor: Doctor) -> None:
    doctor.answer(diagnosed(73))
    doctor.form.mode.mode.choose("complete")
    doctor.form.advanced.fields["name"].set_value("a name")
    assert "73 %" in doctor.text
    doctor.form.preprocessing.choice.choose("unit")
    assert doctor.wait(2).number == doctor.questions[0].number + 1


def test_settings_that_follow_quickly_are_one_question(doctor: Doctor, qtbot: QtBot) -> None:
    for preset in ("unit", "symmetric", "imagenet"):
        doctor.form.preprocessing.choice.choose(preset)
    question = doctor.wait(2)
    assert question.spec is not None
    assert question.spec.preprocessing == "imagenet"


def test_another_file_gives_the_trial_up(doctor: Doctor) -> None:
    doctor.answer(diagnosed(8))
    doctor.form.model.edit.set_path("/data/other.onnx")
    assert doctor.questions[-1].spec is None
    assert doctor.form.doctor.isHidden()
    assert doctor.form.bar.button.text() == "Add to &queue"


def test_a_changed_file_is_tried_again(doctor: Doctor) -> None:
    doctor.answer(diagnosed(73))
    changed = replace(STAMP, modified_ns=9)
    doctor.form.model.look_again()
    doctor.form.see(MODEL_PATH, changed)
    doctor.form.answer(MODEL_PATH, model_report(), changed)
    assert [question.spec is None for question in doctor.questions[:2]] == [False, True]
    assert doctor.wait(3).spec is not None


def test_what_was_said_already_is_not_said_twice(doctor: Doctor) -> None:
    warnings = ("Labels run from 1 to 12, but …", "The model answers differently each time …")
    doctor.answer(diagnosed(73, warnings=warnings))
    assert doctor.text.splitlines()[1:] == ["! The model answers differently each time …"]


def test_labels_that_are_read_as_values_are_told_below_the_accuracy(doctor: Doctor) -> None:
    note = "The labels are read as values of the classes, not as places: 3 → 0, 5 → 1, 8 → 2."
    doctor.answer(diagnosed(73, notes=("Something else.", note)))
    assert doctor.text.splitlines()[1:] == [f"! {note}"]
    assert note not in doctor.form.doctor._line.toolTip()
    assert "Something else." in doctor.form.doctor._line.toolTip()


def test_a_preprocessing_that_was_perhaps_forgotten_is_told_below_the_accuracy(
    doctor: Doctor,
) -> None:
    """Clean samples do not tell, and the robust accuracy may be half of it."""
    note = (
        f"{UNNAMED_PREPROCESSING}, so the model gets 0 … 255 as it is stored. With "
        '"preprocessing": "unit" (0 … 1) 97 of 100 clean samples are right, without it 95.'
    )
    doctor.answer(diagnosed(95, notes=("Something else.", note)))
    assert "97 of 100 clean samples are right" in doctor.text
    assert "Something else." not in doctor.text


def test_a_trial_that_fails_blocks_nothing(doctor: Doctor) -> None:
    doctor.answer(Failed(kind="input", code="x", message="It is slow.", hint="Wait.", details=""))
    assert doctor.text == "The clean accuracy is not known: It is slow."
    assert doctor.form.bar.button.isEnabled()


def test_names_from_files_stay_on_their_line(doctor: Doctor) -> None:
    doctor.answer(diagnosed(73, warnings=("Read with “<b>\n\x1b[31m”, all is right.",)))
    assert doctor.text.count("\n") == 1
    assert "\x1b" not in doctor.text


def test_labels_that_begin_at_1_are_told_once_beside_what_keeps_them_from_running(
    doctor: Doctor,
) -> None:
    form = doctor.form
    remark = "Labels start at 1; classes count from 0, so a label offset of -1 may be needed."
    counts = dict.fromkeys(range(1, 13), 25)

    def shown() -> str:
        said = (one.text() for one in form.findChildren(QLabel) if one.isVisible())
        return "\n".join(text for text in said if text)

    form.dataset.look_into()
    form.answer(DATASET_PATH, dataset_report(remarks=(remark,), label_counts=counts))
    doctor.wait(3)
    assert remark in shown()
    doctor.answer(diagnosed(0, proposal("label-offset", -1)))
    settle(form)

    assert remark not in shown()
    assert "guessing" not in shown()
    assert "Labels run up to 12, but the model's last class is 11." in shown()
    assert "73" in form.doctor.message.sentence()
    (close,) = (one for one in form.doctor.message.findChildren(QToolButton) if one.isVisible())
    close.click()
    assert remark in shown()
