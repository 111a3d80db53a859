"""Takes jobs off the list and brings them back; on the queue's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.running_jobs import RunningJobs


class Removals:
    """What is removed, and what shall be once it has ended.

    Parameters
    ----------
    stop
        Ends a job that runs.
    delete
        Deletes the folder of a removed job, without being waited for; None where it is kept, so
        that it can be brought back.
    """

    def __init__(
        self,
        shelf: JobShelf,
        jobs: JobList,
        running: RunningJobs,
        stop: Callable[[UUID], None],
        delete: Callable[[Path], None] | None = None,
    ) -> None:
        self._shelf = shelf
        self._jobs = jobs
        self._running = running
        self._stop = stop
        self._delete = delete
        self._awaited: set[UUID] = set()

    def remove(self, job_id: UUID) -> None:
        """Take a job off the list.

        Raises
        ------
        InputError
            ``job_running``.
        """
        if job_id in self._running:
            raise InputError(
                "job_running",
                f'The job "{self._jobs.row(job_id).name}" is running.',
                "Stop it first.",
            )
        self._jobs.row(job_id)
        place = self._shelf.remove(job_id)
        if self._delete is not None:
            self._delete(place)
        self._jobs.drop(job_id)
        self._running.forget_waiting(job_id)

    def remove_or_stop(self, job_id: UUID) -> None:
        """Take a job off the list; one that runs is stopped and goes when it has ended."""
        if job_id in self._running:
            self._awaited.add(job_id)
            self._stop(job_id)
        else:
            self.remove(job_id)

    def restore(self, job_id: UUID) -> None:
        """Bring a removed job back; only until the program ends."""
        if self._jobs.find(job_id) is None:  # else its removal was refused, or it is back already
            self._jobs.show(self._shelf.restore(job_id))
            self._running.start_waiting()

    def look_for_ended(self) -> None:
        """Take those off the list that were waited for; one that cannot be removed stays."""
        for job_id in [one for one in self._awaited if one not in self._running]:
            self._awaited.discard(job_id)
            if self._jobs.find(job_id) is not None:
                try:
                    self.remove(job_id)
                except PandaVisionError as error:
                    self._jobs.tell_refused(error)
