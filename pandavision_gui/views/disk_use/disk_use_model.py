"""The jobs with how much room each takes, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from math import inf
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from pandavision_gui.jobs.disk_room import size_in_words
from pandavision_gui.jobs.disk_use import JobBytes, MeasuredJob
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_words import state_words, time_words
from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.theme import tabular

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_NOTHING = JobBytes()


class SizeColumn(IntEnum):
    """The columns in their order."""

    NAME = 0
    STATE = 1
    ENDED = 2
    PICTURES = 3
    ROWS = 4
    TOTAL = 5


SIZES = (SizeColumn.PICTURES, SizeColumn.ROWS, SizeColumn.TOTAL)


class DiskUseModel(QAbstractTableModel):
    """Rows are jobs; figures come in as they are measured and stay in place until the sorting."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[JobRow] = []
        self._lines: dict[UUID, int] = {}
        self._bytes: dict[UUID, JobBytes] = {}
        self._total = 0
        self._column = SizeColumn.TOTAL
        self._order = Qt.SortOrder.DescendingOrder
        self._titles = (
            self.tr("Job"),
            self.tr("State"),
            self.tr("Ended"),
            self.tr("Pictures"),
            self.tr("Rows"),
            self.tr("Total"),
        )

    def set_rows(self, rows: Sequence[JobRow]) -> None:
        """Show these jobs, measured or not."""
        self.beginResetModel()
        self._rows = list(rows)
        self._sort_rows()
        self.endResetModel()

    def show_row(self, row: JobRow) -> None:
        """Show a job that is new or no longer as it was."""
        line = self._lines.get(row.id)
        if line is None:
            line = len(self._rows)
            self.beginInsertRows(_NO_INDEX, line, line)
            self._rows.append(row)
            self._lines[row.id] = line
            self.endInsertRows()
        else:
            self._rows[line] = row
            self.dataChanged.emit(self.index(line, 0), self.index(line, SizeColumn.TOTAL))

    def drop(self, job_id: UUID) -> None:
        """Show a job no longer."""
        line = self._lines.get(job_id)
        if line is None:
            return
        self.beginRemoveRows(_NO_INDEX, line, line)
        del self._rows[line]
        self._total -= self._bytes.pop(job_id, _NOTHING).total
        self._number()
        self.endRemoveRows()

    def take(self, measured: Sequence[MeasuredJob]) -> None:
        """Show how much room jobs take; none of them moves."""
        lines = []
        for job in measured:
            if job.id in self._lines:
                self._total += job.bytes.total - self._bytes.get(job.id, _NOTHING).total
                self._bytes[job.id] = job.bytes
                lines.append(self._lines[job.id])
        if lines:
            first = self.index(min(lines), SizeColumn.PICTURES)
            self.dataChanged.emit(first, self.index(max(lines), SizeColumn.TOTAL))

    def row_at(self, line: int) -> JobRow:
        """Return the job of a line."""
        return self._rows[line]

    def rows(self) -> tuple[JobRow, ...]:
        """Return the jobs as they are shown."""
        return tuple(self._rows)

    def bytes_of(self, job_id: UUID) -> JobBytes | None:
        """Return how much room a job takes; None while that is not known."""
        return self._bytes.get(job_id)

    def total(self) -> int:
        """Return how much room all jobs take that were measured."""
        return self._total

    def sort_again(self) -> None:
        """Put the jobs in order by the figures that came in."""
        self.sort(self._column, self._order)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the jobs in order; what is selected stays selected."""
        self._column, self._order = SizeColumn(column), order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        jobs = [self._rows[index.row()].id for index in before]
        self._sort_rows()
        after = [
            self.index(self._lines[job_id], index.column())
            for job_id, index in zip(jobs, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(SizeColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            # At the right end of its title stands the arrow of the sorted column.
            return self._titles[section] + ("\u2003" if section in SIZES else "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = self._rows[index.row()], SizeColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.FontRole if column in SIZES:
                return tabular(QApplication.font())
            case Qt.ItemDataRole.ToolTipRole if column is SizeColumn.NAME:
                return plain_tooltip(one_line(row.name))
        return None

    def _text(self, row: JobRow, column: SizeColumn) -> str:
        match column:
            case SizeColumn.NAME:
                return one_line(row.name)
            case SizeColumn.STATE:
                return state_words(row).text.partition(":")[0]
            case SizeColumn.ENDED:
                return time_words(row.ended, datetime.now(UTC)) if row.ended else "–"
        size = self._size(row.id, column)
        if size is None:
            return "…"
        return size_in_words(size) if size else "–"

    def _size(self, job_id: UUID, column: SizeColumn) -> int | None:
        found = self._bytes.get(job_id)
        if found is None:
            return None
        match column:
            case SizeColumn.PICTURES:
                return found.pictures
            case SizeColumn.ROWS:
                return found.rows
        return found.total

    def _sort_rows(self) -> None:
        self._rows.sort(key=self._key, reverse=self._order is Qt.SortOrder.DescendingOrder)
        self._number()

    def _key(self, row: JobRow) -> tuple[float | str, ...]:
        match self._column:
            case SizeColumn.NAME:
                return (row.name.casefold(), row.name)
            case SizeColumn.STATE:
                return (row.state.value, _seconds(row.created))
            case SizeColumn.ENDED:
                return (_seconds(row.ended),)
        size = self._size(row.id, self._column)
        return (-1 if size is None else size, _seconds(row.created))

    def _number(self) -> None:
        self._lines = {row.id: line for line, row in enumerate(self._rows)}


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in SIZES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else -inf
