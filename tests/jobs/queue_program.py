"""A program with a queue, run as a process of its own so that it can be killed.

Usage: queue_program.py DATA SPEC COUNT WORKERS [EVENT WHAT]

Opens the data folder, adds the spec COUNT times and prints a line for every event. WORKERS is
"real" or "stand-in". At the first EVENT ("running", "stopping", "progress") it does WHAT, a word of
`_DEEDS`; without one it ends when every job has ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from uuid import UUID

import psutil

from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs import open_queue as opening
from pandavision_gui.jobs.events import CommandRefused, Event, JobChanged, JobProgressed
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.paths import user_folders

ENDED = {JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED}


def print_line(**what: object) -> None:
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()


def die(_: JobQueue) -> None:
    """Name the children and be killed."""
    print_line(event="children", pids=[child.pid for child in psutil.Process().children()])
    os.kill(os.getpid(), signal.SIGKILL)


def die_with_frozen_children(queue: JobQueue) -> None:
    for child in psutil.Process().children():
        child.suspend()
    die(queue)


def main() -> None:
    data, spec_file, count, workers, *rest = sys.argv[1:]
    waited, what = rest if rest else ("", "")
    opened: list[opening.OpenedQueue] = []
    is_open, all_ended = threading.Event(), threading.Event()
    states: dict[str, JobState] = {}

    def publish(event: Event) -> None:
        word = ""
        if isinstance(event, JobChanged):
            word = str(event.row.state)
            print_line(event=word, job=event.row.id, reason=event.row.reason)
            states[str(event.row.id)] = event.row.state
            if len(states) >= int(count) and set(states.values()) <= ENDED:
                all_ended.set()
        elif isinstance(event, JobProgressed):
            word = "progress" if event.progress.finished else ""
        elif isinstance(event, CommandRefused):
            print_line(event="refused", sentence=event.sentence)
            if not rest:
                all_ended.set()
        if word and word == waited:
            is_open.wait()
            _DEEDS[what](opened[0].queue)
        if what == "stop_then_die" and word == "progress":
            is_open.wait()
            running = [job for job, state in states.items() if state is JobState.RUNNING]
            opened[0].queue.stop(UUID(running[0]))

    if workers == "stand-in":
        from tests.jobs.watched_queue import stand_in

        opening.JobQueue = _with_workers(stand_in)  # type: ignore[misc, assignment]
    try:
        queue = opening.open_queue(
            user_folders(Path(data)),
            start_thread=lambda work: threading.Thread(target=work, daemon=True).start(),
            publish=publish,
        )
    except PandaVisionError as error:
        print_line(event="not opened", sentence=error.sentence(), code=error.code)
        return
    opened.append(queue)
    is_open.set()
    spec = parse_spec(Path(spec_file).read_bytes())
    for _ in range(int(count)):
        error = queue.queue.add(spec).exception()
        if error is not None:
            print_line(event="not added", sentence=str(error))
    all_ended.wait()
    queue.close(resume_next_time=False).result(20)
    queue.release()
    print_line(event="end", threads=threading.active_count())


def _with_workers(start: object) -> object:
    from functools import partial

    from pandavision_gui.jobs.worker_pool import WorkerPool
    from tests.jobs.watched_queue import ANY_ROOM, any_file

    return partial(JobQueue, room=ANY_ROOM, read=any_file, workers=WorkerPool(start))  # type: ignore[arg-type]


_DEEDS = {
    "die": die,
    "freeze_and_die": die_with_frozen_children,
    "stop_then_die": die,
}

if __name__ == "__main__":
    main()
