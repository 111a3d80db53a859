"""Auto-PGD against the paper's algorithm written out for one sample at a time."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.auto_pgd import AutoPGD, periods
from pandavision_gui.engine.attacks.base import Visit
from pandavision_gui.engine.attacks.projections import BALLS, Ball
from pandavision_gui.engine.norms import Norm

from .told import told

SHAPE = (2, 3, 3)
STEPS = 40
RADIUS = {Norm.LINF: 0.2, Norm.L2: 0.6, Norm.L1: 1.5}


class Wavy:
    """A loss with many hills, with a gradient of its own for every sample."""

    def __init__(self, count: int) -> None:
        generator = torch.Generator().manual_seed(5)
        self._slopes = torch.randn((count, *SHAPE), generator=generator)
        self._waves = 6 * torch.randn((count, *SHAPE), generator=generator)

    def __call__(self, points: Tensor, which: slice = slice(None)) -> tuple[Tensor, Tensor]:
        """Return losses, (N,), and gradients."""
        x = points.clone().requires_grad_()
        losses = (self._slopes[which] * x + torch.sin(self._waves[which] * x)).flatten(1).sum(dim=1)
        (gradients,) = torch.autograd.grad(losses.sum(), x)
        return losses.detach(), gradients


def by_the_class(attack: AutoPGD, wavy: Wavy, samples: Tensor, ball: Ball) -> list[Tensor]:
    """Return the points that are visited, as the run asks for them."""
    count, radius = len(samples), RADIUS[attack.norm]
    memory = tuple(torch.zeros_like(samples) for _ in range(attack.memory_tensors))
    numbers = torch.zeros((count, attack.memory_numbers))
    points, visited = samples.clone(), [samples.clone()]
    for step in range(attack.steps):
        losses, gradients = wavy(points)
        visit = Visit(
            points=points,
            gradients=gradients,
            losses_of=told(losses),
            steps_done=torch.full((count,), step),
            radii=torch.full((count,), radius),
            ball=ball,
            memory=memory,
            numbers=numbers,
            keys_of=told(np.zeros(len(points), dtype=np.uint64)),
        )
        points = attack.next_points(visit)
        visited.append(points.clone())
    return visited


def written_out(norm: Norm, wavy: Wavy, sample: Tensor, ball: Ball, row: int) -> list[Tensor]:
    """The algorithm of the paper (ICML 2020, Algorithm 1), for one sample."""

    def value(x: Tensor) -> tuple[float, Tensor]:
        losses, gradients = wavy(x, slice(row, row + 1))
        return float(losses), gradients

    def step_from(x: Tensor, gradient: Tensor, length: float) -> Tensor:
        if norm is Norm.LINF:
            return ball(x + length * gradient.sign())
        return ball(x + length * gradient / gradient.norm())

    length, radius = 2 * RADIUS[norm], RADIUS[norm]
    assert length == 2 * radius
    x, visited = sample.clone(), [sample.clone()]
    loss, gradient = value(x)
    best = (loss, x.clone(), gradient.clone())
    before, rises, best_at_look, was_halved = x.clone(), 0, loss, True
    period, counted = max(int(0.22 * STEPS), 1), 0
    for step in range(STEPS):
        kept = 1.0 if step == 0 else 0.75
        z = step_from(x, gradient, length)
        new = ball(x + kept * (z - x) + (1 - kept) * (x - before))
        before, x = x, new
        visited.append(x.clone())
        new_loss, gradient = value(x)
        rises += new_loss > loss
        loss = new_loss
        if loss > best[0]:
            best = (loss, x.clone(), gradient.clone())
        counted += 1
        if counted == period:
            halves = rises <= 0.75 * period or (not was_halved and best_at_look >= best[0])
            if halves:
                length /= 2
                x, gradient = best[1].clone(), best[2].clone()
            was_halved, best_at_look, rises, counted = halves, best[0], 0, 0
            period = max(period - max(int(0.03 * STEPS), 1), max(int(0.06 * STEPS), 1))
    return visited


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2])
def test_it_visits_the_points_of_the_papers_algorithm(norm: Norm) -> None:
    count = 4
    samples = torch.rand((count, *SHAPE), generator=torch.Generator().manual_seed(1))
    radii = torch.full((count,), RADIUS[norm], dtype=torch.float64)
    ball, wavy = BALLS[norm].around(samples, radii, (0.0, 1.0)), Wavy(count)
    ours = by_the_class(AutoPGD(norm, steps=STEPS), wavy, samples, ball)
    for row in range(count):
        rows = torch.tensor([row])
        theirs = written_out(norm, wavy, samples[rows], ball.rows(rows), row)
        # Where rounding decides which of two equal losses is larger, they would part for ever.
        for step, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            assert torch.allclose(one[rows], other, atol=1e-4), (row, step)


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
def test_a_sample_does_not_depend_on_its_neighbours(norm: Norm) -> None:
    samples = torch.rand((3, *SHAPE), generator=torch.Generator().manual_seed(2))
    radii = torch.full((3,), RADIUS[norm], dtype=torch.float64)
    ball, wavy = BALLS[norm].around(samples, radii, (0.0, 1.0)), Wavy(3)
    together = by_the_class(AutoPGD(norm, steps=STEPS), wavy, samples, ball)
    one = torch.tensor([1])

    def alone(points: Tensor) -> tuple[Tensor, Tensor]:
        return wavy(points, slice(1, 2))

    apart = by_the_class(AutoPGD(norm, steps=STEPS), alone, samples[one], ball.rows(one))  # type: ignore[arg-type]
    assert all(torch.allclose(a[one], b, atol=1e-6) for a, b in zip(together, apart, strict=True))


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
def test_it_climbs_higher_than_its_first_step(norm: Norm) -> None:
    count = 30
    samples = torch.rand((count, *SHAPE), generator=torch.Generator().manual_seed(3))
    radii = torch.full((count,), RADIUS[norm], dtype=torch.float64)
    ball, wavy = BALLS[norm].around(samples, radii, (0.0, 1.0)), Wavy(count)
    visited = by_the_class(AutoPGD(norm, steps=STEPS), wavy, samples, ball)
    losses = torch.stack([wavy(points)[0] for points in visited])
    one_step = losses[1]  # to the edge of the ball, along the first gradient
    assert (losses.amax(dim=0) >= losses[0]).all()
    assert (losses.amax(dim=0) > one_step + 0.1).float().mean() > 0.5
    for points in visited[1:]:
        assert torch.equal(ball(points), points), "outside its ball"


def test_a_run_that_comes_from_a_larger_ball_never_goes_back_out_of_its_own() -> None:
    samples = torch.full((1, *SHAPE), 0.5)
    ball = BALLS[Norm.LINF].around(samples, torch.tensor([0.1], dtype=torch.float64), (0.0, 1.0))
    attack = AutoPGD(Norm.LINF, steps=STEPS)
    memory = tuple(torch.zeros_like(samples) for _ in range(attack.memory_tensors))
    numbers = torch.zeros((1, attack.memory_numbers))
    points = torch.full_like(samples, 0.9)  # an example of the run before, with a high loss
    for step in range(STEPS):
        visit = Visit(
            points=points,
            gradients=torch.ones_like(points),
            losses_of=told(torch.tensor([9.0 if step == 0 else 1.0])),
            steps_done=torch.tensor([step]),
            radii=torch.tensor([0.1]),
            ball=ball,
            memory=memory,
            numbers=numbers,
            keys_of=told(np.zeros(len(points), dtype=np.uint64)),
        )
        points = attack.next_points(visit)
        assert torch.equal(ball(points), points)
    _, best, _ = memory
    assert torch.equal(ball(best), best)


@pytest.mark.parametrize("steps", [1, 2, 5, 50, 100, 1000])
def test_looks_come_closer_and_closer(steps: int) -> None:
    for norm in (Norm.LINF, Norm.L2):
        found = [(at, period) for at, period in enumerate(periods(steps, norm)) if period]
        assert [at for at, _ in found] == list(np.cumsum([period for _, period in found]))
        lengths = [period for _, period in found]
        assert lengths == sorted(lengths, reverse=True)
        assert all(1 <= period <= steps for period in lengths)
    if steps == 100:
        assert [at for at, period in enumerate(periods(100, Norm.LINF)) if period][:4] == [
            22, 41, 57, 70,
        ]  # fmt: skip
        assert [at for at, period in enumerate(periods(100, Norm.L1)) if period][:3] == [4, 8, 12]
