"""Random numbers that belong to a sample, not to a run.

Each purpose draws from a stream of its own, named by (seed, sample index, purpose, …): other batch
sizes, shards and resumed runs draw the same numbers, and nothing has to be stored about them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.counted_draws import Keys, mixed


class Purpose(IntEnum):
    """What the numbers are for; the values are part of what a seed means and never change."""

    RANDOM_START = 1
    NOISE = 2
    ASSUMPTION_CHECK = 3
    SEARCH = 4


def stream(seed: int, index: int, purpose: Purpose, *more: int) -> np.random.Generator:
    """Return the generator of one stream.

    Parameters
    ----------
    seed
        The spec's seed.
    index
        Row of the dataset.
    more
        Further non-negative numbers that tell draws of one purpose apart, for instance the stage.
    """
    # Two words for each number: numpy would drop leading zero words, and a large seed could then
    # share its stream with a small seed and another sample.
    words = [
        word for number in (seed, index, purpose, *more) for word in divmod(int(number), 2**32)
    ]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def keys(seed: int, indexes: NDArray[np.int64], purpose: Purpose, stage: int, runs: Keys) -> Keys:
    """Return a key for each sample, for draws that are a function of key and count.

    Parameters
    ----------
    seed, purpose
        As for :func:`stream`.
    indexes
        int64, (N,): rows of the dataset.
    runs
        uint64, (N,): a number for each sample's present run in the stage.
    """
    found = mixed(np.full(len(indexes), seed, dtype=np.uint64))
    # Each number as it is into what is mixed so far: two mixed numbers could change places unseen.
    for number in (indexes.astype(np.uint64), np.uint64(purpose), np.uint64(stage), runs):
        found = mixed(found ^ number)
    return found
