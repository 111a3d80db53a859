"""SHA-256 of files, computed beside the work: a dataset may have a hundred gigabytes."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.file_stamp import FileStamp
from pandavision_gui.errors import EnvironmentFault


def sha256_of(path: Path, also: Sequence[Path] = ()) -> str:
    """Return the hash of a file's content.

    Parameters
    ----------
    also
        Further files that belong to it (a model's external data). With them the hash is that of
        the files' hashes, in this order, as lines of text.

    Raises
    ------
    EnvironmentFault
        ``file_gone`` when a file cannot be read, ``file_changed_meanwhile`` when one was written to
        at the same time.
    """
    return _hashed((path, *also))[0]


class HashInBackground:
    """Computes a hash on a thread of its own.

    Parameters
    ----------
    path, also
        See :func:`sha256_of`.
    """

    def __init__(self, path: Path, also: Sequence[Path] = ()) -> None:
        self._found: tuple[str, tuple[FileStamp, ...]] = ("", ())
        self._fault: BaseException | None = None
        self._thread = threading.Thread(
            target=self._compute, args=((path, *also),), name="file-hash", daemon=True
        )
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether :meth:`result` would not wait."""
        return not self._thread.is_alive()

    def result(self) -> str:
        """Wait for the hash.

        Raises
        ------
        EnvironmentFault
            ``file_gone`` or ``file_changed_meanwhile``.
        """
        return self._wait()[0]

    def stamps(self) -> tuple[FileStamp, ...]:
        """Wait, and return the stamps of the files that were hashed, in their order.

        Raises
        ------
        EnvironmentFault
            As for :meth:`result`.
        """
        return self._wait()[1]

    def _wait(self) -> tuple[str, tuple[FileStamp, ...]]:
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._found

    def _compute(self, paths: Sequence[Path]) -> None:
        try:
            self._found = _hashed(paths)
        except BaseException as fault:  # raised again where somebody waits for the hash
            self._fault = fault


def file_gone(path: Path, error: OSError | ValueError) -> EnvironmentFault:
    """Return the error for a file of a job that cannot be read any more."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return EnvironmentFault(
        "file_gone",
        f'"{path}" can no longer be read: {why}.',
        "Bring it back, then resume.",
    )


def _hashed(paths: Sequence[Path]) -> tuple[str, tuple[FileStamp, ...]]:
    found = [_digest(file) for file in paths]
    stamps = tuple(stamp for _, stamp in found)
    if len(found) == 1:
        return found[0][0], stamps
    lines = "".join(f"{digest}\n" for digest, _ in found)
    return hashlib.sha256(lines.encode()).hexdigest(), stamps


def _digest(path: Path) -> tuple[str, FileStamp]:
    try:
        with open_regular(path) as file:
            before = FileStamp.of(os.fstat(file.fileno()))
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            after = FileStamp.of(os.fstat(file.fileno()))
    except (OSError, ValueError) as error:
        raise file_gone(path, error) from error
    if not after.is_content_of(before):
        raise EnvironmentFault(
            "file_changed_meanwhile",
            f'"{path}" was changed while the job ran.',
            "Bring the old file back and resume, or run the job again as a new one.",
        )
    return digest, after
