"""Asks a queue for this and that, in many data folders, each in a process of its own.

Usage: commands_program.py ROOT ANSWERS COUNT

The processes are forked off this one, so hundreds take seconds. ANSWERS is the socket where
somebody answers their system calls. Number N works in ROOT/N/data and makes the file ROOT/N/room
when the disk should take everything again. Prints a line of JSON for each.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from uuid import UUID

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import CommandRefused, Event, JobsInterrupted
from pandavision_gui.jobs.open_queue import open_queue
from pandavision_gui.paths import user_folders
from tests.jobs.watched_queue import job_spec, rows_told
from tests.support.system_calls import install_filter

_LIMIT_S = 30.0
_SIDE_BY_SIDE = 2


class Life:
    """One run of the program in a data folder.

    Attributes
    ----------
    sentences
        By command: why it was refused; None where it was done.
    """

    def __init__(self, data: Path) -> None:
        self.sentences: dict[str, str | None] = {}
        self.events: list[Event] = []
        self._threads: list[threading.Thread] = []
        self._opened = open_queue(
            user_folders(data),
            start_thread=lambda work: None,
            publish=self.events.append,
            parallel_jobs=0,
        )
        self.queue = self._opened.queue

    def ask(self, name: str, command: Callable[[], Future[Any]]) -> Any:
        try:
            answer = command().result(_LIMIT_S)
        except PandaVisionError as error:
            self.sentences[name] = error.sentence()
        else:
            self.sentences[name] = None
            return answer

    def end(self) -> dict[str, Any]:
        self._opened.close(resume_next_time=False).result(_LIMIT_S)
        self._opened.release()
        rows = sorted(rows_told(self.events).values(), key=lambda row: (row.order, row.created))
        return {
            "sentences": self.sentences,
            "told": [e.sentence for e in self.events if isinstance(e, CommandRefused)],
            "shown": {row.name: str(row.state) for row in rows},
            "interrupted": [e for e in self.events if isinstance(e, JobsInterrupted)],
        }


def live(data: Path) -> dict[str, Any]:
    try:
        life = Life(data)
    except PandaVisionError as error:
        return {"sentences": {"open": error.sentence()}, "told": [], "shown": {}}
    queue = life.queue
    jobs: dict[str, UUID] = {}
    for name in ("one", "two", "three"):
        job = life.ask(f"add {name}", lambda name=name: queue.add(job_spec(name)))
        if job is not None:
            jobs[name] = job
    commands: list[tuple[str, str, Callable[[UUID], Future[Any]]]] = [
        ("move", "three", lambda job: queue.move(job, jobs.get("one"))),
        ("remove", "two", queue.remove),
        ("restore", "two", queue.restore),
        ("stop", "one", queue.stop),
        ("resume", "one", queue.resume),
        ("stop", "three", queue.stop),
    ]
    for word, name, command in commands:
        if name in jobs:
            life.ask(f"{word} {name}", lambda c=command, n=name: c(jobs[n]))
    return life.end()


def work(place: Path, answers: str) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(answers)
        install_filter(connection)
    place.mkdir()
    first = live(place / "data")
    (place / "room").touch()
    again = Life(place / "data")
    return {
        "first": first,
        "again": again.end(),
        "folders": sorted(path.name for path in (place / "data" / "jobs").iterdir()),
        "data": sorted(path.name for path in (place / "data").iterdir()),
    }


def main() -> None:
    root, answers, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    running = 0
    for number in range(count):
        if running == _SIDE_BY_SIDE:
            os.wait()
            running -= 1
        if os.fork() == 0:
            report: dict[str, Any] = {"mistake": "it ended early"}
            try:
                report = work(root / str(number), answers)
            except BaseException as error:
                report = {"mistake": repr(error)}
            finally:
                line = json.dumps({"number": number, **report}, default=str)
                os.write(1, line.encode() + b"\n")
                os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    main()
