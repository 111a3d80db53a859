from __future__ import annotations

import os
import signal

import psutil
import pytest

from pandavision_gui.jobs.worker_pool import WorkerPool
from pandavision_gui.jobs.worker_process import WorkerProcess

from .watched_queue import stand_in

pytestmark = pytest.mark.usefixtures("nothing_left")


class Started:
    """A pool's way to start stand-ins, with a list of them."""

    def __init__(self) -> None:
        self.workers: list[WorkerProcess] = []

    def __call__(self) -> WorkerProcess:
        self.workers.append(stand_in())
        return self.workers[-1]


def end(worker: WorkerProcess) -> None:
    worker.kill()
    worker.close()


def test_the_spare_is_taken_and_only_once() -> None:
    start = Started()
    pool = WorkerPool(start)
    pool.keep_spare()
    first, second = pool.take(), pool.take()
    assert start.workers == [first, second]
    assert first.pid != second.pid
    pool.close()
    assert first.exit_code is None, "who was taken belongs to the taker"
    end(first)
    end(second)


def test_a_living_spare_is_kept_and_none_is_started_beside_it() -> None:
    start = Started()
    pool = WorkerPool(start)
    pool.keep_spare()
    pool.keep_spare()
    assert len(start.workers) == 1
    pool.close()


@pytest.mark.parametrize("asked_again", [True, False])
def test_a_dead_spare_is_replaced(asked_again: bool) -> None:
    start = Started()
    pool = WorkerPool(start)
    pool.keep_spare()
    os.kill(start.workers[0].pid, signal.SIGKILL)
    assert start.workers[0].wait(5) is not None
    if asked_again:
        pool.keep_spare()
        assert len(start.workers) == 2
    taken = pool.take()
    assert taken is start.workers[1]
    assert taken.exit_code is None
    pool.close()
    end(taken)


def test_none_is_left_after_close_and_none_is_started_any_more() -> None:
    start = Started()
    pool = WorkerPool(start)
    pool.keep_spare()
    pid = start.workers[0].pid
    pool.close()
    assert not psutil.pid_exists(pid)
    pool.keep_spare()
    pool.close()
    assert len(start.workers) == 1


def test_a_spare_that_is_stopped_is_ended_by_close_too() -> None:
    start = Started()
    pool = WorkerPool(start)
    pool.keep_spare()
    os.kill(start.workers[0].pid, signal.SIGSTOP)
    pool.close()
    assert not psutil.pid_exists(start.workers[0].pid)


def test_a_pool_that_never_had_a_spare_closes() -> None:
    pool = WorkerPool(Started())
    pool.close()
    pool.close()
