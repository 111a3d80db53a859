"""Square Attack in L2, held against the formulas of its paper written out once more."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import Visit
from pandavision_gui.engine.attacks.counted_draws import draws
from pandavision_gui.engine.attacks.projections import L2Ball
from pandavision_gui.engine.attacks.square_l2 import SquareAttackL2
from pandavision_gui.engine.attacks.square_windows import window_pattern
from pandavision_gui.engine.attacks.starting_points import grid_offset
from pandavision_gui.engine.norms import Norm, distances

from .told import told

SHAPE = (3, 11, 9)
RADII = (0.2, 0.7, 1.5, 4.0)
COUNT = len(RADII)
STEPS = 60


def eta(height: int, width: int) -> np.ndarray:
    """Equation (2): η_rs = Σ_{k=0}^{M} 1/(n+1−k)², M = n − max(|r − h₁/2 − 1|, |s − h₂/2 − 1|).

    Rows and columns are counted from 1, halves are rounded down, and n is half of the longer side.
    """
    n = max(height, width) // 2
    made = np.zeros((height, width))
    for r in range(1, height + 1):
        for s in range(1, width + 1):
            most = n - max(abs(r - height // 2 - 1), abs(s - width // 2 - 1))
            made[r - 1, s - 1] = sum(1 / (n + 1 - k) ** 2 for k in range(most + 1))
    return made


def pattern_of(side: int) -> np.ndarray:
    """Two halves of one square, each of length 1 before they are put together."""
    halves = []
    for height, sign in ((side // 2, 1), (side - side // 2, -1)):
        if height:
            half = eta(height, side)
            halves.append(sign * half / math.sqrt((half**2).sum()))
    both = np.concatenate(halves)
    return both / math.sqrt((both**2).sum())


@pytest.mark.parametrize("side", [1, 2, 3, 5, 6, 9, 20])
def test_the_pattern_is_that_of_the_paper(side: int) -> None:
    np.testing.assert_allclose(window_pattern(side), pattern_of(side), atol=1e-14)
    assert np.square(window_pattern(side)).sum() == pytest.approx(1)


def unit(window: np.ndarray) -> np.ndarray:
    length = math.sqrt((window**2).sum())
    return window / length if length else window


def moved_by_the_paper(nu: np.ndarray, radius: float, side: int, numbers: np.ndarray) -> np.ndarray:
    """Algorithm 3 for one sample: `nu` is x̂ − x, (C, H, W)."""
    channels, height, width = nu.shape
    r1, r2 = (int(numbers[n] * (height - side + 1)) for n in (0, 2))
    s1, s2 = (int(numbers[n] * (width - side + 1)) for n in (1, 3))
    first = np.zeros((height, width), dtype=bool)
    second = np.zeros((height, width), dtype=bool)
    first[r1 : r1 + side, s1 : s1 + side] = True
    second[r2 : r2 + side, s2 : s2 + side] = True
    unused = max(radius**2 - (nu**2).sum(), 0.0)
    pattern = pattern_of(side)
    pattern = pattern if numbers[4] < 0.5 else pattern.T
    found = nu.copy()
    for i in range(channels):
        rho = -1.0 if numbers[5 + i] < 0.5 else 1.0
        window = nu[i][first].reshape(side, side)
        temporary = rho * pattern + unit(window)
        available = math.sqrt((nu[i][first | second] ** 2).sum() + unused / channels)
        found[i][second] = 0.0
        found[i][first] = (unit(temporary) * available).ravel()
    return found


def visit_of(points: Tensor, ball: L2Ball, step: int, **more: object) -> Visit:
    count = len(points)
    parts = {
        "points": points,
        "gradients": torch.zeros_like(points),
        "losses_of": told(torch.zeros(count)),
        "steps_done": torch.full((count,), step),
        "radii": ball.radii.float(),
        "ball": ball,
        "memory": (torch.zeros_like(points),),
        "numbers": torch.full((count, 1), -torch.inf),
        "keys_of": told(np.arange(count, dtype=np.uint64) + np.uint64(100)),
    }
    return Visit(**{**parts, **more})  # type: ignore[arg-type]


def start() -> tuple[Tensor, L2Ball]:
    generator = torch.Generator().manual_seed(3)
    samples = torch.rand((COUNT, *SHAPE), generator=generator)
    ball = L2Ball.around(samples, torch.tensor(RADII, dtype=torch.float64), (0.0, 1.0))
    offsets = [
        grid_offset(Norm.L2, SHAPE, radius, np.random.default_rng(n))
        for n, radius in enumerate(RADII)
    ]
    return ball(samples + torch.from_numpy(np.stack(offsets))), ball


@pytest.mark.parametrize("step", [0, 1, 3, 20, 59])
def test_a_query_is_that_of_the_paper_with_the_same_random_numbers(step: int) -> None:
    points, ball = start()
    attack = SquareAttackL2(steps=STEPS)
    visit = visit_of(points, ball, step)
    found = attack.next_points(visit)
    side = attack.side(step, *SHAPE[1:])
    numbers = draws(visit.keys, np.full(COUNT, step), 5 + SHAPE[0])
    samples = ball.samples.double().numpy()
    for n, radius in enumerate(RADII):
        nu = moved_by_the_paper(points[n].double().numpy() - samples[n], radius, side, numbers[n])
        # What was cut off by the range before is there again: the radius is used up.
        assert math.sqrt((nu**2).sum()) == pytest.approx(radius, rel=1e-5)
        wanted = ball.rows(torch.tensor([n]))(torch.from_numpy(samples[n] + nu).float()[None])
        np.testing.assert_allclose(found[n].numpy(), wanted[0].numpy(), atol=2e-6)
    assert (found != points).flatten(1).any(dim=1).all(), "nothing was tried"


def walk(rows: slice) -> list[Tensor]:
    points, ball = start()
    ball, points = ball.rows(torch.arange(COUNT)[rows]), points[rows]
    target = torch.rand((COUNT, *SHAPE), generator=torch.Generator().manual_seed(7))[rows]
    attack = SquareAttackL2(steps=STEPS)
    memory, numbers = (torch.zeros_like(points),), torch.zeros((len(points), 1))
    visited = [points]
    for step in range(STEPS):
        losses = -(points - target).square().flatten(1).sum(dim=1)
        keys = np.arange(COUNT, dtype=np.uint64)[rows]
        points = attack.next_points(
            visit_of(
                points,
                ball,
                step,
                losses_of=told(losses),
                memory=memory,
                numbers=numbers,
                keys_of=told(keys),
            )
        )
        visited.append(points)
    return visited


def test_every_point_is_inside_the_ball_and_the_best_one_never_gets_worse() -> None:
    visited = walk(slice(None))
    _, ball = start()
    target = torch.rand((COUNT, *SHAPE), generator=torch.Generator().manual_seed(7))
    losses = torch.stack([-(p - target).square().flatten(1).sum(dim=1) for p in visited])
    for points in visited:
        measured = distances(ball.samples.numpy(), points.numpy(), Norm.L2)
        assert (measured <= np.array(RADII)).all()
        assert float(points.min()) >= 0
        assert float(points.max()) <= 1
    assert (losses.amax(dim=0) > losses[0]).all(), "it does not climb"


def test_a_sample_walks_the_same_way_alone() -> None:
    together, alone = walk(slice(None)), walk(slice(2, 3))
    for a, b in zip(together, alone, strict=True):
        np.testing.assert_allclose(a[2:3].numpy(), b.numpy(), atol=1e-6)


def test_a_run_that_comes_from_a_larger_ball_asks_about_the_nearest_point_first() -> None:
    points, ball = start()
    outside = points + 1.0
    found = SquareAttackL2(steps=STEPS).next_points(visit_of(outside, ball, 0))
    assert torch.equal(found, ball(outside))


@pytest.mark.parametrize("size", [(28, 28), (8, 8), (3, 40), (2, 2), (1, 1), (784, 1)])
def test_windows_are_odd_where_that_fits_and_become_smaller(size: tuple[int, int]) -> None:
    sides = [SquareAttackL2(steps=1000).side(step, *size) for step in range(1000)]
    assert sides == sorted(sides, reverse=True)
    assert all(side % 2 == 1 or side == min(size) for side in sides)
    assert sides[-1] == min(3, *size)
    assert sides[0] <= min(size)


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (3, 7, 40), (2, 4, 3), (5, 1, 1)])
def test_a_run_begins_with_a_grid_of_windows_on_the_edge_of_the_ball(
    shape: tuple[int, int, int],
) -> None:
    drawn = grid_offset(Norm.L2, shape, 0.7, np.random.default_rng(1))
    assert drawn.shape == shape
    assert np.sqrt(np.square(drawn.astype(np.float64)).sum()) == pytest.approx(0.7, rel=1e-6)
    side = max(min(shape[1:]) // 5, 1)
    first = drawn[:, shape[1] % side // 2 :, shape[2] % side // 2 :][:, :side, :side]
    for channel in first:
        made = unit(channel.astype(np.float64))
        assert any(
            np.allclose(made, sign * turned, atol=1e-6)
            for sign in (-1, 1)
            for turned in (pattern_of(side), pattern_of(side).T)
        )
