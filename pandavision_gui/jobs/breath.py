"""Long work on one thread that leaves the others of the process their share."""

from __future__ import annotations

import time

_SHORTEST_S, _LONGEST_S = 0.001, 0.05


class Breath:
    """Pauses as long as was worked since the last pause.

    Python runs one thread at a time, and a thread that computes gives way for a moment only every
    few milliseconds: a window that waits for its turn a hundred times while it is drawn would stand
    still for seconds.
    """

    def __init__(self) -> None:
        self._since = time.thread_time()

    def take(self) -> None:
        """Let the others work."""
        worked = time.thread_time() - self._since
        time.sleep(min(max(worked, _SHORTEST_S), _LONGEST_S))
        self._since = time.thread_time()
