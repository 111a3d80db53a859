"""Asks a queue for this and that, while its disk refuses something, and starts once more.

See `forked_work`. It works in `data`, and makes the file `room` beside it when the disk should take
everything again.
"""

from __future__ import annotations

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
from tests.support.forked_work import fork_each

_LIMIT_S = 30.0


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


def work(place: Path) -> dict[str, Any]:
    first = live(place / "data")
    (place / "room").touch()
    again = Life(place / "data")
    return {
        "first": first,
        "again": again.end(),
        "folders": sorted(path.name for path in (place / "data" / "jobs").iterdir()),
        "data": sorted(path.name for path in (place / "data").iterdir()),
    }


if __name__ == "__main__":
    fork_each(work)
