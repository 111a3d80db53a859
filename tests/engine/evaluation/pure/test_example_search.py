"""What a minimum-norm attack asks about, and how far away that is."""

from __future__ import annotations

import pytest
import torch

from pandavision_gui.engine.attacks.minimum_norm import Batch
from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.evaluation.example_search import ExampleSearch
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.norms import Norm

from .truths import MeanTruth

SHAPE = (1, 2, 2)


class Sure(torch.nn.Module):
    """Takes everything for class 0, and has a gradient."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        first = 5 + 0.1 * samples.flatten(1).mean(dim=1)
        return torch.stack([first, torch.zeros_like(first)], dim=1)


def search_of(*shades: float) -> ExampleSearch:
    samples = torch.stack([torch.full(SHAPE, shade) for shade in shades])
    labels = torch.zeros(len(shades), dtype=torch.int64)
    keys = torch.zeros(len(shades), dtype=torch.int64).numpy().astype("uint64")
    batch = Batch(samples=samples, labels=labels, input_range=(0.0, 1.0), keys=keys)
    rows = torch.arange(len(shades)).numpy()
    settings = RunSettings(Norm.L2, (0.0, 1.0), 0, len(shades), SHAPE)
    return ExampleSearch(CountedModel(Sure()), MeanTruth(), batch, rows, settings)


@pytest.mark.parametrize(
    ("asked_about", "radius", "held_back"),
    [
        ([0.75], 1.0, 0),  # a step of 0.5 in each of four elements is one of length 1
        ([0.75], 1.5, 1),
        ([0.6, 0.75, 0.5], 1.0, 0),  # on the way
        ([0.7], 1.0, 1),
        ([1.0], 30.0, 0),  # the range ends there
        ([0.9], 30.0, 1),
        ([0.0], 30.0, 0),  # so it does on the way that was taken, though the other is longer
    ],
)
def test_who_was_asked_about_far_enough(
    asked_about: list[float], radius: float, held_back: int
) -> None:
    search = search_of(0.25)
    for shade in asked_about:
        points = torch.full((1, *SHAPE), shade)
        search.gradients(points, torch.tensor([0]), lambda logits, _: logits[:, 0])
    assert search.held_back(radius).sum() == held_back


def test_each_row_is_judged_by_what_was_asked_about_it() -> None:
    search = search_of(0.25, 0.25)
    points = torch.full((1, *SHAPE), 0.75)
    near = torch.full((1, *SHAPE), 0.3)
    search.pulls(points, torch.tensor([1]), torch.tensor([[1.0, 0.0]]))
    search.pulls(near, torch.tensor([0]), torch.tensor([[1.0, 0.0]]))
    assert search.held_back(0.9).tolist() == [True, False]
    assert search.farthest.tolist() == pytest.approx([0.1, 1.0])


def test_who_has_no_gradient_is_told_of_otherwise() -> None:
    search = search_of(0.25)
    search.logits(torch.full((1, *SHAPE), 0.3), torch.tensor([0]))
    assert (search.unmoved, search.held_back(1.0).sum()) == (1, 0)
