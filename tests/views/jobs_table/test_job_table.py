from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QTableView
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import Theme

from .job_rows import finished_row, job_id, make_progress, make_row, running_row


@pytest.fixture
def model(qapp: object) -> JobTableModel:
    return JobTableModel()


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, model: JobTableModel) -> JobTable:
    table = JobTable(theme, model)
    qtbot.addWidget(table)
    table.resize(1600, 400)
    with qtbot.waitExposed(table):
        table.show()
    return table


def view_of(table: JobTable) -> QTableView:
    view = table.findChild(QTableView)
    assert isinstance(view, QTableView)
    return view


def shown_names(table: JobTable) -> list[str]:
    jobs = view_of(table).model()
    return [jobs.index(line, Column.NAME).data() for line in range(jobs.rowCount())]


def shown_texts(table: JobTable) -> list[str]:
    return [label.text() for label in table.findChildren(PlainLabel) if label.isVisible()]


def middle(table: JobTable, line: int, column: Column) -> QPoint:
    view = view_of(table)
    return view.visualRect(view.model().index(line, column)).center()


def choose(table: JobTable, text: str) -> None:
    table.findChild(QComboBox).setCurrentText(text)


def test_without_jobs_it_says_how_to_get_one(table: JobTable, model: JobTableModel) -> None:
    assert any("Add to queue" in text for text in shown_texts(table))
    assert not view_of(table).isVisible()
    model.upsert(make_row(1))
    assert view_of(table).isVisible()
    model.remove(job_id(1))
    assert any("Add to queue" in text for text in shown_texts(table))


def test_the_heading_counts_what_runs_and_waits(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([running_row(1), make_row(2), finished_row(3)])
    assert "1 running · 1 queued · 3 in the history" in shown_texts(table)
    model.upsert(finished_row(1))
    model.upsert(finished_row(2))
    assert "3 in the history" in shown_texts(table)


def test_states_and_words_filter_together(table: JobTable, model: JobTableModel) -> None:
    model.set_rows(
        [
            running_row(1, name="robust", model="a.onnx"),
            make_row(2, name="Robust again", model="b.onnx"),
            finished_row(3, name="robust done"),
            make_row(4, name="gone", state=JobState.INTERRUPTED),
        ]
    )
    choose(table, "Running and queued")
    assert shown_names(table) == ["Robust again", "robust"]
    table.findChild(QLineEdit).setText("ROBUST b.onnx")
    assert shown_names(table) == ["Robust again"]
    table.findChild(QLineEdit).setText("nowhere")
    assert any("No job is like that" in text for text in shown_texts(table))
    table.findChild(QLineEdit).clear()
    choose(table, "Stopped or interrupted")
    assert shown_names(table) == ["gone"]
    model.upsert(make_row(4, name="gone"))
    assert shown_names(table) == []


def test_selecting_a_job_shows_it_whatever_was_filtered(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in range(1, 100)])
    choose(table, "Failed")
    with qtbot.waitSignal(table.selection_changed) as told:
        table.select(job_id(3))
    assert told.args == [(job_id(3),)]
    assert table.selected() == (job_id(3),)
    assert view_of(table).viewport().rect().contains(middle(table, 96, Column.NAME))


def test_the_selection_stays_with_its_jobs(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(2))
    told: list[object] = []
    table.selection_changed.connect(told.append)
    model.upsert(finished_row(9))
    model.upsert(finished_row(2, name="other"))
    model.set_rows([finished_row(n) for n in (2, 3, 9, 10)])
    view_of(table).sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert (table.selected(), told) == ((job_id(2),), [])
    model.remove(job_id(2))
    assert job_id(2) not in table.selected()
    assert told == [table.selected()]


