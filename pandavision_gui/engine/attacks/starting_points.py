"""Where a run begins that has no example to begin from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import Start
from pandavision_gui.engine.attacks.square_windows import window_pattern
from pandavision_gui.engine.norms import Norm

_SIDE = 4
_GRID = 5
"""Windows of Square Attack's first point along the shorter side."""


def stripe_offset(
    norm: Norm, shape: tuple[int, ...], radius: float, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Draw vertical stripes, each all up or all down; see :func:`block_offset`."""
    channels, height, width = shape
    drawn = generator.choice(np.array([-1.0, 1.0]), size=(channels, 1, width))
    return _on_the_edge(norm, np.repeat(drawn, height, axis=1), radius)


def grid_offset(
    norm: Norm, shape: tuple[int, ...], radius: float, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Draw a grid of Square Attack's windows, five along the shorter side; see `block_offset`.

    In each of them the pattern lies or stands, and is up or down in each channel.
    """
    if norm is not Norm.L2:
        raise ValueError(f"the windows are of length 1 in L2, not in {norm}")
    channels, height, width = shape
    side = max(min(height, width) // _GRID, 1)
    pattern = window_pattern(side)
    drawn = np.zeros(shape)
    for top in range(height % side // 2, height - side + 1, side):
        for left in range(width % side // 2, width - side + 1, side):
            turned = pattern if generator.random() < 0.5 else pattern.T
            signs = generator.choice(np.array([-1.0, 1.0]), size=(channels, 1, 1))
            drawn[:, top : top + side, left : left + side] = signs * turned
    return np.asarray(drawn * (radius / np.sqrt(np.square(drawn).sum())), dtype=np.float32)


def random_offset(
    norm: Norm, shape: tuple[int, ...], radius: float, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Draw an offset that is uniform in the ball of a norm, before the box cuts it.

    Parameters
    ----------
    shape
        Of one sample.
    radius
        Data units.

    Returns
    -------
    float32, of this shape.

    Notes
    -----
    A point uniform on the sphere times the n-th root of a uniform number: Barthe, Guédon,
    Mendelson and Naor, A Probabilistic Approach to the Geometry of the l_p^n-Ball, Annals of
    Probability 33 (2005).
    """
    if norm is Norm.LINF:
        return np.asarray(generator.uniform(-radius, radius, size=shape), dtype=np.float32)
    if norm is Norm.L2:
        drawn = generator.standard_normal(size=shape)
        size = np.sqrt(np.square(drawn).sum())
    else:
        drawn = generator.laplace(size=shape)
        size = np.abs(drawn).sum()
    length = radius * generator.uniform() ** (1 / math.prod(shape))
    return np.asarray(drawn * (length / size), dtype=np.float32)


def block_offset(
    norm: Norm, shape: tuple[int, ...], radius: float, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Draw squares of four by four elements, each all up or all down, of the radius' size.

    Networks answer to such patterns more than to noise: Square Attack begins with stripes for that.

    Parameters
    ----------
    shape
        Of one sample, (C, H, W).
    radius
        Data units: the norm of what is returned.

    Returns
    -------
    float32, of this shape.

    Notes
    -----
    Andriushchenko, Croce, Flammarion and Hein, Square Attack, ECCV 2020.
    """
    channels, height, width = shape
    count = (channels, -(-height // _SIDE), -(-width // _SIDE))
    signs = generator.choice(np.array([-1.0, 1.0]), size=count)
    drawn = signs.repeat(_SIDE, axis=1).repeat(_SIDE, axis=2)[:, :height, :width]
    return _on_the_edge(norm, drawn, radius)


def _on_the_edge(norm: Norm, signs: NDArray[np.float64], radius: float) -> NDArray[np.float32]:
    """Scale changes of ±1 to the radius."""
    size = {Norm.LINF: 1.0, Norm.L2: math.sqrt(signs.size), Norm.L1: float(signs.size)}[norm]
    return np.asarray(signs * (radius / size), dtype=np.float32)


OFFSETS = {
    Start.UNIFORM: random_offset,
    Start.BLOCKS: block_offset,
    Start.STRIPES: stripe_offset,
    Start.GRID: grid_offset,
}
"""By the start that an attack asks for: what draws its offset from the sample."""
