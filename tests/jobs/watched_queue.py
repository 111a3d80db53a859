"""A real queue in a real data folder, whose events can be waited for; its workers may be stand-ins.

A stand-in does what the first word of its job's name says: see `_PROGRAM`.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    HistoryLoaded,
    JobChanged,
    JobRemoved,
    JobRow,
    JobsFound,
)
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import JobStarted, Progress, WarningGiven, encode
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.run_rules import RunRules
from pandavision_gui.jobs.supervisor import Limits
from pandavision_gui.jobs.worker_pool import WorkerPool
from pandavision_gui.jobs.worker_process import WORKER_FLAG, WorkerProcess
from pandavision_gui.paths import UserFolders, user_folders

from .fake_workers import FINISHED, HELLO, STOPPED, failed

LIMIT_S = 30.0
ANY_ROOM = DiskRoom(reserve_bytes=0)
"""Jobs go as far as the disk lets them."""


def any_file(path: str) -> None:
    """Take every file for one that can be read: stand-ins open none."""


RECORDED = Path(__file__).parents[1] / "recorded"
RECORDED_JOB = RECORDED / "finished_job"

SPEC: dict[str, Any] = json.loads(
    """{"dataset": "/data/signs.h5", "trained-model": "/data/signs.onnx",
        "perturbation-values": [0, 0.02, 0.04]}"""
)
PROGRESS = Progress.model_validate(
    {
        "phase": "Attacking",
        "started": 2,
        "finished": 1,
        "total": 3,
        "share": 0.5,
        "passes": {},
        "elapsed_s": 1.0,
        "left_s": None,
        "band": (),
    }
)

STARTED = JobStarted(
    samples=3, classes=2, attack="mpgd-linf", device="cuda", batch_size=3, assumptions=()
)
_PROGRAM = f"""
import json, os, shutil, signal, sys
def say(line):
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
def hear():
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(3)
    return json.loads(line)
command = hear()
while command["type"] != "run_job":
    command = hear()
folder = command["folder"]
with open(os.path.join(folder, "spec.json")) as file:
    word = json.load(file)["name"].split()[0]
say({encode(HELLO)!r})
def result():
    shutil.copyfile({str(RECORDED_JOB / "result.json")!r}, os.path.join(folder, "result.json"))
if word == "finish":
    result()
    say({encode(FINISHED)!r})
elif word == "talk":
    say({encode(PROGRESS)!r})
    say({encode(WarningGiven(text="Mind the step."))!r})
    result()
    say({encode(FINISHED)!r})
elif word == "gpu":
    say({encode(STARTED)!r})
    say({encode(PROGRESS)!r})
    hear()
    say({encode(STOPPED)!r})
elif word == "wait":
    hear()
    say({encode(STOPPED)!r})
elif word == "once":
    first = not os.path.exists(os.path.join(folder, "resolved.json"))
    open(os.path.join(folder, "resolved.json"), "w").close()
    if first:
        hear()
        say({encode(STOPPED)!r})
    else:
        result()
        say({encode(FINISHED)!r})
elif word == "late":
    hear()
    result()
    say({encode(FINISHED)!r})
elif word == "silent":
    result()
    signal.pause()
elif word == "hang":
    while True:
        signal.pause()
elif word == "die":
    os.kill(os.getpid(), signal.SIGKILL)
