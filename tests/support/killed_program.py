"""A program with a queue of doomed workers, run as a process of its own so that it can be killed.

Usage: killed_program.py DATA PLANS [ANCHOR STEP DEED] [-- SPEC...]

Opens the data folder, adds the specs, resumes what was interrupted or has failed, works until every
job has finished, and prints a line for every event. No job starts before all are added.

With a DEED ("program": itself, "group": its workers too, "frozen": itself while its workers hang)
it ends by that at the STEP-th step from the ANCHOR on: a step is an event, a flush, or a file of
ours that is opened, renamed or removed by the program, or open and still empty. Anchors: "running
N" (the N-th start of a job), "progress N" (the N-th report of progress), "write N" (the N-th file
that is written, while it is empty), "half" (a job has half of its samples), "done" (one is writing
its result), "result" (the first look at a result).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import psutil

from pandavision_gui.engine.progress import Doing
from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.jobs import open_queue as opening
from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    HistoryLoaded,
    JobChanged,
    JobProgressed,
    JobsInterrupted,
)
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.run_rules import RunRules
from pandavision_gui.jobs.supervisor import Limits
from pandavision_gui.jobs.worker_pool import WorkerPool
from pandavision_gui.paths import user_folders

from .doomed_worker import doomed_workers, freeze, step_in_writes

PARALLEL = 2
SILENCE_S = 4.0
LIMIT_S = 60.0


def print_line(**what: object) -> None:
    os.write(1, (json.dumps(what, default=str) + "\n").encode())


def kill_group(process: psutil.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Fate:
    """Counts steps from an anchor on and ends the program at the one that was drawn."""

    def __init__(self, data: Path, anchor: str = "", step: int = 0, deed: str = "") -> None:
        self._data = str(data)
        self._anchor = anchor
        self._left = step
        self._deed = deed
        self._is_near = False
        self._lock = threading.Lock()
        self._seen: dict[str, int] = {}

    def reach(self, anchor: str) -> None:
        """Note that something happened that may be the anchor."""
        count = self._seen[anchor] = self._seen.get(anchor, 0) + 1
        self._is_near |= self._anchor in (anchor, f"{anchor} {count}")

    def step(self) -> None:
        if not (self._is_near and self._deed):
            return
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self._meet()

    def _meet(self) -> None:
        children = [child for child in psutil.Process().children() if child.is_running()]
        print_line(event="doomed", children=[child.pid for child in children])
        if self._deed == "frozen":
            for child in children:
                freeze(child)
        elif self._deed == "group":
            for child in children:
                kill_group(child)
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on what the program does with its files."""

        def on_audit(event: str, arguments: tuple[Any, ...]) -> None:
            if event not in ("open", "os.rename", "os.remove"):
                return
            path = str(arguments[0])
            if self._data in path:
                if path.endswith("result.json"):
                    self.reach("result")
                self.step()

        def on_write() -> None:
            self.reach("write")
            self.step()

        sys.addaudithook(on_audit)
        step_in_writes(self._data, on_write)
        flush = os.fsync

        def fsync(file: int) -> None:
            self.step()
            flush(file)
            self.step()

        os.fsync = fsync


def main() -> None:
    arguments = sys.argv[1:]
    specs = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    data, plans, *doom = arguments[: arguments.index("--")] if "--" in arguments else arguments
    fate = Fate(Path(data), doom[0], int(doom[1]), doom[2]) if doom else Fate(Path(data))
    fate.watch()
    program = Program(Path(data), Path(plans), fate)
    program.add(specs)
    program.work()


class Program:
    """The queue at work."""

    def __init__(self, data: Path, plans: Path, fate: Fate) -> None:
        self._fate = fate
        self._states: dict[str, JobState] = {}
        self._all_finished = threading.Event()
        self._is_open = threading.Event()
        self._has_added = False

        def queue(shelf: JobShelf, *, rules: RunRules, **others: Any) -> JobQueue:
            rules.limits = Limits(silence_s=SILENCE_S)
            return JobQueue(shelf, rules=rules, workers=WorkerPool(doomed_workers(plans)), **others)

        opening.JobQueue = queue  # type: ignore[misc, assignment]
        self._opened = opening.open_queue(
            user_folders(data),
            start_thread=lambda work: threading.Thread(target=work, daemon=True).start(),
            publish=self._publish,
            parallel_jobs=PARALLEL,
        )
        self._is_open.set()

    def add(self, specs: list[str]) -> None:
        self._opened.queue.pause(bool(specs))
        for path in specs:
            job_id = self._opened.queue.add(parse_spec(Path(path).read_bytes())).result(LIMIT_S)
            print_line(event="added", job=job_id)
        self._opened.queue.pause(False)
        self._opened.queue.listed().result(LIMIT_S)  # the history has been told
        self._has_added = True
        self._look()

    def work(self) -> None:
        self._all_finished.wait()
        self._opened.close(resume_next_time=False).result(LIMIT_S)
        self._opened.release()
        print_line(event="end")

    def _publish(self, event: Event) -> None:
        if isinstance(event, HistoryLoaded):
            for row in event.rows:
                self._states[str(row.id)] = row.state
                if row.state is JobState.FAILED:
                    self._resume(row.id)
        elif isinstance(event, JobsInterrupted):
            print_line(event="interrupted", jobs=event.job_ids)
            for job_id in event.job_ids:
                self._resume(job_id)
        elif isinstance(event, JobChanged):
            row = event.row
            print_line(event=row.state, job=row.id, name=row.name, reason=row.reason)
            self._states[str(row.id)] = row.state
            if row.state is JobState.RUNNING:
                self._fate.reach("running")
            elif row.state is JobState.FAILED:
                self._resume(row.id)
            self._look()
        elif isinstance(event, JobProgressed):
            progress = event.progress
            print_line(event="progress", job=event.job_id, finished=progress.finished)
            self._fate.reach("progress")
            if 2 * progress.finished >= progress.total:
                self._fate.reach("half")
            if progress.phase == Doing.DONE:
                self._fate.reach("done")
        elif isinstance(event, CommandRefused):
            print_line(event="refused", sentence=event.sentence)
        self._fate.step()

    def _resume(self, job_id: Any) -> None:
        # On a thread of its own: this one is the queue's, and may be the one that is opening it.
        threading.Thread(target=self._resume_now, args=(job_id,), daemon=True).start()

    def _resume_now(self, job_id: Any) -> None:
        self._is_open.wait()
        queue = self._opened.queue
        queue.resume(job_id)

    def _look(self) -> None:
        if self._has_added and set(self._states.values()) <= {JobState.FINISHED}:
            self._all_finished.set()


if __name__ == "__main__":
    main()
