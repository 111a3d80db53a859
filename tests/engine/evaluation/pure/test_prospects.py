"""When a run is given up: what its slope promises, and how far that is to be believed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from pandavision_gui.engine.attacks.losses import LOSSES, PROGRESS, Goal, Progress
from pandavision_gui.engine.attacks.projections import BALLS
from pandavision_gui.engine.attacks.prospects import (
    FACTOR,
    NUMBERS,
    WINDOW,
    Promise,
    foretell,
    is_same,
    lacks_prospect,
    promise,
)
from pandavision_gui.engine.norms import Norm

SHAPE = (1, 2, 2)


@dataclass
class Walk:
    """A run along a loss of four elements, one step after another."""

    memory: Tensor

    def visit(
        self, value: float, slope: float, rise: float, step: float, *, in_range: float = 100.0
    ) -> bool:
        """Tell of a point; return whether the run is given up there."""
        progress = Progress(torch.tensor([value]), torch.ones(1))
        promised = Promise(torch.tensor([rise]), torch.tensor([in_range]))
        found = lacks_prospect(self.memory, progress, promised)
        gradients = torch.full((1, *SHAPE), slope)
        foretell(self.memory, progress, gradients, torch.full((1, *SHAPE), step))
        return bool(found)


def walk() -> Walk:
    return Walk(torch.zeros((1, NUMBERS)))


def test_a_straight_slope_that_promises_too_little_is_left_once_it_was_looked_at_long_enough() -> (
    None
):
    run = walk()
    # Four elements rise by 0.01 each with every step, as foretold.
    given_up = [run.visit(-10.0 + 0.04 * n, 1.0, 1.5, 0.01) for n in range(WINDOW + 2)]
    assert given_up == [False] * WINDOW + [True] * 2


@pytest.mark.parametrize(("rise", "given_up"), [(1.6, True), (1.7, False)])
def test_what_is_lacking_is_held_against_six_times_what_is_promised(
    rise: float, given_up: bool
) -> None:
    run = walk()
    for _ in range(WINDOW):
        run.visit(-10.0, 1.0, rise, 0.0)
    assert FACTOR == 6.0
    assert run.visit(-10.0, 1.0, rise, 0.0) is given_up


@pytest.mark.parametrize(("in_range", "given_up"), [(20.1, True), (19.9, False)])
def test_a_slope_is_believed_that_leads_to_the_boundary_somewhere_in_the_range(
    in_range: float, given_up: bool
) -> None:
    run = walk()
    for _ in range(WINDOW):
        run.visit(-10.0, 0.0, 0.0, 0.0, in_range=in_range)
    assert run.visit(-10.0, 0.0, 0.0, 0.0, in_range=in_range) is given_up


def test_a_plateau_between_slopes_is_not_left_before_it_is_behind() -> None:
    run = walk()
    for _ in range(2 * WINDOW):
        run.visit(-10.0, 0.0, 0.0, 0.0)
    steep = [100.0, 1.0, *[100.0] * WINDOW]
    given_up = [run.visit(-10.0, 0.0, 0.0, 0.0, in_range=far) for far in steep]
    assert given_up == [True, *[False] * WINDOW, True]


def test_a_loss_that_rises_where_its_slope_foretold_nothing_is_not_left() -> None:
    run = walk()
    given_up = [run.visit(-10.0 + 1.8 * (n % 2), 0.0, 0.0, 1.0) for n in range(4 * WINDOW)]
    assert not any(given_up)


def test_an_error_counts_for_as_many_steps_as_are_looked_at() -> None:
    run = walk()
    for _ in range(WINDOW):
        run.visit(-10.0, 0.0, 0.0, 0.0)
    assert run.visit(-10.0, 0.0, 0.0, 0.0)
    values = [-7.0] * (WINDOW + 1)  # 3 higher, of which the slope knew nothing
    assert [run.visit(value, 0.0, 0.0, 0.0) for value in values] == [False] * WINDOW + [True]


def test_what_is_no_number_or_too_flat_is_no_reason_to_give_up() -> None:
    for value, rate, rise in ((float("nan"), 1.0, 0.0), (-10.0, float("inf"), 0.0)):
        memory = torch.zeros((1, NUMBERS))
        progress = Progress(torch.tensor([value]), torch.tensor([rate]))
        nothing = torch.zeros((1, *SHAPE))
        promised = Promise(torch.tensor([rise]), torch.tensor([100.0]))
        for _ in range(3 * WINDOW):
            assert not lacks_prospect(memory, progress, promised)
            foretell(memory, progress, nothing, nothing)


def test_one_runs_forecasts_are_nobody_elses() -> None:
    both, alone = torch.zeros((2, NUMBERS)), torch.zeros((1, NUMBERS))
    draw = torch.Generator().manual_seed(3)
    seen = []
    for n in range(3 * WINDOW):
        rough = float(torch.randn(1, generator=draw)) * 8
        values = torch.tensor([-10.0, -10.0 + rough])
        promised = Promise(torch.ones(2), torch.full((2,), 100.0))
        of_first = Promise(torch.ones(1), torch.full((1,), 100.0))
        gradients = torch.randn((2, *SHAPE), generator=draw)
        steps = torch.zeros((2, *SHAPE))
        of_both = Progress(values, torch.ones(2))
        of_one = Progress(values[:1], torch.ones(1))
        found = lacks_prospect(both, of_both, promised)
        assert bool(found[0]) == bool(lacks_prospect(alone, of_one, of_first)) == (n >= WINDOW)
        foretell(both, of_both, gradients, steps)
        foretell(alone, of_one, gradients[:1], steps[:1])
        seen.append(bool(found[1]))
    assert not all(seen[WINDOW:])
    assert torch.equal(both[:1], alone)


LOGITS = st.lists(
    st.lists(st.floats(-9, 9, width=32), min_size=3, max_size=5), min_size=1, max_size=1
).map(torch.tensor)


@pytest.mark.parametrize("loss", LOSSES)
@given(logits=LOGITS, label=st.integers(0, 2), shift=st.integers(1, 2), aimed=st.booleans())
@example(logits=torch.tensor([[0.0, 0.1, 0.0]]), label=0, shift=1, aimed=True)
@example(logits=torch.tensor([[0.0, 0.1, 0.0]]), label=0, shift=1, aimed=False)
def test_as_long_as_progress_is_below_0_the_goal_is_not_reached(
    loss: str, logits: Tensor, label: int, shift: int, aimed: bool
) -> None:
    labels = torch.tensor([label])
    goal = Goal(labels, (labels + shift) % 3, must_reach=True) if aimed else Goal(labels)
    best, second = logits[0].topk(2).values
    if best > second and bool(goal.is_reached(logits)):
        assert PROGRESS[loss](logits, goal).values.item() > -1e-5


@pytest.mark.parametrize("loss", ["cross-entropy", "margin"])
@pytest.mark.parametrize("aimed", [False, True])
def test_the_rate_is_how_progress_changes_with_the_loss(loss: str, aimed: bool) -> None:
    draw = torch.Generator().manual_seed(1)
    logits = (3 * torch.randn((20, 4), generator=draw, dtype=torch.float64)).requires_grad_()
    labels = logits.argmax(dim=1)
    goal = Goal(labels, (labels + 1) % 4, must_reach=True) if aimed else Goal(labels)
    progress = PROGRESS[loss](logits, goal)
    (of_values,) = torch.autograd.grad(progress.values.sum(), logits, retain_graph=True)
    (of_loss,) = torch.autograd.grad(LOSSES[loss](logits, goal).sum(), logits)
    torch.testing.assert_close(of_values, progress.rates[:, None].detach() * of_loss)
    assert (progress.rates > 0).all()


def test_a_cross_entropy_so_flat_that_rounding_rules_it_promises_anything() -> None:
    logits = torch.tensor([[30.0, 0.0, 0.0], [9.0, 0.0, 0.0]])
    rates = PROGRESS["cross-entropy"](logits, Goal(torch.tensor([0, 0]))).rates
    assert rates[0] == torch.inf
    assert torch.isfinite(rates[1])


def test_a_ratio_promises_anything() -> None:
    logits = torch.tensor([[3.0, 0.0, 0.0, 1.0]])
    assert torch.isinf(PROGRESS["dlr"](logits, Goal(torch.tensor([0]))).rates).all()


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-3.0, 5.0)])
def test_what_is_promised_in_the_range_is_that_of_its_best_corner(
    bounds: tuple[float, float],
) -> None:
    draw = torch.Generator().manual_seed(7)
    points = torch.rand((5, *SHAPE), generator=draw)
    gradients = torch.randn(points.shape, generator=draw)
    ball = BALLS[Norm.LINF].around(points, torch.full((5,), 0.1, dtype=torch.float64), bounds)
    found = promise(ball, bounds, gradients, points)
    ends = torch.where(gradients > 0, bounds[1], bounds[0])
    best = ((ends - points) * gradients).flatten(1).sum(dim=1)
    torch.testing.assert_close(found.in_range, best)
    assert torch.equal(found.in_ball, ball.most_rise(gradients, points))


def balls(norm: Norm, points: int = 1) -> tuple[object, Tensor, Tensor]:
    draw = torch.Generator().manual_seed(7)
    samples = torch.rand((points, *SHAPE), generator=draw)
    ball = BALLS[norm].around(samples, torch.full((points,), 0.3, dtype=torch.float64), (0.0, 1.0))
    inside = ball(samples + 0.2 * torch.randn(samples.shape, generator=draw))
    return ball, inside, torch.randn(samples.shape, generator=draw)


def test_the_most_that_a_slope_rises_in_a_box_is_that_of_its_best_corner() -> None:
    ball, points, gradients = balls(Norm.LINF, 5)
    ends = torch.stack([ball.lower, ball.upper]).flatten(2)  # type: ignore[attr-defined]
    found = ball.most_rise(gradients, points)  # type: ignore[attr-defined]
    for n in range(5):
        corners = [
            torch.stack([ends[end, n, k] for k, end in enumerate(choice)])
            for choice in itertools.product((0, 1), repeat=4)
        ]
        best = max(float(gradients[n].flatten() @ (c - points[n].flatten())) for c in corners)
        assert float(found[n]) == pytest.approx(best, rel=1e-5)


def test_at_its_best_corner_a_slope_rises_by_nothing_at_all() -> None:
    ball, points, gradients = balls(Norm.LINF, 5)
    corner = ball(points + 9 * gradients.sign())  # type: ignore[operator]
    assert (ball.most_rise(gradients, corner) == 0).all()  # type: ignore[attr-defined]


@pytest.mark.parametrize("norm", [Norm.L2, Norm.L1])
def test_no_point_of_a_round_ball_is_higher_than_promised(norm: Norm) -> None:
    ball, points, gradients = balls(norm, 5)
    draw = torch.Generator().manual_seed(11)
    promised = ball.most_rise(gradients, points)  # type: ignore[attr-defined]
    highest = torch.full((5,), -torch.inf)
    for size in (0.1, 1.0, 10.0):
        for _ in range(200):
            away = size * torch.randn(points.shape, generator=draw)
            reached = ball(points + away + size * gradients)  # type: ignore[operator]
            rises = ((reached - points) * gradients).flatten(1).sum(dim=1)
            highest = torch.maximum(highest, rises)
    assert (highest <= promised + 1e-6).all()
    assert (highest > 0.2 * promised).all()


def test_of_changed_pixels_anything_may_be_promised() -> None:
    ball, points, gradients = balls(Norm.L0)
    assert torch.isinf(ball.most_rise(gradients, points)).all()  # type: ignore[attr-defined]


def test_points_are_the_same_where_not_one_element_differs() -> None:
    points = torch.zeros((3, *SHAPE))
    others = points.clone()
    others[1, 0, 1, 1] = float(np.nextafter(np.float32(0), np.float32(1)))
    others[2, 0, 0, 0] = torch.nan
    assert is_same(points, others).tolist() == [True, False, False]
