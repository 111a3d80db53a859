"""The two files of a job: hashed beside the work, and the same as before when it is resumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.engine.file_hash import HashInBackground
from pandavision_gui.engine.models.external_data import external_data_files
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job_folder import ExternalFile, KnownFile, Resolved

_MOST_EXTERNAL = 500
"""Files of external data that are noted; `resolved.json` is a small document."""


class JobInputs:
    """Model and dataset of a job.

    Parameters
    ----------
    before
        What was noted when the job began; None for a new job.

    Raises
    ------
    InputError
        ``file_changed`` when a file is not the one the job began with.
    """

    def __init__(self, spec: EvaluationSpec, before: Resolved | None) -> None:
        self._model = _Input(Path(spec.trained_model), is_model=True)
        self._dataset = _Input(Path(spec.dataset), is_model=False)
        if before is not None:
            self._model.require_same(before.model)
            self._dataset.require_same(before.dataset)

    def resolved(
        self, *, batch_size: int, threads: int, device: str, versions: dict[str, str]
    ) -> Resolved:
        """Return the note about the job; the hashes come later."""
        return Resolved(
            batch_size=batch_size,
            threads=threads,
            device=device,
            versions=versions,
            model=self._model.known(),
            dataset=self._dataset.known(),
        )

    @property
    def hashes_are_ready(self) -> bool:
        """Whether both hashes are known."""
        return self._model.hash.is_ready and self._dataset.hash.is_ready

    def with_hashes(self, resolved: Resolved) -> Resolved:
        """Wait for the hashes and return the note with them.

        Raises
        ------
        EnvironmentFault
            ``file_gone``, ``file_changed_meanwhile``.
        """
        for file in (self._model, self._dataset):
            file.require_untouched()
        return resolved.model_copy(
            update={"model": self._model.hashed(), "dataset": self._dataset.hashed()}
        )


class _Input:
    def __init__(self, path: Path, *, is_model: bool) -> None:
        self._path = path
        self._what = "model" if is_model else "dataset"
        key = "trained-model" if is_model else "dataset"
        self._stat = _stat(path, key)
        also = external_data_files(path) if is_model else ()
        self._external_data = _noted(path.parent.resolve(), also)
        self.hash = HashInBackground(path, also)

    def known(self) -> KnownFile:
        size, modified_ns, inode = self._stat
        return KnownFile(
            name=self._path.name,
            bytes=size,
            modified_ns=modified_ns,
            inode=inode,
            external_data=self._external_data,
            sha256=None,
        )

    def hashed(self) -> KnownFile:
        return self.known().model_copy(update={"sha256": self.hash.result()})

    def require_same(self, before: KnownFile) -> None:
        """Refuse another file; without a hash from before, size and time must be the same."""
        if before.sha256 is not None:
            same = before.sha256 == self.hash.result()
        else:
            same = (before.bytes, before.modified_ns) == self._stat[:2]
        if not same:
            raise InputError(
                "file_changed",
                f'The {self._what} "{self._path}" is not the one that this job began with.',
                "Bring the old file back, or start a new job.",
            )

    def require_untouched(self) -> None:
        if _stat(self._path, self._what) != self._stat:
            raise EnvironmentFault(
                "file_changed_meanwhile",
                f'The {self._what} "{self._path}" was changed while the job ran.',
                "Start a new job with the file as it is now.",
            )


def _noted(folder: Path, files: Sequence[Path]) -> tuple[ExternalFile, ...] | None:
    """Return how files in or below a folder are now; None where one is not there or too many."""
    if len(files) > _MOST_EXTERNAL:
        return None
    noted = []
    for file in files:
        try:
            now = file.stat()
        except OSError:  # whoever reads the model says what is missing
            return None
        name = file.relative_to(folder).as_posix()
        noted.append(
            ExternalFile(
                name=name, bytes=now.st_size, modified_ns=now.st_mtime_ns, inode=now.st_ino
            )
        )
    return tuple(noted)


def _stat(path: Path, key: str) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError) as error:  # ValueError: no file system has such a name
        raise InputError("file_missing", f'"{key}": there is no file "{path}".') from error
    return found.st_size, found.st_mtime_ns, found.st_ino
