"""Which number, and so which colour, dash and symbol, each ticked job has."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from uuid import UUID


class SeriesNumbers:
    """Hands out the lowest free number and takes it back; no two jobs share one."""

    def __init__(self) -> None:
        self._taken: dict[UUID, int] = {}
        self._free: list[int] = []
        """A heap of the numbers that were given back."""

    def __contains__(self, job_id: UUID) -> bool:
        return job_id in self._taken

    def __iter__(self) -> Iterator[UUID]:
        return iter(tuple(self._taken))

    def take(self, job_id: UUID) -> None:
        """Give a job the lowest free number; it keeps one that it has."""
        if job_id in self._taken:
            return
        self._taken[job_id] = heappop(self._free) if self._free else len(self._taken)

    def give_back(self, job_id: UUID) -> None:
        """Free a job's number."""
        number = self._taken.pop(job_id, None)
        if number is not None:
            heappush(self._free, number)

    def number_of(self, job_id: UUID) -> int:
        """Return a job's number; for one without, the number it would get."""
        number = self._taken.get(job_id)
        if number is not None:
            return number
        return self._free[0] if self._free else len(self._taken)
