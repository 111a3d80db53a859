"""A model that answers NaN is neither right nor wrong, and nobody may take it for robust."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine.evaluation.checkpoint import read_checkpoint
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import EvaluationTask, Observer, Snapshot
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from .evaluations import run
from .linear_models import COUNT, linear_problem
from .test_far_searches import ToTheEnd
from .test_prepare import road_sign_spec
from .test_repeatable import StopAfter

QUICK = {"samples": 12, "perturbation-values": [0.05], "attack": "pgd-linf"}


class _FailingModel(torch.nn.Module):
    """Answers NaN to everything."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.inner(samples) * torch.nan
        return logits


class _FailingTruth:
    """Right on clean pictures, NaN on noisy ones."""

    repeats = 1

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.rows = 0

    def scores(self, samples: np.ndarray) -> np.ndarray:
        scores: np.ndarray = self._inner.scores(samples)
        is_noisy = (samples != np.rint(samples)).any(axis=(1, 2, 3))
        return np.where(is_noisy[:, None], np.float32(np.nan), scores)

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        probabilities: np.ndarray = self._inner.probabilities(scores)
        return probabilities


@pytest.mark.parametrize(("early_stop", "times"), [(False, 48), (True, 12)])
def test_nan_under_attack_is_counted_and_told(
    sample_files: Path, tmp_path: Path, early_stop: bool, times: int
) -> None:
    """Of 12 samples, each at the 4 points of a run, or once where nothing leads away from it."""

    def fail(prepared: Prepared) -> Prepared:
        failing = _FailingModel(prepared.task.classifier)
        return replace(prepared, task=replace(prepared.task, classifier=failing))

    keys = {**QUICK, "attack-params": {"steps": 3, "early_stop": early_stop}}
    told: list[Snapshot] = []
    watched = Observer(progress=told.append)
    found = run(road_sign_spec(sample_files, **keys), tmp_path, watched, change=fail)
    warning = found.outcome.warnings[0]
    assert f"NaN or infinity {times} times" in warning
    assert "optimistic" in warning
    assert told[-1].unknown == 12


class _FailsForSome(torch.nn.Module):
    """Answers NaN some way from every third sample, and the right class to all else."""

    def __init__(self, task: EvaluationTask) -> None:
        super().__init__()
        self._inner, labels = task.classifier, task.samples.labels
        self._clean = torch.from_numpy(task.samples.read(task.order)).flatten(1)
        self._labels = torch.from_numpy(labels[task.order])

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        flat = samples.detach().flatten(1)
        whose = torch.arange(len(flat))
        if len(flat) < len(self._clean):
            whose = torch.cdist(flat, self._clean).argmin(dim=1)
        is_away = (flat - self._clean[whose]).abs().amax(dim=1) > 1
        logits: torch.Tensor = self._inner(samples)
        right = torch.nn.functional.one_hot(self._labels[whose], logits.shape[1])
        return torch.where((is_away & (whose % 3 == 0))[:, None], torch.nan, logits + 1e6 * right)


def test_who_was_answered_with_nan_and_stands_is_unknown_also_after_a_stop(
    sample_files: Path, tmp_path: Path
) -> None:
    def fail(prepared: Prepared) -> Prepared:
        task = prepared.task
        return replace(prepared, task=replace(task, classifier=_FailsForSome(task)))

    # Cross-entropy has no slope where a class leads by so much.
    params = {"steps": 6, "loss": "margin"}
    keys = {**QUICK, "attack": "mpgd-linf", "attack-params": params, "batch-size": 4}
    spec, told = road_sign_spec(sample_files, **keys), list[Snapshot]()
    whole = run(spec, tmp_path / "whole", Observer(progress=told.append), change=fail)
    assert np.isinf(whole.outcome.table.minimum_perturbation).all()
    assert told[-1].unknown == 4
    cut = Observer(stop_requested=StopAfter(3))
    assert run(spec, tmp_path / "cut", cut, change=fail).outcome.stopped
    assert (read_checkpoint(tmp_path / "cut") or {})["run.not_finite"].any()
    again: list[Snapshot] = []
    run(spec, tmp_path / "cut", Observer(progress=again.append), resume=True, change=fail)
    assert again[-1].unknown == 4


def test_nan_where_a_search_for_the_nearest_example_ends_is_unknown(tmp_path: Path) -> None:
    """It had gradients, and went as far as the range allows: nothing else is to be doubted."""
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 255.0), outputs=2)

    def fail(prepared: Prepared) -> Prepared:
        task = prepared.task
        failing = replace(task, classifier=_FailsForSome(task), minimum_norm=ToTheEnd(Norm.L2))
        return replace(prepared, task=failing)

    told: list[Snapshot] = []
    keys = {"attack": "fmn-l2", "perturbation-type": "l2", "perturbation-values": [0.1]}
    spec = spec_from_document(problem.keys | keys)
    table = run(spec, tmp_path, Observer(progress=told.append), change=fail).outcome.table
    assert np.isinf(table.minimum_perturbation).all()
    assert told[-1].unknown == -(-COUNT // 3)


def test_nan_under_noise_ends_the_evaluation(sample_files: Path, tmp_path: Path) -> None:
    def fail(prepared: Prepared) -> Prepared:
        failing = _FailingTruth(prepared.task.truth)
        return replace(prepared, task=replace(prepared.task, truth=failing))

    keys = {**QUICK, "attack": "noise-linf"}
    with pytest.raises(InputError) as refused:
        run(road_sign_spec(sample_files, **keys), tmp_path, change=fail)
    assert refused.value.code == "model_not_finite_under_noise"
