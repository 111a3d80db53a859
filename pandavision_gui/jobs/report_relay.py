"""A worker's reports on their way to the queue's thread: never more of them than it needs.

A worker that floods its supervisor with valid reports must not fill the memory of the program: of
the progress only the newest waits, of the rest only what the queue has a use for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pandavision_gui.jobs.job import shortened
from pandavision_gui.jobs.messages import JobStarted, Progress, Report, StageBegun, WarningGiven

SHORTEST_INTERVAL_S = 0.1
"""Between two reports of progress: a window draws no more than that."""
MOST_STAGES = 20
MOST_WARNINGS = 100
LONGEST_WARNING = 2000


class ReportRelay:
    """Called with every report on the supervisor's thread.

    Parameters
    ----------
    later
        Has something done on the queue's thread.
    heard
        Is called there with a report.
    """

    def __init__(
        self, later: Callable[[Callable[[], None]], object], heard: Callable[[Report], None]
    ) -> None:
        self._later = later
        self._heard = heard
        self._lock = threading.Lock()
        self._newest: Progress | None = None
        self._is_on_its_way = False
        self._passed = -SHORTEST_INTERVAL_S
        self._has_started = False
        self._stages = 0
        self._warnings = 0

    def __call__(self, report: Report) -> None:
        """Pass on what the queue needs."""
        if isinstance(report, Progress):
            with self._lock:
                self._newest = report
        elif isinstance(report, JobStarted) and not self._has_started:
            self._has_started = True
            self._later(lambda: self._heard(report))
        elif isinstance(report, StageBegun) and self._stages < MOST_STAGES:
            self._stages += 1
            self._later(lambda: self._heard(report))
        elif isinstance(report, WarningGiven) and self._warnings < MOST_WARNINGS:
            self._warnings += 1
            short = report.model_copy(update={"text": shortened(report.text, LONGEST_WARNING)})
            self._later(lambda: self._heard(short))
        # With every report, so that the last progress before a pause is passed on at the next
        # heartbeat at the latest.
        self._pass_progress()

    def _pass_progress(self) -> None:
        now = time.monotonic()
        with self._lock:
            is_due = now - self._passed >= SHORTEST_INTERVAL_S
            if self._newest is None or self._is_on_its_way or not is_due:
                return
            self._is_on_its_way, self._passed = True, now
        self._later(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
            self._is_on_its_way = False
        if newest is not None:
            self._heard(newest)
