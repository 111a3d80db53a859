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
_WORKING = (JobState.RUNNING, JobState.STOPPING)


class TickedJobs:
    """Remembers the ticks; a job takes its number when its curve is there, not with its tick."""

    def __init__(self, numbers: SeriesNumbers) -> None:
        self._by_hand: dict[UUID, bool] = {}
        self._numbers = numbers

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
        """Give a job the number kept for it, or the lowest free one; it keeps one that it has."""
        self._numbers.take(job_id)

    def free(self, ticked: Sequence[JobRow]) -> int:
        """Return how many more jobs can be drawn beside these ticked ones."""
        return max(0, MOST_TICKED - sum(map(self._is_drawn, ticked)))

    def with_room(self, wanted: Sequence[JobRow], ticked: Sequence[JobRow]) -> list[UUID]:
        """Return which jobs can be ticked besides those that are.

        What has no curve takes no place from what has one; of both there can be so many.
        """
        with_curve = self.free(ticked)
        without = max(0, MOST_TICKED - sum(not self._is_drawn(row) for row in ticked))
        taken = []
        for row in wanted:
            if self._is_drawn(row):
                with_curve -= 1
                has_room = with_curve >= 0
            else:
                without -= 1
                has_room = without >= 0
            if has_room:
                taken.append(row.id)
        return taken

    def is_one_too_many(self, before: JobRow, row: JobRow, ticked: Sequence[JobRow]) -> bool:
        """Whether a ticked job gets a curve while as many are drawn as can be."""
        return (
            row.id in self._by_hand
            and self._is_drawn(row)
            and not self._is_drawn(before)
            and sum(map(self._is_drawn, ticked)) > MOST_TICKED
        )

    def displaced_by(self, newest: UUID, rows: Sequence[JobRow]) -> list[UUID]:
        """Return which of the ticked jobs the newest one takes the place of.

        The oldest that was not ticked by hand; with it go older ones that have no curve anyway.
        """
        if sum(self._counts(row) for row in rows) <= DRAWN_BY_THEMSELVES:
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
        """Whether a job has a curve or will have one, however long it waits."""
        return row.state is JobState.QUEUED or self._is_drawn(row)

    def _is_drawn(self, row: JobRow) -> bool:
        """Whether a job has a curve or will have one in a moment, as soon as it is ticked."""
        has_result = row.state is JobState.FINISHED and not row.reason
        return row.id in self._numbers or row.state in _WORKING or has_result
