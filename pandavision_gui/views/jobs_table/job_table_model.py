"""Every job as a table, newest first; which are ticked, and what their curves look like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from pandavision_gui.engine.progress import Stage
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.jobs_table.job_cells import FLAGS, cell_data, header_data
from pandavision_gui.views.jobs_table.job_columns import Column, Listed, SortKey, sort_key
from pandavision_gui.views.jobs_table.job_order import JobOrder
from pandavision_gui.views.jobs_table.series_numbers import SeriesNumbers
from pandavision_gui.views.jobs_table.state_counts import StateCounts
from pandavision_gui.views.jobs_table.ticked_jobs import TickedJobs
from pandavision_gui.views.jobs_table.waiting_jobs import WaitingJobs
from pandavision_gui.views.plots.series_style import SeriesStyle

Index = QModelIndex | QPersistentModelIndex
_WORKING = (JobState.RUNNING, JobState.STOPPING)

_SHOWN = Qt.ItemDataRole.DisplayRole


class JobTableModel(QAbstractTableModel):
    """The jobs, the newest first until they are sorted by a column.

    They are sorted here and not in a proxy model: Qt would ask it a hundred thousand times which of
    two jobs comes first.

    Attributes
    ----------
    numbers
        Of the curves.

    Signals
    -------
    ticks_changed
        Jobs were ticked or unticked, by the user or the program.
    ticks_refused
        How many more jobs were asked for than can be drawn at once.
    displaced
        Id of a new job, and those that are drawn no longer because of it.
    counts_changed
        How many jobs there are, run or wait.
    """

    ticks_changed = Signal()
    ticks_refused = Signal(int)
    displaced = Signal(object, list)
    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[UUID, JobRow] = {}
        self._order = JobOrder()
        self._progress: dict[UUID, Progress | Stage] = {}
        self._waiting = WaitingJobs()
        self.numbers = SeriesNumbers()
        self._ticked = TickedJobs(self.numbers)
        self._counts = StateCounts()

    @property
    def running(self) -> int:
        """How many jobs are being worked on."""
        return self._counts.running

    @property
    def queued(self) -> int:
        """How many jobs wait."""
        return self._counts.queued

    def rows(self) -> tuple[JobRow, ...]:
        """Return all jobs from top to bottom."""
        return self._order.rows()

    def rows_of(self, job_ids: Iterable[UUID]) -> tuple[JobRow, ...]:
        """Return those of these jobs that there are."""
        return tuple(self._rows[job_id] for job_id in job_ids if job_id in self._rows)

    def row_of(self, job_id: UUID) -> JobRow | None:
        """Return a job."""
        return self._rows.get(job_id)

    def index_of(self, job_id: UUID) -> QModelIndex:
        """Return the index of a job's first cell; an invalid one for an unknown job."""
        row = self._rows.get(job_id)
        return QModelIndex() if row is None else self.index(self._order.line_of(row), 0)

    def id_at(self, line: int) -> UUID:
        """Return the job in a line of the table."""
        return self.row_at(line).id

    def row_at(self, line: int) -> JobRow:
        """Return the job in a line of the table."""
        return self._order.row_at(line)

    def listed_at(self, line: int) -> Listed:
        """Return the job in a line of the table with all that is known of it."""
        return self.listed(self.row_at(line))

    def set_rows(self, rows: Sequence[JobRow]) -> None:
        """Take these jobs for all there are; ticks of jobs that stay are kept."""
        lines = self._order.arranged({row.id: row for row in rows}.values())
        self.beginResetModel()
        self._rows = {row.id: row for row in lines}
        self._order.arrange(lines)
        self._counts = StateCounts(lines)
        self._waiting.set_all(lines)
        self._progress = {
            job_id: progress
            for job_id, progress in self._progress.items()
            if job_id in self._rows and self._rows[job_id].state in _WORKING
        }
        gone = [job_id for job_id in self._ticked if job_id not in self._rows]
        for job_id in gone:
            self._ticked.untick(job_id)
        self.endResetModel()
        self.counts_changed.emit()
        if gone:
            self.ticks_changed.emit()

    def upsert(self, row: JobRow) -> None:
        """Add a job, or show it as it is now."""
        known = self._rows.get(row.id)
        if row.state not in _WORKING:
            self._progress.pop(row.id, None)
        moved = self._waiting.see(row)
        if known is None:
            self._put_in({row.id: row})
        else:
            self._move(known, row)
            self._tell(row.id, Column.TICK, Column.TOOK)
            if self._ticked.is_one_too_many(known, row, self.rows_of(self._ticked)):
                self._change_ticks((), [row.id])
                self.ticks_refused.emit(1)
        if self._counts.change(known, row):
            self.counts_changed.emit()
        self._tell_places(moved)

    def upsert_all(self, rows: Sequence[JobRow]) -> None:
        """Add jobs, or show them as they are now; one signal for neighbours."""
        new = {row.id: row for row in rows if row.id not in self._rows}
        for row in rows:
            if row.id not in new:
                self.upsert(row)
        self._put_in(new)
        self._counts.add(new.values())
        self.counts_changed.emit()
        self._tell_places(self._waiting.see_all(new.values()))

    def remove(self, job_id: UUID) -> None:
        """Take a job out; its number is free again."""
        row = self._rows.get(job_id)
        if row is None:
            return
        was_ticked = job_id in self._ticked
        self._ticked.untick(job_id)
        self._progress.pop(job_id, None)
        moved = self._waiting.forget(job_id)
        line = self._order.line_of(row)
        self.beginRemoveRows(QModelIndex(), line, line)
        self._order.take_out(row)
        del self._rows[job_id]
        self.endRemoveRows()
        self._counts.change(row, None)
        self.counts_changed.emit()
        self._tell_places(moved)
        if was_ticked:
            self.ticks_changed.emit()

    def set_progress(self, job_id: UUID, progress: Progress | Stage) -> None:
        """Show how far a job is; news of a job that is not worked on are dropped."""
        row = self._rows.get(job_id)
        if row is None or row.state not in _WORKING:
            return
        self._progress[job_id] = progress
        self._tell(job_id, Column.STATE, Column.ROBUST)

    def ticked(self) -> tuple[UUID, ...]:
        """Return the ticked jobs from top to bottom."""
        rows = sorted(self.rows_of(self._ticked), key=self._order.rank_of)
        return tuple(row.id for row in rows)

    def is_ticked(self, job_id: UUID) -> bool:
        """Whether a job is ticked."""
        return job_id in self._ticked

    @property
    def free_ticks(self) -> int:
        """How many more jobs the user can tick."""
        return self._ticked.free(self.rows_of(self._ticked))

    def set_ticked(self, job_id: UUID, ticked: bool) -> None:
        """Tick or untick a job, as the user wants it."""
        self.set_all_ticked([job_id], ticked)

    def set_all_ticked(self, job_ids: Iterable[UUID], ticked: bool) -> None:
        """Tick or untick several jobs as the user wants it, not more than can be drawn."""
        wanted = [row for row in self.rows_of(job_ids) if (row.id in self._ticked) != ticked]
        if not ticked:
            self._change_ticks((), [row.id for row in wanted])
            return
        taken = self._ticked.with_room(wanted, self.rows_of(self._ticked))
        self._change_ticks(taken, (), by_hand=True)
        if len(taken) < len(wanted):
            self.ticks_refused.emit(len(wanted) - len(taken))

    def tick_new(self, job_id: UUID) -> None:
        """Tick a job that was added now; where many are drawn, an older one loses its tick."""
        self.tick_again([job_id])
        displaced = self._ticked.displaced_by(job_id, self.rows_of(self._ticked))
        drawn = [one for one in displaced if self._ticked.number_of(one) is not None]
        self._change_ticks((), displaced)
        if drawn:
            self.displaced.emit(job_id, drawn)

    def tick_again(self, job_ids: Iterable[UUID]) -> None:
        """Tick jobs without the user's hand, as they were ticked before; unknown ones are not."""
        wanted = [row for row in self.rows_of(job_ids) if row.id not in self._ticked]
        self._change_ticks(self._ticked.with_room(wanted, self.rows_of(self._ticked)), ())

    def style_of(self, job_id: UUID) -> SeriesStyle:
        """Return how a job's curve looks; of one that is not ticked, how it would.

        A ticked job keeps from now on what it is told: ask only where there is a curve.
        """
        if job_id in self._ticked and self._ticked.number_of(job_id) is None:
            self._ticked.take_number(job_id)
            self._tell(job_id, Column.SWATCH, Column.STATE)
        return SeriesStyle(self._ticked.next_number(job_id))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the jobs by a column; by -1 the newest comes first."""

        def key(row: JobRow) -> SortKey:
            return sort_key(Column(column), Listed(row) if is_of_row else self.listed(row))

        is_of_row, is_down = column > Column.SWATCH, order is Qt.SortOrder.DescendingOrder
        self._order.sort_by(key if column >= 0 else None, descending=is_down, is_of_row=is_of_row)
        arranged = self._order.arranged(self._rows.values())
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        jobs = [self.id_at(index.row()) for index in before]
        self._order.arrange(arranged)
        lines = self._order.lines_of(jobs)
        pairs = zip(jobs, before, strict=True)
        after = [self.index(lines[job], old.column()) for job, old in pairs]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: ticking in the first column, selecting in all."""
        return FLAGS[index.column()] if index.isValid() else super().flags(index)

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        """Return what a cell shows."""
        find = partial(self.listed_at, index.row())
        return cell_data(Column(index.column()), role, find) if index.isValid() else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != Column.TICK:
            return False
        self.set_ticked(self.id_at(index.row()), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        """Return a column's title or explanation."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return header_data(Column(section), role)

    def listed(self, row: JobRow) -> Listed:
        """Return a job with all that is known of it."""
        news = self._progress.get(row.id)
        return Listed(
            row=row,
            progress=news if isinstance(news, Progress) else None,
            stage=news if isinstance(news, Stage) else None,
            place=self._waiting.place_of(row.id),
            is_ticked=row.id in self._ticked,
            number=self._ticked.number_of(row.id),
        )

    def _change_ticks(
        self, ticked: Iterable[UUID], unticked: Iterable[UUID], *, by_hand: bool = False
    ) -> None:
        """Change ticks; one signal for all."""
        changed = [*ticked]
        for job_id in changed:
            self._ticked.tick(job_id, by_hand=by_hand)
        for job_id in unticked:
            self._ticked.untick(job_id)
            changed.append(job_id)
        for job_id in changed:
            self._tell(job_id, Column.TICK, Column.STATE)
        if changed:
            self.ticks_changed.emit()

    def _put_in(self, new: dict[UUID, JobRow]) -> None:
        # From the bottom up: what is put in moves no line that is still to come.
        for line, rows in reversed(self._order.runs(new.values())):
            self.beginInsertRows(QModelIndex(), line, line + len(rows) - 1)
            self._order.put_in(line, rows)
            self._rows.update((row.id, row) for row in rows)
            self.endInsertRows()

    def _move(self, known: JobRow, row: JobRow) -> None:
        line, target = self._order.line_of(known), self._order.line_for(row)
        top = QModelIndex()
        moves = target not in (line, line + 1)
        if moves:
            self.beginMoveRows(top, line, line, top, target)
        self._order.place(known, row)
        self._rows[row.id] = row
        if moves:
            self.endMoveRows()

    def _tell(self, job_id: UUID, first: Column, last: Column) -> None:
        line = self._order.line_of(self._rows[job_id])
        self.dataChanged.emit(self.index(line, first), self.index(line, last))

    def _tell_places(self, job_ids: list[UUID]) -> None:
        if job_ids:  # one signal: where a job leaves a long queue, all others move up
            rows = self.rows_of(job_ids)
            ends = (end(rows, key=self._order.rank_of) for end in (min, max))
            first, last = (self.index(self._order.line_of(row), Column.STATE) for row in ends)
            self.dataChanged.emit(first, last)
