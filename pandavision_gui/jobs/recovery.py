"""After the program's last end, however it came: the folders are read, the index put right."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psutil

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.breath import Breath
from pandavision_gui.jobs.cleared_folder import delete
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import damaged_row, has_result, row_of, stamp_of
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.mistakes import in_words
from pandavision_gui.jobs.store import Store
from pandavision_gui.jobs.worker_process import WORKER_FLAG

_log = logging.getLogger(__name__)
_ACTIVE = (JobState.RUNNING, JobState.STOPPING)
_PART = 100
"""Jobs that are read before they are told: a lost index is made anew before the user's eyes."""
_JOB_NAME = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SAME_PROCESS_S = 1.0
_END_S = 5.0


@dataclass(frozen=True)
class Recovered:
    """What the folders said that the index did not.

    Attributes
    ----------
    removed
        Jobs whose folders are gone.
    interrupted
        Jobs that an end of the program cut off, this time or before, and that nobody has answered.
    """

    removed: tuple[UUID, ...]
    interrupted: tuple[UUID, ...]


def recover(
    jobs: Path,
    store: Store,
    known: Mapping[UUID, JobRow],
    stamps: Iterable[tuple[UUID, int]],
    tell: Callable[[tuple[JobRow, ...]], None],
    is_over: Callable[[], bool] = lambda: False,
) -> Recovered:
    """Bring states and index in line with the job folders in `jobs`.

    Jobs that were running are interrupted (finished, when the result is there), their workers
    ended. Only folders that hold another `job.json` or `result.json` than the index
    knows are read. A folder that cannot be read is a damaged job and hinders no other.

    Parameters
    ----------
    known
        What the index says; it may follow what is told.
    stamps
        Of which `job.json` and `result.json` the index knows a job.
    tell
        Hears what the folders say that the index did not, some jobs at a time.
    is_over
        Whether nobody waits for it any more; what was not read is read at the next start.

    Raises
    ------
    EnvironmentFault
        ``jobs_unreadable`` when the folder of all jobs cannot be listed.
    """
    breath = Breath()
    unread = _job_folders(jobs, known, breath)
    removed = tuple(job_id for job_id in known if job_id not in unread)
    interrupted: list[UUID] = []
    part: list[_Found] = []
    for number, (job_id, stamp) in enumerate(stamps):
        if number % _PART == _PART - 1:
            breath.take()
            if is_over():
                return Recovered((), ())
        row = known.get(job_id)
        is_at_rest = row is not None and row.state not in _ACTIVE
        if is_at_rest and stamp and stamp == stamp_of(f"{jobs}/{job_id}"):
            unread.discard(job_id)
    for number, job_id in enumerate(unread):
        if number % _PART == _PART - 1:
            breath.take()
            if is_over():
                _take(part, store, tell)
                return Recovered((), tuple(interrupted))
        found = _read(job_id, jobs / str(job_id))
        if found is None:
            continue
        if found.row.is_cut_off:
            interrupted.append(job_id)
        part.append(found)
        if len(part) >= _PART:
            _take(part, store, tell)
            part = []
    _take(part, store, tell)
    with contextlib.suppress(EnvironmentFault):
        store.remove_all(removed)
    return Recovered(removed, tuple(interrupted))


@dataclass(frozen=True)
class _Found:
    """A job as its folder has it; stamp 0 for one that the next start must read again."""

    row: JobRow
    stamp: int


def _take(part: list[_Found], store: Store, tell: Callable[[tuple[JobRow, ...]], None]) -> None:
    if not part:
        return
    try:
        store.put_all([(found.row, found.stamp) for found in part])
    except EnvironmentFault:
        # One of them may be what the index does not take. An index that takes nothing (a full disk)
        # hides no job: the next start reads it again.
        for found in part:
            with contextlib.suppress(EnvironmentFault):
                store.put(found.row, found.stamp)
    tell(tuple(found.row for found in part))