def test_several_jobs_are_told_from_top_to_bottom(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    view = view_of(table)
    table.select(job_id(1))
    view.selectionModel().select(
        view.model().index(0, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert table.selected() == (job_id(3), job_id(1))


def test_space_turns_the_ticks_of_all_selected_rows(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    model.set_ticked(job_id(2), True)
    view_of(table).selectAll()
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert len(model.ticked()) == 3
    assert model.style_of(job_id(2)).number == 0
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert model.ticked() == ()


def test_a_click_beside_the_box_ticks_and_leaves_the_selection(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(1))
    place = middle(table, 0, Column.TICK) + QPoint(10, 8)
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (model.ticked(), table.selected()) == ((job_id(3),), (job_id(1),))
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.ticked() == ()


def test_enter_and_a_double_click_open_a_job(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(2))
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.keyClick(view_of(table), Qt.Key.Key_Return)
    assert opened.args == [job_id(2)]
    viewport, place = view_of(table).viewport(), middle(table, 0, Column.NAME)
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [job_id(3)]


def test_a_click_on_a_header_sorts_and_the_third_one_restores(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([make_row(n, name=name) for n, name in enumerate("bca")])
    header = view_of(table).horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.NAME) + 20, 10)
    seen = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        seen.append("".join(shown_names(table)))
    assert seen == ["abc", "cba", "acb"]


def test_the_menu_offers_what_it_was_given_on_the_row_under_the_pointer(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2)])
    action = QAction("Remove", table)
    table.set_context_actions([action])
    qtbot.keyClick(view_of(table), Qt.Key.Key_Down)
    view_of(table).menu_wanted.emit(QPoint(10, 10))
    menu = table.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert menu.actions() == [action]
    menu.close()


@pytest.mark.parametrize("width", [800, 1024, 1600, 2560])
def test_columns_fill_the_width_and_leave_room_for_what_tells_jobs_apart(
    table: JobTable, model: JobTableModel, width: int
) -> None:
    model.set_rows([finished_row(1)])
    table.resize(width, 300)
    view = view_of(table)
    widths = {c: view.columnWidth(c) for c in Column if not view.isColumnHidden(c)}
    least = 16 * view.fontMetrics().averageCharWidth()
    assert min(widths[c] for c in (Column.NAME, Column.MODEL, Column.DATASET)) >= 0.85 * least
    assert {Column.TICK, Column.STATE, Column.ROBUST, Column.LEVEL} <= set(widths)
    if width >= 1600:
        assert set(widths) == set(Column)
    if width >= 1024:
        assert width - 12 <= sum(widths.values()) <= width


def test_column_widths_stay_while_a_job_runs(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([running_row(1), make_row(2)])
    view = view_of(table)
    before = [view.columnWidth(c) for c in Column]
    model.set_progress(job_id(1), make_progress(0.99, left_s=7777))
    model.upsert(finished_row(1, name="x" * 4000))
    assert [view.columnWidth(c) for c in Column] == before


def test_a_width_that_the_user_chose_stays(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    view_of(table).setColumnWidth(Column.NAME, 311)
    table.resize(1500, 300)
    assert view_of(table).columnWidth(Column.NAME) == 311
    assert view_of(table).columnWidth(Column.STATE) != 311


def test_the_swatch_has_the_colour_of_the_curve(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    cell = view_of(table).visualRect(view_of(table).model().index(0, Column.SWATCH))
    wanted = QColor(model.style_of(job_id(1)).colour(dark=False))

    def picture() -> QImage:
        return view_of(table).viewport().grab(cell).toImage()

    def has_colour(image: QImage) -> bool:
        return any(
            image.pixelColor(x, y) == wanted
            for x in range(image.width())
            for y in range(image.height())
        )

    assert not has_colour(picture())
    model.set_ticked(job_id(1), True)
    assert has_colour(picture())


def test_jobs_in_all_states_are_painted_without_complaint(
    table: JobTable, model: JobTableModel
) -> None:
    rows = [make_row(n, state=state, reason="r" * 500) for n, state in enumerate(JobState)]
    model.set_rows([*rows, finished_row(50, warnings=2), finished_row(51, sec_value=-1.0)])
    model.set_progress(rows[1].id, make_progress())
    model.set_all_ticked([row.id for row in model.rows()], True)
    assert not table.grab().isNull()
