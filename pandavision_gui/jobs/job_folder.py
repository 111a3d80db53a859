"""The job folder: the truth about a job. `docs/formats/job-folder.md` says what is in it."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import TypeVar

import filelock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.atomic_file import write_fault, write_text_atomically
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job import Job

LOCK = "job.lock"

_Document = TypeVar("_Document", bound=BaseModel)

FILES: dict[str, str] = {
    "spec.json": "The spec, paths absolute; written once by the owner.",
    "job.json": "State, reason, name and times; written by the owner.",
    "worker.json": "Process id and start time of the worker while the job is in the queue's hands.",
    "resolved.json": "What the worker resolved once: batch size, threads, device, file hashes.",
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


class KnownFile(BaseModel):
    """A file as it was when the job began."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="File name without folder.")
    bytes: int = Field(description="Size.")
    modified_ns: int = Field(description="Time of the last change.")
    sha256: str | None = Field(
        description="Of the content, a model's with its external data; null until it is known."
    )


class Resolved(BaseModel):
    """`resolved.json`: every "auto" of the job, decided once, so that it goes on the same way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_size: int = Field(description="Samples attacked side by side.")
    threads: int = Field(description="Threads of the libraries.")
    device: str = Field(description="Where the converted model runs.")
    versions: dict[str, str] = Field(description="Program and libraries.")
    model: KnownFile = Field(description="The ONNX file.")
    dataset: KnownFile = Field(description="The HDF5 file.")


class WorkerIdentity(BaseModel):
    """`worker.json`: who works on the job, so that the next start can end one that was left over.

    A process id alone may belong to somebody else by then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int = Field(description="Process id.")
    created: float = Field(description="When the process began, seconds since 1970.")


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
            self.path.mkdir(parents=True, exist_ok=True)
            if any(self.path.iterdir()):
                if (self.path / LOCK).exists():
                    self.lock().release()  # says so when a job runs in it
                raise InputError(
                    "out_not_empty",
                    f'The output folder "{self.path}" is not empty.',
                    "Choose a new folder, or --resume to go on with the job in it.",
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
        """Write `spec.json`."""
        text = spec.model_dump_json(by_alias=True, exclude_unset=True, indent=2)
        write_text_atomically(self.path / "spec.json", text + "\n")

    def read_spec(self) -> EvaluationSpec:
        """Read `spec.json`.

        Raises
        ------
        InputError
            ``no_job`` when the folder holds none, or what is wrong with it.
        """
        return parse_spec(self._read("spec.json"), "spec.json of the job")

    def write_job(self, job: Job) -> None:
        """Write `job.json`."""
        write_text_atomically(self.path / "job.json", job.model_dump_json(indent=2) + "\n")

    def read_job(self) -> Job | None:
        """Read `job.json`; None when the owner was killed before it wrote one.

        Raises
        ------
        EnvironmentFault
            ``job_damaged``.
        """
        if not (self.path / "job.json").exists():
            return None
        return _parse(Job, self._read("job.json"), "job.json")

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
        if not (self.path / "resolved.json").exists():
            return None
        return _parse(Resolved, self._read("resolved.json"), "resolved.json")

    def write_worker(self, worker: WorkerIdentity) -> None:
        """Write `worker.json`."""
        write_text_atomically(self.path / "worker.json", worker.model_dump_json() + "\n")

    def read_worker(self) -> WorkerIdentity | None:
        """Read `worker.json`; None when there is none or it says nothing."""
        try:
            return WorkerIdentity.model_validate_json((self.path / "worker.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def forget_worker(self) -> None:
        """Remove `worker.json`: the worker has ended."""
        (self.path / "worker.json").unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove what a job that never began has left but the owner's lock; foreign files stay."""
        for name in FILES.keys() - {LOCK}:
            place = self.path / name
            if name.endswith("/"):
                shutil.rmtree(place, ignore_errors=True)
            else:
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

    def _read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError(
                "no_job", f'There is no job in "{self.path}": it holds no {name}.'
            ) from error
        except OSError as error:
            raise EnvironmentFault(
                "job_unreadable", f'"{self.path / name}" cannot be read: {error.strerror}.'
            ) from error


def _parse(model: type[_Document], data: bytes, name: str) -> _Document:
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise EnvironmentFault(
            "job_damaged",
            f"{name} of the job is damaged or of another version of the program.",
            details=str(error),
        ) from error
