"""The table as text: what is shown, for a spreadsheet, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from cProfile import Profile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

from .job_rows import finished_row, job_id, make_row
from .table_widgets import view_of


def cells(table: JobTable) -> list[list[str]]:
    table.copying.copy_table()
    return [line.split("\t") for line in QApplication.clipboard().text().splitlines()]


def test_what_is_shown_is_copied_in_its_order_whatever_has_no_room(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(1, name="b"), make_row(2, name="c"), finished_row(3, name="a")])
    view_of(table).sortByColumn(Column.NAME, view_of(table).horizontalHeader().sortIndicatorOrder())
    table.findChild(QComboBox).setCurrentText("Finished")
    table.columns.unwanted.add(Column.DATASET)
    table.resize(300, 400)
    titles, *rows = cells(table)
    assert titles == ["Name", "Model", "Attack", "State", "Clean", "Robust", "Level", "Started",
                      "Took"]  # fmt: skip
    jobs = view_of(table).model()
    shown = [jobs.index(line, Column.NAME).data() for line in range(jobs.rowCount())]
    assert [row[0] for row in rows] == shown
    assert sorted(shown) == ["a", "b"]
    assert all(row[4].endswith(" %") for row in rows)


def test_of_several_selected_jobs_those_are_copied(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(number, name=f"job {number}") for number in range(4)])
    table.select(job_id(2))
    assert len(cells(table)) == 1 + 4
    table.select_jobs([job_id(0), job_id(2)])
    assert sorted(row[0] for row in cells(table)[1:]) == ["job 0", "job 2"]


@pytest.mark.parametrize("name", ["=1+1\tx\ny", '"=HYPERLINK(1)', '"a', "\u202e=b", "＝1+1", "＠x"])
def test_a_name_is_no_formula_and_no_second_cell(
    table: JobTable, model: JobTableModel, name: str
) -> None:
    model.set_rows([finished_row(1, name=name), finished_row(2, name='b"')])
    table.copying.copy_table()
    text = QApplication.clipboard().text()
    assert text.replace("\n", "").replace("\t", "").isprintable()
    titles, *rows = csv.reader(text.splitlines(), "excel-tab")
    assert [len(row) for row in rows] == [len(titles)] * 2
    assert rows[1][0][0] in "'\\"
    assert rows[0][0] == 'b"'


def test_an_empty_table_takes_nothing_from_the_clipboard(table: JobTable) -> None:
    QApplication.clipboard().setText("mine")
    table.copying.copy_table()
    assert QApplication.clipboard().text() == "mine"


def test_many_selected_jobs_are_found_by_their_ranges(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_rows([finished_row(number) for number in range(3000)])
    view_of(table).selectAll()
    profile = Profile()
    assert profile.runcall(table.copying._selected) == list(range(3000))
    assert sum(entry.callcount for entry in profile.getstats()) < 100


@pytest.mark.parametrize("key", [False, True])
def test_of_a_long_history_the_first_jobs_are_copied_and_how_many_is_said(
    table: JobTable, model: JobTableModel, qtbot: QtBot, key: bool
) -> None:
    model.set_rows([finished_row(number) for number in range(3000)])
    said = QSignalSpy(table.copying.copied)
    if key:
        view_of(table).selectAll()
        qtbot.keyClick(view_of(table), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    else:
        table.copying.copy_table()
    assert said.at(0) == [500, 3000]
    assert len(QApplication.clipboard().text().splitlines()) == 1 + 500
