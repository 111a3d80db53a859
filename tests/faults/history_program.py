"""A program whose queue lives through a whole history; each line that it prints is a promise.

Usage: history_program.py DATA SPEC SMALL_SPEC WORKERS first|second

WORKERS is the command of its workers as a JSON list. Prints {"asked": …} before and {"done": …}
after each command, with the order of the waiting jobs, and every state of every job.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.jobs import open_queue as opening
from pandavision_gui.jobs.events import Event, JobChanged
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.worker_pool import WorkerPool
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.paths import user_folders

_LIMIT_S = 60.0


def say(**what: object) -> None:
    os.write(1, json.dumps(what, default=str).encode() + b"\n")


class History:
    """What is asked of the queue, one after the other."""

    def __init__(self, data: Path, workers: list[str], parallel_jobs: int) -> None:
        self._states: dict[UUID, list[JobState]] = {}
        self._changed = threading.Condition()
        opening.JobQueue = partial(  # type: ignore[misc, assignment]
            JobQueue, workers=WorkerPool(lambda: WorkerProcess(workers))
        )
        self.opened = opening.open_queue(
            user_folders(data),
            start_thread=lambda work: threading.Thread(target=work).start(),
            publish=self._hear,
            parallel_jobs=parallel_jobs,
        )
        self.queue = self.opened.queue

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobChanged):
            say(job=event.row.id, state=event.row.state, reason=event.row.reason)
            with self._changed:
                self._states.setdefault(event.row.id, []).append(event.row.state)
                self._changed.notify_all()

    def ask(self, name: str, command: Callable[[], Future[Any]], job: UUID | None = None) -> Any:
        say(asked=name, job=job)
        answer = command().result(_LIMIT_S)
        rows, _ = self.queue.listed().result(_LIMIT_S)
        waiting = sorted(
            (row for row in rows if row.state is JobState.QUEUED),
            key=lambda row: (row.order, row.created, row.id),
        )
        say(done=name, job=job or answer, order=[row.id for row in waiting])
        return answer

    def add(self, spec: EvaluationSpec, name: str) -> UUID:
        named = parse_spec(json.dumps({**spec.to_document(), "name": name}).encode())
        job_id: UUID = self.ask("add", lambda: self.queue.add(named))
        return job_id

    def wait_for(self, job_id: UUID, *states: JobState) -> None:
        """Wait until a job is in one of these states."""

        def is_there() -> bool:
            assert self._states[job_id][-1] is not JobState.FAILED, f"job {job_id} has failed"
            return self._states[job_id][-1] in states

        with self._changed:
            assert self._changed.wait_for(is_there, _LIMIT_S), (job_id, states, self._states)

    def wait_for_file(self, path: Path) -> None:
        for _ in range(int(_LIMIT_S / 0.01)):
            if path.exists():
                return
            threading.Event().wait(0.01)
        raise AssertionError(f"{path} does not come")

    def close(self) -> None:
        say(asked="close")
        self.opened.close(resume_next_time=False).result(_LIMIT_S)
        self.opened.release()
        say(done="close")


def first(data: Path, spec: EvaluationSpec, small: EvaluationSpec, workers: list[str]) -> None:
    history = History(data, workers, parallel_jobs=2)
    queue = history.queue
    undisturbed = history.add(spec, "undisturbed")
    stopped = history.add(spec, "stopped and resumed")
    history.ask("pause", lambda: queue.pause(True))
    third, fourth, fifth, sixth = (
        history.add(small, name) for name in ("third", "fourth", "fifth", "sixth")
    )
    history.ask("move", lambda: queue.move(sixth, third), sixth)
    history.ask("remove", lambda: queue.remove(third), third)
    history.ask("remove", lambda: queue.remove(fourth), fourth)
    history.ask("restore", lambda: queue.restore(fourth), fourth)
    history.ask("stop", lambda: queue.stop(fifth), fifth)
    history.ask("resume", lambda: queue.resume(fifth), fifth)
    history.wait_for_file(data / "jobs" / str(stopped) / "rows" / "000001.npz")
    history.ask("stop", lambda: queue.stop(stopped), stopped)
    history.wait_for(stopped, JobState.CANCELLED)
    history.ask("resume", lambda: queue.resume(stopped), stopped)
    history.ask("move", lambda: queue.move(stopped, sixth), stopped)
    history.wait_for(undisturbed, JobState.FINISHED)
    history.ask("parallel", lambda: queue.set_parallel_jobs(1))
    history.ask("continue", lambda: queue.pause(False))
    history.ask("pause", lambda: queue.pause(True))
    history.wait_for(stopped, JobState.FINISHED)
    history.close()


def second(data: Path, spec: EvaluationSpec, small: EvaluationSpec, workers: list[str]) -> None:
    """Start anew on what is there, with what was removed still to be swept."""
    history = History(data, workers, parallel_jobs=0)
    history.add(small, "seventh")
    history.close()


def main() -> None:
    data, spec, small, workers, part = sys.argv[1:]
    {"first": first, "second": second}[part](
        Path(data),
        parse_spec(Path(spec).read_bytes()),
        parse_spec(Path(small).read_bytes()),
        json.loads(workers),
    )


if __name__ == "__main__":
    main()
