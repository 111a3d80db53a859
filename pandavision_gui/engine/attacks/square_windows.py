"""The pattern that Square Attack adds in L2: two halves of one square, one up and one down."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=64)
def window_pattern(side: int) -> NDArray[np.float64]:
    """Return the pattern of a square: float64, (side, side), of Euclidean length 1.

    Each half falls off from its middle as a sum of 1, 1/4, 1/9, …, and the lower one is negative.

    Notes
    -----
    Andriushchenko, Croce, Flammarion and Hein, Square Attack, ECCV 2020, section 3.4, equation (2).
    """
    upper = side // 2
    pattern = np.concatenate([_hill(upper, side), -_hill(side - upper, side)])
    pattern /= np.sqrt(np.square(pattern).sum())
    pattern.flags.writeable = False
    return pattern


def _hill(height: int, width: int) -> NDArray[np.float64]:
    """Return a rectangle that falls off from its middle, of length 1; nothing for no height."""
    rows = np.abs(np.arange(height) - height // 2)
    columns = np.abs(np.arange(width) - width // 2)
    away = np.maximum(rows[:, None], columns[None, :])
    # Largest distance first: each place is the sum of all terms from its distance outwards.
    farthest = max(height // 2, width // 2)
    terms = 1.0 / np.square(np.arange(1, farthest + 2, dtype=np.float64))
    hill: NDArray[np.float64] = np.cumsum(terms[::-1])[::-1][away]
    length = np.sqrt(np.square(hill).sum())
    return hill / length if height else hill
