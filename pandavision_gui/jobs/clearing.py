"""Takes pictures, or rows and pictures, of jobs that have ended away, to make room.

The queue's thread only notes it and moves what goes out of the job's folder, which takes no time
whatever there is; a thread of its own deletes it. What is noted is true from then on: a job that is
noted as without rows has none, whatever a crash in the middle has left in its folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.disk_use import tree_bytes
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState

ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
_T = TypeVar("_T")


class _Ask(Protocol):
    def __call__(self, work: Callable[[], _T]) -> Future[_T]: ...


class Clearings:
    """Clears jobs, as the queue's other floors are asked to.

    Parameters
    ----------
    ask
        Has something done on the queue's thread, where shelf and list belong.
    """

    def __init__(self, shelf: JobShelf, jobs: JobList, ask: _Ask) -> None:
        self._shelf = shelf
        self._jobs = jobs
        self._ask = ask
        self._sweeper = ThreadPoolExecutor(1, thread_name_prefix="sweeper")

    def clear(self, job_id: UUID, what: Cleared) -> Future[int]:
        """Take something of a job away; the answer, when the room is free, is how much it was.

        The future holds ``job_unknown``, ``job_running``, ``job_not_ended``, or what keeps the
        folder from being changed.
        """
        answer: Future[int] = Future()
        answer.set_running_or_notify_cancel()  # what is gone cannot be called back

        def begin() -> None:
            place = self._move_away(job_id, what)
            self._sweeper.submit(_sweep, place, answer)

        self._ask(begin).add_done_callback(partial(_fail_too, answer))
        return answer

    def delete(self, place: Path) -> None:
        """Delete a folder that is off the shelf, without being waited for."""
        self._sweeper.submit(shutil.rmtree, place, ignore_errors=True)

    def close(self) -> None:
        """Delete what was moved away, and nothing more."""
        self._sweeper.shutdown(wait=True)

    def _move_away(self, job_id: UUID, what: Cleared) -> Path | None:
        row = self._jobs.row(job_id)
        if row.state in (JobState.RUNNING, JobState.STOPPING):
            raise InputError("job_running", f'The job "{row.name}" is running.', "Stop it first.")
        if row.state not in ENDED:
            raise InputError(
                "job_not_ended",
                f'The job "{row.name}" waits in the queue: it goes on from what it has.',
                "Stop it first.",
            )
        row, place = self._shelf.clear(job_id, what)
        self._jobs.show(row)
        return place


def _sweep(place: Path | None, answer: Future[int]) -> None:
    freed = 0
    if place is not None:
        freed = tree_bytes(place)
        # What resists is tried again when the program ends, and at its next start.
        shutil.rmtree(place, ignore_errors=True)
    answer.set_result(freed)


def _fail_too(answer: Future[int], begun: Future[None]) -> None:
    if (error := begun.exception()) is not None:
        answer.set_exception(error)
