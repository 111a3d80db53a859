"""Jobs with real workers on disks that break under them and are mended; prints a line each.

Usage: broken_disk_program.py FOLDER SPEC WORKERS, in a mount namespace of its own, as root of it;
WORKERS is the socket of a `fork_server`.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pandavision_gui.engine.evaluation.row_writer import read_rows
from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.jobs.events import CommandRefused, JobProgressed
from pandavision_gui.jobs.worker_process import WorkerProcess
from tests.jobs.watched_queue import WatchedQueue, rows_told, watched_queue
from tests.support.fork_server import worker_command
from tests.support.sample_files import read_table

SAMPLES = 12
_LIMIT_S = 60.0


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=20)


@contextlib.contextmanager
def no_room(data: Path) -> Iterator[None]:
    """Take all room, and what a file that was being written gives back as well."""
    filler, ended = data / "filler", threading.Event()
    is_full = threading.Event()

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            while not ended.is_set():
                try:
                    file.write(bytes(4096))
                except OSError:
                    is_full.set()

    taking = threading.Thread(target=fill)
    taking.start()
    is_full.wait(_LIMIT_S)
    yield
    ended.set()
    taking.join()
    filler.unlink()


@contextlib.contextmanager
def no_inodes(data: Path) -> Iterator[None]:
    """Take every file that the disk can still have."""
    filler = data / "filler"
    with contextlib.suppress(OSError):
        filler.mkdir()
        for number in range(100_000):
            (filler / str(number)).touch()
    yield
    run("rm", "-r", filler)


@contextlib.contextmanager
def read_only(data: Path) -> Iterator[None]:
    """Make it read-only for whatever is opened from now on."""
    view = data.with_name("view")
    view.mkdir()
    run("mount", "--bind", data, view)
    run("mount", "-o", "remount,bind,ro", view)
    run("mount", "--move", view, data)
    yield
    run("umount", "--lazy", data)


@contextlib.contextmanager
def gone(data: Path) -> Iterator[None]:
    """The folder is moved away, as one on a drive that was unplugged, and comes back."""
    away = data.with_name("away")
    data.rename(away)
    yield
    run("rm", "-rf", data)
    away.rename(data)


@contextlib.contextmanager
def removed(data: Path) -> Iterator[None]:
    """It is gone for good."""
    run("rm", "-rf", data)
    yield


FAULTS = {
    "no room": no_room,
    "no inodes": no_inodes,
    "read-only": read_only,
    "gone": gone,
    "removed": removed,
}


def undisturbed(data: Path, spec: EvaluationSpec, workers: Path) -> Path:
    """Run the job in a data folder where nothing happens; return the job's folder."""
    with watched_queue(
        data, start_worker=lambda: WorkerProcess(worker_command(workers, quick=True))
    ) as watched:
        whole = watched.settled(watched.queue.add(spec).result(_LIMIT_S), _LIMIT_S)
        return watched.folder(whole.id).path


def work(
    folder: Path, name: str, spec: EvaluationSpec, workers: Path, whole: Path
) -> dict[str, Any]:
    """Break the disk in the middle of a job, mend it, and resume.

    Parameters
    ----------
    whole
        The folder of the undisturbed job, which comes into the data folder, too.
    """
    disk = folder / name
    disk.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=400", "tmpfs", disk)
    data = disk / "data"
    data.mkdir()
    shutil.copytree(whole, data / "jobs" / whole.name)
    with watched_queue(
        data, start_worker=lambda: WorkerProcess(worker_command(workers, quick=True))
    ) as watched:
        job_id = watched.queue.add(spec).result(_LIMIT_S)
        checkpoint = watched.folder(job_id).path / "checkpoint.npz"
        watched.events.wait_until(
            lambda _: checkpoint.exists() and reports(watched, job_id), _LIMIT_S
        )
        with FAULTS[name](data):
            hindered = watched.settled(job_id, _LIMIT_S)
            watched.settle()
        told = [event.sentence for event in watched.events.of(CommandRefused)]
        report = {
            "state": hindered.state,
            "reason": hindered.reason,
            "told": told,
            "reported": max(reports(watched, job_id)),
            "on disk": len(read_rows(watched.folder(job_id).path, np.arange(SAMPLES))),
            "next start": [],
            "resumed": None,
            "refused": "",
        }
        if data.exists():
            report["next start"] = shown_next_time(data, folder / f"{name} next")
        resume = watched.queue.resume(job_id)
        if (refusal := resume.exception(_LIMIT_S)) is not None:
            return {**report, "refused": str(refusal), "same": False}
        report["resumed"] = watched.settled(job_id, _LIMIT_S).state
        tables = [table(path) for path in (whole, watched.folder(job_id).path)]
        return {**report, "same": tables[0] == tables[1] != ""}


def reports(watched: WatchedQueue, job_id: object) -> list[int]:
    heard = [event for event in watched.events.of(JobProgressed) if event.job_id == job_id]
    return [event.progress.finished for event in heard if event.progress.finished]


def shown_next_time(data: Path, copy: Path) -> list[str]:
    """Return the states that the next start would show if the program ended now."""
    run("cp", "-a", data, copy)
    with watched_queue(copy, parallel_jobs=0) as watched:
        return sorted(str(row.state) for row in rows_told(watched.events.seen).values())


def table(job: Path) -> str:
    """Return the table of a finished job, to compare; empty without one."""
    try:
        columns = read_table(job / "samples.h5")
    except OSError:
        return ""
    return "".join(f"{name}{columns[name].tobytes().hex()}" for name in sorted(columns))


def main() -> None:
    folder, spec, workers = Path(sys.argv[1]), load_spec(Path(sys.argv[2])), Path(sys.argv[3])
    whole = undisturbed(folder / "undisturbed", spec, workers)
    for name in sys.argv[4:] or FAULTS:
        report = {"fault": name, **work(folder, name, spec, workers, whole)}
        sys.stdout.write(json.dumps(report, default=str) + "\n")


if __name__ == "__main__":
    main()