def _job_folders(jobs: Path, known: Mapping[UUID, JobRow], breath: Breath) -> set[UUID]:
    """Return whose folders there are. Known ids are not made a second time: that takes room."""
    there: set[UUID] = set()
    try:
        with os.scandir(jobs) as entries:
            for number, entry in enumerate(entries):
                if number % _PART == _PART - 1:
                    breath.take()
                job_id = _job_id(entry.name)
                if job_id is not None and entry.is_dir(follow_symlinks=False):
                    row = known.get(job_id)
                    there.add(job_id if row is None else row.id)
    except OSError as error:
        raise EnvironmentFault(
            "jobs_unreadable",
            f'The folder of jobs "{jobs}" cannot be read: {error.strerror}.',
            "Check the folder and its permissions, then start the program again.",
        ) from error
    return there


def _job_id(name: str) -> UUID | None:
    """Return the job whose folder has this name; None for somebody else's folder."""
    if _JOB_NAME.fullmatch(name) is None:
        return None
    return UUID(int=int(name.replace("-", ""), 16))


def _read(job_id: UUID, path: Path) -> _Found | None:
    try:
        return _read_sound(job_id, path)
    except Exception as error:
        # Whatever somebody made up in one folder, all others are read.
        return _Found(damaged_row(job_id, path, in_words(error)), 0)


def _read_sound(job_id: UUID, path: Path) -> _Found | None:
    folder = JobFolder(path)
    if not (path / "spec.json").exists() and not (path / "job.json").exists():
        _remove_unfinished(path)
        return None
    folder.remove_half_written()
    spec = folder.read_spec()
    job = folder.read_job()
    if job is None:  # lost before it was noted as queued
        job = Job(id=job_id, name=spec.name or path.name)
        folder.write_job(job)
    elif job.id != job_id:  # copied there by hand
        job = job.model_copy(update={"id": job_id})
        folder.write_job(job)
    if job.cleared is Cleared.ROWS:
        with contextlib.suppress(OSError):  # a job that begins anew tries again
            delete(path, Cleared.ROWS)
    if job.state in _ACTIVE:
        job = _ended(folder, job)
    # The stamp first: what is changed while the folder is read is read again at the next start.
    stamp = stamp_of(path)
    row = row_of(folder, job, spec)
    return _Found(row, 0 if row.is_cut_off else stamp)


def _remove_unfinished(path: Path) -> None:
    """Remove the folder of a job that was never told to be queued, if nothing else is in it."""
    if all(entry.name.startswith(".") and entry.name.endswith(".part") for entry in path.iterdir()):
        _log.info("%s was the folder of no job yet, or of one that was emptied: removed", path)
        shutil.rmtree(path, ignore_errors=True)
    else:
        _log.warning("%s is no job any more: neither spec.json nor job.json is there", path)


def _ended(folder: JobFolder, job: Job) -> Job:
    """Note the end of a job that was running when the program was lost."""
    job = job.after_work(folder.lost_work_s())
    worker = folder.read_worker()
    if worker is not None:
        end_worker(worker.pid, worker.created)
        folder.forget_worker()
    if has_result(folder):  # it is written last: nothing was missing but the note
        job = job.moved(Trigger.FINISH)
        folder.drop_checkpoint()
    else:
        job = job.moved(Trigger.PROGRAM_LOST, "The program ended while the job ran.")
    folder.write_job(job)
    return job


def end_worker(pid: int, created: float) -> None:
    """Kill a worker that was left over, if it is still that process.

    The note about it lies in a folder that may come from anywhere: nothing but a worker is ended.
    """
    try:
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - created) <= _SAME_PROCESS_S
        if not is_same or process.cmdline()[-1:] != [WORKER_FLAG]:
            return
        family = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for member in family:
        with contextlib.suppress(psutil.Error):
            member.kill()
    psutil.wait_procs(family, timeout=_END_S)
