"""`make bench-window`: how soon the window can be used, and how long handlers hold its event loop.

Each start is a process of its own. Handlers are timed by the thread's own processor time, which
other work on the machine does not lengthen, beside the delay of a timer in wall time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pandavision_gui.cli.window import load_window

load_window()  # as the program does

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from pandavision_gui.app import WindowProgram, sample_specs  # noqa: E402
from pandavision_gui.jobs.job_state import JobState  # noqa: E402
from pandavision_gui.paths import user_folders  # noqa: E402
from pandavision_gui.settings import Settings, save_settings  # noqa: E402

STARTS = 7
WATCHED_S = 10.0
_TIMER_MS = 10


class WatchedApplication(QApplication):
    """Measures every event that is handled."""

    def __init__(self) -> None:
        super().__init__(sys.argv[:1])
        self.longest: list[tuple[float, str]] = []
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        kind = event.type()
        name = receiver.metaObject().className()
        began = time.thread_time()
        self._depth += 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.longest.append((time.thread_time() - began, f"{name} {kind.name}"))


def measure_start() -> dict[str, float]:
    """In a process of its own: from its first instruction here to a painted, idle window."""
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        program = WindowProgram(app, user_folders(Path(folder)))
        usable: list[float] = []
        there: list[int] = []
        program.window.presenter.count_changed.connect(there.append)
        program.show()
        # Idle means: the history is there, everything is painted and nothing waits to be handled.
        idle = QTimer()
        idle.setInterval(0)

        def look() -> None:
            if there and not usable and program.window.form.isVisible():
                usable.append(time.time())
                program.end(False)

        idle.timeout.connect(look)
        idle.start()
        program.ended.connect(lambda: app.exit(0))  # quit() would ask the window
        app.exec()
    return {"usable": usable[0]}


def measure_handlers() -> dict[str, Any]:
    """Two jobs side by side while every handler is timed, then an idle window."""
    app = WatchedApplication()
    with tempfile.TemporaryDirectory() as folder:
        folders = user_folders(Path(folder))
        save_settings(folders.config / "settings.json", Settings(parallel_jobs=2))
        program = WindowProgram(app, folders)
        program.show()
        _wait(lambda: program.window.welcome.isVisible())
        QTest.qWait(3000)
        idle = _watch(app, program, running=False)
        for spec in sample_specs():
            longer = spec.model_copy(
                update={
                    "evaluation_mode": "complete",
                    "samples": None,
                    "attack_params": {"steps": 200},
                }
            )
            program.opened.queue.add(longer)
        busy = _watch(app, program, running=True)
        program.ended.connect(lambda: app.exit(0))  # quit() would ask the window
        QTimer.singleShot(0, lambda: program.end(False))
        app.exec()
    return {"idle": idle, "two jobs": busy}


def _watch(app: WatchedApplication, program: WindowProgram, *, running: bool) -> dict[str, Any]:
    if running:
        _wait(lambda: [r.state for r in program.window.model.rows()] == [JobState.RUNNING] * 2)
    app.longest.clear()
    delays: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        delays.append((now - last[0]) * 1000 - _TIMER_MS)
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(_TIMER_MS)
    QTest.qWait(int(WATCHED_S * 1000))
    timer.stop()
    longest, what = max(app.longest)
    return {
        "longest handler, ms": round(longest * 1000, 1),
        "which": what,
        "events": len(app.longest),
        "timer late, p99 ms": round(statistics.quantiles(delays, n=100)[98], 1),
    }


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(60_000)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("a state did not come")
        QTest.qWait(20)


def _in_process(what: str) -> tuple[float, dict[str, Any]]:
    # As it is installed: else each start would compile the whole program anew where a machine's
    # environment forbids to keep what was compiled.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.window", what],
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return began, found


def main() -> None:
    if len(sys.argv) > 1:
        measured = measure_start() if sys.argv[1] == "start" else measure_handlers()
        sys.stdout.write(json.dumps(measured))
        return
    seconds = []
    for _ in range(STARTS + 1):
        began, found = _in_process("start")
        seconds.append(found["usable"] - began)
    starts = ", ".join(f"{s:.2f}" for s in sorted(seconds[1:]))  # the first one warms the disk
    sys.stdout.write(f"usable after {statistics.median(seconds[1:]):.2f} s ({starts})\n")
    _, handlers = _in_process("handlers")
    for when, figures in handlers.items():
        sys.stdout.write(f"{when}: {figures}\n")


if __name__ == "__main__":
    main()
