"""Whether a converted model that draws random numbers answers as the file does.

Two draws never agree, so what is compared is how the answers to one sample are distributed. The
test is the two-sample one of Smirnov, which holds for every distribution: a converter that leaves
the noise out, or draws it once for all, does not pass for the model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 32
"""How often each sample is asked. A shift of two to three standard deviations of the noise is seen
for certain, and noise that is missing or frozen; so is a wrong operator or axis, which moves the
scores as far as another picture would."""
COMPARED_ROWS = 4
LEVEL = 1e-4
"""Chance that a right conversion is refused, over all samples, classes and sides together."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class DrawAgreement:
    """What was found.

    Attributes
    ----------
    passing
        Number of samples whose answers are distributed alike.
    largest_difference
        Largest difference of two distribution functions, in [0, 1].
    tolerance
        The one that chance may explain.
    """

    passing: int
    largest_difference: float
    tolerance: float


def compare_draws(
    reference: Callable[[], Scores],
    others: list[Callable[[], Scores]],
    tolerances_of: Callable[[Scores], Scores],
) -> DrawAgreement:
    """Ask again and again, and compare the distributions of each sample's scores.

    Parameters
    ----------
    reference, others
        Return one draw of the scores, (N, K), of the same samples.
    tolerances_of
        Returns what rounding may explain in each class's scores, (K,), of scores (N, K): a
        difference below it is none.
    """
    drawn = _draws(reference)
    runs, rows, classes = drawn.shape
    rounding = tolerances_of(drawn.reshape(runs * rows, classes))
    tolerance = largest_by_chance(runs, 2 * len(others) * rows * classes)
    largest = np.zeros(rows)
    for other in others:
        again = _draws(other)
        if again.shape != drawn.shape:
            return DrawAgreement(0, 1.0, tolerance)
        for row in range(rows):
            found = _apart(drawn[:, row], again[:, row], rounding)
            largest[row] = max(largest[row], found)
        if (largest >= tolerance).any():
            break  # it is decided; draws are costly
    return DrawAgreement(int((largest < tolerance).sum()), float(largest.max()), tolerance)


def largest_by_chance(runs: int, tests: int) -> float:
    """Return the smallest difference that chance does not explain in so many tests.

    Of two samples of n numbers from one distribution, one distribution function is k/n above the
    other somewhere with probability C(2n, n − k) / C(2n, n); less where numbers can be equal.

    Source: B. V. Gnedenko, V. S. Korolyuk, Doklady Akademii Nauk SSSR 80 (1951).
    """
    of_all = math.comb(2 * runs, runs)
    for k in range(1, runs + 1):
        if math.comb(2 * runs, runs - k) * tests <= LEVEL * of_all:
            return k / runs
    return math.inf  # so many classes that no number of draws tells


def _draws(ask: Callable[[], Scores]) -> Scores:
    drawn = [ask() for _ in range(DRAWS)]
    widths = {one.shape for one in drawn}
    return np.stack(drawn) if len(widths) == 1 else np.empty((DRAWS, 0, 0))


def _apart(one: Scores, two: Scores, rounding: Scores) -> float:
    """Return the largest difference of two distribution functions over all classes.

    Parameters
    ----------
    one, two
        (R, K).
    rounding
        (K,): by so much a number may be off.
    """
    return max(_above(one, two, rounding), _above(two, one, rounding))


def _above(one: Scores, two: Scores, rounding: Scores) -> float:
    points = np.sort(one, axis=0)
    mine = np.arange(1, len(points) + 1)[:, None] / len(points)
    # What is no number is below nothing, so it counts as far apart.
    theirs = (two[:, None] <= points[None] + rounding).mean(axis=0)
    return float((mine - theirs).max())
