"""Tests of the process that forks workers for other tests: if it ended, all of those would fail."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pandavision_gui.jobs.worker_process import worker_command

from ..support.nursery import Nursery


def test_the_end_of_a_worker_may_be_asked_for_by_several_threads_at_once(
    nursery: Nursery | None,
) -> None:
    if nursery is None:
        pytest.skip("no process can be forked after it has loaded such libraries here")
    with Path(os.devnull).open("wb") as nowhere:
        worker = nursery.popen(worker_command(), stderr=nowhere)
    worker.stdin.close()
    worker.stdout.close()
    codes: list[int | None] = []

    def ask() -> None:
        while (code := nursery.ask({"ended": worker.pid})) is None:
            pass
        codes.append(code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == [codes[0]] * 4
    assert codes[0] is not None


def test_one_that_has_ended_is_followed_by_another(nursery: Nursery | None) -> None:
    if nursery is None:
        pytest.skip("no process can be forked after it has loaded such libraries here")
    nursery._process.terminate()
    nursery._process.wait(30)
    with Path(os.devnull).open("wb") as nowhere:
        worker = nursery.popen(worker_command(), stderr=nowhere)
    worker.stdin.close()
    worker.stdout.close()
    assert worker.wait(60) is not None
