"""Where a run begins that has no example to begin from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.norms import Norm


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
