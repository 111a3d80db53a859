"""Reading small documents that anybody may have put there: it never waits and never reads much."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

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
    descriptor = os.open(path, _FLAGS)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if found.st_size <= most:
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(most + 1)
            if len(data) <= most:  # it may have grown meanwhile
                return data
        raise OSError(errno.EFBIG, f"it is larger than {most // 1024} KiB")
    finally:
        os.close(descriptor)
