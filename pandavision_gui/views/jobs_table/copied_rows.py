"""Jobs on the clipboard, as rows for a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.jobs_table.job_view import JobView

_MOST = 500
"""Jobs whose words are put together without holding the window up."""


class CopiedRows(QObject):
    """Copies jobs from their table, on the key for copying too: Qt itself would copy one cell.

    Signals
    -------
    copied
        How many jobs are on the clipboard, and how many there were to copy.
    """

    copied = Signal(int, int)

    def __init__(self, view: JobView, jobs: JobFilter) -> None:
        super().__init__(view)
        self._view, self._jobs = view, jobs
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Copy what is selected, if anything is."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            if selected := self._selected():
                self._copy(selected)
            return True
        return super().eventFilter(watched, event)

    def copy_table(self) -> None:
        """Copy several selected jobs, else all that are shown."""
        selected = self._selected()
        lines = selected if len(selected) > 1 else range(self._jobs.rowCount())
        if lines:
            self._copy(lines)

    def _selected(self) -> list[int]:
        """Return the places of the selected jobs, from top to bottom."""
        # By ranges: an index for each of a hundred thousand jobs would take a third of a second.
        parts = self._view.selectionModel().selection().toList()
        return sorted({line for part in parts for line in range(part.top(), part.bottom() + 1)})

    def _copy(self, lines: list[int] | range) -> None:
        from pandavision_gui.views.jobs_table.table_text import table_text

        text = table_text(self._jobs, lines[:_MOST], self._view.columns.unwanted)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(len(lines[:_MOST]), len(lines))
