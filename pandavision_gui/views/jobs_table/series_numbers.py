"""Which number, and so which colour, dash and symbol, each ticked job has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from uuid import UUID


class SeriesNumbers:
    """Hands out the lowest free number and takes it back; no two jobs share one.

    A number can be kept for a job that is not drawn yet.
    """

    def __init__(self) -> None:
        self._taken: dict[UUID, int] = {}
        self._kept: dict[UUID, int] = {}

    def __contains__(self, job_id: UUID) -> bool:
        return job_id in self._taken

    def __iter__(self) -> Iterator[UUID]:
        return iter(tuple(self._taken))

    def keep(self, numbers: Mapping[UUID, int]) -> None:
        """Keep for these jobs what they had; of a number that another job has, nothing is kept."""
        for job_id, number in numbers.items():
            if job_id not in self._taken and number not in self._used():
                self._kept[job_id] = number

    def keep_only(self, job_ids: Iterable[UUID]) -> None:
        """Keep numbers no longer for other jobs than these."""
        wanted = set(job_ids)
        self._kept = {job_id: number for job_id, number in self._kept.items() if job_id in wanted}

    def take(self, job_id: UUID) -> None:
        """Give a job the number kept for it, else the lowest free one; it keeps one it has."""
        if job_id not in self._taken:
            self._taken[job_id] = self.number_of(job_id)
            self._kept.pop(job_id, None)

    def give_back(self, job_id: UUID) -> None:
        """Free a job's number."""
        self._taken.pop(job_id, None)
        self._kept.pop(job_id, None)

    def known_of(self, job_id: UUID) -> int | None:
        """Return the number that a job has or that is kept for it."""
        return self._taken.get(job_id, self._kept.get(job_id))

    def number_of(self, job_id: UUID) -> int:
        """Return a job's number; for one without, the number it would get."""
        known = self.known_of(job_id)
        if known is not None:
            return known
        used = self._used()
        return next(number for number in count() if number not in used)

    def _used(self) -> set[int]:
        return {*self._taken.values(), *self._kept.values()}
