"""Which jobs are ticked, by whose hand, and which number each curve has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch
from pandavision_gui.views.jobs_table.series_numbers import SeriesNumbers

MOST_TICKED = 40
"""By hand; no picture of more curves can be read."""
DRAWN_BY_THEMSELVES = 8
"""A new job takes the place of an older one where so many are drawn already."""
_TO_BE_DRAWN = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class TickedJobs:
    """Remembers the ticks; a job takes its number when its curve is there, not with its tick."""

    def __init__(self) -> None:
        self._by_hand: dict[UUID, bool] = {}
        self._numbers = SeriesNumbers()

    def __contains__(self, job_id: UUID) -> bool:
        return job_id in self._by_hand

    def __iter__(self) -> Iterator[UUID]:
        return iter(tuple(self._by_hand))

    def __len__(self) -> int:
        return len(self._by_hand)

    def tick(self, job_id: UUID, *, by_hand: bool) -> None:
        """Tick a job that is not ticked."""
        self._by_hand[job_id] = by_hand

    def untick(self, job_id: UUID) -> None:
        """Take a job's tick and number, if it has any."""
        self._by_hand.pop(job_id, None)
        self._numbers.give_back(job_id)

    def number_of(self, job_id: UUID) -> int | None:
        """Return the number of a job's curve; None without a curve."""
        return self._numbers.number_of(job_id) if job_id in self._numbers else None

    def next_number(self, job_id: UUID) -> int:
        """Return a job's number; for one without, the number it would get."""
        return self._numbers.number_of(job_id)

    def take_number(self, job_id: UUID) -> None:
        """Give a job the lowest free number; it keeps one that it has."""
        self._numbers.take(job_id)

    def counting(self, rows: Sequence[JobRow]) -> int:
        """Return how many of these ticked jobs have a curve or will have one."""
        return sum(self._counts(row) for row in rows)

    def displaced_by(self, newest: UUID, rows: Sequence[JobRow]) -> list[UUID]:
        """Return which of the ticked jobs the newest one takes the place of.

        The oldest that was not ticked by hand; with it go older ones that have no curve anyway.
        """
        if self.counting(rows) <= DRAWN_BY_THEMSELVES:
            return []
        displaced = []
        for row in sorted(rows, key=lambda row: seconds_since_epoch(row.created)):
            if row.id == newest or self._by_hand[row.id]:
                continue
            displaced.append(row.id)
            if self._counts(row):
                break
        return displaced

    def _counts(self, row: JobRow) -> bool:
        has_result = row.state is JobState.FINISHED and not row.reason
        return row.id in self._numbers or row.state in _TO_BE_DRAWN or has_result
