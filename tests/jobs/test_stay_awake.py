from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.stay_awake import StayAwake

from .watched_queue import LIMIT_S, watched_queue

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]


class Machine:
    """A system that notes who keeps it awake; every change can be waited for."""

    def __init__(self) -> None:
        self.asked = 0
        self.awake = 0
        self.most = 0
        self.threads: set[int] = set()
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def stays_awake(self) -> Iterator[None]:
        self._change(+1)
        yield
        self._change(-1)

    def _change(self, step: int) -> None:
        with self._changed:
            self.awake += step
            self.asked += step > 0
            self.most = max(self.most, self.awake)
            self.threads.add(threading.get_ident())
            self._changed.notify_all()

    def wait_for(self, awake: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.awake == awake, LIMIT_S), self.awake


@contextlib.contextmanager
def queue_that_keeps_awake(
    data: Path, ask: Callable[[], AbstractContextManager[object]], parallel_jobs: int = 1
) -> Iterator[tuple[object, StayAwake]]:
    awake = StayAwake(ask)
    try:
        with watched_queue(data, publish=awake.hear, parallel_jobs=parallel_jobs) as watched:
            yield watched, awake
    finally:
        awake.close()


def test_the_machine_is_awake_from_the_first_running_job_to_the_end_of_the_last(
    tmp_path: Path,
) -> None:
    machine = Machine()
    with queue_that_keeps_awake(tmp_path, machine.stays_awake, 2) as (watched, _):
        assert machine.asked == 0
        jobs: list[UUID] = [watched.add_running("wait") for _ in range(2)]
        machine.wait_for(1)
        for left, job_id in ((1, jobs[0]), (0, jobs[1])):
            watched.queue.stop(job_id)
            assert watched.settled(job_id).state is JobState.CANCELLED
            machine.wait_for(left)
    assert (machine.asked, machine.most) == (1, 1)
    assert machine.threads != {threading.get_ident()}


def test_the_end_of_the_program_lets_the_machine_sleep(tmp_path: Path) -> None:
    machine = Machine()
    with queue_that_keeps_awake(tmp_path, machine.stays_awake) as (watched, awake):
        watched.add_running("wait")
        machine.wait_for(1)
        awake.close()
        machine.wait_for(0)


def test_the_setting_applies_at_once(tmp_path: Path) -> None:
    machine = Machine()
    with queue_that_keeps_awake(tmp_path, machine.stays_awake) as (watched, awake):
        awake.is_wanted = False
        watched.add_running("wait")
        awake.is_wanted = True
        machine.wait_for(1)
        awake.is_wanted = False
        machine.wait_for(0)
    assert machine.asked == 1


def refused() -> AbstractContextManager[object]:
    raise ModuleNotFoundError("no such library")


def test_a_system_that_cannot_do_it_or_never_answers_hinders_no_job(tmp_path: Path) -> None:
    answers = threading.Event()

    @contextlib.contextmanager
    def never_answers() -> Iterator[None]:
        answers.wait(LIMIT_S)
        yield

    for n, ask in enumerate((refused, never_answers)):
        with queue_that_keeps_awake(tmp_path / str(n), ask) as (watched, _):
            assert watched.settled(watched.add("finish")).state is JobState.FINISHED
            if ask is never_answers:
                answers.set()


def test_the_real_library_is_asked_and_not_loaded_before_the_first_job() -> None:
    code = (
        "import sys, pandavision_gui.jobs.stay_awake as module\n"
        "awake = module.StayAwake()\n"
        "assert 'wakepy' not in sys.modules\n"
        "with module._by_the_system() as mode:\n"
        "    assert mode.active in (True, False)\n"
        "assert 'wakepy' in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
