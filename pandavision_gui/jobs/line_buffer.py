"""Lines of a worker that wait for its supervisor: bounded in bytes, because a worker may flood."""

from __future__ import annotations

import threading
from collections import deque

MOST_BYTES = 16 * 1024 * 1024
"""A single line that is longer still waits alone."""
_PER_LINE = 64
"""What an empty line costs besides its bytes."""


class LineBuffer:
    """Filled by one thread, emptied by another."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._lines: deque[bytes] = deque()
        self._is_ended = False
        self._is_closed = False
        self._changed = threading.Condition()

    def put(self, line: bytes) -> bool:
        """Add a line; wait while there is no room. False when nobody wants lines any more."""
        size = len(line) + _PER_LINE
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_closed or not self._lines or self._held + size <= self._most
            )
            if self._is_closed:
                return False
            self._lines.append(line)
            self._held += size
            self._changed.notify_all()
            return True

    def end(self) -> None:
        """Say that no line follows."""
        with self._changed:
            self._is_ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Say that nobody wants lines any more: whoever waits for room goes on."""
        with self._changed:
            self._is_closed = self._is_ended = True
            self._lines.clear()
            self._changed.notify_all()

    def get(self, timeout_s: float) -> bytes | None:
        """Return the next line, None at the end and from then on.

        Raises
        ------
        TimeoutError
            When none came in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._lines or self._is_ended, timeout_s):
                raise TimeoutError
            if not self._lines:
                return None
            line = self._lines.popleft()
            self._held -= len(line) + _PER_LINE
            self._changed.notify_all()
            return line
