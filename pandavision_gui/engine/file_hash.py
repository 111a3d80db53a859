"""SHA-256 of files, computed beside the work: a dataset may have a hundred gigabytes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

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
        ``file_gone`` when a file cannot be read.
    """
    digests = [_digest(file) for file in (path, *also)]
    if not also:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


class HashInBackground:
    """Computes a hash on a thread of its own.

    Parameters
    ----------
    path, also
        See :func:`sha256_of`.
    """

    def __init__(self, path: Path, also: Sequence[Path] = ()) -> None:
        self._hash = ""
        self._fault: BaseException | None = None
        self._thread = threading.Thread(
            target=self._compute, args=(path, tuple(also)), name="file-hash", daemon=True
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
            ``file_gone``.
        """
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._hash

    def _compute(self, path: Path, also: Sequence[Path]) -> None:
        try:
            self._hash = sha256_of(path, also)
        except BaseException as fault:  # raised again where somebody waits for the hash
            self._fault = fault


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EnvironmentFault(
            "file_gone",
            f'"{path}" can no longer be read: {error.strerror}.',
            "Bring it back, then resume.",
        ) from error
