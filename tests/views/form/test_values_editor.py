"""The editor of perturbation values: fields, table and the form's line always say the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.views.form.file_question import FileAnswer
from pandavision_gui.views.form.values_editor import ValuesEditor
from pandavision_gui.views.form.values_section import ValuesSection

from .conftest import DATASET_PATH, STAMP, AskedForm, dataset_report

Key = Qt.Key


@pytest.fixture
def section(filled: AskedForm) -> ValuesSection:
    return filled.values


@pytest.fixture
def editor(section: ValuesSection) -> Iterator[ValuesEditor]:
    QTest.mouseClick(section.more, Qt.MouseButton.LeftButton)
    found = section.findChild(ValuesEditor, "values_editor")
    assert found is not None
    assert found.isVisible()
    yield found
    found.close()


def cells(editor: ValuesEditor) -> list[list[str]]:
    model = editor.model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def titles(editor: ValuesEditor) -> list[str]:
    model = editor.model
    return [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]


def write(entry: object, text: str) -> None:
    entry.setFocus()  # type: ignore[attr-defined]
    entry.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(entry, text)  # type: ignore[call-overload]


def select(editor: ValuesEditor, *rows: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    selection = editor.table.selectionModel()
    selection.clear()
    for row in rows:
        selection.select(editor.model.index(row, 0), flags.Select | flags.Rows)
    editor.table.setFocus()


def test_each_value_stands_in_all_three_units(editor: ValuesEditor) -> None:
    assert titles(editor) == ["Fraction", "n/255", "Data units"]
    assert cells(editor)[1] == ["0.01", "2.55", "2.55"]
    assert cells(editor)[-1] == ["0.05", "12.75", "12.75"]
    assert (editor.first.text(), editor.last.text(), editor.count.value()) == ("0", "0.05", 6)


def test_numbers_and_their_titles_stand_at_the_right(editor: ValuesEditor) -> None:
    role, model = Qt.ItemDataRole.TextAlignmentRole, editor.model
    for column in range(model.columnCount()):
        for side in (
            model.data(model.index(1, column), role),
            model.headerData(column, Qt.Orientation.Horizontal, role),
        ):
            assert side & Qt.AlignmentFlag.AlignRight


def test_the_presets_say_what_their_number_stands_for(section: ValuesSection) -> None:
    assert [chip.text() for chip in section.chips] == ["1", "2", "4", "8", "16"]
    names = [chip.accessibleName() for chip in section.chips]
    assert names == [f"Largest value {number}/255" for number in (1, 2, 4, 8, 16)]


def test_every_field_has_its_name(editor: ValuesEditor) -> None:
    fields = (editor.first, editor.last, editor.count, editor.new, editor.table)
    names = [field.accessibleName() for field in fields]
    assert names == ["From", "To", "How many", "New value", "Perturbation values"]


def test_from_to_and_how_many_write_the_line(
    editor: ValuesEditor, section: ValuesSection, filled: AskedForm
) -> None:
    write(editor.last, "8/255")
    assert section.edit.text() == "0 to 8/255, 6 values"
    assert editor.last.text() == "8/255", "what is typed is not turned into something else"
    editor.count.setFocus()
    editor.count.setValue(5)
    assert section.edit.text() == "0 to 8/255, 5 values"
    spec = filled.current_spec()
    assert spec is not None
    assert spec.perturbation_values == tuple(n * 2 / 255 for n in range(5))
    assert [row[1] for row in cells(editor)] == ["0", "2", "4", "6", "8"]


def test_what_cannot_be_understood_is_said_and_nothing_is_lost(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    before = cells(editor)
    write(editor.last, "x")
    assert "is not a number" in editor.line.text()
    assert editor.line.property("role") == "bad"
    assert cells(editor) == before
    write(editor.last, "0.1")
    assert editor.line.property("role") == "muted"
    assert section.edit.text() == "0 to 0.1, 6 values"


def test_values_are_added_and_removed_by_keys(editor: ValuesEditor, section: ValuesSection) -> None:
    write(editor.new, "8/255")
    QTest.keyClick(editor.new, Key.Key_Return)
    assert editor.isVisible()
    assert editor.new.text() == ""
    assert section.edit.text() == "0, 0.01, 0.02, 0.03, 8/255, 0.04, 0.05"
    assert editor.table.selectionModel().currentIndex().row() == 4
    select(editor, 1, 2)
    QTest.keyClick(editor.table, Key.Key_Delete)
    assert section.edit.text() == "0, 0.03, 8/255, 0.04, 0.05"
    select(editor, *range(5))
    assert not editor.remove.isEnabled(), "one value at least stays"
    QTest.keyClick(editor.table, Key.Key_Delete)
    assert section.edit.text() == "0, 0.03, 8/255, 0.04, 0.05"


def test_a_value_that_is_none_is_refused_with_the_sentence_of_the_line(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    before = section.edit.text()
    write(editor.new, "2")
    QTest.keyClick(editor.new, Key.Key_Return)
    assert "outside 0 … 1" in editor.line.text()
    assert (section.edit.text(), editor.new.text()) == (before, "2")


def test_a_list_that_no_span_can_say_stays_a_list(
    editor: ValuesEditor, section: ValuesSection, filled: AskedForm
) -> None:
    uneven = [round(0.001 * n * n, 3) for n in range(20)]
    document = {"dataset": "/d.h5", "trained-model": "/m.onnx", "perturbation-values": uneven}
    spec: EvaluationSpec = spec_from_document(document)
    filled.load_keys(spec, ["perturbation-values"])
    assert [float(row[0]) for row in cells(editor)] == uneven
    assert (editor.first.text(), editor.last.text(), editor.count.value()) == ("0", "0.361", 20)
    kept = filled.current_spec()
    assert kept is not None
    assert list(kept.perturbation_values) == uneven, "to show them writes nothing"


def test_rows_are_copied_as_they_stand(editor: ValuesEditor) -> None:
    select(editor, 1, 2)
    QTest.keyClick(editor.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.01\t2.55\t2.55\n0.02\t5.10\t5.10"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Norm.L2, ["Length in input ranges", "Data units"]),
        (Norm.L0, ["Fraction", "Share of the pixels, %"]),
    ],
)
def test_only_units_that_mean_something_are_told(
    editor: ValuesEditor, filled: AskedForm, kind: Norm, expected: list[str]
) -> None:
    box = filled.mode.type
    box.setCurrentIndex(box.findData(str(kind)))
    assert titles(editor) == expected


def test_the_line_may_be_typed_while_the_editor_is_open(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    write(section.edit, "0, 1/255, 3%")
    assert [row[0] for row in cells(editor)] == ["0.000000", "0.003922", "0.030000"]
    assert (editor.last.text(), editor.count.value()) == ("0.03", 3)


def uneven(count: int) -> list[float]:
    """Values that only a list can say, too long for a line of text."""
    return [0.0, *sorted(round(0.5 * (n / count) ** 2 + 1e-9, 12) for n in range(1, count))]


def load(filled: AskedForm, values: list[float]) -> None:
    document = {"dataset": "/d.h5", "trained-model": "/m.onnx", "perturbation-values": values}
    filled.load_keys(spec_from_document(document), ["perturbation-values"])


def test_thousands_of_loaded_values_are_kept_when_one_is_added_or_removed(
    editor: ValuesEditor, filled: AskedForm
) -> None:
    values = uneven(9000)
    load(filled, values)
    write(editor.new, "0.6")
    QTest.keyClick(editor.new, Key.Key_Return)
    spec = filled.current_spec()
    assert spec is not None
    assert list(spec.perturbation_values) == [*values, 0.6]
    assert filled.values.edit.text() == "9\u202f001 values from 0 to 0.6, as edited"
    select(editor, 1)
    QTest.keyClick(editor.table, Key.Key_Delete)
    spec = filled.current_spec()
    assert spec is not None
    assert list(spec.perturbation_values) == [0.0, *values[2:], 0.6]


def test_more_values_than_there_can_be_change_nothing(
    editor: ValuesEditor, filled: AskedForm
) -> None:
    values = uneven(9000)
    load(filled, values)
    write(editor.new, "0 to 1, 5000 values")
    QTest.keyClick(editor.new, Key.Key_Return)
    assert editor.line.text().startswith("More than 10")
    assert editor.new.text() == "0 to 1, 5000 values"
    spec = filled.current_spec()
    assert spec is not None
    assert list(spec.perturbation_values) == values


def test_no_value_above_nothing_looks_like_nothing(editor: ValuesEditor, filled: AskedForm) -> None:
    load(filled, [0, 1e-7, 3e-7, 1 / 3e5, 0.003])
    assert [row[0] for row in cells(editor)] == [
        "0.000000000",
        "0.000000100",
        "0.000000300",
        "0.000003333",
        "0.003000000",
    ]
    load(filled, [0, 1e-20, 0.05])
    assert [row[:2] for row in cells(editor)] == [
        ["0", "0"],
        ["1e-20", "2.55e-18"],
        ["0.05", "12.75"],
    ]


def test_one_value_is_one(editor: ValuesEditor, section: ValuesSection) -> None:
    editor.table.setFocus()  # a field that is being typed into is left alone
    section.edit.setText("8/255")
    assert (editor.first.text(), editor.last.text(), editor.count.value()) == ("8/255", "8/255", 1)
    write(editor.first, "0")
    editor.count.setFocus()
    editor.count.setValue(3)
    assert section.edit.text() == "0 to 8/255, 3 values"
    editor.count.setValue(1)
    assert section.edit.text() == "8/255"


@pytest.mark.parametrize("kind", ["max-norm", "l2", "l0"])
def test_in_large_letters_titles_and_columns_are_whole(
    editor: ValuesEditor, filled: AskedForm, kind: str
) -> None:
    font = editor.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    for widget in (editor, editor.table.horizontalHeader()):
        widget.setFont(font)
    box = filled.mode.type
    box.setCurrentIndex(box.findData(kind))
    filled.values.edit.setText("0 to 0.25, 6 values")
    QApplication.processEvents()
    head = editor.table.horizontalHeader()
    for column in range(editor.model.columnCount()):
        assert head.sectionSize(column) >= head.sectionSizeHint(column)
    assert head.length() <= editor.table.viewport().width()


def test_a_doubt_looks_like_one_in_the_editor_too(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    write(editor.last, "0.9")
    assert "every picture can become grey" in editor.line.text()
    assert editor.line.property("role") == "warn"
    write(editor.last, "0.1")
    assert editor.line.property("role") == "muted"
    section.show_problem("Values and attack contradict each other.")
    assert editor.line.text() == "Values and attack contradict each other."
    assert editor.line.property("role") == "bad"


def test_news_in_the_form_leave_the_selected_rows_alone(
    editor: ValuesEditor, filled: AskedForm
) -> None:
    select(editor, 2, 3)
    filled.advanced.fields["seed"].set_value(7)
    filled.show_report(filled.last_question(DATASET_PATH), FileAnswer(STAMP, dataset_report()))
    rows = {index.row() for index in editor.table.selectionModel().selectedRows()}
    assert rows == {2, 3}
    QTest.keyClick(editor.table, Key.Key_Delete)
    assert filled.values.edit.text() == "0, 0.01, 0.04, 0.05"


def test_what_was_changed_here_can_be_taken_back(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    before = section.edit.text()
    assert not editor.undo.isEnabled()
    write(editor.new, "3/255")
    QTest.keyClick(editor.new, Key.Key_Return)
    with_added = section.edit.text()
    assert with_added != before
    write(editor.first, "0.01")  # an even span in the place of the list: one change, not four
    assert section.edit.text() == "0.01 to 0.05, 7 values"
    QTest.mouseClick(editor.undo, Qt.MouseButton.LeftButton)
    assert section.edit.text() == with_added
    assert editor.first.text() == "0"
    select(editor, 1)
    QTest.keyClick(editor.table, Key.Key_Delete)
    QTest.keyClick(editor.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert section.edit.text() == with_added
    QTest.mouseClick(editor.undo, Qt.MouseButton.LeftButton)
    assert section.edit.text() == before
    assert not editor.undo.isEnabled()


def test_changes_of_another_kind_of_perturbation_are_not_taken_back(
    editor: ValuesEditor, filled: AskedForm
) -> None:
    write(editor.new, "3/255")
    QTest.keyClick(editor.new, Key.Key_Return)
    assert editor.undo.isEnabled()
    filled.mode.type.choose("l2")
    assert not editor.undo.isEnabled()


def test_a_pixel_value_that_is_added_is_questioned(editor: ValuesEditor) -> None:
    write(editor.new, "8")
    QTest.keyClick(editor.new, Key.Key_Return)
    assert editor.line.text() == "8 is outside 0 … 1. Do you mean 8/255?"


def test_a_value_that_is_written_twice_is_one_value(
    editor: ValuesEditor, section: ValuesSection
) -> None:
    section.edit.setText("0, 0.01, 0.01, 0.02")
    assert [row[0] for row in cells(editor)] == ["0.00", "0.01", "0.02"]
    assert editor.count.value() == 3
