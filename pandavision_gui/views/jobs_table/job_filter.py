"""Which jobs the table shows: by state, by words."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_search import JobSearch
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_cells import FLAGS
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.row_words import RowWords, may_be_figures

Index = QModelIndex | QPersistentModelIndex
_FLAGS = tuple(
    flags | Qt.ItemFlag.ItemIsEditable if column is Column.NAME else flags
    for column, flags in zip(Column, FLAGS, strict=True)
)


class Shown(Enum):
    """A choice of states; the value holds them."""

    ALL = frozenset(JobState)
    OPEN = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.STOPPING})
    FINISHED = frozenset({JobState.FINISHED})
    FAILED = frozenset({JobState.FAILED})
    STOPPED = frozenset({JobState.CANCELLED, JobState.INTERRUPTED})


class JobFilter(QSortFilterProxyModel):
    """Between the model and the view.

    Attributes
    ----------
    follows_the_queue
        Whether waiting jobs stand in the order in which they will run, or the other way round.
    """

    def __init__(self, jobs: JobTableModel) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._shown = Shown.ALL
        self._search = JobSearch("")
        self._told = RowWords(jobs.listed)
        self._more: tuple[Callable[[JobRow], str], ...] = ()
        """What is looked at beside names, tags and notes."""
        self.follows_the_queue = True
        self.setSourceModel(jobs)

    def show_states(self, shown: Shown) -> None:
        """Show jobs in these states only."""
        self.beginFilterChange()
        self._shown = shown
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def show_words(self, text: str) -> None:
        """Show only the jobs whose rows have these words; see :class:`JobSearch`."""
        self.beginFilterChange()
        self._search = JobSearch(text)
        self._told.begin_search()
        figures = (self._told.figures,) if may_be_figures(self._search.words) else ()
        self._more = (self._told.words, *figures)
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, line: int, parent: Index) -> bool:
        """Whether a line of the model is shown."""
        if self._shown is Shown.ALL and self._search.finds_all:
            return True
        row = self._jobs.row_at(line)
        if self._shown is not Shown.ALL and row.state not in self._shown.value:
            return False
        return self._search.finds(row, *self._more)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell.

        A name can be changed, but no key or click does; a waiting job can be dragged.
        """
        if not index.isValid():
            return super().flags(index)
        flags = _FLAGS[index.column()]
        is_waiting = self._jobs.row_at(self.mapToSource(index).row()).state is JobState.QUEUED
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_waiting else flags

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the model sort itself; here the jobs stay as they come."""
        self.follows_the_queue = column in (-1, Column.STATE)
        self._jobs.sort(column, order)

    def index_of(self, job_id: UUID | None) -> QModelIndex:
        """Return the first cell of a job's row; an invalid index where none is shown."""
        found = QModelIndex() if job_id is None else self._jobs.index_of(job_id)
        return self.mapFromSource(found)

    def row_at(self, index: Index) -> JobRow:
        """Return the job of a row as the queue told it."""
        return self._jobs.row_at(self.mapToSource(index).row())

    def id_at(self, index: Index) -> UUID:
        """Return the job of a row."""
        return self._jobs.id_at(self.mapToSource(index).row())
