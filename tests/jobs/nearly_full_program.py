"""Jobs on a small disk that somebody else nearly fills up; prints one line of JSON.

Usage: nearly_full_program.py DISK queue | nearly_full_program.py DISK run SPEC PROGRAMS WORKERS
with the two sockets of `fork_server.Ready`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs import hold, worker_watch
from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.events import CommandRefused
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState

from ..support.fork_server import Ready
from .watched_queue import LIMIT_S, SPEC, watched_queue

MIB = 2**20


def leave(disk: Path, left: int) -> Path:
    """Fill the disk until so many bytes are left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        while (more := shutil.disk_usage(disk).free - left) > 0:
            file.write(b"x" * min(more, MIB))
    return filler


def in_the_queue(disk: Path) -> dict[str, Any]:
    worker_watch.HINDRANCE_S = 0.05
    hold.RETRY_S = 0.2
    short = {**SPEC, "evaluation-mode": "fast", "samples": 1}
    with watched_queue(disk / "data", room=DiskRoom(2 * MIB)) as watched:
        running, waiting = (
            watched.queue.add(spec_from_document({**short, "name": name})).result(LIMIT_S)
            for name in ("once", "finish")
        )
        watched.events.wait_for_state(running, JobState.RUNNING)
        filler = leave(disk, MIB)
        stopped = watched.settled(running)
        told = watched.events.wait_until(lambda _: watched.events.of(CommandRefused))
        left = shutil.disk_usage(disk).free
        refused = watched.queue.add(spec_from_document({**short, "name": "no"})).exception(LIMIT_S)
        job = watched.folder(running).read_job()
        states = [str(watched.rows()[job_id].state) for job_id in (running, waiting)]
        filler.unlink()
        watched.settled(waiting)  # by itself
        watched.queue.resume(running).result(LIMIT_S)
        watched.events.wait_for_state(running, JobState.FINISHED)
    return {
        "reason": stopped.reason,
        "told": [event.sentence for event in told],
        "left": left,
        "refused": getattr(refused, "code", None),
        "states": states,
        "on_disk": job and [str(job.state), job.reason],
    }


def a_single_run(disk: Path, spec: str, ready: Ready) -> dict[str, Any]:
    out = disk / "out"
    command = ready.command(["run", spec, "--out", str(out), "--json-events"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None, "it was asked for"
        events = (json.loads(line) for line in running.stdout)
        next(event for event in events if event["type"] == "rows_finished")
        filler = leave(disk, 60 * MIB)
        rest = list(events)
    job = JobFolder(out).read_job()
    left = [path.name for path in out.iterdir()]
    rows = len(list((out / "rows").glob("*.npz")))
    filler.unlink()
    again = subprocess.run(
        [*command, "--resume"], capture_output=True, text=True, check=False, timeout=120
    )
    return {
        "status": running.returncode,
        "outcome": rest[-1],
        "job": job and [str(job.state), job.reason],
        "left": left,
        "rows": rows,
        "again": again.returncode,
        "result": (out / "result.json").exists(),
    }


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if sys.argv[2] == "queue":
        report = in_the_queue(place)
    else:
        report = a_single_run(place, sys.argv[3], Ready(*map(Path, sys.argv[4:]), quick=True))
    sys.stdout.write(json.dumps(report) + "\n")
