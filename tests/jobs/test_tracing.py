"""The attack on one sample once more: it finds what the job found, and every pass is told."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest

from pandavision_gui.engine.evaluation.row_writer import read_rows
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.jobs.tracing import SampleTrace, trace_sample

from ..support.sample_files import random_job, write_spec
from ..support.score_only_models import stump
from ..support.viewed_jobs import run_job

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(240)]

KINDS: dict[str, dict[str, Any]] = {
    "standard": {},
    "pgd": {"attack": "pgd-linf"},
    "l2": {"perturbation_type": "l2", "perturbation_values": [0, 0.1, 0.3], "attack": "pgd-l2"},
    "square": {"attack": "square-linf", "attack_params": {"steps": 40}},
    "fmn": {"attack": "fmn-linf"},
    "aimed": {"target": 1},
}
NOT_TRACED: dict[str, dict[str, Any]] = {
    "noise": {"perturbation_type": "random", "attack": None, "attack_params": None},
}


@pytest.fixture(scope="module")
def jobs(ready_workers: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of a finished job of each kind."""
    base = tmp_path_factory.mktemp("traced")
    spec = random_job(base / "files", "random", seed=7)
    return {
        name: run_job(spec, base / name, **{"name": name, **keys})
        for name, keys in {**KINDS, **NOT_TRACED}.items()
    }


def table_of(job: Path) -> SampleTable:
    listed = json.loads((job / "result.json").read_text("utf-8"))["samples"]["indexes"]
    return read_rows(job, np.array(listed, dtype=np.int64))


def replayed(job: Path, index: int) -> SampleTrace:
    trace = trace_sample(job, index, on_stage=lambda _: None, stop=StopSwitch())
    assert trace is not None, "nobody stopped it"
    return trace


