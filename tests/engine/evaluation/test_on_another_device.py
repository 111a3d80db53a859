"""What is computed beside the processor stays there: on a stand-in for a graphics card."""

from __future__ import annotations

import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.evaluation.ended_search import EndedSearch
from pandavision_gui.engine.evaluation.fixed_radius_run import FixedRadiusRun
from pandavision_gui.engine.evaluation.pass_trace import PassTrace
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from tests.support.stand_in_device import (
    DEVICE,
    MixedDevicesError,
    counted_waits,
    stand_in_device,
)

from ...support.score_only_models import stump
from .evaluations import Evaluation, run
from .test_prepare import road_sign_spec
from .test_randomised import noisy_problem
from .test_repeatable import StopAfter
from .test_whole_numbers import files

SHORT = {"steps": 6, "queries": 30, "iterations": 3, "binary_search_steps": 2}
SLOW = ("hopskipjump", "boundary")
VALUES = {"l2": [0.5, 8], "l1": [10, 200]}
SEARCHES = {
    name: info
    for name, info in CATALOGUE.items()
    if info.kind is not AttackKind.REFERENCE and name != "worst-case"
}


def on_both(spec: EvaluationSpec, folder: Path) -> tuple[Evaluation, Evaluation]:
    here = run(spec, folder / "here")
    with stand_in_device() as device:
        there = run(spec, folder / "there", device=device)
    return here, there


def check_same(here: Evaluation, there: Evaluation) -> None:
    """Last bits differ, as the processor goes along a tape: no sample's fate does."""
    mine, theirs = here.outcome.table, there.outcome.table
    assert there.prepared.task.settings.device == DEVICE
    assert theirs.prediction.tolist() == mine.prediction.tolist()
    for value in here.spec.values:
        assert theirs.is_correct_at(value).tolist() == mine.is_correct_at(value).tolist()


def short_spec(files: Path, info: AttackInfo, **keys: Any) -> EvaluationSpec:
    told = {key: SHORT[key] for key in info.parameters.model_fields if key in SHORT}
    kind = info.perturbation_types[0]
    few = {"samples": 2, "attack-params": {**told, "steps": 2}} if info.name in SLOW else {}
    document: dict[str, Any] = {
        "attack": info.name,
        "perturbation-type": kind,
        "perturbation-values": VALUES.get(kind, [0.02, 0.3]),
        "attack-params": told,
        "samples": 6,
        "batch-size": 4,
        **few,
    }
    if info.uses_surrogate:
        document["surrogate-model"] = str(files / "signs_robust.onnx")
    return road_sign_spec(files, **{**document, **keys})


def test_the_stand_in_refuses_what_a_graphics_card_does() -> None:
    here = torch.ones(3)
    with stand_in_device() as device:
        there = here.to(device)
        assert there.device.type == device
        with pytest.raises(MixedDevicesError):
            there + here
        with pytest.raises(MixedDevicesError):
            there[torch.tensor([0, 1])] = here[:2]
        with pytest.raises(RuntimeError):
            there.numpy()
        there[torch.tensor([1])] = torch.tensor(5.0)
        assert (there * 2).cpu().tolist() == [2, 10, 2]
        assert bool((there > 4).any())


@pytest.mark.parametrize("name", SEARCHES)
def test_an_attack_finds_the_same_there(sample_files: Path, tmp_path: Path, name: str) -> None:
    here, there = on_both(short_spec(sample_files, SEARCHES[name]), tmp_path)
    check_same(here, there)


@pytest.mark.parametrize("target", [2, "second", "all"])
def test_targets_are_steered_to_there(
    sample_files: Path, tmp_path: Path, target: int | str
) -> None:
    check_same(*on_both(short_spec(sample_files, SEARCHES["standard"], target=target), tmp_path))


@pytest.mark.parametrize("name", ["standard", "square-linf", "fmn-l2"])
def test_what_was_stopped_there_goes_on_there(
    sample_files: Path, tmp_path: Path, name: str
) -> None:
    spec = short_spec(sample_files, SEARCHES[name])
    with stand_in_device() as device:
        whole = run(spec, tmp_path / "whole", device=device).outcome
        stop = Observer(stop_requested=StopAfter(5))
        assert run(spec, tmp_path / "cut", stop, device=device).outcome.stopped
        resumed = run(spec, tmp_path / "cut", resume=True, device=device).outcome
    assert resumed.table.equals(whole.table)
    assert resumed.passes == whole.passes


