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
    ("asked_about", "has_failed"),
    [
        ([0.75], True),
        ([1.0], False),  # the range ends there
        ([0.9, 0.5], True),
        ([0.25], True),  # the sample itself, and nothing else
        ([0.0], False),  # so it does on the way that was taken, though the other is longer
        ([0.0, 0.75], True),  # the farthest point counts
    ],
)
def test_who_found_nothing_and_did_not_end_where_the_range_ends_has_failed(
    asked_about: list[float], has_failed: bool
) -> None:
    search = search_of(0.25)
    for shade in asked_about:
        points = torch.full((1, *SHAPE), shade)
        search.gradients(points, torch.tensor([0]), lambda logits, _: logits[:, 0])
    assert search.failed().tolist() == [has_failed]


def test_what_was_not_changed_is_not_on_the_way() -> None:
    search = search_of(0.25)
    points = torch.tensor([[[[1.0, 0.25], [0.0, 0.25]]]])
    search.gradients(points, torch.tensor([0]), lambda logits, _: logits[:, 0])
    assert search.failed().tolist() == [False]


def test_each_row_is_judged_by_what_was_asked_about_it() -> None:
    search = search_of(0.25, 0.25)
    end, near = torch.full((1, *SHAPE), 1.0), torch.full((1, *SHAPE), 0.3)
    search.pulls(end, torch.tensor([1]), torch.tensor([[1.0, 0.0]]))
    search.pulls(near, torch.tensor([0]), torch.tensor([[1.0, 0.0]]))
    assert search.failed().tolist() == [True, False]
    assert search.farthest.tolist() == pytest.approx([0.1, 1.5])


def test_who_has_no_gradient_is_told_of_otherwise() -> None:
    search = search_of(0.25)
    search.logits(torch.full((1, *SHAPE), 0.3), torch.tensor([0]))
    assert (search.unmoved().tolist(), search.failed().tolist()) == ([True], [False])


class Wrong(torch.nn.Module):
    """Takes everything for class 1."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        return torch.tensor([0.0, 1.0]).expand(len(samples), 2)


class AlwaysWrong(MeanTruth):
    """Takes everything for class 1, the samples themselves, too."""

    def __init__(self) -> None:
        super().__init__(limit=-1.0)


def walked(*shades: float, most_passes: int, whole_steps: tuple[float, ...] | None = None) -> bool:
    """Return whether a walk from the sample 0 over points of these shades had come to no rest."""
    batch = Batch(
        samples=torch.zeros((1, *SHAPE)),
        labels=torch.zeros(1, dtype=torch.int64),
        input_range=(0.0, 1.0),
        keys=torch.zeros(1, dtype=torch.int64).numpy().astype("uint64"),
    )
    settings = RunSettings(Norm.L2, (0.0, 1.0), 0, 1, SHAPE, whole_steps=whole_steps)
    search = ExampleSearch(
        CountedModel(Wrong()),
        AlwaysWrong(),
        batch,
        torch.arange(1).numpy(),
        settings,
        most_passes=most_passes,
    )
    for shade in shades:
        search.logits(torch.full((1, *SHAPE), shade), torch.tensor([0]))
    (unsettled,) = search.unsettled().tolist()
    return bool(unsettled)


FELL = (0.8, 0.7, 0.6, 0.5)
"""To the middle of eight queries; a sample has four elements."""


@pytest.mark.parametrize(
    ("later", "had_no_rest"),
    [
        ((0.48, 0.47, 0.46, 0.46), False),  # by less than a tenth
        ((0.48, 0.46, 0.44, 0.44), True),
        ((0.6, 0.6, 0.6, 0.6), True),  # nothing helped to the end: the steps never fitted
        ((0.6, 0.6, 0.6), False),  # it ended by itself
        ((0.4,), True),
        ((), False),  # likewise, in the first half
    ],
)
def test_a_walk_is_at_rest_when_its_distance_hardly_falls_any_more(
    later: tuple[float, ...], had_no_rest: bool
) -> None:
    assert walked(*FELL, *later, most_passes=8) is had_no_rest


def test_a_distance_in_whole_steps_stays_where_it_is_at_rest() -> None:
    assert not walked(1.0, 1.0, 1.0, 1.0, 1.0, most_passes=5, whole_steps=(1.0,))
    assert walked(1.0, 1.0, 1.0, 1.0, 1.0, most_passes=5)


@pytest.mark.parametrize(("queries", "had_no_rest"), [(3, True), (4, False)])
def test_fewer_decisions_than_elements_tell_no_direction(queries: int, had_no_rest: bool) -> None:
    assert walked(*[0.5] * queries, most_passes=100) is had_no_rest
