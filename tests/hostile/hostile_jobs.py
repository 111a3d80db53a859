"""Looks into files, and evaluates them, with real workers that are forked to be ready at once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.messages import Diagnosed, Failed, Inspected, Report, RunJob
from pandavision_gui.jobs.requests import diagnose_files, inspect_file
from pandavision_gui.jobs.supervisor import Limits, Outcome, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

LONGEST_S = 20.0
"""What a hostile file may take, promised in docs/security.md; starting and ending included."""
_MEMORY_BYTES = 1536 * 2**20


@dataclass(frozen=True)
class Told:
    """What came of a file: a code ("usable", "worker_lost", …) and a sentence."""

    code: str
    sentence: str
    seconds: float


def looked_into(path: Path) -> Told:
    """Look into a file as the window and the command line do."""
    began = time.monotonic()
    report = inspect_file(path)
    took = time.monotonic() - began
    if isinstance(report, Inspected):
        return Told("usable", report.model_dump_json(), took)
    assert isinstance(report, Failed), f"an inspection answered with {report.type}"
    assert report.kind != "internal", f"{report.message} {report.details}"
    assert_presentable(f"{report.message} {report.hint}")
    return Told(report.code, f"{report.message} {report.hint}", took)


def evaluated(model: Path, folder: Path, **keys: Any) -> Told:
    """Evaluate a model on a small honest dataset; `keys` adds to the spec."""
    _write_data(folder)
    spec = {
        "dataset": "data.h5",
        "trained-model": str(model),
        "perturbation-values": [0.1],
        "attack": "pgd-linf",
        "attack-params": {"steps": 2},
        **keys,
    }
    (folder / "spec.json").write_text(json.dumps(spec))
    job = JobFolder(folder / "job")
    job.create()
    job.write_spec(load_spec(folder / "spec.json"))
    job.write_job(Job(name=str(keys.get("name", "hostile"))))
    reports: list[Report] = []
    began = time.monotonic()
    with WorkerProcess() as worker:
        outcome = supervise(
            worker,
            RunJob(folder=str(job.path), resume=False, threads=1),
            limits=Limits(memory_bytes=_MEMORY_BYTES),
            on_report=reports.append,
        )
    assert_presentable(outcome.sentence)
    return Told(_code(outcome), outcome.sentence, time.monotonic() - began)


def tried(model: Path, folder: Path) -> Told:
    """Try a model on clean samples of a small honest dataset."""
    _write_data(folder)
    began = time.monotonic()
    spec = EvaluationSpec(trained_model=str(model), dataset=str(folder / "data.h5"))
    report = diagnose_files(spec)
    took = time.monotonic() - began
    if isinstance(report, Diagnosed):
        return Told("usable", report.model_dump_json(), took)
    assert_presentable(f"{report.message} {report.hint}")
    assert report.code != "internal", f"{report.message} {report.details}"
    return Told(report.code, f"{report.message} {report.hint}", took)


def _write_data(folder: Path) -> None:
    folder.mkdir()
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"] = np.random.default_rng(0).random((12, 1, 4, 4), dtype=np.float32)
        file["labels"] = np.arange(12) % 4


def assert_presentable(sentence: str) -> None:
    """One line of plain text, without a traceback."""
    assert sentence.isprintable(), f"not one plain line: {sentence!r}"
    assert "Traceback" not in sentence, f"a traceback is shown: {sentence}"
    assert len(sentence) < 1500, f"no sentence: {sentence}"


def _code(outcome: Outcome) -> str:
    if isinstance(outcome.report, Failed):
        assert outcome.report.code != "internal", f"{outcome.sentence} {outcome.details}"
        return outcome.report.code
    return outcome.kind.name.lower()
