"""Why no waiting job starts for the moment: the machine hinders all of them in the same way."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pandavision_gui.jobs.outcome import Outcome

RETRY_S = 30.0
"""After so long a job that the machine hindered is tried again: there may be room by then."""
MACHINE_FAULTS = {"disk_full", "cannot_write", "system_short", "worker_not_started"}


class Hold:
    """What hinders every job, and when the next one is tried. Used on the queue's thread.

    Parameters
    ----------
    later
        Has something done on the queue's thread.
    try_again
        Is done there after a while.
    """

    def __init__(
        self, later: Callable[[Callable[[], None]], object], try_again: Callable[[], None]
    ) -> None:
        self._later = later
        self._try_again = try_again
        self._held_for = ""
        self._told = ""
        self._last_fault = ""
        """The machine's fault that ended the last job; empty when it was none."""
        self._retry: threading.Timer | None = None

    @property
    def is_on(self) -> bool:
        """Whether none starts for the moment."""
        return bool(self._held_for)

    def begin(self, code: str) -> bool:
        """Start none for a while; return whether that is news."""
        self._held_for = code
        self.try_later()
        is_news, self._told = self._told != code, code
        return is_news

    def try_later(self) -> None:
        """Try again after a while, as soon as was said first."""
        if self._retry is None:
            self._retry = threading.Timer(RETRY_S, self._later, (self._try_again,))
            self._retry.daemon = True
            self._retry.start()

    def end(self) -> None:
        """Let the next job try."""
        self._held_for = ""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    def settle(self) -> None:
        """Note that what was told is over: it is told again when it comes back."""
        self._told = ""

    def fault_of_all(self, outcome: Outcome, *, had_begun: bool) -> str:
        """Return the fault that ended a job at its begin and would end all; empty for none.

        A worker that ends without a word has never seen its job. What a worker says of the machine
        may be an accident; the second time in a row it is none.
        """
        if outcome.never_spoke:
            return "worker_not_started"
        before = self._last_fault
        self._last_fault = outcome.code if outcome.code in MACHINE_FAULTS else ""
        return "" if had_begun or before != outcome.code else self._last_fault
