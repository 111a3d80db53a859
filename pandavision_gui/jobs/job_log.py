"""`job.log`: what worker and libraries say aside, never more than fits.

The worker writes into it directly (its standard error), the owner adds lines that came in a
message's place, and cuts it when it grows too large: a library in a loop must not fill the disk.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from pathlib import Path

LARGEST_LOG = 16 * 1024 * 1024
"""Bytes; what is larger is cut at the next look."""
_KEPT = 1024 * 1024
"""Bytes that stay of the beginning, and as many of the end."""
LONGEST_ASIDE = 1000
MOST_ASIDE = 1000

# A pipe in the log's place would hold its writer up, a link would lead to somebody else's file.
_FLAGS = (
    os.O_CREAT
    | os.O_APPEND
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_log = logging.getLogger(__name__)


def open_log(path: Path) -> int:
    """Open a log for adding to it and return the descriptor.

    Raises
    ------
    OSError
        When it cannot be written or is no file of this place.
    """
    return os.open(path, os.O_WRONLY | _FLAGS, 0o644)


class JobLog:
    """The owner's hand on a job's log. What fails about it is told once and ends nothing.

    Parameters
    ----------
    path
        The log; it is made when there is something to say.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._has_failed = False
        self._noted = 0

    def note(self, line: str) -> None:
        """Add a line that the worker sent in a message's place; after many, leave them out."""
        self._noted += 1
        if self._noted > MOST_ASIDE:
            return
        if self._noted == MOST_ASIDE:
            line = "(what follows of such lines is left out)"
        try:
            descriptor = open_log(self._path)
            with contextlib.closing(os.fdopen(descriptor, "wb")) as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    file.write(f"said aside: {line[:LONGEST_ASIDE]}\n".encode(errors="replace"))
        except OSError as error:
            self._tell(error)

    def keep_small(self) -> None:
        """Cut out the middle of a log that has become too large."""
        try:
            if not _is_too_large(self._path):
                return
            descriptor = os.open(self._path, (os.O_RDWR | _FLAGS) & ~os.O_CREAT)
            with contextlib.closing(os.fdopen(descriptor, "r+b", buffering=0)) as file:
                size = os.fstat(descriptor).st_size
                file.seek(size - _KEPT)
                end = file.read(_KEPT)
                file.truncate(_KEPT)
                # At the end, wherever that is by now: its other writers add to it, too.
                file.write(b"\n(the log grew too large: its middle was left out)\n" + end)
        except OSError as error:
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        if not self._has_failed:
            _log.warning("the log %s cannot be kept: %s", self._path, error)
        self._has_failed = True


def _is_too_large(path: Path) -> bool:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > LARGEST_LOG
