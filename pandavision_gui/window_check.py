"""The window checks itself: the sample evaluation through its real widgets, on a folder of its own.

For packages: a program that was put together wrongly is found out before a user finds it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton

from pandavision_gui.app import WindowProgram, make_application
from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders

_LIMIT_S = 180.0
_LOOK_MS = 100
_ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


def check_window(report: Path) -> bool:
    """Run the check, write what was seen to `report`, and return whether all was right."""
    app = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="pandavision-check-") as folder:
        program = WindowProgram(app, user_folders(Path(folder)))
        check = _Check(program)
        program.ended.connect(app.quit)
        program.show()
        app.exec()
    write_text_atomically(report, json.dumps(check.seen, indent=2) + "\n")
    return bool(check.seen["right"])


class _Check(QObject):
    def __init__(self, program: WindowProgram) -> None:
        super().__init__(program)
        self._program = program
        self._began = time.monotonic()
        self.seen: dict[str, Any] = {"window": False, "finished": 0, "right": False}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        program.window.presenter.count_changed.connect(self._press)

    def _press(self, jobs: int) -> None:
        button = self._program.window.welcome.findChild(QPushButton, "run_sample")
        if jobs == 0 and button is not None:
            self.seen["window"] = self._program.window.isVisible()
            QTimer.singleShot(0, button, button.click)

    def _look(self) -> None:
        window = self._program.window
        rows = window.model.rows()
        ended = [row for row in rows if row.state in _ENDED]
        loaded = [window.presenter.news.loaded(row.id) for row in ended]
        points = [len(job.result.curve) for job in loaded if job is not None and job.result]
        seconds = time.monotonic() - self._began
        all_ended = len(ended) == 2 and len(points) == 2
        if not all_ended and seconds < _LIMIT_S:
            return
        self._timer.stop()
        self.seen |= {
            "finished": sum(row.state is JobState.FINISHED for row in rows),
            "states": [f"{row.state} {row.reason}".strip() for row in rows],
            "levels": [row.level for row in rows],
            "curve_points": points,
            "seconds": round(seconds, 2),
        }
        self.seen["right"] = self.seen["window"] and self.seen["finished"] == 2
        self._program.window.hide()
        self._program.end(False)
