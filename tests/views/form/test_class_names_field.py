"""The row that says what the classes are called, and takes names from a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.class_names_field import ClassNamesField
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report

TWELVE = tuple(f"sign {n}" for n in range(12))
HOSTILE = "<b>a</b>\n0  forged\x1b[31m\u202e"


@pytest.fixture
def field(filled: AskedForm) -> ClassNamesField:
    filled.advanced.toggle.setChecked(True)
    return filled.advanced.class_names


class Wanted:
    """Keeps what is asked for."""

    def __init__(self, field: ClassNamesField) -> None:
        self.asked: list[tuple[int, str]] = []
        field.reading_wanted.connect(lambda number, path: self.asked.append((number, path)))


def tooltip(field: ClassNamesField) -> str:
    return field._words.toolTip()


@pytest.mark.parametrize(
    ("of_model", "of_dataset", "words"),
    [
        ((), (), "numbers only"),
        (TWELVE, (), "12, from the model"),
        ((), TWELVE, "12, from the dataset"),
        (TWELVE, TWELVE, "12, from the dataset"),
        (TWELVE, TWELVE[:10], "12, from the model"),
        ((), TWELVE[:10], "numbers only: the dataset names 10 classes, the model has 12"),
    ],
)
def test_the_row_says_which_names_are_in_force(
    filled: AskedForm, field: ClassNamesField, of_model, of_dataset, words: str
) -> None:
    filled.model.look_into()
    filled.answer(MODEL_PATH, model_report(class_names=of_model))
    filled.dataset.look_into()
    filled.answer(DATASET_PATH, dataset_report(class_names=of_dataset))
    assert field.words() == words
    assert field.clear_button.isHidden()
    assert filled.current_spec().class_names is None


def test_names_from_a_file_go_into_the_spec_and_are_cleared_again(
    filled: AskedForm, field: ClassNamesField
) -> None:
    wanted = Wanted(field)
    field.read("/data/signs.txt")
    assert wanted.asked == [(field._number, "/data/signs.txt")]
    field.show_names(wanted.asked[0][0], TWELVE)
    assert field.words() == "12, from “signs.txt”"
    assert "0  sign 0" in tooltip(field)
    assert filled.current_spec().class_names == TWELVE
    filled.advanced.toggle.setChecked(False)
    assert filled.advanced._summary.text() == "Class names: 12, from “signs.txt”"
    filled.advanced.toggle.setChecked(True)
    QTest.mouseClick(field.clear_button, Qt.MouseButton.LeftButton)
    assert field.words() == "numbers only"
    assert filled.current_spec().class_names is None
    assert filled.focusWidget() is field.choose_button


def test_nothing_is_added_while_names_are_read(filled: AskedForm, field: ClassNamesField) -> None:
    field.read("/data/signs.txt")
    assert field.words() == "Reading “signs.txt” …"
    assert filled.bar.text() == "Advanced: The names of the classes are still being read."
    assert not filled.bar.button.isEnabled()
    with pytest.raises(InputError, match="still being read"):
        field.value()
    field.clear_button.click()
    assert filled.bar.button.isEnabled()
    field.show_names(1, TWELVE)  # too late
    assert filled.current_spec().class_names is None


def test_a_file_that_cannot_be_used_leaves_the_names_before_and_says_why(
    filled: AskedForm, field: ClassNamesField
) -> None:
    field.read("/data/signs.txt")
    field.show_names(field._number, TWELVE)
    field.read("/data/other.txt")
    field.show_names(field._number, InputError("class_list_gap", "No name for class 3.", "Add it."))
    assert field.words() == "still 12, from “signs.txt”"
    assert field.problem.isVisible()
    assert field.problem.text() == "No name for class 3. Add it."
    assert filled.current_spec().class_names == TWELVE
    assert filled.bar.button.isEnabled()
    field.clear_button.click()
    assert not field.problem.isVisible()


def test_a_wrong_file_is_told_by_its_name_and_the_names_that_stay_are_said(
    filled: AskedForm, field: ClassNamesField, tmp_path: Path
) -> None:
    before = field.words()
    path = tmp_path / "a folder" / "wrong.json"
    path.parent.mkdir()
    path.write_text('["cat", 2]')
    field.read(str(path))
    with pytest.raises(InputError) as caught:
        read_class_list(path)
    field.show_names(field._number, caught.value)
    assert 'The list of classes "wrong.json" has something else' in field.problem.text()
    assert "a folder" not in field.problem.text()
    assert field.words() == f"still {before}"
    assert not field.clear_button.isVisible(), "there is nothing to clear"


def test_the_answer_to_an_earlier_question_is_dropped(
    filled: AskedForm, field: ClassNamesField
) -> None:
    wanted = Wanted(field)
    field.read("/data/a.txt")
    field.read("/data/b.txt")
    (first, _), (second, _) = wanted.asked
    field.show_names(first, TWELVE)
    assert field.words() == "Reading “b.txt” …"
    field.show_names(second, TWELVE[::-1])
    assert filled.current_spec().class_names == TWELVE[::-1]


def test_loaded_names_are_said_to_be_loaded_and_stay_as_they_are(form: AskedForm) -> None:
    spec = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "class-names": list(TWELVE)}
    form.load_spec(spec_from_document(spec))
    assert form.advanced.class_names.words() == "12, as loaded"
    assert form.carried.words() == ""
    form.clear()
    assert form.advanced.class_names.words() == "numbers only"


def test_another_setting_that_is_taken_over_leaves_the_file_named(
    filled: AskedForm, field: ClassNamesField
) -> None:
    field.read("/data/signs.txt")
    field.show_names(field._number, TWELVE)
    filled.doctor.proposal_taken.emit({"input-range": [0, 255]})
    assert filled.current_spec().input_range == (0, 255)
    assert field.words() == "12, from “signs.txt”"


def test_hostile_names_of_classes_and_files_forge_nothing(
    filled: AskedForm, field: ClassNamesField
) -> None:
    names = (HOSTILE, *TWELVE[1:])
    field.read(f"/data/{HOSTILE}")
    assert field.words().isprintable()
    field.show_names(field._number, names)
    assert field.words().isprintable()
    assert field._words.textFormat() is Qt.TextFormat.PlainText
    lines = re.sub(r"</?qt>", "", tooltip(field)).split("<br>")
    assert len(lines) == 12
    assert all(line.isprintable() for line in lines)
    assert "&lt;b&gt;" in lines[0]
    filled.advanced.toggle.setChecked(False)
    assert filled.advanced._summary.text().isprintable()
    assert filled.current_spec().class_names == names


def test_the_button_opens_a_dialog_whose_file_is_read(
    filled: AskedForm, field: ClassNamesField, qtbot: QtBot
) -> None:
    wanted = Wanted(field)
    field.choose_button.click()
    dialog = field.entry.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/data/signs.txt")
    assert [path for _, path in wanted.asked] == ["/data/signs.txt"]
    dialog.close()


def test_the_doctor_is_asked_again_with_other_names(
    filled: AskedForm, field: ClassNamesField, qtbot: QtBot
) -> None:
    asked: list[DiagnosisQuestion] = []
    filled.doctor.diagnosis_wanted.connect(asked.append)
    qtbot.waitUntil(lambda: bool(asked) and asked[-1].spec is not None)
    field.read("/data/signs.txt")
    field.show_names(field._number, TWELVE)
    qtbot.waitUntil(lambda: asked[-1].spec is not None and bool(asked[-1].spec.class_names))
    assert asked[-1].spec is not None
    assert asked[-1].spec.class_names == TWELVE
    field.clear_button.click()  # nothing but the names is another now
    qtbot.waitUntil(lambda: asked[-1].spec is not None and not asked[-1].spec.class_names)
