"""Temporary folders that go with their owner: at the next look, where it was killed.

Beside the files lies a lock that the owner holds. The system takes it from a process that ends,
however it ends, and it says so between containers, too, where the number of a process says nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from pandavision_gui.atomic_file import write_fault
from pandavision_gui.errors import EnvironmentFault

PREFIX = "pandavision-held-"
"""How the names of all of them begin."""
_LOCK = "owner.lock"
_FILES = "files"
_ATTEMPTS = 10
_FORGOTTEN_S = 3600.0
"""A folder without a lock is of an owner that was killed before it came to it."""


class HeldFolder:
    """A new empty folder for as long as somebody needs it, and no longer than its process.

    What processes that were killed have left is cleared first.

    Parameters
    ----------
    purpose
        A word for whoever finds the folder.
    within
        Where it is made: with the system's temporary files, or here.

    Raises
    ------
    EnvironmentFault
        ``cannot_write`` or ``disk_full``.
    """

    def __init__(self, purpose: str, within: Path | None = None) -> None:
        place = Path(tempfile.gettempdir()) if within is None else within
        clear_left_folders(place)
        for _ in range(_ATTEMPTS):
            try:
                self._folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-", dir=place))
            except OSError as error:
                raise write_fault(place / PREFIX, error) from error
            lock = FileLock(self._folder / _LOCK, thread_local=False)
            # Whoever forgets to close it, or is kept from it, leaves nothing either.
            self._remove = weakref.finalize(self, _remove, self._folder, lock)
            try:
                lock.acquire(timeout=0)
                # Apart from the lock: who may write here must not be able to take it away.
                self.path.mkdir()
            except (Timeout, FileNotFoundError):
                # Another process took it for one that was left, before we had the lock.
                self.close()
            except OSError as error:
                self.close()
                raise write_fault(self._folder, error) from error
            else:
                return
        raise EnvironmentFault(
            "no_folder_held",
            f'No temporary folder could be kept in "{place}".',
            "Something removes new folders there at once.",
        )

    @property
    def path(self) -> Path:
        """Where files may be put."""
        return self._folder / _FILES

    def close(self) -> None:
        """Remove it with all that is in it."""
        self._remove()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _remove(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder / _FILES, ignore_errors=True)
    lock.release()  # Windows removes no file that is open
    shutil.rmtree(folder, ignore_errors=True)


def clear_left_folders(within: Path | None = None) -> None:
    """Remove the folders whose owners were killed; those of other users are theirs."""
    with contextlib.suppress(OSError), os.scandir(within or tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and _is_ours(entry):
                _clear_if_left(Path(entry.path))


def _is_ours(entry: os.DirEntry[str]) -> bool:
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        return os.name == "nt" or entry.stat(follow_symlinks=False).st_uid == os.geteuid()
    except OSError:
        return False


def _clear_if_left(folder: Path) -> None:
    lock = folder / _LOCK
    with contextlib.suppress(OSError, Timeout):  # gone meanwhile, or somebody holds it
        if not lock.exists() and folder.stat().st_mtime > time.time() - _FORGOTTEN_S:
            return
        with FileLock(lock, timeout=0, thread_local=False):
            # The lock goes last: whoever comes to it meanwhile finds it held, or the folder gone.
            shutil.rmtree(folder / _FILES, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
        if os.name == "nt":  # which removes no file that is open
            shutil.rmtree(folder, ignore_errors=True)
