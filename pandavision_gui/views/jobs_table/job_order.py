"""In which line of the table each job stands: newest first, or by a column.

What waits stands above all others, the job that runs next lowest: that is newest first, too, until
somebody changes the order of the queue.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from functools import total_ordering
from operator import itemgetter
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

    def __init__(self, key: tuple[float | str, ...]) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.key == other.key

    def __lt__(self, other: _Reversed) -> bool:
        return other.key < self.key

    __hash__ = None  # type: ignore[assignment]


class JobOrder:
    """Finds a job's line by bisection, so that one job's change costs the same in any history.

    A job stands by the rank it had when it was placed; `line_for` says where it would stand now.
    """

    def __init__(self) -> None:
        self._ranks: list[Rank] = []
        self._rank_of: dict[UUID, Rank] = {}
        self._key: Callable[[JobRow], SortKey] | None = None
        self._is_descending = False

    def __len__(self) -> int:
        return len(self._ranks)

    def sort_by(self, key: Callable[[JobRow], SortKey] | None, *, descending: bool) -> None:
        """Order by a key from now on, None for the newest first; then arrange the jobs."""
        self._key, self._is_descending = key, descending

    def ranked(self, rows: Iterable[JobRow]) -> dict[UUID, Rank]:
        """Return where these jobs would stand; nothing is changed, whatever is in the rows."""
        ranks = {row.id: self._rank(row) for row in rows}
        return dict(sorted(ranks.items(), key=itemgetter(1)))

    def arrange(self, ranks: dict[UUID, Rank]) -> None:
        """Place these jobs as `ranked` has put them, and no others."""
        self._rank_of = ranks
        self._ranks = list(ranks.values())

    def runs(self, rows: Iterable[JobRow]) -> list[tuple[int, dict[UUID, Rank]]]:
        """Return before which lines these new jobs would be placed, neighbours together."""
        runs: list[tuple[int, dict[UUID, Rank]]] = []
        for job_id, rank in self.ranked(rows).items():
            line = bisect_left(self._ranks, rank)
            if not runs or runs[-1][0] != line:
                runs.append((line, {}))
            runs[-1][1][job_id] = rank
        return runs

    def put_in(self, line: int, ranks: dict[UUID, Rank]) -> None:
        """Place a run of new jobs as `runs` has found it."""
        self._ranks[line:line] = ranks.values()
        self._rank_of.update(ranks)

    def id_at(self, line: int) -> UUID:
        """Return the job in a line."""
        return UUID(int=self._ranks[line][3])

    def line_of(self, job_id: UUID) -> int:
        """Return the line in which a job stands.

        Raises
        ------
        KeyError
            When it is not in the table.
        """
        return bisect_left(self._ranks, self._rank_of[job_id])

    def line_for(self, row: JobRow) -> int:
        """Return the line before which a job would be placed as it is now."""
        return bisect_left(self._ranks, self._rank(row))

    def place(self, row: JobRow) -> None:
        """Place a job, newly or anew."""
        self.take_out(row.id)
        rank = self._rank_of[row.id] = self._rank(row)
        insort(self._ranks, rank)

    def take_out(self, job_id: UUID) -> None:
        """Take a job out if it is there."""
        if job_id in self._rank_of:
            del self._ranks[self.line_of(job_id)]
            del self._rank_of[job_id]

    def _rank(self, row: JobRow) -> Rank:
        key = self._key(row) if self._key else None
        said: Any = _Reversed(key) if key is not None and self._is_descending else key or ()
        if self._key is None:
            said = (0, -row.order) if row.state is JobState.QUEUED else (1, 0)
        return key is None, said, -seconds_since_epoch(row.created), row.id.int
