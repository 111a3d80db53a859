"""The job folder: the truth about a job. `docs/formats/job-folder.md` says what is in it."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import time
from pathlib import Path
from typing import TypeVar

import filelock
from pydantic import BaseModel, ValidationError

from pandavision_gui.atomic_file import make_folder, write_fault, write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.result import LONGEST_DETAILS
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.engine.strict_json import MAX_BYTES as LARGEST_SPEC
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_documents import Resolved, RowsAtOnce, WorkerIdentity

LOCK = "job.lock"
_LARGEST_NOTE = 256 * 1024
_LONGEST_RUN_S = 30 * 86_400.0
"""More between two files of a run: the clock was set, from 1970 or 2006 to today."""

_Document = TypeVar("_Document", bound=BaseModel)
_log = logging.getLogger(__name__)

FILES: dict[str, str] = {
    "spec.json": "The spec, paths absolute; written once by the owner.",
    "job.json": "State, reason, name and times; written by the owner.",
    "worker.json": "Process id and start time of the worker while the job is in the queue's hands.",
    "resolved.json": "What the worker resolved once: batch size, threads, device, file hashes.",
    "memory.json": "There when the memory was short: how many samples go through the models at a "
    "time.",
    "checkpoint.npz": "The state of the running evaluation.",
    "rows/": "Shards NNNNNN.npz of the sample table, later rows of a sample replace earlier ones; "
    "NNNNNN.index.npy lists a shard's samples.",
    "adversarial/": "Pictures NNNNNN.npy of a shard and their sample indexes NNNNNN.index.npy.",
    "result.json": "The result; there only when the job is finished.",
    "curve.csv": "The curve: pert_value, accuracy, lower, upper, count.",
    "curve.png": "The curve as a picture.",
    "samples.h5": "Sample table, clean and adversarial samples; a dataset itself.",
    "job.log": "What worker and libraries said.",
    "job.lock": "Held by the owner while the job runs.",
    "worker.lock": "Held by the worker while it writes.",
}
"""Everything that may be in a job folder."""
OWNERS_FILES = (".job.json.", ".spec.json.", ".worker.json.")
"""How the temporary files begin that the owner writes and not the worker."""


class JobFolder:
    """Paths, and reading and writing of the small documents.

    Parameters
    ----------
    path
        The folder; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> bool:
        """Make the folder, which must be new or empty.

        Returns
        -------
        Whether it was made (False: it was there, empty).

        Raises
        ------
        InputError
            ``out_not_empty``, ``out_not_folder`` or ``out_not_writable``.
        """
        try:
            made = not self.path.exists()
            make_folder(self.path)
            if any(self.path.iterdir()):
                if (self.path / LOCK).exists():
                    self.lock().release()  # says so when a job runs in it
                raise InputError(
                    "out_not_empty",
                    f'The output folder "{self.path}" is not empty.',
                    "Choose a new folder.",
                )
            probe = self.path / ".probe"
            probe.touch()
            probe.unlink()
        except (FileExistsError, NotADirectoryError) as error:
            raise InputError(
                "out_not_folder", f'The output folder "{self.path}" is not a folder.'
            ) from error
        except OSError as error:
            raise InputError(
                "out_not_writable",
                f'The output folder "{self.path}" cannot be written to: {error.strerror}.',
                "Choose another folder.",
            ) from error
        return made

    @property
    def is_gone(self) -> bool:
        """Whether there is no such folder; one that cannot be looked at is there."""
        try:
            self.path.lstat()
        except OSError as error:
            return isinstance(error, FileNotFoundError)
        return False

    def lock(self, name: str = LOCK, timeout_s: float = 0.0) -> filelock.FileLock:
        """Take a lock of the folder; it falls with the process that holds it.

        Raises
        ------
        InputError
            ``out_in_use`` when another process holds it.
        """
        lock = filelock.FileLock(self.path / name)
        try:
            lock.acquire(timeout=timeout_s)
        except filelock.Timeout as error:
            raise InputError(
                "out_in_use",
                f'The output folder "{self.path}" is in use by a running job.',
                "Wait for its end or choose another folder.",
            ) from error
        except OSError as error:
            raise write_fault(self.path / name, error) from error
        return lock

    def write_spec(self, spec: EvaluationSpec) -> None:
        """Write `spec.json`, on lines for people unless it is too large to be read then."""
        text = spec.model_dump_json(by_alias=True, exclude_unset=True, indent=2)
        if len(text.encode()) >= LARGEST_SPEC:
            text = spec.model_dump_json(by_alias=True, exclude_unset=True)
        write_text_atomically(self.path / "spec.json", text + "\n")

    def read_spec(self) -> EvaluationSpec:
        """Read `spec.json`.

        Raises
        ------
        InputError
            ``no_job`` when the folder holds none, or what is wrong with it.
        """
        data = self._read("spec.json", LARGEST_SPEC)
        if data is None:
            raise InputError("no_job", f'There is no job in "{self.path}": it holds no spec.json.')
        return parse_spec(data, "spec.json of the job")

    def write_job(self, job: Job) -> None:
        """Write `job.json`."""
        write_text_atomically(self.path / "job.json", job.model_dump_json(indent=2) + "\n")

    def read_job(self) -> Job | None:
        """Read `job.json`; None when the owner was killed before it wrote one.

        Raises
        ------
        EnvironmentFault
            ``job_damaged``, ``job_newer``.
        """
        return self._read_note(Job, "job.json")

    def write_resolved(self, resolved: Resolved) -> None:
        """Write `resolved.json`."""
        text = resolved.model_dump_json(indent=2)
        write_text_atomically(self.path / "resolved.json", text + "\n")

    def read_resolved(self) -> Resolved | None:
        """Read `resolved.json`; None when the job has not come that far.

        Raises
        ------
        EnvironmentFault
            ``job_damaged``.
        """
        return self._read_note(Resolved, "resolved.json")

    def write_rows_at_once(self, rows: int) -> None:
        """Write `memory.json`."""
        text = RowsAtOnce(rows=rows).model_dump_json()
        write_text_atomically(self.path / "memory.json", text + "\n")

    def read_rows_at_once(self) -> int | None:
        """Read `memory.json`; None when the memory was enough so far, or it says nothing."""
        try:
            found = self._read_note(RowsAtOnce, "memory.json")
        except EnvironmentFault:
            return None
        return found.rows if found else None

    def write_worker(self, worker: WorkerIdentity) -> None:
        """Write `worker.json`."""
        write_text_atomically(self.path / "worker.json", worker.model_dump_json() + "\n")

    def read_worker(self) -> WorkerIdentity | None:
        """Read `worker.json`; None when there is none or it says nothing."""
        try:
            return self._read_note(WorkerIdentity, "worker.json")
        except EnvironmentFault:
            return None

    def forget_worker(self) -> None:
        """Remove `worker.json`: the worker has ended.

        Where that cannot be done nothing is lost: a process that has ended is not ended again.
        """
        try:
            (self.path / "worker.json").unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the note of the worker in %s cannot be removed: %s", self.path, error)

    def remove_half_written(self) -> None:
        """Remove what an owner that was killed was in the middle of writing.

        Only for its owner, and only its own files: a worker removes what a worker left.
        """
        for path in self.path.glob(".*.part"):
            if path.name.startswith(OWNERS_FILES):
                with contextlib.suppress(OSError):  # not in anybody's way
                    path.unlink(missing_ok=True)

    def drop_checkpoint(self) -> None:
        """Remove the state of a job whose result is there: its worker did not come to that."""
        with contextlib.suppress(OSError):  # it costs room and nothing else
            (self.path / "checkpoint.npz").unlink(missing_ok=True)

    def lost_work_s(self) -> float:
        """Seconds of a run whose end nobody noted, up to the last state that it stored.

        The times of its files tell, which is as good as the machine's clock was: 0 where they say
        what cannot be, because somebody set it meanwhile.
        """
        begun = self._changed("worker.json") or self._changed("job.json")
        stored = max(self._changed("checkpoint.npz"), self._changed("result.json"))
        took = min(stored, time.time()) - begun
        return took if 0.0 < took <= _LONGEST_RUN_S else 0.0

    def discard(self) -> None:
        """Remove what a job that never began has left but the owner's lock; foreign files stay."""
        for name in FILES.keys() - {LOCK}:
            place = self.path / name
            if name.endswith("/"):
                shutil.rmtree(place, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):  # a folder in its place is somebody else's
                    place.unlink(missing_ok=True)

    def remove_lock(self, and_folder: bool) -> None:
        """Remove the owner's lock after its release.

        Parameters
        ----------
        and_folder
            Remove the folder itself too, if nothing else is in it.
        """
        (self.path / LOCK).unlink(missing_ok=True)
        if and_folder:
            with contextlib.suppress(OSError):  # not empty: something of somebody else is in it
                self.path.rmdir()

    def _read_note(self, model: type[_Document], name: str) -> _Document | None:
        data = self._read(name, _LARGEST_NOTE)
        if data is None:
            return None
        try:
            return model.model_validate_json(data)
        except ValidationError as error:
            if _says_newer(data, model):
                raise EnvironmentFault(
                    "job_newer",
                    f"{name} of the job was written by a newer version of the program.",
                    "Start the newer version; nothing of the job was changed.",
                    details=str(error)[:LONGEST_DETAILS],
                ) from error
            raise EnvironmentFault(
                "job_damaged",
                f"{name} of the job is damaged or of another version of the program.",
                details=str(error)[:LONGEST_DETAILS],
            ) from error

    def _changed(self, name: str) -> float:
        """Return when a file was changed, in seconds since 1970; 0 when there is none."""
        try:
            return (self.path / name).stat().st_mtime
        except OSError:
            return 0.0

    def _read(self, name: str, most: int) -> bytes | None:
        """Return what is in a file, None when there is none."""
        try:
            return read_bounded(self.path / name, most)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise EnvironmentFault(
                "job_unreadable", f'"{self.path / name}" cannot be read: {error.strerror}.'
            ) from error


def _says_newer(data: bytes, model: type[BaseModel]) -> bool:
    """Whether a document that this program does not understand has a higher version of its form."""
    known = model.model_fields.get("format_version")
    try:
        said = json.loads(data)["format_version"] if known else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return known is not None and type(said) is int and said > known.default
