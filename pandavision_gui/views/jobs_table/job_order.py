"""In which line of the table each job stands: newest first, or by a column.

What waits stands above all others, the job that runs next lowest: that is newest first, too, until
somebody changes the order of the queue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import total_ordering
from typing import Any
from uuid import UUID

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import SortKey
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch

Rank = tuple[bool, Any, float, int]
"""Whether the sorted column says nothing, what it says, then: newer first, and the job's number."""


@total_ordering
class _Reversed:
    """A key that sorts the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: float | str) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.key == other.key

    def __lt__(self, other: _Reversed) -> bool:
        return other.key < self.key  # type: ignore[operator]

    __hash__ = None  # type: ignore[assignment]


class JobOrder:
    """Finds a job's line by bisection, so that one job's change costs the same in any history.

    A job stands by the rank of the row it was placed with; `line_for` says where it would stand
    now. Ranks are made when they are compared: to keep those of a long history takes more room
    than its names.
    """

    def __init__(self) -> None:
        self._lines: list[JobRow] = []
        self._key: Callable[[JobRow], SortKey] | None = None
        self._is_descending = False
        self._kept: dict[UUID, SortKey] | None = None
        """Keys that jobs were placed with, where their rows do not tell them; without None."""

    def __len__(self) -> int:
        return len(self._lines)

    def sort_by(
        self,
        key: Callable[[JobRow], SortKey] | None,
        *,
        descending: bool = False,
        is_of_row: bool = True,
    ) -> None:
        """Order by a key from now on, None for the newest first; then arrange the jobs.

        Parameters
        ----------
        is_of_row
            Whether the key of a row is always the same. Another one should be None for most jobs.
        """
        self._key, self._is_descending = key, descending
        self._kept = None if is_of_row else {}

    def arranged(self, rows: Iterable[JobRow]) -> list[JobRow]:
        """Return these jobs as they would stand; nothing is changed, whatever is in the rows."""
        lines = sorted(rows, key=_number)
        lines.sort(key=_made, reverse=True)  # of equal ones it leaves the order as it was
        if self._key is None:
            waiting = [row for row in lines if row.state is JobState.QUEUED]
            waiting.sort(key=_place, reverse=True)
            return [*waiting, *(row for row in lines if row.state is not JobState.QUEUED)]
        key = self._key  # asked twice: to keep all keys takes more room than time is saved
        silent = [row for row in lines if key(row) is None]
        there = [row for row in lines if key(row) is not None] if silent else lines
        there.sort(key=key, reverse=self._is_descending)  # type: ignore[arg-type]
        return [*there, *silent]

    def arrange(self, lines: list[JobRow]) -> None:
        """Place these jobs as `arranged` has put them, and no others."""
        if self._kept is not None:
            self._kept.clear()
        self._lines = lines
        self._keep(lines)

    def runs(self, rows: Iterable[JobRow]) -> list[tuple[int, list[JobRow]]]:
        """Return before which lines these new jobs would be placed, neighbours together."""
        runs: list[tuple[int, list[JobRow]]] = []
        line = 0
        for row in self.arranged(rows):
            rank = self._rank(row)
            # Mostly the next one stands before the same line: older jobs come in their order.
            if not runs or (line < len(self._lines) and self.rank_of(self._lines[line]) < rank):
                line = bisect_left(self._lines, rank, lo=line, key=self.rank_of)
                runs.append((line, []))
            runs[-1][1].append(row)
        return runs

    def put_in(self, line: int, rows: list[JobRow]) -> None:
        """Place a run of new jobs as `runs` has found it."""
        self._lines[line:line] = rows
        self._keep(rows)

    def row_at(self, line: int) -> JobRow:
        """Return the job in a line, as it was placed."""
        return self._lines[line]

    def rows(self) -> tuple[JobRow, ...]:
        """Return all jobs from top to bottom."""
        return tuple(self._lines)

    def rank_of(self, placed: JobRow) -> Rank:
        """Return by what a job stands where it does: jobs are in ascending order of it."""
        if self._kept is None:
            return self._rank(placed)
        return self._ranked(placed, self._kept.get(placed.id))

    def line_of(self, placed: JobRow) -> int:
        """Return the line in which a job stands, by the row it was placed with."""
        return bisect_left(self._lines, self.rank_of(placed), key=self.rank_of)

    def lines_of(self, job_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Return the lines of many jobs at once."""
        wanted = set(job_ids)
        return {row.id: line for line, row in enumerate(self._lines) if row.id in wanted}

    def line_for(self, row: JobRow) -> int:
        """Return the line before which a job would be placed as it is now."""
        return bisect_left(self._lines, self._rank(row), key=self.rank_of)

    def place(self, placed: JobRow, row: JobRow) -> None:
        """Place a job anew."""
        self.take_out(placed)
        self.put_in(self.line_for(row), [row])

    def take_out(self, placed: JobRow) -> None:
        """Take a job out."""
        del self._lines[self.line_of(placed)]
        if self._kept is not None:
            self._kept.pop(placed.id, None)

    def _keep(self, rows: Iterable[JobRow]) -> None:
        if self._kept is not None and self._key is not None:
            for row in rows:
                if (key := self._key(row)) is not None:
                    self._kept[row.id] = key

    def _rank(self, row: JobRow) -> Rank:
        return self._ranked(row, self._key(row) if self._key else None)

    def _ranked(self, row: JobRow, key: SortKey) -> Rank:
        said: Any
        if self._key is None:
            said = (0, -row.order) if row.state is JobState.QUEUED else (1, 0)
        else:
            said = (
                _Reversed(key)
                if key is not None and self._is_descending
                else key
                if key is not None
                else 0
            )
        return key is None, said, -_made(row), row.id.int


def _number(row: JobRow) -> int:
    return row.id.int


def _made(row: JobRow) -> float:
    return seconds_since_epoch(row.created)


def _place(row: JobRow) -> int:
    return row.order
