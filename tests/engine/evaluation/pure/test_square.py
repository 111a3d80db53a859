"""Square Attack, step by step and by its queries."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import Visit
from pandavision_gui.engine.attacks.projections import LinfBall
from pandavision_gui.engine.attacks.square import SquareAttack

from .told import told

SHAPE = (3, 8, 8)
RADIUS = 0.1
COUNT = 5
STEPS = 200


def target() -> Tensor:
    """What a point should be like: the loss is minus its squared distance from it."""
    return torch.rand((COUNT, *SHAPE), generator=torch.Generator().manual_seed(7))


def losses_at(points: Tensor, rows: slice) -> Tensor:
    return -(points - target()[rows]).square().flatten(1).sum(dim=1)


def walk(rows: slice = slice(None), start: Tensor | None = None) -> tuple[list[Tensor], LinfBall]:
    samples = torch.full((COUNT, *SHAPE), 0.5)[rows]
    count = len(samples)
    ball = LinfBall.around(samples, torch.full((count,), RADIUS, dtype=torch.float64), (0.0, 1.0))
    attack = SquareAttack(steps=STEPS)
    memory, numbers = (torch.zeros_like(samples),), torch.zeros((count, 1))
    points = samples.clone() if start is None else start
    visited = [points]
    for step in range(STEPS):
        visit = Visit(
            points=points,
            gradients=torch.zeros_like(points),
            losses_of=told(losses_at(points, rows)),
            steps_done=torch.full((count,), step),
            radii=torch.full((count,), RADIUS),
            ball=ball,
            memory=memory,
            numbers=numbers,
            keys_of=told(np.arange(COUNT, dtype=np.uint64)[rows]),
        )
        points = attack.next_points(visit)
        visited.append(points)
    return visited, ball


def test_each_query_changes_one_square_of_the_best_point_to_the_edge_of_the_ball() -> None:
    visited, ball = walk()
    attack = SquareAttack(steps=STEPS)
    best, best_losses = visited[0].clone(), losses_at(visited[0], slice(None))
    for step, points in enumerate(visited[1:]):
        assert torch.equal(ball(points), points)
        changed = (points != best).any(dim=1)  # in any channel
        side = attack.side(step, 8, 8)
        for n in range(COUNT):
            rows, columns = (torch.nonzero(changed[n].any(dim=d)).flatten() for d in (1, 0))
            if len(rows):
                assert int(rows[-1] - rows[0]) < side
                assert int(columns[-1] - columns[0]) < side
        new = points[(points != best)]
        assert (((new - 0.5).abs() - RADIUS).abs() < 1e-6).all()
        found = losses_at(points, slice(None))
        better = found > best_losses
        best[better], best_losses[better] = points[better], found[better]


def test_it_climbs() -> None:
    visited, _ = walk()
    every = torch.stack([losses_at(points, slice(None)) for points in visited])
    nearest = losses_at(
        LinfBall.around(
            torch.full((COUNT, *SHAPE), 0.5),
            torch.full((COUNT,), RADIUS, dtype=torch.float64),
            (0, 1),
        )(target()),
        slice(None),
    )
    way = (nearest - every[0]).mean()
    assert (every.amax(dim=0) - every[0]).mean() > 0.5 * way


def test_a_sample_walks_the_same_way_alone() -> None:
    together, _ = walk()
    alone, _ = walk(slice(2, 3))
    assert all(torch.equal(a[2:3], b) for a, b in zip(together, alone, strict=True))


def test_a_run_that_comes_from_a_larger_ball_asks_about_the_nearest_point_first() -> None:
    start = torch.full((COUNT, *SHAPE), 0.9)
    visited, ball = walk(start=start)
    assert torch.equal(visited[1], ball(start))
    changed = (visited[2] != visited[1]).flatten(1).any(dim=1)
    assert changed.any()


@pytest.mark.parametrize("size", [(8, 8), (3, 40), (1, 1)])
def test_squares_become_smaller_and_always_fit(size: tuple[int, int]) -> None:
    sides = [SquareAttack(steps=1000).side(step, *size) for step in range(1000)]
    assert sides == sorted(sides, reverse=True)
    assert 1 <= sides[-1] <= sides[0] <= min(size)