@pytest.mark.parametrize("name", ["square-linf", "hopskipjump"])
def test_what_has_scores_only_is_attacked_on_the_processor(tmp_path: Path, name: str) -> None:
    kind = SEARCHES[name].perturbation_types[0]
    keys = {"attack": name, "perturbation-type": kind, "attack-params": {"steps": 2}}
    spec = spec_from_document({**stump(tmp_path, "tree"), **keys, "samples": 4})
    here = run(spec, tmp_path / "here")
    with stand_in_device() as device:
        there = run(spec, tmp_path / "there", device=device)
    assert there.prepared.task.settings.device == "cpu"
    assert there.outcome.table.equals(here.outcome.table)


def test_what_draws_random_numbers_draws_them_there(tmp_path: Path) -> None:
    keys = {"attack": "pgd-linf", "batch-size": 8, "perturbation-values": [0.005, 0.2]}
    spec = noisy_problem(tmp_path, [4.0] * 12).spec(**keys)
    with stand_in_device() as device:
        there = run(spec, tmp_path / "there", device=device)
    assert there.outcome.randomised is not None
    assert np.isfinite(there.outcome.table.minimum_perturbation).any()


@pytest.mark.parametrize(("kind", "layout"), [("uint8", "NHWC"), ("int8", "NCHW")])
def test_whole_numbers_are_found_there(tmp_path: Path, kind: str, layout: str) -> None:
    keys = {"preprocessing": {"mean": [128.0] * 3, "std": [1.0] * 3}} if kind == "int8" else {}
    document = {**files(tmp_path, kind, layout), "perturbation-values": [0.01, 0.05], **keys}
    check_same(*on_both(spec_from_document(document), tmp_path))


def test_a_replay_notes_what_happens_there(sample_files: Path, tmp_path: Path) -> None:
    traces: list[PassTrace] = []

    def with_trace(prepared: Prepared) -> Prepared:
        index = int(prepared.task.order[0])
        traces.append(
            PassTrace(
                prepared.task.classifier,
                prepared.dataset.read(np.array([index]))[0],
                int(prepared.dataset.labels[index]),
                norm=prepared.task.settings.norm,
                width=prepared.task.settings.width,
            )
        )
        task = replace(prepared.task, classifier=traces[-1], order=np.array([index]))
        return replace(prepared, task=task)

    spec = short_spec(sample_files, SEARCHES["standard"])
    run(spec, tmp_path / "here", change=with_trace)
    with stand_in_device() as device:
        run(spec, tmp_path / "there", change=with_trace, device=device)
    here, there = (trace.table() for trace in traces)
    assert len(here) == len(there) > 0
    np.testing.assert_allclose(there, here, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "waits_of_step"),
    [
        # For whether gradients are finite, for what came of the pass, and for whose run can get
        # nowhere any more.
        ("pgd-linf", 3),
        ("standard", 3),
        ("pgd-l2", 4),  # its projection asks whether any point lies outside
    ],
)
def test_a_step_waits_for_the_device_as_seldom_as_it_can(
    sample_files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    waits_of_step: int,
) -> None:
    """Where nothing is broken: a step that finds examples brings these, too."""
    tiny = {"perturbation-values": [1e-4], "attack-params": {"steps": 25}}
    spec = short_spec(sample_files, SEARCHES[name], **tiny, **{"batch-size": 6})
    waits: list[int] = []
    with stand_in_device() as device, counted_waits() as noted:
        step = FixedRadiusRun.step

        def counted(self: FixedRadiusRun) -> list[EndedSearch]:
            before = len(noted)
            ended = step(self)
            waits.append(len(noted) - before)
            return ended

        monkeypatch.setattr(FixedRadiusRun, "step", counted)
        run(spec, tmp_path, device=device)
    assert len(waits) > 6
    assert statistics.mode(waits) == waits_of_step
