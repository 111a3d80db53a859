"""In which order the waiting jobs will run."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch

_Order = tuple[int, float, int]
"""What the queue goes by: a job's order, of equal ones the one made first, then their numbers."""


class WaitingJobs:
    """Knows every waiting job's place; says whose place has changed."""

    def __init__(self) -> None:
        self._orders: dict[UUID, _Order] = {}
        self._places: dict[UUID, int] = {}

    def place_of(self, job_id: UUID) -> int | None:
        """Return 1 for the next job; None for one that does not wait."""
        return self._places.get(job_id)

    def see(self, row: JobRow) -> list[UUID]:
        """Take note of a job as it is now; return the other jobs whose place is another now."""
        if row.state is not JobState.QUEUED:
            return self.forget(row.id)
        order = _order(row)
        if self._orders.get(row.id) == order:
            return []
        self._orders[row.id] = order
        return self._settle(but=row.id)

    def forget(self, job_id: UUID) -> list[UUID]:
        """Take note that a job waits no longer; return whose place is another now."""
        if self._orders.pop(job_id, None) is None:
            return []
        return self._settle(but=job_id)

    def see_all(self, rows: Iterable[JobRow]) -> list[UUID]:
        """Take note of several new jobs; return whose place is another now, theirs among them."""
        waiting = {row.id: _order(row) for row in rows if row.state is JobState.QUEUED}
        if not waiting:
            return []
        self._orders.update(waiting)
        return self._settle(but=None)

    def set_all(self, rows: list[JobRow]) -> None:
        """Take note of all jobs at once."""
        self._orders = {row.id: _order(row) for row in rows if row.state is JobState.QUEUED}
        self._settle(but=None)

    def _settle(self, *, but: UUID | None) -> list[UUID]:
        before = self._places
        ordered = sorted(self._orders, key=self._orders.__getitem__)
        self._places = {job_id: n for n, job_id in enumerate(ordered, start=1)}
        return [
            job_id
            for job_id, place in self._places.items()
            if job_id != but and before.get(job_id) != place
        ]


def _order(row: JobRow) -> _Order:
    return row.order, seconds_since_epoch(row.created), row.id.int
