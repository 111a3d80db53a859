"""The window checks itself: the sample evaluation through its real widgets.

For packages: a program that was put together wrongly is found out before a user finds it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.main_window import MainWindow

_LIMIT_S = 180.0
_LOOK_MS = 100
_BOOT_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux has one."""
_START_TIME = 19
"""Place in /proc/PID/stat, counted behind the program's name."""
_ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


def process_age_s() -> float:
    """Return for how many seconds this process has been there."""
    if _BOOT_CLOCK is not None:
        # psutil adds up from the moment of the boot, which Linux tells in whole seconds: all
        # figures on a machine would be wrong by the same part of a second.
        fields = Path("/proc/self/stat").read_text("utf-8").rpartition(")")[2].split()
        started = int(fields[_START_TIME]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(_BOOT_CLOCK) - started
    return time.time() - float(psutil.Process().create_time())


class WindowCheck(QObject):
    """Presses the sample's button in a window without jobs and watches what becomes of it.

    Signals
    -------
    done
        Both jobs have ended, or the time is over: `seen` says what was seen.

    Attributes
    ----------
    seen
        For the report; `right` is True when the window was there and both jobs finished. `usable_s`
        are the seconds from the process's beginning to a window that has loaded its history,
        `usable_cpu_s` the processor's time in them, which other programs change little, and
        `first_s` those from the click to the end of the first job.
    """

    done = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._began = self._clicked = time.monotonic()
        self.seen: dict[str, Any] = {"window": False, "finished": 0, "right": False}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        window.presenter.count_changed.connect(self._press)

    def _press(self, jobs: int) -> None:
        button = self._window.welcome.findChild(QPushButton, "run_sample")
        if jobs == 0 and button is not None:
            self.seen["window"] = self._window.isVisible()
            self.seen["usable_s"] = round(process_age_s(), 2)
            self.seen["usable_cpu_s"] = round(time.process_time(), 2)
            self._clicked = time.monotonic()
            QTimer.singleShot(0, button, button.click)

    def _look(self) -> None:
        rows = self._window.model.rows()
        if "first_s" not in self.seen and any(row.state is JobState.FINISHED for row in rows):
            self.seen["first_s"] = round(time.monotonic() - self._clicked, 2)
        ended = [row for row in rows if row.state in _ENDED]
        loaded = [self._window.presenter.news.loaded(row.id) for row in ended]
        points = [len(job.result.curve) for job in loaded if job is not None and job.result]
        seconds = time.monotonic() - self._began
        if not (len(ended) == 2 and len(points) == 2) and seconds < _LIMIT_S:
            return
        self._timer.stop()
        finished = sum(row.state is JobState.FINISHED for row in rows)
        self.seen |= {
            "finished": finished,
            "states": [f"{row.state} {row.reason}".strip() for row in rows],
            "levels": [row.level for row in rows],
            "curve_points": points,
            "seconds": round(seconds, 2),
            "right": self.seen["window"] and finished == 2,
        }
        self.done.emit()
