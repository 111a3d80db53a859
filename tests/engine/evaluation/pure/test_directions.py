"""Which way a step goes in each norm."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.directions import sparse, steepest
from pandavision_gui.engine.attacks.projections import BALLS, Ball
from pandavision_gui.engine.norms import Norm

SHAPE = (5, 3, 4, 4)
ELEMENTS = 48


def random_numbers(seed: int, shape: tuple[int, ...] = SHAPE) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def ball_of(norm: Norm, samples: Tensor) -> Ball:
    return BALLS[norm].around(samples, torch.ones(len(samples), dtype=torch.float64), (0.0, 1.0))


def size(norm: Norm, directions: Tensor) -> Tensor:
    flat = directions.double().flatten(1)
    return torch.linalg.vector_norm(
        flat, ord={Norm.LINF: float("inf"), Norm.L2: 2, Norm.L1: 1}[norm], dim=1
    )


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
@pytest.mark.parametrize("scale", [1.0, 1e-30, 1e30])
def test_a_direction_is_of_length_1_and_ascends_however_small_the_gradient_is(
    norm: Norm, scale: float
) -> None:
    samples, gradients = torch.full(SHAPE, 0.5), random_numbers(1) * scale
    found = steepest(norm, gradients, samples, ball_of(norm, samples))
    assert size(norm, found).tolist() == pytest.approx([1.0] * len(samples), rel=1e-5)
    assert ((found.double() * gradients.double()).flatten(1).sum(dim=1) > 0).all()


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
def test_without_a_gradient_there_is_no_direction_and_each_sample_has_its_own(norm: Norm) -> None:
    samples, gradients = torch.full(SHAPE, 0.5), random_numbers(2)
    gradients[2] = 0
    ball = ball_of(norm, samples)
    found = steepest(norm, gradients, samples, ball)
    assert found[2].count_nonzero() == 0
    one = torch.tensor([3])
    alone = steepest(norm, gradients[one], samples[one], ball.rows(one))
    assert torch.equal(found[one], alone)


def test_no_direction_of_length_1_is_steeper_in_l2() -> None:
    samples, gradients = torch.full(SHAPE, 0.5), random_numbers(3)
    found = steepest(Norm.L2, gradients, samples, ball_of(Norm.L2, samples))
    reached = (found * gradients).flatten(1).sum(dim=1)
    assert reached.tolist() == pytest.approx(gradients.flatten(1).norm(dim=1).tolist(), rel=1e-5)


def test_in_l1_a_fifth_moves_at_first_and_later_two_thirds_of_what_has_moved() -> None:
    samples, gradients = torch.full(SHAPE, 0.5), random_numbers(4)
    ball = ball_of(Norm.L1, samples)
    first = steepest(Norm.L1, gradients, samples, ball)
    assert first.flatten(1).count_nonzero(dim=1).tolist() == [int(0.2 * ELEMENTS)] * len(samples)
    points = samples.clone()
    points.flatten(1)[:, :30] = 0.6
    later = steepest(Norm.L1, gradients, points, ball)
    assert later.flatten(1).count_nonzero(dim=1).tolist() == [20] * len(samples)
    moved, still = later.abs().flatten(1) > 0, later.abs().flatten(1) == 0
    weakest = torch.where(moved, gradients.flatten(1).abs(), torch.inf).amin(dim=1)
    strongest = torch.where(still, gradients.flatten(1).abs(), 0.0).amax(dim=1)
    assert (weakest >= strongest).all(), "the largest gradients move"


def test_in_l1_no_step_is_spent_on_what_cannot_move() -> None:
    samples = torch.full((1, 1, 2, 2), 0.5)
    points = torch.tensor([[[[1.0, 0.0], [0.7, 0.5]]]])
    gradients = torch.tensor([[[[9.0, -8.0], [2.0, 1.0]]]])
    found = steepest(Norm.L1, gradients, points, ball_of(Norm.L1, samples))
    assert found.tolist() == [[[[0.0, 0.0], [0.5, 0.5]]]]


def test_of_equal_gradients_the_same_elements_move_every_time() -> None:
    gradients = torch.ones(SHAPE)
    first = sparse(gradients, torch.full((5,), 7))
    assert first.flatten(1).count_nonzero(dim=1).tolist() == [7] * 5
    assert torch.equal(first, sparse(gradients, torch.full((5,), 7)))
