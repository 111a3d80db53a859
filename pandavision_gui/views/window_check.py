"""The window checks itself: the sample evaluation through its real widgets.

For packages: a program that was put together wrongly is found out before a user finds it.
"""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.main_window import MainWindow

_LIMIT_S = 180.0
_LOOK_MS = 100
_ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


class WindowCheck(QObject):
    """Presses the sample's button in a window without jobs and watches what becomes of it.

    Signals
    -------
    done
        Both jobs have ended, or the time is over: `seen` says what was seen.

    Attributes
    ----------
    seen
        For the report; `right` is True when the window was there and both jobs finished.
    """

    done = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._began = time.monotonic()
        self.seen: dict[str, Any] = {"window": False, "finished": 0, "right": False}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        window.presenter.count_changed.connect(self._press)

    def _press(self, jobs: int) -> None:
        button = self._window.welcome.findChild(QPushButton, "run_sample")
        if jobs == 0 and button is not None:
            self.seen["window"] = self._window.isVisible()
            QTimer.singleShot(0, button, button.click)

    def _look(self) -> None:
        rows = self._window.model.rows()
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
