"""Writing files so that a reader never sees half of one, even after a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.errors import EnvironmentFault, PandaVisionError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_KEPT_OF_NAME = 40


def write_atomically(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in its place.

    The file and its folder are flushed to the disk before the function returns, so that what was
    reported as written is there after a power cut. When writing fails the temporary file is removed
    and `path` is what it was before.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    # Of its own for each call: two that write to one path must not meet in it. Shortened, because a
    # name may be as long as the system allows already.
    temporary = path.with_name(f".{path.name[:_KEPT_OF_NAME]}.{secrets.token_hex(8)}.part")
    try:
        try:
            # "+": numpy writes to such a file by its write method, whose errors say why; a file
            # that is open for writing only it hands to C, which reports short writes without a
            # reason. "x": whatever stands there already, even a link, is not ours.
            with temporary.open("x+b") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):  # why it failed is what must be told
                temporary.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
    except OSError as error:
        raise write_fault(path, error) from error


def write_text_atomically(path: Path, text: str) -> None:
    """Write `text` as UTF-8; see :func:`write_atomically`."""
    write_bytes_atomically(path, text.encode("utf-8"))


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """Write `data`; see :func:`write_atomically`."""
    write_atomically(path, lambda file: _write_all(file, data))


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, so that a power cut leaves them there.

    Raises
    ------
    OSError
        `FileExistsError` where a file is in its place.
    """
    missing = [place for place in folder.parents if not place.exists()]
    for place in (*reversed(missing), folder):
        place.mkdir(exist_ok=True)
        # Of one that is there already too: whoever made it may have been killed before this.
        with contextlib.suppress(PermissionError):  # it may be entered, but not read
            flush_folder(place.parent)


def flush_folder(folder: Path) -> None:
    """Flush the folder's entries to the disk (a no-op where folders cannot be opened)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_fault(path: Path, error: OSError) -> PandaVisionError:
    """Return the error that says in words why `path` could not be written."""
    if error.errno in _FULL:
        return EnvironmentFault(
            "disk_full",
            f'The disk is full: "{path.name}" could not be written to {path.parent}.',
            "Free some space, then try again.",
            details=str(error),
        )
    reason = error.strerror or str(error)
    return EnvironmentFault(
        "cannot_write",
        f'"{path.name}" could not be written to {path.parent}: {reason}.',
        "Check the folder and its permissions.",
        details=str(error),
    )


def _write_all(file: BinaryIO, data: bytes) -> None:
    file.write(data)
