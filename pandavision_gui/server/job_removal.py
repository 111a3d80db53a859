"""Removes jobs and waits until they are gone; those that run have to be stopped first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from pandavision_gui.jobs.owner_commands import ListJobs, RemoveJobs
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.job_finding import done

_UNKNOWN = "job_unknown"
_GONE_S = 20.0
_LOOK_S = 0.1
_SELDOM_S = 1.0
"""How often it is looked at last: the more jobs wait, the more each look costs the queue."""
_AT_ONCE = 1000
"""Jobs that one command names."""


class JobRemoval:
    """Removes jobs for requests.

    Parameters
    ----------
    most_waiting
        How many requests may wait for jobs to end: each keeps the place of another request. A
        further one is told at once that its jobs are being stopped.
    """

    def __init__(self, desk: Desk, *, most_waiting: int) -> None:
        self._desk = desk
        self._most_waiting = most_waiting
        self._waiting = 0

    async def remove(self, job_ids: Sequence[UUID], *, but_for: str = "") -> list[UUID]:
        """Remove jobs; return those that go later, once they have been stopped.

        It waits here, not in a thread: the threads answer everybody else's requests.

        Parameters
        ----------
        but_for
            Name of an error that does not matter.
        """
        left = await run_in_threadpool(self._begin, job_ids, but_for)
        if not left or self._waiting >= self._most_waiting:
            return left
        self._waiting += 1
        try:
            return await self._wait(left)
        finally:
            self._waiting -= 1

    async def remove_all(self, job_ids: Sequence[UUID]) -> list[UUID]:
        """Remove those of the jobs that are still there; others may be at it, too."""
        return await self.remove(job_ids, but_for=_UNKNOWN)

    async def _wait(self, job_ids: list[UUID]) -> list[UUID]:
        end = time.monotonic() + _GONE_S
        pause_s = _LOOK_S
        left = await run_in_threadpool(self._there, job_ids)
        while left and time.monotonic() <= end:
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _SELDOM_S)
            left = await run_in_threadpool(self._there, left)
        return left

    def _begin(self, job_ids: Sequence[UUID], but_for: str) -> list[UUID]:
        left = []
        for part in _parts(job_ids):
            answer = done(self._desk, RemoveJobs(jobs=part), but_for=but_for)
            left += [line.id for line in answer.jobs]
        return left

    def _there(self, job_ids: Sequence[UUID]) -> list[UUID]:
        lines = [done(self._desk, ListJobs(jobs=part)).jobs for part in _parts(job_ids)]
        return [line.id for part in lines for line in part]


def _parts(job_ids: Sequence[UUID]) -> list[tuple[UUID, ...]]:
    return [tuple(job_ids[start : start + _AT_ONCE]) for start in range(0, len(job_ids), _AT_ONCE)]
