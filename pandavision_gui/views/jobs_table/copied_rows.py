"""The selected jobs on the clipboard, as rows for a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.spreadsheet_text import tab_separated

_WITHOUT_TEXT = (Column.TICK, Column.SWATCH)


class CopiedRows(QObject):
    """Answers the key for copying in a table of jobs: Qt itself would copy a single cell."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Copy the rows that are selected, below the titles of the columns that are shown."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            if rows := self._rows():
                QGuiApplication.clipboard().setText(tab_separated(rows))
            return True
        return super().eventFilter(watched, event)

    def _rows(self) -> list[list[str]]:
        """Return the titles and a row for each selected job, from top to bottom; or nothing."""
        jobs, shown = self._view.model(), self._view.selectionModel()
        columns = [c for c in Column if c not in _WITHOUT_TEXT and not self._view.isColumnHidden(c)]
        lines = sorted(index.row() for index in shown.selectedRows())
        if not lines:
            return []
        titles = [str(jobs.headerData(c, Qt.Orientation.Horizontal)) for c in columns]
        return [titles, *([jobs.index(n, c).data() or "" for c in columns] for n in lines)]
