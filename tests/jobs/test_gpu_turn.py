"""Where there is a GPU, one job at a time uses it. It is played by what the workers report."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobProgressed
from pandavision_gui.jobs.gpu_turn import GpuTurn
from pandavision_gui.jobs.job_state import JobState

from .watched_queue import job_spec, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


def on(device: str, name: str = "finish") -> EvaluationSpec:
    return job_spec(name).model_copy(update={"device": device})


def test_jobs_wait_for_the_gpu_and_those_without_need_of_it_pass_them(tmp_path: Path) -> None:
    with watched_queue(tmp_path, parallel_jobs=3) as watched:
        first = watched.add_running("gpu 1")
        watched.events.wait_until(lambda _: watched.events.of(JobProgressed))  # behind its device
        second = watched.add("gpu 2")
        passing = watched.answer(watched.queue.add(on("cpu")))
        assert watched.settled(passing).state is JobState.FINISHED
        watched.settle()
        assert watched.rows()[second].state is JobState.QUEUED
        watched.answer(watched.queue.stop(first))
        watched.events.wait_for_state(second, JobState.RUNNING)


@pytest.mark.parametrize("there", [True, False])
def test_until_somebody_knows_the_driver_decides_and_then_the_workers_word(there: bool) -> None:
    turn = GpuTurn(lambda: there)
    one, two = uuid4(), uuid4()
    turn.begin(one, on("auto"))
    assert turn.is_taken == there
    turn.heard(one, "cpu")  # whatever the driver said, torch finds none
    assert not turn.is_taken
    turn.begin(two, on("auto"))
    turn.heard(two, "cuda")
    assert turn.is_taken
    turn.begin(one, on("cpu"))
    turn.end(two)
    assert not turn.is_taken
