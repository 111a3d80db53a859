"""What is left when an evaluation is cut off where it is least convenient."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.evaluation import fixed_radius_run
from pandavision_gui.engine.evaluation.task import Observer, Snapshot

from .evaluations import run
from .test_prepare import road_sign_spec

QUICK = {"attack": "pgd-linf", "attack-params": {"steps": 6, "rel_stepsize": 0.25}}


@pytest.mark.parametrize("failing_call", [2, 3, 5, 8, 13])
def test_a_failure_in_the_middle_of_a_step_spoils_nothing(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    """Memory may run out after examples were accepted and before their next runs began."""
    keys = {**QUICK, "samples": 24, "perturbation-values": [0.01, 0.02, 0.03, 0.04, 0.05]}
    spec = road_sign_spec(sample_files, **keys)
    whole = run(spec, tmp_path / "whole")
    start_runs = fixed_radius_run.FixedRadiusRun._start_runs
    calls = 1  # one for the samples that are seated together

    def fails(self: fixed_radius_run.FixedRadiusRun, places: np.ndarray) -> None:
        nonlocal calls
        calls -= 1
        if calls == -failing_call:
            raise MemoryError
        start_runs(self, places)

    with monkeypatch.context() as broken:
        broken.setattr(fixed_radius_run.FixedRadiusRun, "_start_runs", fails)
        with pytest.raises(MemoryError):
            run(spec, tmp_path / "cut")
    resumed = run(spec, tmp_path / "cut", resume=True)
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert resumed.outcome.passes == whole.outcome.passes


class StopInCheck:
    """Asks for a stop after some reports of the check of the assumption."""

    def __init__(self, reports: int) -> None:
        self.left = reports

    def progress(self, snapshot: Snapshot) -> None:
        self.left -= snapshot.phase == "checking smaller values"

    def __call__(self) -> bool:
        return self.left <= 0


def stopped_in_check(monkeypatch: pytest.MonkeyPatch, reports: int = 1) -> Observer:
    monkeypatch.setattr("pandavision_gui.engine.evaluation.recorder.REPORT_INTERVAL_S", 0.0)
    stop = StopInCheck(reports)
    return Observer(stop_requested=stop, progress=stop.progress)


def test_a_job_that_its_time_limit_ended_takes_no_new_samples_when_resumed(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {**QUICK, "evaluation-mode": "complete", "batch-size": 10, "time-limit": 1e-6}
    spec = road_sign_spec(sample_files, **{**keys, "perturbation-values": [0.001, 0.002]})
    stopped = run(spec, tmp_path, stopped_in_check(monkeypatch))
    assert stopped.outcome.stopped
    resumed = run(spec, tmp_path, resume=True)
    assert len(resumed.outcome.table) == len(stopped.outcome.table) < 30
    assert resumed.outcome.checked == 5


def test_samples_are_checked_once_after_damage(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {**QUICK, "samples": 24, "perturbation-values": [0.001, 0.002], "batch-size": 2}
    spec = road_sign_spec(sample_files, **keys)
    # A run takes seven passes, so two of the five are checked by then.
    stopped = run(spec, tmp_path, stopped_in_check(monkeypatch, reports=10))
    assert 0 < stopped.outcome.checked < 5
    shard = sorted((tmp_path / "rows").glob("*.npz"))[0]
    shard.write_bytes(shard.read_bytes()[:-100])
    resumed = run(spec, tmp_path, resume=True)
    assert len(resumed.outcome.table) == 24
    assert resumed.outcome.checked == 5
    assert resumed.outcome.was_mended


def test_samples_that_need_no_attack_leave_the_time_limit_and_a_stop_their_say(
    sample_files: Path, tmp_path: Path
) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    many = tmp_path / "many.h5"
    with h5py.File(many, "w") as file:
        file["samples"], file["labels"] = np.tile(samples, (4, 1, 1, 1)), np.tile(labels, 4)
    keys = {"dataset": str(many), "evaluation-mode": "complete", "batch-size": 16}
    limited = road_sign_spec(sample_files, **keys, **{"time-limit": 1e-6})
    assert len(run(limited, tmp_path / "limited").outcome.table) == 16
    calls = iter(range(100))
    spec = road_sign_spec(sample_files, **keys)
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=lambda: next(calls) >= 3))
    assert stopped.outcome.stopped
    assert 0 < len(stopped.outcome.table) < 100
    assert len(run(spec, tmp_path / "cut", resume=True).outcome.table) == 1200
