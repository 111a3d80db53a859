"""Which jobs the table shows, and in which order: by state, by words, by column."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column, SortKey, sort_key
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

Index = QModelIndex | QPersistentModelIndex


class Shown(Enum):
    """A choice of states; the value holds them."""

    ALL = frozenset(JobState)
    OPEN = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.STOPPING})
    FINISHED = frozenset({JobState.FINISHED})
    FAILED = frozenset({JobState.FAILED})
    STOPPED = frozenset({JobState.CANCELLED, JobState.INTERRUPTED})


class JobFilter(QSortFilterProxyModel):
    """Between the model and the view; without a sorted column the newest job comes first."""

    def __init__(self, jobs: JobTableModel) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._shown = Shown.ALL
        self._words: tuple[str, ...] = ()
        self.setSourceModel(jobs)

    def show_states(self, shown: Shown) -> None:
        """Show jobs in these states only."""
        self.beginFilterChange()
        self._shown = shown
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def show_words(self, text: str) -> None:
        """Show jobs only whose name, model or dataset hold every word of `text`."""
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, line: int, parent: Index) -> bool:
        """Whether a line of the model is shown."""
        if self._shown is Shown.ALL and not self._words:
            return True
        row = self._jobs.listed_at(line).row
        if row.state not in self._shown.value:
            return False
        haystack = f"{row.name}\n{row.model}\n{row.dataset}".casefold()
        return all(word in haystack for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Whether the job on the left comes first; what is missing comes last in any case."""
        column = Column(left.column())
        first, second = self._key(column, left.row()), self._key(column, right.row())
        if first is None or second is None:
            ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (
                (second is None and first is not None)
                if ascending
                else (first is None and second is not None)
            )
        return first < second

    def _key(self, column: Column, line: int) -> SortKey:
        return sort_key(column, self._jobs.listed_at(line))
