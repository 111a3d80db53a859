"""Which number, and so which colour, dash and symbol, each ticked job has."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID


class SeriesNumbers:
    """Hands out the lowest free number and takes it back; no two jobs share one."""

    def __init__(self) -> None:
        self._taken: dict[UUID, int] = {}

    def __contains__(self, job_id: UUID) -> bool:
        return job_id in self._taken

    def take(self, job_id: UUID) -> None:
        """Give a job the lowest free number; it keeps one that it has."""
        if job_id not in self._taken:
            self._taken[job_id] = self._lowest_free()

    def give_back(self, job_id: UUID) -> None:
        """Free a job's number."""
        self._taken.pop(job_id, None)

    def number_of(self, job_id: UUID) -> int:
        """Return a job's number; for one without, the number it would get."""
        number = self._taken.get(job_id)
        return self._lowest_free() if number is None else number

    def __iter__(self) -> Iterator[UUID]:
        return iter(tuple(self._taken))

    def _lowest_free(self) -> int:
        taken = set(self._taken.values())
        return next(number for number in range(len(taken) + 1) if number not in taken)
