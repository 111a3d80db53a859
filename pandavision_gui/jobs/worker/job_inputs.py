"""The files of a job: hashed beside the work, watched, and the same as before on resuming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.datasets.open_dataset import further_files
from pandavision_gui.engine.file_hash import HashInBackground, file_gone, sha256_of
from pandavision_gui.engine.file_signature import require_file
from pandavision_gui.engine.file_stamp import FileStamp, stamps_of
from pandavision_gui.engine.models.external_data import external_data_files
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job_documents import ExternalFile, KnownFile, Resolved

_MOST_EXTERNAL = 500
"""Files of external data that are noted; `resolved.json` is a small document."""

_NEW_JOB = "Bring the old file back and resume, or run the job again as a new one."


class JobInputs:
    """The files that a job reads, each with the other files that hold data of it.

    Make it before the files are opened: what is read from then on is held against what was there
    at that moment.

    Parameters
    ----------
    before
        What was noted when the job began; None for a new job.

    Raises
    ------
    InputError
        ``file_missing``, and ``file_changed`` when a file is not the one the job began with.
    EnvironmentFault
        ``file_gone`` when a file of a job that began before cannot be read.
    """

    def __init__(self, spec: EvaluationSpec, before: Resolved | None) -> None:
        self._files = {
            key: _Input(key, Path(path), _parts_of(key, spec))
            for key, path in spec.file_paths.items()
        }
        if before is None:
            for key, path in spec.file_paths.items():
                require_file(key, path)
            return
        for key, noted in before.files.items():
            self._files[key].require_same(noted)

    def resolved(
        self,
        *,
        batch_size: int,
        threads: int,
        device: str,
        versions: dict[str, str],
    ) -> Resolved:
        """Return the note about the job; the hashes come later."""
        return Resolved(
            batch_size=batch_size,
            threads=threads,
            device=device,
            versions=versions,
            **{_FIELDS[key]: file.known() for key, file in self._files.items()},
        )

    @property
    def hashes_are_ready(self) -> bool:
        """Whether all hashes are known."""
        return all(file.hash.is_ready for file in self._files.values())

    def require_untouched(self) -> None:
        """Refuse to go on when a file is gone or is not what it was when the job began.

        Cheap where nobody touched them; else the content is hashed again.

        Raises
        ------
        EnvironmentFault
            ``file_gone``, ``file_changed_meanwhile``.
        """
        for file in self._files.values():
            file.require_untouched()

    def dataset_is_same(self) -> bool:
        """Hash the dataset again: whether its content is what the job began with."""
        return self._files["dataset"].is_same()

    def with_hashes(self, resolved: Resolved) -> Resolved:
        """Wait for the hashes and return the note with them.

        Raises
        ------
        EnvironmentFault
            ``file_gone``, ``file_changed_meanwhile``.
        """
        self.require_untouched()
        return resolved.model_copy(
            update={_FIELDS[key]: file.hashed() for key, file in self._files.items()}
        )


class _Input:
    def __init__(self, key: str, path: Path, also: Callable[[Path], tuple[Path, ...]]) -> None:
        self._path = path
        self._what = _WORDS[key]
        try:
            own = stamps_of([path])
        except (OSError, ValueError) as error:  # ValueError: no file system has such a name
            raise InputError("file_missing", f'"{key}": there is no file "{path}".') from error
        self._also = also(path)
        try:
            self._stamps = own + stamps_of(self._also)
        except OSError:
            # Whoever opens it says which of its files is missing.
            self._also, self._stamps = (), own
        self._external_data = _noted(path.parent.resolve(), self._also, self._stamps[1:])
        self._first = self._stamps
        self.hash = HashInBackground(path, self._also)

    @property
    def _paths(self) -> tuple[Path, ...]:
        return (self._path, *self._also)

    def known(self) -> KnownFile:
        own = self._stamps[0]
        return KnownFile(
            name=self._path.name,
            bytes=own.bytes,
            modified_ns=own.modified_ns,
            inode=own.inode,
            external_data=self._external_data,
            changed_ns=max(stamp.changed_ns for stamp in self._stamps),
            sha256=None,
        )

    def hashed(self) -> KnownFile:
        return self.known().model_copy(update={"sha256": self.hash.result()})

    def require_same(self, before: KnownFile) -> None:
        """Refuse another file; without a hash from before, it must not have been touched at all."""
        self._require_readable()
        now = self.known()
        if before.sha256 is not None:
            same = before.sha256 == self.hash.result()
        else:
            same = (before.bytes, before.modified_ns) == (now.bytes, now.modified_ns)
        if not same:
            raise InputError(
                "file_changed",
                f'The {self._what} "{self._path}" is not the one that this job began with.',
                _NEW_JOB,
            )
        was_noted = before.sha256 is None and before.changed_ns is not None
        if was_noted and (before.inode, before.changed_ns) != (now.inode, now.changed_ns):
            raise InputError(
                "file_changed",
                f'The {self._what} "{self._path}" may not be the one that this job began with: it '
                "was replaced or touched before its content could be noted.",
                "Run the job again as a new one.",
            )

    def require_untouched(self) -> None:
        now = self._stamps_now()
        if self.hash.is_ready and not self._hash_is_of_the_first():
            raise self._changed()
        if now == self._stamps:
            return
        # A link, a permission, or the same file copied back: the content decides.
        if not self.is_same():
            raise self._changed()
        self._stamps = now

    def is_same(self) -> bool:
        if not self._hash_is_of_the_first():
            return False
        try:
            return sha256_of(self._path, self._also) == self.hash.result()
        except EnvironmentFault as fault:
            if fault.code == "file_changed_meanwhile":  # in the middle of being hashed
                return False
            raise

    def _hash_is_of_the_first(self) -> bool:
        """Whether what was hashed is what the job has read."""
        try:
            return self.hash.stamps() == self._first
        except EnvironmentFault as fault:
            if fault.code == "file_changed_meanwhile":  # in the middle of being hashed
                return False
            raise

    def _stamps_now(self) -> tuple[FileStamp, ...]:
        for path in self._paths:
            try:
                path.stat()
            except (OSError, ValueError) as error:
                raise file_gone(path, error) from error
        try:
            return stamps_of(self._paths)
        except (OSError, ValueError) as error:
            raise file_gone(self._path, error) from error

    def _require_readable(self) -> None:
        for path in self._paths:
            try:
                with open_regular(path) as file:
                    file.read(1)
            except (OSError, ValueError) as error:
                raise file_gone(path, error) from error

    def _changed(self) -> EnvironmentFault:
        return EnvironmentFault(
            "file_changed_meanwhile",
            f'The {self._what} "{self._path}" was changed while the job ran.',
            _NEW_JOB,
        )


_FIELDS = {"trained-model": "model", "dataset": "dataset", "surrogate-model": "surrogate"}
"""The names of the files in `Resolved`, by the spec's keys."""
_WORDS = {"trained-model": "model", "dataset": "dataset", "surrogate-model": "second model"}


def _parts_of(key: str, spec: EvaluationSpec) -> Callable[[Path], tuple[Path, ...]]:
    """Return what finds the other files that hold data of a file."""
    return partial(_dataset_files, spec) if key == "dataset" else external_data_files


def _dataset_files(spec: EvaluationSpec, path: Path) -> tuple[Path, ...]:
    return further_files(path, labels_name=None if spec.labels == "auto" else spec.labels)


def _noted(
    folder: Path, files: Sequence[Path], stamps: Sequence[FileStamp]
) -> tuple[ExternalFile, ...] | None:
    """Return how files in or below a folder are; None where they are too many."""
    if len(files) > _MOST_EXTERNAL:
        return None
    return tuple(
        ExternalFile(
            name=file.relative_to(folder).as_posix(),
            bytes=stamp.bytes,
            modified_ns=stamp.modified_ns,
            inode=stamp.inode,
        )
        for file, stamp in zip(files, stamps, strict=True)
    )
