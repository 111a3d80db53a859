"""Random numbers of many samples at once, each a function of the sample's key and a count.

A generator per sample and step would cost more than the pass through a small network. Nothing has
to be stored: the n-th draw of a key is the same whenever and beside whomever it is made.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BITS = np.uint64(11)
"""Of 64 bits a float64 in [0, 1) can hold the upper 53."""


def mixed(numbers: Keys) -> Keys:
    """Return well-mixed numbers, a one-to-one function of the given ones.

    Notes
    -----
    The finaliser of SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number
    Generators, OOPSLA 2014.
    """
    with np.errstate(over="ignore"):
        found = numbers + _GOLDEN
        found = (found ^ (found >> np.uint64(30))) * _FIRST
        found = (found ^ (found >> np.uint64(27))) * _SECOND
    mixed_numbers: Keys = found ^ (found >> np.uint64(31))
    return mixed_numbers


def draws(keys: Keys, counts: NDArray[np.int64], numbers: int) -> NDArray[np.float64]:
    """Return uniform numbers in [0, 1): float64, (N, numbers).

    Parameters
    ----------
    keys
        (N,): one for each sample.
    counts
        (N,): which draw of the key it is.
    """
    of_count = mixed(keys ^ counts.astype(np.uint64))
    places = np.arange(numbers, dtype=np.uint64)
    found = mixed(of_count[:, None] ^ places[None, :])
    return (found >> _BITS).astype(np.float64) * 2.0**-53
