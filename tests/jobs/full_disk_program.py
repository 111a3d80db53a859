"""A program with a queue of stand-ins on a small disk, which it fills up; prints one line of JSON.

Usage: full_disk_program.py DATA adding|running
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from pandavision_gui.jobs.events import CommandRefused
from pandavision_gui.jobs.job_state import JobState

from .watched_queue import LIMIT_S, job_spec, watched_queue


def fill(path: Path) -> None:
    """Take all the room that is left."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (4096, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass


def shown_next_time(data: Path) -> dict[str, Any]:
    """Start again with some room, and return what is shown."""
    (data / "filler").unlink(missing_ok=True)
    with watched_queue(data, parallel_jobs=0) as watched:
        rows = {str(job_id): str(row.state) for job_id, row in watched.rows().items()}
    return {"shown": rows, "folders": [path.name for path in (data / "jobs").iterdir()]}


def while_adding(data: Path) -> dict[str, Any]:
    added, refused = [], []
    with watched_queue(data, parallel_jobs=0) as watched:
        for number in range(400):
            future = watched.queue.add(job_spec(f"finish {number}"))
            error = future.exception(LIMIT_S)
            if error is None:
                added.append(str(future.result()))
            else:
                refused.append(str(getattr(error, "sentence", lambda e=error: repr(e))()))
            if len(refused) == 3:
                break
        told = [event.sentence for event in watched.events.of(CommandRefused)]
        before = [str(job_id) for job_id in watched.rows()]
    (data / "filler").unlink(missing_ok=True)
    return {
        "added": added,
        "refused": refused,
        "told": told,
        "before": before,
        **shown_next_time(data),
    }


def while_running(data: Path) -> dict[str, Any]:
    with watched_queue(data) as watched:
        running = watched.add_running("wait")
        waiting = watched.add("finish")
        fill(data / "filler")
        watched.queue.stop(running)
        watched.events.wait_for_state(running, JobState.CANCELLED)
        watched.settle()
        told = [event.sentence for event in watched.events.of(CommandRefused)]
        states = {str(job_id): str(row.state) for job_id, row in watched.rows().items()}
        (data / "filler").unlink()
        other = watched.add("finish")
        for job_id in (waiting, other):
            watched.settled(job_id)
        after = {str(job_id): str(row.state) for job_id, row in watched.rows().items()}
    names = {"running": str(running), "waiting": str(waiting), "other": str(other)}
    return {**names, "told": told, "states": states, "after": after, **shown_next_time(data)}


if __name__ == "__main__":
    work = {"adding": while_adding, "running": while_running}[sys.argv[2]]
    sys.stdout.write(json.dumps(work(Path(sys.argv[1]))) + "\n")
