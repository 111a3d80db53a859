"""Waiting jobs that are dragged to another one's turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.row_drag import MIME_TYPE
from pandavision_gui.views.theme import LIGHT

from .job_rows import finished_row, job_id, make_row, running_row
from .table_widgets import middle, shown_names, view_of

CHECKOUT = Path(__file__).parents[3]


def test_a_hand_drags_a_waiting_job_to_another_ones_turn() -> None:
    # Qt's platform without a screen refuses every drag; this one drags as on a plain screen.
    said = subprocess.run(
        [sys.executable, "-m", "tests.views.jobs_table.dragging_hand"],
        cwd=CHECKOUT,
        env={**os.environ, "QT_QPA_PLATFORM": "minimal:enable_fonts"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(said.stdout) == {
        "first onto second": "1 takes the turn of 2",
        "second onto first": "2 takes the turn of 1",
        "first onto itself": "in vain",
        "first onto finished": "in vain",
        "first onto running": "in vain",
        "first onto second, but Escape": "in vain",
        "finished onto first": "not dragged",
        "first onto second again": "1 takes the turn of 2",
    }, said.stderr


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


def drag_over(table: JobTable, dragged: int, line: int) -> None:
    data = QMimeData()
    data.setData(MIME_TYPE, str(job_id(dragged)).encode())
    event = QDragMoveEvent(
        middle(table, line, Column.NAME),
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view_of(table).dragMoveEvent(event)


def accent_lines(table: JobTable) -> list[int]:
    """Return the heights at which the accent colour goes through the whole width."""
    viewport = view_of(table).viewport()
    image = viewport.grab().toImage()
    accent = QColor(LIGHT.accent).rgb()
    return [
        y
        for y in range(image.height())
        if all(image.pixel(x, y) == accent for x in range(20, image.width() - 20, 20))
    ]


def test_a_line_shows_where_a_dragged_job_will_land(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([make_row(1), make_row(2), make_row(3), finished_row(4)])
    view = view_of(table)
    rows = [view.visualRect(view.model().index(line, 0)) for line in range(4)]
    assert accent_lines(table) == []
    drag_over(table, 1, 0)  # from the third line up over the first
    assert accent_lines(table) == [rows[0].top(), rows[0].top() + 1]
    drag_over(table, 3, 2)  # from the first line down over the third
    assert accent_lines(table) == [rows[2].bottom() - 1, rows[2].bottom()]
    drag_over(table, 3, 3)  # it does not wait
    assert accent_lines(table) == []
    drag_over(table, 3, 1)
    view.dragLeaveEvent(QDragLeaveEvent())
    assert accent_lines(table) == []
    drag_over(table, 3, 1)
    assert drop(table, 3, 1) == [(job_id(3), job_id(2))]
    assert accent_lines(table) == []


def test_in_a_table_sorted_by_name_the_other_row_is_framed(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([make_row(1), make_row(2), make_row(3)])
    view = view_of(table)
    view.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    drag_over(table, 1, 2)
    row = view.visualRect(view.model().index(2, 0))
    assert accent_lines(table)[0] == row.top()
    assert accent_lines(table)[-1] == row.bottom()


def test_a_job_that_got_another_turn_stands_in_another_row(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([make_row(1), make_row(2), make_row(3), running_row(4), finished_row(5)])
    assert shown_names(table) == ["job 3", "job 2", "job 1", "job 5", "job 4"]
    # Dropped from the first row on the third, it takes that job's turn: it runs next.
    for number, order in ((3, 1), (1, 2), (2, 3)):
        model.upsert(make_row(number, order=order))
    assert shown_names(table) == ["job 2", "job 1", "job 3", "job 5", "job 4"]
    model.upsert(running_row(3))
    assert shown_names(table) == ["job 2", "job 1", "job 5", "job 4", "job 3"]


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
