from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pandavision_gui.engine.evaluation.prepare import Prepared

from .evaluations import network_spec, run


class _RowCounter(torch.nn.Module):
    """A model around the model that counts the rows it is given."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self.rows = 0

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        self.rows += len(samples)
        logits: torch.Tensor = self.inner(samples)
        return logits


class _TruthCounter:
    """ONNX Runtime with the rows counted outside of it."""

    repeats = 1

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.seen = 0

    @property
    def rows(self) -> int:
        return int(self._inner.rows)

    @rows.setter
    def rows(self, count: int) -> None:
        self._inner.rows = count

    def scores(self, samples: np.ndarray) -> np.ndarray:
        self.seen += len(samples)
        scores: np.ndarray = self._inner.scores(samples)
        return scores

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        probabilities: np.ndarray = self._inner.probabilities(scores)
        return probabilities


def test_the_passes_are_the_rows_that_reached_the_models(
    trained_data: Path, tmp_path: Path
) -> None:
    counters: list[Any] = []

    def count(prepared: Prepared) -> Prepared:
        model, truth = _RowCounter(prepared.task.classifier), _TruthCounter(prepared.task.truth)
        counters.extend((model, truth))
        return replace(prepared, task=replace(prepared.task, classifier=model, truth=truth))

    spec = network_spec(trained_data, "cifar_base_kw", **{"attack-params": {"steps": 10}})
    passes = run(spec, tmp_path, change=count).outcome.passes
    model, truth = counters
    assert passes.attack > 0
    assert passes.assumption_check > 0
    assert passes.attack + passes.assumption_check == model.rows
    assert passes.confirmation == truth.seen


def test_what_is_wrong_already_costs_no_pass(trained_data: Path, tmp_path: Path) -> None:
    keys = {"perturbation-values": [0.01], "attack-params": {"steps": 3}}
    spec = network_spec(trained_data, "cifar_base_kw", **keys)
    table = run(spec, tmp_path / "all").outcome.table
    wrong = table.index[table.minimum_perturbation == 0]
    assert len(wrong) == 27
    only_wrong = spec.model_copy(update={"indexes": tuple(int(index) for index in wrong)})
    assert run(only_wrong, tmp_path / "wrong").outcome.passes.model == 0


def test_the_agreement_counts_what_it_sends_through_the_converted_model(
    trained_data: Path, tmp_path: Path
) -> None:
    found = run(
        network_spec(trained_data, "cifar_base_kw", **{"perturbation-values": [0]}), tmp_path
    )
    assert found.prepared.agreement_passes == found.prepared.loaded.classifier.rows
    assert found.prepared.agreement_passes >= 2 * found.prepared.attacked.agreement.rows
