"""A real worker whose model needs more memory than it may have: it goes on with less, or says so.

The pressure is in the worker: its models hoard memory by the row, or are refused it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.jobs import worker_watch
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.supervisor import Limits
from pandavision_gui.jobs.worker_process import WorkerProcess

from ..jobs.conftest import nothing_left
from ..jobs.watched_queue import watched_queue
from ..support.nursery import Nursery
from ..support.running_program import one_processor
from ..support.sample_files import read_table, small_job

__all__ = ["nothing_left"]
pytestmark = [
    pytest.mark.usefixtures("ready_workers", "nothing_left"),
    pytest.mark.timeout(120),
]

MEGABYTE = 2**20
BEGIN = """
import os, sys, threading
import numpy as np
from pandavision_gui.engine.models.image_classifier import ImageClassifier
forward = ImageClassifier.forward
"""
MEASURES = """
import psutil
def squeezed(self, rows):
    answer = forward(self, rows)
    with open(MOST, "w") as file:
        file.write(str(psutil.Process().memory_info().rss))
    return answer
"""
HOARDS = """
hoard = np.empty((0, 25, 2**20), dtype=np.uint8)
def squeezed(self, rows):
    # What a large network keeps for its gradients; it is slow, too.
    global hoard
    if len(rows) != len(hoard):
        hoard = None
        hoard = np.ones((len(rows), 25, 2**20), dtype=np.uint8)
    if len(rows) > 12:
        threading.Event().wait(0.1)
    return forward(self, rows)
"""
REFUSED = """
import torch
def squeezed(self, rows):
    if len(rows) > MOST:
        torch.empty(2**50)
    return forward(self, rows)
"""
END = "ImageClassifier.forward = squeezed\n"

Squeezed = Callable[..., None]


@pytest.fixture(scope="module")
def squeezed(ready_workers: None, nursery: Nursery | None) -> Iterator[Squeezed]:
    """Return what lets the models of workers do something else with their rows from now on."""
    if nursery is None:
        pytest.skip("no worker can be forked here")

    def change(code: str, most: int | str = 0) -> None:
        nursery.code = f"MOST = {most!r}\n" + BEGIN + code + END

    yield change
    nursery.code = ""


@dataclass(frozen=True)
class Undisturbed:
    """A job that nothing happened to, and the bytes that its worker took."""

    folder: JobFolder
    memory: int


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> EvaluationSpec:
    folder = tmp_path_factory.mktemp("files")
    return load_spec(small_job(folder, count=24, attack_params={"steps": 12, "rel_stepsize": 0.2}))


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, spec: EvaluationSpec, squeezed: Squeezed
) -> Undisturbed:
    place = tmp_path_factory.mktemp("undisturbed")
    squeezed(MEASURES, most=str(place / "memory"))
    state, _, folder = ended(place, spec)
    assert state is JobState.FINISHED
    return Undisturbed(folder, int((place / "memory").read_text()))


def ended(
    data: Path, spec: EvaluationSpec, limits: Limits | None = None
) -> tuple[JobState, str, JobFolder]:
    """Run one job with real workers to its end."""
    with one_processor(), watched_queue(data, start_worker=WorkerProcess) as watched:
        watched.queue.rules.limits = limits
        job_id = watched.answer(watched.queue.add(spec))
        row = watched.events.wait_for_state(
            job_id, JobState.FINISHED, JobState.FAILED, JobState.INTERRUPTED, limit_s=90
        )
        return row.state, row.reason, watched.folder(job_id)


def assert_same_counts(first: JobFolder, second: JobFolder) -> None:
    one, other = (read_table(folder.path / "samples.h5") for folder in (first, second))
    for name in ("index", "prediction", "adversarial_prediction", "survives_8bit"):
        assert one[name].tolist() == other[name].tolist(), name
    results = [require_result(folder) for folder in (first, second)]
    assert results[0].curve == results[1].curve
    assert results[0].model_passes == results[1].model_passes


def test_a_job_whose_memory_is_refused_ends_like_an_undisturbed_one_and_says_so(
    tmp_path: Path, spec: EvaluationSpec, undisturbed: Undisturbed, squeezed: Squeezed
) -> None:
    squeezed(REFUSED, most=7)
    state, reason, folder = ended(tmp_path, spec)
    assert state is JobState.FINISHED, reason
    assert_same_counts(undisturbed.folder, folder)
    result = require_result(folder)
    assert any("memory was not enough" in text for text in result.warnings)
    assert not result.run.bit_repeatable
    assert require_result(undisturbed.folder).run.bit_repeatable
    assert folder.read_rows_at_once() in range(1, 8)
    assert undisturbed.folder.read_rows_at_once() is None


def test_a_job_that_needs_too_much_for_one_sample_fails_in_one_sentence(
    tmp_path: Path, spec: EvaluationSpec, squeezed: Squeezed
) -> None:
    squeezed(REFUSED, most=0)
    state, reason, _ = ended(tmp_path, spec)
    assert state is JobState.FAILED
    assert "even one sample" in reason
    assert reason.isprintable()


def test_a_job_above_its_limit_is_asked_for_less_and_ends_like_an_undisturbed_one(
    tmp_path: Path, spec: EvaluationSpec, undisturbed: Undisturbed, squeezed: Squeezed
) -> None:
    squeezed(HOARDS)
    # 24 rows are 600 MB more than the libraries take, 12 are 300 MB, 6 are 150 MB.
    limits = Limits(memory_bytes=undisturbed.memory + 500 * MEGABYTE, memory_grace_s=30.0)
    state, reason, folder = ended(tmp_path, spec, limits)
    assert state is JobState.FINISHED, reason
    assert_same_counts(undisturbed.folder, folder)
    assert any("memory was not enough" in text for text in require_result(folder).warnings)
    assert not require_result(folder).run.bit_repeatable


def test_a_job_that_was_ended_for_its_memory_goes_on_with_fewer_samples_at_a_time(
    tmp_path: Path,
    spec: EvaluationSpec,
    undisturbed: Undisturbed,
    squeezed: Squeezed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A look that falls into the moment in which the memory grows would ask for less instead.
    monkeypatch.setattr(worker_watch, "MOST_TIMES_ASKED", 0)
    squeezed(HOARDS)
    with one_processor(), watched_queue(tmp_path, start_worker=WorkerProcess) as watched:
        watched.queue.rules.limits = Limits(
            memory_bytes=undisturbed.memory + 200 * MEGABYTE, memory_grace_s=30.0
        )
        job_id = watched.answer(watched.queue.add(spec))
        row = watched.events.wait_for_state(job_id, JobState.FAILED, JobState.FINISHED, limit_s=90)
        assert row.state is JobState.FAILED
        assert "GiB of memory, more than the limit" in row.reason
        # Half of the batch, or of what a model is tried on before there is a batch.
        assert watched.folder(job_id).read_rows_at_once() in (12, 16)
        # Each end for its memory makes them fewer.
        for _ in range(3):
            watched.answer(watched.queue.resume(job_id))
            row = watched.events.wait_for_state(
                job_id, JobState.FAILED, JobState.FINISHED, limit_s=90
            )
            if row.state is JobState.FINISHED:
                break
        assert row.state is JobState.FINISHED, row.reason
        assert_same_counts(undisturbed.folder, watched.folder(job_id))
