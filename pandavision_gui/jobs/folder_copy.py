"""Copies a folder to another disk and compares every file with what it was made from."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pandavision_gui.atomic_file import flush_folder
from pandavision_gui.errors import EnvironmentFault

_PIECE = 1024 * 1024
_MANY_FILES = 256
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_LINK
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK


class CopyStoppedError(Exception):
    """The user does not want it any more."""


@dataclass(frozen=True)
class CopyWatch:
    """Who hears of a copy that is under way.

    Attributes
    ----------
    tell
        Gets the number of bytes done since the last time.
    is_stopped
        Whether to give up.
    """

    tell: Callable[[int], None]
    is_stopped: Callable[[], bool]


@dataclass(frozen=True)
class _Copied:
    path: Path
    size: int
    digest: bytes


def copy_files(pairs: list[tuple[Path, Path]], watch: CopyWatch) -> None:
    """Copy files and whole folders; each pair is what is there and what must not be there yet.

    Times and permissions go with them, links are copied as links, and what is neither file, folder
    nor link (a pipe, a socket) is left out. Everything is on the disk and was compared, size and
    SHA-256, when it returns. Each byte is told twice: copied, compared.

    Raises
    ------
    CopyStoppedError
        When the user gives up.
    OSError
        When something cannot be read or written.
    EnvironmentFault
        ``copy_differs``.
    """
    copied: list[_Copied] = []
    folders: list[tuple[Path, Path]] = []
    for source, target in pairs:
        for place, made in _walk(source, target, folders):
            copied.append(_copy(place, made, watch))
    if len(copied) > _MANY_FILES and sys.platform == "linux":
        os.sync()  # one by one, many small files take many times longer
    else:
        for file in copied:
            _flush_file(file.path)
    for place, made in reversed(folders):
        shutil.copystat(place, made, follow_symlinks=False)
        flush_folder(made)
    for folder in {target.parent for _, target in pairs}:
        flush_folder(folder)
    for file in copied:
        if _digest(file.path, watch) != (file.size, file.digest):
            raise EnvironmentFault(
                "copy_differs",
                f'"{file.path}" was read back other than it was written.',
                "Its disk may be damaged: choose another one. Everything is where it was.",
            )
    if watch.is_stopped():
        raise CopyStoppedError


def _walk(
    source: Path, target: Path, folders: list[tuple[Path, Path]]
) -> Iterator[tuple[Path, Path]]:
    """Make the folders and links, and yield what is to be copied and where to."""
    waiting = [(source, target)]
    while waiting:
        source, target = waiting.pop()
        mode = source.lstat().st_mode
        if stat.S_ISLNK(mode):
            target.symlink_to(os.readlink(source))
        elif stat.S_ISREG(mode):
            yield source, target
        elif stat.S_ISDIR(mode):
            target.mkdir(mode=0o700)
            folders.append((source, target))
            waiting += [(source / name, target / name) for name in os.listdir(source)]


def _copy(source: Path, target: Path, watch: CopyWatch) -> _Copied:
    digest, size = hashlib.sha256(), 0
    with _opened(source, _READ, "rb") as reader, _opened(target, _NEW, "wb") as writer:
        found = os.fstat(reader.fileno())
        while piece := reader.read(_PIECE):
            if watch.is_stopped():
                raise CopyStoppedError
            writer.write(piece)
            digest.update(piece)
            size += len(piece)
            watch.tell(len(piece))
        writer.flush()
        if hasattr(os, "fchmod"):
            os.fchmod(writer.fileno(), stat.S_IMODE(found.st_mode))
    # Which jobs changed since the index was written is told by these times.
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))
    return _Copied(target, size, digest.digest())


def _digest(path: Path, watch: CopyWatch) -> tuple[int, bytes]:
    digest, size = hashlib.sha256(), 0
    with _opened(path, _READ, "rb") as reader:
        while piece := reader.read(_PIECE):
            if watch.is_stopped():
                raise CopyStoppedError
            digest.update(piece)
            size += len(piece)
            watch.tell(len(piece))
    return size, digest.digest()


def _opened(path: Path, flags: int, mode: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    return os.fdopen(os.open(path, flags, 0o600), mode)


def _flush_file(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR | _NO_LINK)
    except PermissionError:  # a copy of a file that nobody may write; here reading will do
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
