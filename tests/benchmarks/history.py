"""`make bench`: what a long history, and many jobs added at once, cost the window.

Handlers are timed by the thread's own processor time. Each measurement is a process of its own. Its
memory is the most that it ever had, and is held against its aim.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.window import WatchedApplication  # isort: skip - it loads the window first

import psutil
from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

from pandavision_gui.app import WindowProgram, sample_specs
from pandavision_gui.jobs.events import Event, JobChanged
from pandavision_gui.paths import user_folders
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.queue_bridge import QueueBridge
from tests.support.large_history import make_history

JOBS = 100_000
ADDED = 1000
MEMORY_MB = 250
_LIMIT_MS = 600_000
_STATUS = Path("/proc/self/status")


def measure_history(data: Path) -> dict[str, Any]:
    """Open the window on a long history, then scroll, look for words and sort."""
    began = time.perf_counter()
    app = WatchedApplication()
    program = WindowProgram(app, user_folders(data))
    window = program.window
    shown: list[float] = []
    complete: list[float] = []
    window.presenter.count_changed.connect(lambda _: shown.append(time.perf_counter()))
    program.bridge.history_complete.connect(lambda _: complete.append(time.perf_counter()))
    program.show()
    _wait(lambda: bool(shown))
    first = shown[0] - began
    _wait(lambda: bool(complete))
    found: dict[str, Any] = {
        "first jobs shown, s": round(first, 2),
        "all jobs there, s": round(complete[0] - began, 1),
        "jobs": window.model.rowCount(),
        **_handlers("while they come", app),
        **_memory("memory when they are there, MB"),
    }
    view = window.table.findChild(QTableView)
    bar = view.verticalScrollBar()
    for step in range(40):
        bar.setValue(bar.maximum() * step // 40)
        QTest.qWait(20)
    found |= _handlers("scrolling", app)
    words = window.table.findChild(QLineEdit)
    words.setText("network 17")
    QTest.qWait(1500)
    found |= _handlers("looking for words", app)
    words.clear()
    QTest.qWait(1500)
    app.longest.clear()
    at = time.thread_time()
    view.sortByColumn(6, Qt.SortOrder.AscendingOrder)
    found["sorting by a column, ms"] = round((time.thread_time() - at) * 1000)
    for column in Column:
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            view.sortByColumn(column, order)
    QTest.qWait(500)
    # The first one after a start looks for its like among all that are there.
    program.opened.queue.pause(True).result()
    added = program.opened.queue.add(sample_specs()[0])
    _wait(added.done)
    QTest.qWait(500)
    found |= _memory("memory after every order and a job added, MB")
    _end(app, program)
    return found


def _memory(when: str) -> dict[str, Any]:
    """Return the most that this process ever had in memory, 1024² bytes."""
    most = psutil.Process().memory_info().rss // 2**20
    if _STATUS.exists():  # getrusage counts what the parent had before it became this process
        most = int(_STATUS.read_text().partition("VmHWM:")[2].split()[0]) // 1024
    return {when: most, f"{when}: aim": f"{'met' if most < MEMORY_MB else 'MISSED'}, {MEMORY_MB}"}


def measure_adding(data: Path) -> dict[str, Any]:
    """Add many jobs at once to a paused queue and watch the window while they come."""
    told: dict[UUID, float] = {}
    publish = QueueBridge.publish

    def note(bridge: QueueBridge, event: Event) -> None:
        if isinstance(event, JobChanged):
            told.setdefault(event.row.id, time.perf_counter())
        publish(bridge, event)

    QueueBridge.publish = note  # type: ignore[method-assign]
    app = WatchedApplication()
    program = WindowProgram(app, user_folders(data))
    queue = program.opened.queue
    program.show()
    queue.pause(True).result()
    QTest.qWait(4000)
    came: dict[UUID, float] = {}
    program.bridge.job_changed.connect(
        lambda event: came.setdefault(event.row.id, time.perf_counter())
    )
    app.longest.clear()
    spec = sample_specs()[0]
    began = time.perf_counter()
    futures = [queue.add(spec) for _ in range(ADDED)]
    _wait(lambda: all(future.done() for future in futures))
    took = time.perf_counter() - began
    QTest.qWait(1000)
    delays = [(came[job] - told[job]) * 1000 for job in told]
    found = {
        "jobs added": len(delays),
        "took, s": round(took, 1),
        **_handlers("handlers", app),
        "from the queue to the table, p99 ms": round(statistics.quantiles(delays, n=100)[98], 1),
        "from the queue to the table, most ms": round(max(delays), 1),
    }
    _end(app, program)
    return found


def _handlers(when: str, app: WatchedApplication) -> dict[str, Any]:
    ordered = sorted((seconds for seconds, _ in app.longest), reverse=True)
    longest = max(app.longest)
    app.longest.clear()
    return {
        f"{when}: p99 ms": round(ordered[len(ordered) // 100] * 1000, 1),
        f"{when}: longest ms": round(longest[0] * 1000, 1),
        f"{when}: which": longest[1],
    }


def _wait(is_so: Callable[[], bool]) -> None:
    # A timer turns the event loop: what comes from other threads is handled as in the program.
    deadline = QDeadlineTimer(_LIMIT_MS)
    timer = QTimer()
    timer.setInterval(5)
    app = QApplication.instance()
    assert app is not None

    def look() -> None:
        if is_so() or deadline.hasExpired():
            app.exit(0)

    timer.timeout.connect(look)
    timer.start()
    app.exec()
    if deadline.hasExpired():
        raise TimeoutError("a state did not come")


def _end(app: QApplication, program: WindowProgram) -> None:
    program.ended.connect(lambda: app.exit(0))  # quit() would ask the window
    QTimer.singleShot(0, lambda: program.end(False))  # it may be at rest before the loop begins
    app.exec()


def main() -> None:
    if len(sys.argv) > 1:
        measure = {"history": measure_history, "adding": measure_adding}[sys.argv[1]]
        sys.stdout.write(json.dumps(measure(Path(sys.argv[2]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for what, data in (("history", Path(folder) / "long"), ("adding", Path(folder) / "new")):
            if what == "history":
                make_history(user_folders(data), JOBS)
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.history", what, str(data)],
                capture_output=True,
                text=True,
                check=True,
            )
            for name, figure in json.loads(done.stdout).items():
                sys.stdout.write(f"{what}: {name}: {figure}\n")


if __name__ == "__main__":
    main()