def attacked_samples(table: SampleTable) -> list[int]:
    """Return a sample that is broken early, one in the middle, and the last."""
    right = np.flatnonzero(table.prediction == table.label)
    order = right[np.argsort(table.minimum_perturbation[right], kind="stable")]
    return [int(table.index[place]) for place in (order[0], order[len(order) // 2], order[-1])]


@pytest.mark.parametrize("kind", KINDS)
def test_a_replay_finds_what_the_job_found(jobs: dict[str, Path], kind: str) -> None:
    table = table_of(jobs[kind])
    for index in attacked_samples(table):
        trace = replayed(jobs[kind], index)
        found = trace.facts.minimum_perturbation
        was = float(table.minimum_perturbation[table.index == index][0])
        # Other batches, other last bits: the network of this job is not rough.
        assert (math.inf if found is None else found) == pytest.approx(was, rel=1e-4), index
        size, lead, loss = trace.passes.T
        assert trace.facts.made == trace.facts.passes == len(size) > 0
        assert np.isfinite(trace.passes).all()
        assert (loss >= 0).all()
        if kind != "aimed":
            # Wrong or right agrees with the loss: the true class has less or more than half.
            assert (loss[lead > 1e-6] > math.log(2) - 1e-6).all()
        if found is not None and kind != "aimed":
            nearest = size[lead > 0].min()
            assert nearest == pytest.approx(found, rel=1e-4)


@pytest.mark.parametrize("kind", ["standard", "pgd", "l2", "square"])
def test_the_passes_of_the_stages_add_up_and_lie_in_the_attacked_ball(
    jobs: dict[str, Path], kind: str
) -> None:
    table = table_of(jobs[kind])
    result = json.loads((jobs[kind] / "result.json").read_text("utf-8"))
    top = result["curve"][-1]["value"]
    for index in attacked_samples(table):
        trace = replayed(jobs[kind], index)
        assert len(trace.facts.stages) == len(result.get("stages") or ["the only one"])
        attack = sum(trace.facts.stages)
        assert attack <= trace.facts.made
        size = trace.passes[:, 0]
        # The default attack begins at four times the largest value.
        widest = 4 * top if kind == "standard" else top
        assert (size <= widest * (1 + 1e-6)).all()
        assert (size[attack:] <= top * (1 + 1e-6)).all()
        begin = 0
        for number, passes in enumerate(trace.facts.stages):
            if number:
                assert (size[begin : begin + passes] <= top * (1 + 1e-6)).all()
            begin += passes


def test_a_sample_that_is_wrong_already_costs_no_pass(ready_workers: None, tmp_path: Path) -> None:
    spec = random_job(tmp_path, "some", seed=8)
    with h5py.File(tmp_path / "some.h5", "r+") as file:
        file["labels"][:3] = (file["labels"][:3] + 1) % 4
    trace = replayed(run_job(spec, tmp_path / "job"), 0)
    assert (trace.facts.made, trace.facts.minimum_perturbation) == (0, 0.0)
    assert trace.passes.shape == (0, 3)


def test_the_input_range_is_the_jobs_not_the_samples(ready_workers: None, tmp_path: Path) -> None:
    # Of values up to 255, one dark picture alone looks like one of values up to 1.
    spec = random_job(tmp_path, "range", seed=9)
    with h5py.File(tmp_path / "range.h5", "r+") as file:
        samples = np.round(file["samples"][:] * 255)
        samples[0] = np.round(file["samples"][0])
        del file["samples"]
        file["samples"] = samples.astype(np.float32)
        session = onnxruntime.InferenceSession(tmp_path / "range.onnx")
        scores = session.run(None, {"x": (samples / 255).astype(np.float32)})[0]
        file["labels"][:] = scores.argmax(axis=1)
    values = [number / 200 for number in range(60)]
    job = run_job(spec, tmp_path / "job", preprocessing="unit", perturbation_values=values)
    table = table_of(job)
    trace = replayed(job, 0)
    found = trace.facts.minimum_perturbation
    was = float(table.minimum_perturbation[table.index == 0][0])
    assert 0 < was < 1
    assert (math.inf if found is None else found) == pytest.approx(was, rel=1e-4)


@pytest.mark.parametrize("operator", ["tree", "svm"])
def test_a_model_that_only_gives_scores_is_replayed_too(
    ready_workers: None, tmp_path: Path, operator: str
) -> None:
    spec = write_spec(
        tmp_path / "spec.json",
        {
            **stump(tmp_path, operator),
            "perturbation-values": [0.2, 0.5],
            "attack": "square-linf",
            "attack-params": {"steps": 30},
            "evaluation-mode": "fast",
            "samples": 6,
        },
    )
    job = run_job(spec, tmp_path / "job")
    table = table_of(job)
    for index in attacked_samples(table):
        trace = replayed(job, index)
        found = trace.facts.minimum_perturbation
        was = float(table.minimum_perturbation[table.index == index][0])
        assert (math.inf if found is None else found) == pytest.approx(was, rel=1e-4)
        assert trace.facts.made > 0


def copied(job: Path, folder: Path) -> Path:
    """Copy a job with its files, which a test may then spoil."""
    made = folder / "job"
    shutil.copytree(job, made)
    spec = json.loads((made / "spec.json").read_text("utf-8"))
    for key in ("trained-model", "dataset"):
        place = folder / Path(spec[key]).name
        shutil.copy2(spec[key], place)
        spec[key] = str(place)
    (made / "spec.json").write_text(json.dumps(spec), "utf-8")
    return made


def files_of(job: Path) -> dict[str, Path]:
    spec = json.loads((job / "spec.json").read_text("utf-8"))
    return {key: Path(spec[key]) for key in ("trained-model", "dataset")}


def add_a_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\x00")


@pytest.mark.parametrize("key", ["trained-model", "dataset"])
@pytest.mark.parametrize("spoil", [Path.unlink, add_a_byte])
def test_files_that_are_gone_or_others_by_now_are_told(
    jobs: dict[str, Path], tmp_path: Path, key: str, spoil: Callable[[Path], None]
) -> None:
    job = copied(jobs["pgd"], tmp_path)
    spoil(files_of(job)[key])
    with pytest.raises(PandaVisionError) as caught:
        replayed(job, 0)
    assert caught.value.code in {"file_missing", "file_gone", "file_changed"}
    assert files_of(job)[key].name in caught.value.message


def test_an_attack_without_a_chain_of_points_is_refused_in_words(jobs: dict[str, Path]) -> None:
    with pytest.raises(InputError) as caught:
        replayed(jobs["noise"], 0)
    assert caught.value.code == "not_traced"


def test_a_row_that_the_dataset_does_not_have_is_refused_in_words(jobs: dict[str, Path]) -> None:
    with pytest.raises(InputError):
        replayed(jobs["pgd"], 10**6)


def test_a_stop_ends_it(jobs: dict[str, Path]) -> None:
    stop = StopSwitch()

    def ask(_: str) -> None:
        stop.ask()
        stop.ask()

    assert trace_sample(jobs["standard"], 0, on_stage=ask, stop=stop) is None


def test_nothing_is_left_behind_and_the_job_is_untouched(
    jobs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = {p: p.read_bytes() for p in jobs["pgd"].rglob("*") if p.is_file()}
    replayed(jobs["pgd"], 0)
    assert {p: p.read_bytes() for p in jobs["pgd"].rglob("*") if p.is_file()} == before
    assert list(tmp_path.iterdir()) == []
