"""Columns that the user chooses, and waiting jobs that are dragged."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column, column_title
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.row_drag import MIME_TYPE
from pandavision_gui.views.theme import Theme

from .job_rows import finished_row, job_id, make_row, running_row
from .table_widgets import middle, view_of


def entry(menu: QMenu, column: Column) -> QAction:
    return next(action for action in menu.actions() if action.text() == column_title(column))


def shown(table: JobTable) -> set[Column]:
    return {column for column in Column if not view_of(table).isColumnHidden(column)}


def test_a_column_goes_and_comes_by_the_header_s_menu(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(1)])
    before = shown(table)
    assert Column.DATASET in before
    entry(table.columns.make_menu(), Column.DATASET).trigger()
    assert shown(table) == before - {Column.DATASET}
    entry(table.columns.make_menu(), Column.DATASET).trigger()
    assert shown(table) == before


def test_what_tells_a_job_cannot_be_left_out(table: JobTable) -> None:
    titles = {action.text() for action in table.columns.make_menu().actions()}
    for column in (Column.NAME, Column.STATE):
        assert column_title(column) not in titles


def test_columns_and_widths_are_kept(
    qtbot: QtBot, table: JobTable, theme: Theme, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    entry(table.columns.make_menu(), Column.TOOK).trigger()
    view_of(table).horizontalHeader().resizeSection(Column.MODEL, 317)
    table.columns.keep(settings)
    other = JobTable(theme, JobTableModel())
    qtbot.addWidget(other)
    other.resize(1600, 400)
    other.columns.restore(settings)
    assert Column.TOOK not in shown(other)
    assert view_of(other).columnWidth(Column.MODEL) == 317


@pytest.mark.parametrize(
    ("hidden", "widths"),
    [
        ("NAME STATE TICK", "NAME:0"),
        ("?? \0", "NAME:x TOOK:-4 X:9"),
        ([1], [2]),
        (7, "TOOK:999999"),
    ],
)
def test_what_was_not_written_by_us_is_left_out(
    table: JobTable, tmp_path: Path, hidden: object, widths: object
) -> None:
    before = shown(table)
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    settings.setValue("jobs/hidden columns", hidden)
    settings.setValue("jobs/column widths", widths)
    table.columns.restore(settings)
    assert shown(table) == before
    assert table.columns.widths == {}


def drop(table: JobTable, dragged: int, line: int) -> list[tuple[object, object]]:
    """Drop a waiting job on a line of the table; return what the table wants then."""
    heard: list[tuple[object, object]] = []
    table.reordered.connect(lambda *ids: heard.append(ids))
    data = QMimeData()
    data.setData(MIME_TYPE, str(job_id(dragged)).encode())
    event = QDropEvent(
        QPointF(middle(table, line, Column.NAME)),
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view_of(table).dropEvent(event)
    return heard


def test_a_waiting_job_that_is_dropped_on_another_takes_its_turn(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([make_row(1), make_row(2), finished_row(3), running_row(4)])
    lines = {model.row_at(line).id: line for line in range(4)}
    assert drop(table, 1, lines[job_id(2)]) == [(job_id(1), job_id(2))]
    for other in (1, 3, 4):  # itself, and those that do not wait
        assert drop(table, 1, lines[job_id(other)]) == []


def test_only_a_waiting_job_can_be_dragged(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([make_row(1), finished_row(2)])
    for line in range(2):
        index = view_of(table).model().index(line, Column.NAME)
        can = bool(index.flags() & Qt.ItemFlag.ItemIsDragEnabled)
        assert can is (model.row_at(line).state is JobState.QUEUED)


def test_what_is_no_job_is_left_to_the_window(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([make_row(1), make_row(2)])
    heard: list[object] = []
    table.reordered.connect(lambda *ids: heard.append(ids))
    for kind, text in (("text/uri-list", b"file:///a.onnx"), (MIME_TYPE, b"\xff not a name")):
        data = QMimeData()
        data.setData(kind, text)
        event = QDropEvent(
            QPointF(middle(table, 0, Column.NAME)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        view_of(table).dropEvent(event)
        assert not event.isAccepted()
    assert heard == []
