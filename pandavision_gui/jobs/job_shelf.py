"""All job folders of a data folder and their index, kept in step.

Every change goes to the folder first, which is the truth, then to the index. Used on one thread.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from uuid import UUID, uuid4

from pandavision_gui.atomic_file import (
    flush_folder,
    make_folder,
    write_fault,
    write_text_atomically,
)
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.cleared_folder import clear_folder, delete
from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import damaged_row, has_result, index_stamp, row_of
from pandavision_gui.jobs.job_state import ImpossibleTransitionError, JobState, Trigger
from pandavision_gui.jobs.recovery import Recovered, recover
from pandavision_gui.jobs.store import Store
from pandavision_gui.jobs.supervised_job import SupervisedJob
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.paths import UserFolders

_LOCK_WAIT_S = 0.3
"""Who writes an archive looks for an instant whether the job runs."""


class JobShelf:
    """The jobs on disk.

    Raises
    ------
    EnvironmentFault
        When the data folder or the index cannot be used.
    """

    def __init__(self, folders: UserFolders) -> None:
        self._jobs = folders.jobs
        self._removed = folders.removed
        try:
            make_folder(self._jobs)
        except OSError as error:
            raise write_fault(self._jobs, error) from error
        self.index = Store(folders.index)

    @property
    def path(self) -> Path:
        """Where the job folders are."""
        return self._jobs

    def folder(self, job_id: UUID) -> JobFolder:
        """Return a job's folder."""
        return JobFolder(self._jobs / str(job_id))

    def can_write(self) -> bool:
        """Whether a file can be written beside the job folders; if not, no job can run."""
        probe = self._jobs / ".probe"
        try:
            write_text_atomically(probe, "")
            probe.unlink()
        except (OSError, EnvironmentFault):
            return False
        return True

    def recover(
        self,
        known: Mapping[UUID, JobRow],
        stamps: Iterable[tuple[UUID, int]],
        found: Callable[[tuple[JobRow, ...]], None],
        is_over: Callable[[], bool] = lambda: False,
    ) -> Recovered:
        """Bring states and index in line with the folders; see `recovery.recover`."""
        shutil.rmtree(self._removed, ignore_errors=True)  # the last end did not come to it
        return recover(self._jobs, self.index, known, stamps, found, is_over)

    def add(self, job_id: UUID, spec: EvaluationSpec, *, order: int, name: str) -> JobRow:
        """Make a new job's folder.

        Raises
        ------
        EnvironmentFault
            When it cannot be written; nothing is left of it then.
        """
        folder = self.folder(job_id)
        try:
            folder.path.mkdir()
            flush_folder(self._jobs)
            folder.write_spec(spec)
            return self._note(folder, Job(id=job_id, name=name, order=order))
        except OSError as error:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise write_fault(folder.path, error) from error
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise

    def move(
        self, job_id: UUID, trigger: Trigger, reason: str = "", *, order: int | None = None
    ) -> JobRow:
        """Apply a trigger to a job that does not run."""
        folder = self.folder(job_id)
        before = self._read(folder).at_rest()
        try:
            # A job that could not be started is shown as failed and waits in its folder.
            waits = trigger is Trigger.REQUEUE and before.state is JobState.QUEUED
            job = before if waits else before.moved(trigger, reason)
        except ImpossibleTransitionError as error:
            raise EnvironmentFault(
                "job_not_as_listed",
                f'The job "{before.name}" cannot be taken up: "{folder.path}" is damaged.',
                "Its files are still there; start a new job.",
                details=str(error),
            ) from error
        if order is not None:
            job = job.model_copy(update={"order": order})
        return self._note(folder, job)

    def set_order(self, job_id: UUID, order: int) -> JobRow:
        """Give a job another place among those that wait."""
        return self.change(job_id, lambda job: job.model_copy(update={"order": order}))

    def change(self, job_id: UUID, change: Callable[[Job], Job]) -> JobRow:
        """Change what is noted about a job that does not run, but its state.

        Raises
        ------
        PandaVisionError
            When its folder cannot be read or written; nothing has changed then.
        """
        folder = self.folder(job_id)
        return self._note(folder, change(self._read(folder).at_rest()))

    def begin(
        self,
        job_id: UUID,
        take_worker: Callable[[], WorkerProcess],
        room: DiskRoom,
        needed_bytes: Callable[[Job, EvaluationSpec], int],
    ) -> SupervisedJob:
        """Take a waiting job's folder and give it a worker.

        Raises
        ------
        PandaVisionError
            When there is no room for it (``disk_short``), or the folder is in use, damaged or
            cannot be written; the job waits on.
        """
        folder = self.folder(job_id)
        spec = folder.read_spec()
        lock = folder.lock(timeout_s=_LOCK_WAIT_S)
        try:
            folder.remove_half_written()
            waiting = self._read(folder)
            if waiting.cleared is Cleared.ROWS:
                delete(folder.path, Cleared.ROWS)  # a crash may have left some of them
            job = waiting.moved(Trigger.START)
            room.require(self._jobs, job.name, needed_bytes(waiting, spec))
            running = SupervisedJob(job, spec, folder, lock, take_worker(), room)
        except (OSError, RuntimeError) as error:  # RuntimeError: no thread more
            lock.release()
            raise EnvironmentFault(
                "worker_not_started",
                f"A worker process cannot be started: {getattr(error, 'strerror', '') or error}.",
                "Close other programs, then resume the job.",
            ) from error
        except ImpossibleTransitionError as error:
            lock.release()
            raise InputError(
                "job_not_waiting", f'The job in "{folder.path}" does not wait any more.'
            ) from error
        except BaseException:
            lock.release()
            raise
        try:
            running.note_worker()
            self._note(folder, job)
        except BaseException:
            with contextlib.ExitStack() as always:  # from the last to the first, whatever fails
                always.callback(running.give_back)
                always.callback(running.worker.close)
                always.callback(running.worker.kill)
            raise
        return running

    def note(self, running: SupervisedJob) -> JobRow:
        """Write down where a running job stands."""
        return self._note(running.folder, running.job, running.spec)

    def clear(self, job_id: UUID, what: Cleared) -> tuple[JobRow, Path | None]:
        """Take pictures, or rows and pictures, of a job that does not run out of its folder.

        Returns
        -------
        The job, and where those are now for somebody to delete; None where they are gone already.

        Raises
        ------
        PandaVisionError
            When its folder is gone, in use, or cannot be read or written.
        """
        folder = self.folder(job_id)
        if folder.is_gone:
            raise InputError("job_unknown", f"The folder of the job {job_id} is gone.")
        with folder.lock(timeout_s=_LOCK_WAIT_S), folder.lock("worker.lock", _LOCK_WAIT_S):
            try:
                before = self._read(folder)
                job, place = clear_folder(folder, before, what, self.make_incoming)
            except OSError as error:
                raise write_fault(folder.path, error) from error
            row = row_of(folder, job, folder.read_spec())
            self._put(folder, row)
        return row, place

    def remove(self, job_id: UUID) -> Path:
        """Take a job off the shelf, to where the answer says; `restore` brings it back."""
        place = self._removed / str(job_id)
        try:
            self._removed.mkdir(exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # somebody removed it: the list follows
                self.folder(job_id).path.rename(place)
        except OSError as error:
            raise write_fault(self.folder(job_id).path, error) from error
        # It is off the shelf: a power cut may undo that, and the next start puts the index right.
        with contextlib.suppress(OSError):
            flush_folder(self._jobs)
        with contextlib.suppress(EnvironmentFault):
            self.index.remove(job_id)
        return place

    def restore(self, job_id: UUID) -> JobRow:
        """Put a removed job back.

        Raises
        ------
        InputError
            ``job_unknown`` when it is gone for good.
        EnvironmentFault
            ``disk_full`` or ``cannot_write``.
        """
        folder, removed = self.folder(job_id), self._removed / str(job_id)
        try:
            removed.rename(folder.path)
        except FileNotFoundError as error:
            raise InputError("job_unknown", f"There is no removed job {job_id}.") from error
        except OSError as error:
            raise write_fault(folder.path, error) from error
        try:
            # What is still among the removed jobs after a power cut is swept away.
            flush_folder(self._jobs)
        except OSError as error:
            if _renamed(folder.path, removed):  # as it was: it can be tried again
                raise write_fault(folder.path, error) from error
            # It lies among the jobs, and is shown as the next start would show it.
        try:
            job = self._read(folder)
            row = row_of(folder, job.at_rest(), folder.read_spec())
        except PandaVisionError as error:
            return damaged_row(job_id, folder.path, error)
        self._put(folder, row)
        return row

    def make_incoming(self) -> Path:
        """Make a folder beside the removed jobs for one that comes from outside.

        What is left of it goes with them, at the latest at the next start.

        Raises
        ------
        EnvironmentFault
            ``disk_full`` or ``cannot_write``.
        """
        place = self._removed / f"incoming-{uuid4()}"
        try:
            place.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise write_fault(place, error) from error
        return place

    def take_in(self, path: Path, archive: str | None, *, order: int) -> JobRow:
        """Put a job folder that was unpacked and looked at on the shelf, under a name of its own.

        Parameters
        ----------
        path
            The folder; it moves.
        archive
            Name of the file that it came from; None for one that was made here of others.

        Raises
        ------
        PandaVisionError
            When it cannot be read or moved; it stays where it is then.
        """
        folder = JobFolder(path)
        job = self._read(folder)
        taken = (self._jobs / str(job.id), self._removed / str(job.id))
        job_id = uuid4() if any(map(os.path.lexists, taken)) else job.id
        job = job.taken_in(job_id, archive, order=order, has_result=has_result(folder))
        folder.write_job(job)
        moved = self.folder(job_id)
        try:
            path.rename(moved.path)
            flush_folder(self._jobs)
        except OSError as error:
            raise write_fault(moved.path, error) from error
        row = row_of(moved, job, moved.read_spec())
        self._put(moved, row)
        return row

    def close(self) -> None:
        """Let removed jobs go for good and give the index back."""
        shutil.rmtree(self._removed, ignore_errors=True)
        self.index.close()

    def _read(self, folder: JobFolder) -> Job:
        job = folder.read_job()
        if job is None:
            raise InputError("no_job", f'There is no job in "{folder.path}": it holds no job.json.')
        return job

    def _note(self, folder: JobFolder, job: Job, spec: EvaluationSpec | None = None) -> JobRow:
        row = row_of(folder, job, spec or folder.read_spec())
        folder.write_job(job)
        self._put(folder, row)
        return row

    def _put(self, folder: JobFolder, row: JobRow) -> None:
        # Should the index not take it, the next start reads the folder again: its stamp differs.
        with contextlib.suppress(EnvironmentFault):
            self.index.put(row, index_stamp(folder.path, row))


def _renamed(path: Path, target: Path) -> bool:
    try:
        path.rename(target)
    except OSError:
        return False
    return True
