"""Where runs begin: inside the ball, all over it or in squares on its edge."""

from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.attacks.starting_points import block_offset, random_offset
from pandavision_gui.engine.norms import Norm, distances

SHAPE = (3, 10, 7)
MANY = 300


def sizes(drawn: np.ndarray, norm: Norm) -> np.ndarray:
    return distances(np.zeros_like(drawn), drawn, norm)


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
def test_random_starts_fill_the_ball(norm: Norm) -> None:
    generator = np.random.default_rng(1)
    shape = (1, 1, 3)  # in many dimensions nearly all of a ball is near its edge
    drawn = np.stack([random_offset(norm, shape, 2.0, generator) for _ in range(MANY)])
    found = sizes(drawn, norm)
    assert drawn.dtype == np.float32
    assert found.max() <= 2.0 * (1 + 1e-6)
    # The volume within a radius r is r³: half of the points are outside of 0.79 of it.
    outside = (found > 2.0 * 0.5 ** (1 / 3)).mean()
    assert abs(outside - 0.5) < 3.9 * np.sqrt(0.25 / MANY)
    assert np.abs(drawn.mean(axis=0)).max() < 3.9 * 2.0 / np.sqrt(MANY)


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
def test_squares_lie_on_the_edge_of_the_ball(norm: Norm) -> None:
    generator = np.random.default_rng(2)
    drawn = np.stack([block_offset(norm, SHAPE, 0.3, generator) for _ in range(20)])
    assert sizes(drawn, norm) == pytest.approx(np.full(20, 0.3), rel=1e-5)
    assert len(np.unique(np.abs(drawn))) == 1
    for first in range(0, 10, 4):
        for second in range(0, 7, 4):
            square = drawn[:, :, first : first + 4, second : second + 4]
            assert (square == square[:, :, :1, :1]).all(), "a square is of one sign"
    assert len({one.tobytes() for one in drawn}) == 20
