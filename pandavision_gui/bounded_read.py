"""Reading files that anybody may have put there: it never waits for a pipe and has an end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

# Opening a pipe waits for its writer, which may never come.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_bounded(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most `most` bytes.

    Raises
    ------
    OSError
        When it is missing, cannot be read, is no regular file, or is larger.
    """
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size <= most:
            data = file.read(most + 1)
            if len(data) <= most:  # it may have grown meanwhile
                return data
        raise OSError(errno.EFBIG, f"it is larger than {most // 1024} KiB")


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; a pipe or a device would never end.

    Raises
    ------
    OSError
        When it is missing, cannot be read, or is no regular file.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
