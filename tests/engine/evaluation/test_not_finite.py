"""A model that answers NaN is neither right nor wrong, and nobody may take it for robust."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.errors import InputError

from .evaluations import run
from .test_prepare import road_sign_spec

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
    found = run(road_sign_spec(sample_files, **keys), tmp_path, change=fail)
    warning = found.outcome.warnings[0]
    assert f"NaN or infinity {times} times" in warning
    assert "optimistic" in warning


def test_nan_under_noise_ends_the_evaluation(sample_files: Path, tmp_path: Path) -> None:
    def fail(prepared: Prepared) -> Prepared:
        failing = _FailingTruth(prepared.task.truth)
        return replace(prepared, task=replace(prepared.task, truth=failing))

    keys = {**QUICK, "attack": "noise-linf"}
    with pytest.raises(InputError) as refused:
        run(road_sign_spec(sample_files, **keys), tmp_path, change=fail)
    assert refused.value.code == "model_not_finite_under_noise"
