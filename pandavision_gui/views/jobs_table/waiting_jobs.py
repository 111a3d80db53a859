"""In which order the waiting jobs will run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from uuid import UUID

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch

_Order = tuple[int, float, int]
"""What the queue goes by: a job's order, of equal ones the one made first, then their numbers."""


class WaitingJobs:
    """Knows every waiting job's place; says whose place has changed.

    A thousand jobs that come one after the other cost a search each, not a count of all.
    """

    def __init__(self) -> None:
        self._orders: dict[UUID, _Order] = {}
        self._line: list[tuple[_Order, UUID]] = []
        """Ascending."""

    def place_of(self, job_id: UUID) -> int | None:
        """Return 1 for the next job; None for one that does not wait."""
        order = self._orders.get(job_id)
        return None if order is None else bisect_left(self._line, (order, job_id)) + 1

    def see(self, row: JobRow) -> list[UUID]:
        """Take note of a job as it is now; return the other jobs whose place is another now."""
        if row.state is not JobState.QUEUED:
            return self.forget(row.id)
        order, before = _order(row), self._orders.get(row.id)
        if before == order:
            return []
        old = len(self._line) if before is None else self._take_out(row.id, before)
        self._orders[row.id] = order
        new = bisect_left(self._line, (order, row.id))
        self._line.insert(new, (order, row.id))
        between = self._line[min(old, new) : max(old, new) + 1]
        return [job_id for _, job_id in between if job_id != row.id]

    def forget(self, job_id: UUID) -> list[UUID]:
        """Take note that a job waits no longer; return whose place is another now."""
        order = self._orders.pop(job_id, None)
        if order is None:
            return []
        return [other for _, other in self._line[self._take_out(job_id, order) :]]

    def see_all(self, rows: Iterable[JobRow]) -> list[UUID]:
        """Take note of several new jobs; return whose place is another now, theirs among them."""
        waiting = {row.id: _order(row) for row in rows if row.state is JobState.QUEUED}
        if not waiting:
            return []
        before = {job_id: place for place, (_, job_id) in enumerate(self._line)}
        self._settle(self._orders | waiting)
        return [job_id for n, (_, job_id) in enumerate(self._line) if before.get(job_id) != n]

    def set_all(self, rows: list[JobRow]) -> None:
        """Take note of all jobs at once."""
        self._settle({row.id: _order(row) for row in rows if row.state is JobState.QUEUED})

    def _settle(self, orders: dict[UUID, _Order]) -> None:
        self._orders = orders
        self._line = sorted((order, job_id) for job_id, order in orders.items())

    def _take_out(self, job_id: UUID, order: _Order) -> int:
        place = bisect_left(self._line, (order, job_id))
        del self._line[place]
        return place


def _order(row: JobRow) -> _Order:
    return row.order, seconds_since_epoch(row.created), row.id.int
