"""DeepFool on linear models of several classes, whose nearest boundary is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pandavision_gui.engine.attacks.deepfool import DeepFool
from pandavision_gui.engine.attacks.minimum_norm import Batch
from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.evaluation.example_search import ExampleSearch
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.norms import Norm

SHAPE = (2, 4, 4)
RANGE = (-100.0, 100.0)


class LinearTruth:
    """The scores of a linear model, in float64."""

    repeats = 1

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights

    def scores(self, samples: np.ndarray) -> np.ndarray:
        flat = samples.reshape(len(samples), -1).astype(np.float64)
        scores: np.ndarray = (flat @ self._weights.T).astype(np.float32)
        return scores

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        return np.full_like(scores, 0.5)


@pytest.mark.parametrize(("norm", "dual"), [(Norm.L2, 2), (Norm.LINF, 1)])
@pytest.mark.parametrize("candidates", [6, 10])
def test_the_nearest_of_many_boundaries_is_crossed_in_one_step(
    norm: Norm, dual: int, candidates: int
) -> None:
    generator = np.random.default_rng(4)
    weights = generator.normal(0, 1, (6, 32)).astype(np.float32)
    weights *= np.float32([1, 5, 0.2, 2, 0.5, 3])[:, None]  # the likeliest is not the nearest
    samples = torch.from_numpy(generator.normal(0, 1, (30, *SHAPE)).astype(np.float32))
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(32, 6, bias=False))
    model[1].weight.data = torch.from_numpy(weights)
    truth = LinearTruth(weights)
    labels = truth.scores(samples.numpy()).argmax(axis=1)
    rows = np.arange(len(labels))
    exact = weights.astype(np.float64)
    leads = samples.numpy().reshape(30, -1).astype(np.float64) @ exact.T
    leads = leads[rows, labels][:, None] - leads
    slopes = np.linalg.norm(exact[labels][:, None] - exact[None], ord=dual, axis=2)
    slopes[rows, labels] = np.nan
    nearest = np.nanmin(leads / slopes, axis=1)
    batch = Batch(samples, torch.from_numpy(labels), RANGE, np.zeros(30, dtype=np.uint64))
    counted = CountedModel(model)
    search = ExampleSearch(counted, truth, batch, rows, RunSettings(norm, RANGE, 0, 30, SHAPE))
    DeepFool(norm, candidates=candidates).run(batch, search)
    beyond = 1e-4 * (RANGE[1] - RANGE[0])
    np.testing.assert_allclose(search.distance, 1.02 * (nearest + beyond), rtol=1e-3)
    assert counted.passes == 3 * 30  # the clean sample twice, and its example


class Plain(torch.nn.Module):
    """Two scores that hardly depend on the sample, and how turns with the middle of the range."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        flat = samples.flatten(1)
        slope = torch.where(flat.detach().mean(dim=1, keepdim=True) > 0, -1e-42, 1e-42)
        away = (flat * slope).sum(dim=1)
        return torch.stack([torch.ones_like(away), away], dim=1)


@pytest.mark.parametrize("norm", [Norm.L2, Norm.LINF])
def test_where_the_slope_is_almost_nothing_points_stay_numbers(norm: Norm) -> None:
    samples = torch.full((2, *SHAPE), 1.0)
    labels = torch.zeros(2, dtype=torch.int64)
    batch = Batch(samples, labels, RANGE, np.zeros(2, dtype=np.uint64))
    counted, truth = CountedModel(Plain()), LinearTruth(np.zeros((2, 32)))
    settings = RunSettings(norm, RANGE, 0, 2, SHAPE)
    search = ExampleSearch(counted, truth, batch, np.arange(2), settings)
    DeepFool(norm, steps=6).run(batch, search)
    assert counted.passes == 8 * 2
    assert np.isinf(search.distance).all()
