"""What was found in a file counts for as long as the file is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.form.file_question import FileAnswer
from pandavision_gui.views.form.file_section import FileState

from .conftest import DATASET_PATH, MODEL_PATH, STAMP, AskedForm, dataset_report, model_report

CHANGED = replace(STAMP, modified_ns=STAMP.modified_ns + 1)
LOOKING = "Looking into the file …"
LOOKING_AGAIN = "The file has changed. Looking into it again …"


def failed(message: str = "There is no such file.") -> Failed:
    return Failed(kind="input", code="missing", message=message, hint="", details="")


@pytest.fixture
def submitted(filled: AskedForm) -> list[EvaluationSpec]:
    found: list[EvaluationSpec] = []
    filled.submitted.connect(found.append)
    return found


def test_the_first_key_takes_the_old_finding_away(
    filled: AskedForm, submitted: list[EvaluationSpec], qtbot: QtBot
) -> None:
    filled.activateWindow()
    filled.model.edit.setFocus()
    filled.model.edit.selectAll()
    qtbot.keyClicks(filled.model.edit, "/other.onnx")
    assert filled.model.finding_text() == LOOKING
    assert filled.model.facts is None
    assert not filled.bar.button.isEnabled()
    filled.submit()
    assert filled.asked(only_look=True) == []
    assert submitted == []


def test_deleting_the_path_leaves_no_file(filled: AskedForm, qtbot: QtBot) -> None:
    filled.activateWindow()
    filled.model.edit.setFocus()
    filled.model.edit.selectAll()
    qtbot.keyClick(filled.model.edit, Qt.Key.Key_Backspace)
    assert filled.model.state is FileState.NONE
    assert filled.bar.text() == "Choose a model."


def test_an_older_answer_about_the_same_path_does_not_win(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    first = form.last_question(MODEL_PATH)
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, model_report(classes=10))
    form.show_report(first, FileAnswer(STAMP, failed()))
    assert "10 classes" in form.model.finding_text()


def test_turning_to_the_window_looks_at_both_files(filled: AskedForm, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert filled.asked(only_look=True) == []
    filled.activateWindow()
    qtbot.waitUntil(lambda: filled.asked(only_look=True) == [MODEL_PATH, DATASET_PATH])


def test_an_unchanged_file_keeps_its_finding(filled: AskedForm) -> None:
    before = filled.model.finding_text()
    filled.model.look_again()
    filled.see(MODEL_PATH)
    assert filled.model.finding_text() == before
    assert filled.asked() == [MODEL_PATH, DATASET_PATH]


@pytest.mark.parametrize(
    "change", [{"size": 3}, {"modified_ns": 6}, {"inode": 8}, {"device": 2}, None]
)
def test_a_changed_file_is_looked_into_again(
    filled: AskedForm, change: dict[str, int] | None
) -> None:
    filled.model.look_again()
    filled.see(MODEL_PATH, replace(STAMP, **change) if change else None)
    assert filled.model.finding_text() == LOOKING_AGAIN
    assert not filled.bar.button.isEnabled()
    assert filled.asked() == [MODEL_PATH, DATASET_PATH, MODEL_PATH]
    filled.answer(MODEL_PATH, model_report(classes=10), CHANGED)
    assert "10 classes" in filled.model.finding_text()


def test_a_file_that_vanished_between_look_and_inspection_is_not_taken_for_unchanged(
    form: AskedForm,
) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, model_report(), None)
    form.model.look_again()
    form.see(MODEL_PATH, None)
    assert form.model.finding_text() == LOOKING_AGAIN


def test_a_missing_file_is_looked_into_when_it_is_there(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, failed(), None)
    form.model.look_again()
    form.see(MODEL_PATH, None)
    assert form.model.state is FileState.BAD
    form.model.look_again()
    form.see(MODEL_PATH, STAMP)
    assert form.model.finding_text() == LOOKING_AGAIN


def test_a_look_at_a_path_that_is_gone_says_nothing(filled: AskedForm) -> None:
    filled.model.look_again()
    filled.take_files(["/data/other.onnx"])
    filled.see(MODEL_PATH, CHANGED)
    assert filled.model.finding_text() == LOOKING


def test_nothing_is_added_before_both_files_were_looked_at(
    filled: AskedForm, submitted: list[EvaluationSpec]
) -> None:
    filled.submit()
    filled.submit()  # a double click
    assert filled.asked(only_look=True) == [MODEL_PATH, DATASET_PATH]
    filled.see(MODEL_PATH)
    assert submitted == []
    filled.see(DATASET_PATH)
    assert [spec.trained_model for spec in submitted] == [MODEL_PATH]
    filled.see_both()
    assert len(submitted) == 1


def test_a_changed_file_is_refused_in_words_until_it_was_looked_into(
    filled: AskedForm, submitted: list[EvaluationSpec]
) -> None:
    filled.submit()
    filled.see(MODEL_PATH)
    filled.see(DATASET_PATH, CHANGED)
    assert submitted == []
    words = "Not added: “signs.h5” has changed since it was looked into."
    assert filled.message.sentence() == words
    assert filled.bar.text() == "The dataset is still being looked into."
    filled.submit()
    assert submitted == []
    filled.answer(DATASET_PATH, dataset_report(), CHANGED)
    assert filled.message.sentence() == words
    filled.submit()
    filled.see(MODEL_PATH)
    filled.see(DATASET_PATH, CHANGED)
    assert len(submitted) == 1
    assert filled.message.isHidden()


def test_what_is_added_is_what_stood_there_when_it_was_asked_for(
    filled: AskedForm, submitted: list[EvaluationSpec]
) -> None:
    filled.submit()
    filled.values.edit.setText("0.25")
    filled.see_both()
    assert submitted[0].values[-1] == 0.05


def test_a_drive_that_does_not_answer_is_said(
    filled: AskedForm, submitted: list[EvaluationSpec], qtbot: QtBot
) -> None:
    filled.submit()
    words = "Making sure that the files have not changed …"
    qtbot.waitUntil(lambda: filled.bar.text() == words)
    assert not filled.bar.button.isEnabled()
    question = filled.last_question(MODEL_PATH, only_look=True)
    filled.show_report(question, FileAnswer(None, failed("It did not answer.")))
    assert submitted == []
    assert filled.message.sentence() == "Not added: It did not answer."
    assert "✕ It did not answer." in filled.model.finding_text()
    assert filled.bar.text() == "The model cannot be used."


def test_a_path_that_is_no_unicode_text_gets_its_answer(form: AskedForm, qtbot: QtBot) -> None:
    path = "/data/\udcff.onnx"
    form.model.edit.set_path(path)
    form.take_files([DATASET_PATH])
    form.answer(DATASET_PATH, dataset_report())
    assert form.asked()[0] == path
    form.answer(path, failed("A file name is not valid Unicode text."), None)
    assert form.model.finding_text().startswith("✕ A file name is not valid Unicode text.")
    assert form.bar.text() == "The model cannot be used."
    assert form.current_spec() is None