elif word == "die_once":
    if not os.path.exists(os.path.join(folder, "resolved.json")):
        open(os.path.join(folder, "resolved.json"), "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    result()
    say({encode(FINISHED)!r})
elif word == "die_late":
    open(os.path.join(folder, "checkpoint.npz"), "w").close()
    result()
    os.kill(os.getpid(), signal.SIGKILL)
elif word == "die_when_stopped":
    hear()
    os.kill(os.getpid(), signal.SIGKILL)
elif word == "starved":
    say({encode(failed("environment", "system_short"))!r})
elif word == "filemissing":
    say({encode(failed("input", "file_missing"))!r})
elif word == "refuse":
    say({encode(failed("input"))!r})
elif word == "hinder":
    say({encode(failed("environment"))!r})
"""

_Answer = TypeVar("_Answer")


def stand_in() -> WorkerProcess:
    """Start a stand-in for the worker."""
    return WorkerProcess([sys.executable, "-I", "-S", "-c", _PROGRAM, WORKER_FLAG])


def job_spec(name: str) -> EvaluationSpec:
    """Return the spec of a job for a stand-in."""
    return parse_spec(json.dumps({**SPEC, "name": name}).encode())


@dataclass
class Events:
    """All events so far, and a way to wait for one."""

    seen: list[Event] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    unheard: set[str] = field(default_factory=set)

    def publish(self, event: Event) -> None:
        if isinstance(event, CommandRefused) and any(w in event.sentence for w in self.unheard):
            return
        with self.changed:
            self.seen.append(event)
            self.changed.notify_all()

    def wait_until(self, look: Callable[[list[Event]], _Answer], limit_s: float = LIMIT_S) -> Any:
        """Return what `look` makes of the events so far, as soon as that is true."""
        deadline = time.monotonic() + limit_s
        with self.changed:
            while not (found := look(self.seen)):
                left = deadline - time.monotonic()
                if left <= 0 or not self.changed.wait(left):
                    raise AssertionError(f"not within {limit_s} s: {self.seen[-8:]}")
            return found

    def of(self, kind: type[Any]) -> list[Any]:
        """Return the events of a kind."""
        with self.changed:
            return [event for event in self.seen if isinstance(event, kind)]

    def row(self, job_id: UUID) -> JobRow | None:
        """Return a job as the last event told it."""
        with self.changed:
            return rows_told(self.seen).get(job_id)

    def states(self, job_id: UUID) -> list[str]:
        """Return the states that a job was told to be in since the history."""
        return [str(e.row.state) for e in self.of(JobChanged) if e.row.id == job_id]

    def wait_for_state(self, job_id: UUID, *states: JobState, limit_s: float = LIMIT_S) -> JobRow:
        """Wait until a job is in one of these states, as a reader of events knows it."""

        def look(_: list[Event]) -> JobRow | None:
            row = self.row(job_id)
            return row if row is not None and row.state in states else None

        row: JobRow = self.wait_until(look, limit_s)
        return row


@dataclass
class WatchedQueue:
    """A queue at work with what it has said."""

    queue: JobQueue
    folders: UserFolders
    events: Events
    threads: list[threading.Thread]
    is_closed: bool = False

    def settle(self) -> None:
        """Wait until all that was asked of the queue so far has been done."""
        nobody = uuid4()
        self.events.unheard.add(str(nobody))
        with contextlib.suppress(InputError):
            self.queue.stop(nobody).result(LIMIT_S)

    def add(self, name: str) -> UUID:
        """Put a job for a stand-in into the queue."""
        return self.queue.add(job_spec(name)).result(LIMIT_S)

    def add_running(self, name: str) -> UUID:
        """Put a job into the queue and wait until it runs."""
        job_id = self.add(name)
        self.events.wait_for_state(job_id, JobState.RUNNING)
        return job_id

    def settled(self, job_id: UUID, limit_s: float = LIMIT_S) -> JobRow:
        """Wait for a job's end."""
        ends = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
        return self.events.wait_for_state(job_id, *ends, limit_s=limit_s)

    def folder(self, job_id: UUID) -> JobFolder:
        """Return a job's folder."""
        return JobFolder(self.folders.jobs / str(job_id))

    def worker_pid(self, job_id: UUID) -> int:
        """Return the process id of a running job's worker."""
        worker = self.folder(job_id).read_worker()
        assert worker is not None
        return worker.pid

    def rows(self) -> dict[UUID, JobRow]:
        """Return every job as a reader of the events knows them after the history."""
        return rows_told(self.events.seen)

    def answer(self, future: Future[_Answer]) -> _Answer:
        """Wait for an answer."""
        return future.result(LIMIT_S)

    def close(self, *, resume_next_time: bool = False, limit_s: float = LIMIT_S) -> None:
        """Bring it to rest, for good."""
        self.is_closed = True
        self.queue.close(resume_next_time=resume_next_time).result(limit_s)
        assert self.queue.join(limit_s)
        for thread in self.threads:
            thread.join(limit_s)
            assert not thread.is_alive()


def rows_told(events: list[Event]) -> dict[UUID, JobRow]:
    """Return the list that a window would show after these events."""
    rows: dict[UUID, JobRow] = {}
    for event in list(events):
        if isinstance(event, HistoryLoaded):
            rows = {row.id: row for row in event.rows}
        elif isinstance(event, JobsFound):
            rows.update((row.id, row) for row in event.rows)
        elif isinstance(event, JobChanged):
            rows[event.row.id] = event.row
        elif isinstance(event, JobRemoved):
            rows.pop(event.job_id, None)
    return rows


@contextlib.contextmanager
def watched_queue(
    data: Path,
    *,
    parallel_jobs: int = 1,
    retry_lost_workers: bool = False,
    limits: Limits | None = None,
    start_worker: Callable[[], WorkerProcess] = stand_in,
    publish: Callable[[Event], None] = lambda event: None,
    resume_next_time: bool = False,
    room: DiskRoom = ANY_ROOM,
    read: Callable[[str], None] = any_file,
) -> Iterator[WatchedQueue]:
    """Open a queue whose history has been loaded; it is closed in the end if it is not yet."""
    folders = user_folders(data)
    events = Events()
    threads: list[threading.Thread] = []

    def start_thread(work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="supervisor", daemon=True)
        threads.append(thread)
        thread.start()

    def tell(event: Event) -> None:
        publish(event)
        events.publish(event)

    queue = JobQueue(
        JobShelf(folders),
        start_thread=start_thread,
        publish=tell,
        rules=RunRules(parallel_jobs, retry_lost_workers, limits=limits),
        workers=WorkerPool(start_worker),
        room=room,
        read=read,
    )
    queue.start()
    watched = WatchedQueue(queue, folders, events, threads)
    try:
        watched.settle()
        yield watched
    except BaseException:
        with contextlib.suppress(Exception):  # why the test failed is what matters
            watched.close(limit_s=8)
        raise
    if not watched.is_closed:
        watched.close(resume_next_time=resume_next_time)
