"""What tests see of a job table."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QTableView

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.plain_text import PlainLabel


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
