"""A model whose answers can be worked out by hand, in place of ONNX Runtime."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class MeanTruth:
    """Says class 1 where the mean of a sample is above `limit`, else class 0.

    NaN scores where the first element of a sample is `poison`.
    """

    repeats = 1

    def __init__(self, limit: float = 0.5, poison: float = -1.0) -> None:
        self.limit = np.float32(limit)
        self.poison = np.float32(poison)
        self.rows = 0

    def scores(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        self.rows += len(samples)
        flat = samples.reshape(len(samples), -1)
        mean = flat.mean(axis=1)
        scores = np.stack([self.limit - mean, mean - self.limit], axis=1).astype(np.float32)
        scores[flat[:, 0] == self.poison] = np.nan
        return scores

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        odds = np.exp(scores)
        shares: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
        return shares


def flat_samples(*shades: float) -> NDArray[np.float32]:
    """Return samples of one shade each: float32, (N, 1, 2, 2)."""
    return np.array(shades, dtype=np.float32)[:, None, None, None] * np.ones(
        (1, 1, 2, 2), dtype=np.float32
    )
