"""Jobs that come from archives, or are made of others.

They are read in a worker, on a thread of their own, one after the other. The queue's thread only
begins it and takes in what was found sound.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from pandavision_gui.atomic_file import make_folder
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import SUFFIX, NotTakenError, file_name
from pandavision_gui.jobs.archive.plain_file import require_plain_tree
from pandavision_gui.jobs.archive.refusal import refused
from pandavision_gui.jobs.archive.same_job import holds_the_same
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import stamp_of
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.mistakes import in_words
from pandavision_gui.jobs.requests import combine_jobs, fault_of, unpack_archive
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.jobs.work_thread import ending_error

_ENVIRONMENT = {"disk_full", "cannot_write"}
_T = TypeVar("_T")


class _Ask(Protocol):
    def __call__(self, work: Callable[[], _T]) -> Future[_T]: ...


@dataclass(frozen=True)
class Opened:
    """What came of an archive.

    Attributes
    ----------
    was_here
        Whether the job was here before, as the archive has it: it was not taken in again.
    """

    job_id: UUID
    was_here: bool = False


class Openings:
    """Opens archives; what is refused is told like any other command that is.

    Parameters
    ----------
    ask
        Has something done on the queue's thread, where shelf and list belong.
    """

    def __init__(self, shelf: JobShelf, jobs: JobList, ask: _Ask) -> None:
        self._shelf = shelf
        self._jobs = jobs
        self._ask = ask
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="archive-reader")
        self._stop = StopSwitch()

    def open(self, path: Path) -> Future[Opened]:
        """Take in the job of an archive.

        It keeps the id that it has there, unless a job of this data folder has it. One that is here
        and was not changed since is left as it is.
        """
        answer: Future[Opened] = Future()
        answer.set_running_or_notify_cancel()  # half a job is none: it cannot be called back

        def begin() -> None:
            # In the queue's order: the history, which clears the place, was loaded before.
            if self._stop.is_asked:
                raise ending_error()
            self._submit(self._read, path, self._shelf.make_incoming(), answer)

        self._ask(begin).add_done_callback(partial(_fail_too, answer))
        return answer

    def combine(self, job_ids: Sequence[UUID]) -> Future[Opened]:
        """Make a finished job of several, their worst case, and take it in."""
        answer: Future[Opened] = Future()
        answer.set_running_or_notify_cancel()

        def begin() -> None:
            if self._stop.is_asked:
                raise ending_error()
            names = [self._jobs.row(job_id).id for job_id in job_ids]  # refuses unknown ones
            folders = [self._shelf.folder(job_id).path for job_id in names]
            self._submit(self._combine, folders, self._shelf.make_incoming(), answer)

        self._ask(begin).add_done_callback(partial(_fail_too, answer))
        return answer

    def close(self) -> None:
        """End what is being read; nothing is taken in any more."""
        self._stop.ask(0.0)
        self._stop.ask(0.0)  # it has nothing to store
        self._reader.shutdown(wait=True)

    def _read(self, path: Path, place: Path, answer: Future[Opened]) -> None:
        """Unpack and check; runs on the reader's thread."""
        folder = place / "job"
        try:
            if self._stop.is_asked:
                raise ending_error()
            report = unpack_archive(path, folder, self._stop)
            if isinstance(report, Failed):
                raise ending_error() if self._stop.is_asked else _fault(report)
            require_plain_tree(folder)  # it is the work of a process that has read foreign bytes
        except Exception as error:
            # Whatever it is: who asked waits for an answer.
            told = refused(path, error.what) if isinstance(error, NotTakenError) else error
            fault = in_words(told)
            shutil.rmtree(place, ignore_errors=True)
            self._end(answer, partial(_refuse, fault))
        else:
            begun = self._ask(partial(self._look_for_it, folder, path, answer))
            begun.add_done_callback(partial(_fail_too, answer))

    def _combine(self, folders: Sequence[Path], place: Path, answer: Future[Opened]) -> None:
        """Look at all of the jobs and make the new one; runs on the reader's thread."""
        folder = place / "job"
        try:
            if self._stop.is_asked:
                raise ending_error()
            make_folder(folder)
            report = combine_jobs(folders, folder, "", self._stop)
            if isinstance(report, Failed):
                raise ending_error() if self._stop.is_asked else fault_of(report)
            require_plain_tree(folder)
        except Exception as error:
            # Whatever it is: who asked waits for an answer.
            fault = in_words(error)
            shutil.rmtree(place, ignore_errors=True)
            self._end(answer, partial(_refuse, fault))
        else:
            self._end(answer, partial(self._take_in, folder, None))

    def _look_for_it(self, folder: Path, path: Path, answer: Future[Opened]) -> None:
        """Take a job in, unless one here has to be compared with it first."""
        job = JobFolder(folder).read_job()
        others = self._jobs.perhaps_from(job) if job is not None else []
        if others:
            self._submit(self._compare, folder, path, others, answer)
        else:
            answer.set_result(self._take_in(folder, path))

    def _compare(
        self, folder: Path, path: Path, others: list[UUID], answer: Future[Opened]
    ) -> None:
        """Look whether one of these jobs is what was unpacked; runs on the reader's thread."""
        for job_id in others:
            here = self._shelf.folder(job_id).path
            stamp = stamp_of(here)
            if holds_the_same(here, folder, lambda: self._stop.is_asked):
                self._end(answer, partial(self._leave, job_id, stamp, folder, path))
                return
        self._end(answer, partial(self._take_in, folder, path))

    def _leave(self, job_id: UUID, stamp: int, folder: Path, path: Path) -> Opened:
        """Leave a job that is here as it is, unless something happened to it meanwhile."""
        if stamp_of(self._shelf.folder(job_id).path) != stamp:
            return self._take_in(folder, path)
        row = self._jobs.row(job_id)
        # It may be large: the queue's thread does not delete it.
        with contextlib.suppress(RuntimeError):  # the program ends: then, or at its next start
            self._submit(partial(shutil.rmtree, folder.parent, ignore_errors=True))
        return Opened(row.id, was_here=True)

    def _take_in(self, folder: Path, path: Path | None) -> Opened:
        """Put a job on the shelf; no path for one that was made here of others."""
        archive = None if path is None else file_name(path)
        try:
            row = self._shelf.take_in(folder, archive, order=self._jobs.next_order())
        finally:
            shutil.rmtree(folder.parent, ignore_errors=True)
        self._jobs.show(row)
        return Opened(row.id)

    def _submit(self, work: Callable[..., None], *arguments: object) -> None:
        """Have something done on the reader's thread, for whoever asks for it here."""
        self._reader.submit(copy_context().run, work, *arguments)

    def _end(self, answer: Future[Opened], work: Callable[[], Opened]) -> None:
        """Have the last of it done on the queue's thread; how it ends is the answer."""
        self._ask(work).add_done_callback(partial(_pass_on, answer))


def is_archive(path: str) -> bool:
    """Whether a file is called like an archive of a job."""
    return path.lower().endswith(SUFFIX)


def _fail_too(answer: Future[Opened], begun: Future[None]) -> None:
    if (error := begun.exception()) is not None:
        answer.set_exception(error)


def _pass_on(answer: Future[Opened], asked: Future[Opened]) -> None:
    if (error := asked.exception()) is not None:
        answer.set_exception(error)
    else:
        answer.set_result(asked.result())


def _refuse(fault: PandaVisionError) -> Opened:
    raise fault


def _fault(report: Failed) -> PandaVisionError:
    if report.code in _ENVIRONMENT:
        return EnvironmentFault(report.code, report.message, report.hint, report.details)
    return InputError("archive_refused", report.message, report.hint, report.details)
