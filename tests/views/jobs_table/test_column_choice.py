"""Columns that the user chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pandavision_gui.views.jobs_table.column_widths import hidden_columns, least_widths
from pandavision_gui.views.jobs_table.job_columns import Column, column_title
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.theme import UNIT, Theme

from .job_rows import finished_row
from .table_widgets import view_of


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
    qtbot: QtBot, table: JobTable, model: JobTableModel, theme: Theme, tmp_path: Path
) -> None:
    model.set_rows([finished_row(1)])
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    entry(table.columns.make_menu(), Column.DATASET).trigger()
    view_of(table).horizontalHeader().resizeSection(Column.MODEL, 317)
    table.columns.keep(settings)
    jobs = JobTableModel()
    jobs.set_rows([finished_row(1)])
    other = JobTable(theme, jobs)
    qtbot.addWidget(other)
    other.resize(1600, 400)
    with qtbot.waitExposed(other):
        other.show()
    every = shown(other)
    other.columns.restore(settings)
    assert Column.DATASET in every
    assert Column.DATASET not in shown(other)
    assert view_of(other).columnWidth(Column.MODEL) == 317


def test_a_chosen_width_is_forgotten_by_the_menu(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    before = view_of(table).columnWidth(Column.MODEL)
    view_of(table).horizontalHeader().resizeSection(Column.MODEL, before + 100)
    assert table.columns.widths == {Column.MODEL: before + 100}
    entries = {action.text(): action for action in table.columns.make_menu().actions()}
    entries["&Fit widths to the window"].trigger()
    assert view_of(table).columnWidth(Column.MODEL) == before
    assert table.columns.widths == {}


def test_a_menu_of_the_window_offers_the_same_as_it_is_now(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(1)])
    menu = table.columns.make_submenu(table)
    entry(table.columns.make_menu(), Column.DATASET).trigger()
    menu.aboutToShow.emit()
    offered = [(action.text(), action.isChecked()) for action in menu.actions()]
    at_header = table.columns.make_menu().actions()
    assert offered == [(action.text(), action.isChecked()) for action in at_header]
    assert not entry(menu, Column.DATASET).isChecked()
    entry(menu, Column.DATASET).trigger()
    assert Column.DATASET in shown(table)


def test_the_menu_comes_at_the_header(table: JobTable) -> None:
    header = view_of(table).horizontalHeader()
    place = QPoint(60, 5)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, header.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(header.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entry(menu, Column.DATASET).isChecked()
    menu.close()


def test_a_column_that_is_not_wanted_leaves_its_room_to_others(table: JobTable) -> None:
    metrics = table.fontMetrics()
    least = least_widths(metrics)
    narrow = sum(least.values()) - 1
    assert hidden_columns(narrow, metrics) == {Column.STARTED}
    assert hidden_columns(narrow, metrics, {Column.MODEL}) == {Column.MODEL}


@pytest.mark.parametrize(("share", "width"), [(100, 1024), (150, 1024), (200, 1280)])
def test_the_verdict_is_in_sight_however_large_the_letters_are(
    table: JobTable, model: JobTableModel, share: int, width: int
) -> None:
    model.set_rows([finished_row(1)])
    table.resize(width, 300)
    view = view_of(table)
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * share / 100)
    view.setFont(font)
    view.grab()
    assert view.horizontalScrollBar().maximum() == 0
    assert {Column.NAME, Column.STATE, Column.CLEAN, Column.ROBUST, Column.LEVEL} <= shown(table)


@pytest.mark.parametrize(
    ("hidden", "widths"),
    [
        ("NAME STATE TICK", "NAME:0"),
        ("?? \0", "NAME:x TOOK:-4 X:9"),
        ([1], [2]),
        (7, "TOOK:999999"),
        ("x " * 200 + "DATASET", "x " * 200 + "DATASET:90"),
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


@pytest.mark.parametrize("width", [640, 920, 1024, 1440])
@pytest.mark.usefixtures("language")
def test_no_title_is_cut_however_narrow_the_table_is(
    qtbot: QtBot, table: JobTable, model: JobTableModel, width: int
) -> None:
    # Jobs of one name: the words that tell them apart need the room of the files.
    model.set_rows([finished_row(one, name="a network " * 5) for one in range(9)])
    table.resize(width, 300)
    view = view_of(table)
    qtbot.waitUntil(lambda: len(view._names_with_tags) == 9)
    metrics = view.horizontalHeader().fontMetrics()
    for column in shown(table) - {Column.TICK, Column.SWATCH}:
        room = view.columnWidth(column) - 2 * UNIT
        assert metrics.horizontalAdvance(column_title(column)) <= room, column
