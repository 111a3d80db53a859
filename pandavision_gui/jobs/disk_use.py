"""How much room job folders take, by what is in them.

A folder may hold anything that anybody put there: nothing is opened, no link is followed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pandavision_gui.jobs.breath import Breath

PICTURE_FILES = ("samples.h5", "adversarial")
"""The pictures of a job: `samples.h5` is made of the others, with the clean samples beside them."""
ROW_FILES = ("checkpoint.npz", "traces.npz", "rows")
"""What is computed again where it is missing; first what would go on from the rest."""
_KINDS = {
    **dict.fromkeys(PICTURE_FILES, "pictures"),
    **dict.fromkeys(ROW_FILES, "rows"),
    "job.log": "log",
}
_PART_S = 0.1
_LARGEST_PART = 500


@dataclass(frozen=True, slots=True)
class JobBytes:
    """Sizes of the files of a job folder, in bytes.

    Attributes
    ----------
    pictures
        Adversarial pictures and `samples.h5`.
    rows
        Sample tables and the state to go on from.
    log
        What worker and libraries said.
    other
        Spec, result, curve and whatever else is there.
    """

    pictures: int = 0
    rows: int = 0
    log: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.pictures + self.rows + self.log + self.other


def _never() -> bool:
    return False


def measure_job(folder: Path, is_stopped: Callable[[], bool] = _never) -> JobBytes:
    """Return how much room a job folder takes; what cannot be read counts nothing."""
    bytes_of = dict.fromkeys(("pictures", "rows", "log", "other"), 0)
    if folder.is_symlink():
        return JobBytes()
    for name, path, size in _files(folder, is_stopped):
        if path is None:
            bytes_of[_KINDS.get(name, "other")] += size
        else:
            bytes_of[_KINDS.get(name, "other")] += tree_bytes(path, is_stopped)
    return JobBytes(**bytes_of)


def tree_bytes(folder: Path | str, is_stopped: Callable[[], bool] = _never) -> int:
    """Return the sizes of all files below a folder; what cannot be read counts nothing."""
    total, waiting = 0, [str(folder)]
    while waiting and not is_stopped():
        for _, path, size in _files(waiting.pop(), is_stopped):
            if path is None:
                total += size
            else:
                waiting.append(path)
    return total


def _files(folder: Path | str, is_stopped: Callable[[], bool]) -> list[tuple[str, str | None, int]]:
    """Return name, path of a folder (None for anything else) and size of what is in a folder."""
    found: list[tuple[str, str | None, int]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_stopped():
                    break
                if entry.is_dir(follow_symlinks=False):
                    found.append((entry.name, entry.path, 0))
                elif entry.is_file(follow_symlinks=False):
                    found.append((entry.name, None, entry.stat(follow_symlinks=False).st_size))
    except OSError:
        pass  # gone, or not for us to read: what was seen counts
    return found


@dataclass(frozen=True, slots=True)
class MeasuredJob:
    """A job and how much room it takes."""

    id: UUID
    bytes: JobBytes


class DiskSurvey:
    """Measures job folders one after the other, on a thread of its own.

    Parameters
    ----------
    jobs
        The folder of all jobs.
    ids
        Which, in the order in which they are wanted.
    tell
        Hears some of them at a time on that thread; the second argument says whether they were the
        last. Nothing is told after `stop`.
    """

    def __init__(
        self,
        jobs: Path,
        ids: Sequence[UUID],
        tell: Callable[[tuple[MeasuredJob, ...], bool], None],
    ) -> None:
        self._jobs = jobs
        self._ids = tuple(ids)
        self._tell = tell
        self._stopped = threading.Event()
        # It may stand for good on a drive that does not answer: no end waits for it.
        self._thread = threading.Thread(target=self._work, name="disk-survey", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Measure nothing any more."""
        self._stopped.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread's end; return whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        part: list[MeasuredJob] = []
        breath, told = Breath(), time.monotonic()
        for job_id in self._ids:
            found = measure_job(self._jobs / str(job_id), self._stopped.is_set)
            if self._stopped.is_set():
                return
            part.append(MeasuredJob(job_id, found))
            if len(part) >= _LARGEST_PART or time.monotonic() - told >= _PART_S:
                self._tell(tuple(part), False)
                part, told = [], time.monotonic()
                breath.take()
        if not self._stopped.is_set():
            self._tell(tuple(part), True)
