"""Opening files of folders that others may write to: regular files only, never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.jobs.archive.contents import MIB, NotTakenError

_READ = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for its writer
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def open_plain(path: Path, name: str, most: int) -> BinaryIO:
    """Open a regular file of at most `most` bytes; `name` names it in errors.

    Raises
    ------
    NotTakenError
        When it is anything else, or cannot be read.
    """
    try:
        descriptor = os.open(path, _READ)
    except OSError as error:
        raise NotTakenError(f'"{name}" cannot be read ({error.strerror})') from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotTakenError(f'"{name}" is not a regular file')
        if found.st_size > most:
            raise NotTakenError(f'"{name}" is larger than {most:,} bytes')
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def open_new(path: Path) -> BinaryIO:
    """Open a file that must not be there yet, for its owner's eyes only."""
    return os.fdopen(os.open(path, _NEW, 0o600), "wb")


def pieces(file: BinaryIO, most: int) -> Iterator[bytes]:
    """Yield the rest of a file in pieces of at most 1 MiB, and not more than `most` bytes."""
    while most and (piece := file.read(min(MIB, most))):
        most -= len(piece)
        yield piece


def require_folder(path: Path, name: str) -> bool:
    """Return whether there is such a folder.

    Raises
    ------
    NotTakenError
        When something else is in its place.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotTakenError(f'"{name}" cannot be read ({error.strerror})') from error
    if not stat.S_ISDIR(mode):
        raise NotTakenError(f'"{name}" is not a folder')
    return True


def require_plain_tree(folder: Path) -> None:
    """Refuse a folder in which anything is neither a regular file nor a folder.

    Raises
    ------
    NotTakenError
        Naming it.
    """
    for place, rooms, names in os.walk(folder):
        for name in (*rooms, *names):
            mode = Path(place, name).lstat().st_mode
            if not (stat.S_ISREG(mode) or (name in rooms and stat.S_ISDIR(mode))):
                raise NotTakenError(f'"{name}" is not a regular file')
