"""The end of a job's log, for whoever reads along."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.errors import plain_text

LONGEST_TAIL = 512 * 1024
"""Bytes."""
MOST_LINES = 5000
_LONGEST_LINE = 2000


@dataclass(frozen=True)
class LogTail:
    """What a log ends with.

    Attributes
    ----------
    lines
        Control characters in them are escaped.
    is_cut
        Whether there is more before them.
    stamp
        Another content has another one.
    """

    lines: tuple[str, ...]
    is_cut: bool
    stamp: tuple[int, int]


NO_LOG = LogTail((), is_cut=False, stamp=(0, 0))


def read_log_tail(path: Path, known: LogTail | None = None) -> LogTail:
    """Return the end of a log; `known` itself where nothing came since then.

    Raises
    ------
    OSError
        When it is there and cannot be read.
    """
    try:
        file = open_regular(path)
    except FileNotFoundError:
        return NO_LOG
    with file:
        facts = os.fstat(file.fileno())
        stamp = (facts.st_size, facts.st_mtime_ns)
        if known is not None and known.stamp == stamp:
            return known
        start = max(0, facts.st_size - LONGEST_TAIL)
        file.seek(start)
        text = file.read(LONGEST_TAIL).decode("utf-8", errors="replace")
    lines = text.splitlines()
    if start and len(lines) > 1:
        lines = lines[1:]  # of the first one only a part was read
    is_cut = start > 0 or len(lines) > MOST_LINES
    shown = tuple(plain_text(line[:_LONGEST_LINE]) for line in lines[-MOST_LINES:])
    return LogTail(shown, is_cut, stamp)
