"""Two evaluations of the same samples, compared sample by sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.sample_table import SampleTable

SIGNIFICANT = 0.05
"""Family-wise error rate of all values together."""


@dataclass(frozen=True)
class PairedPoint:
    """Both evaluations at one perturbation value.

    Attributes
    ----------
    count
        Samples that both evaluated.
    first, second
        How many of them each has right.
    only_first, only_second
        How many of them only one of the two has right.
    p
        Of the exact McNemar test, two-sided.
    adjusted_p
        The same after Holm's correction over the values.
    """

    value: float
    count: int
    first: int
    second: int
    only_first: int
    only_second: int
    p: float
    adjusted_p: float

    @property
    def is_clear(self) -> bool:
        """Whether the difference is more than chance."""
        return self.adjusted_p < SIGNIFICANT


def common_samples(first: SampleTable, second: SampleTable) -> tuple[SampleTable, SampleTable]:
    """Return the rows of the samples that both have, in one order.

    Both must be of the same dataset: a row is told by its index.
    """
    _, here, there = np.intersect1d(
        first.index, second.index, assume_unique=True, return_indices=True
    )
    return first.rows(here.astype(np.int64)), second.rows(there.astype(np.int64))


def compare(
    first: SampleTable, second: SampleTable, values: Sequence[float]
) -> tuple[PairedPoint, ...]:
    """Compare two evaluations of the same samples at values that both have.

    The test is McNemar's in its exact form: among the samples on which the two differ, each is as
    likely to be the better one when there is no difference. Over the values above 0, Holm's
    correction keeps the chance of any false "clear" below :data:`SIGNIFICANT`; the value 0 (the
    clean accuracy) is a question of its own.

    Sources: Q. McNemar, Psychometrika 12 (1947); S. Holm, Scandinavian Journal of Statistics 6
    (1979).

    Parameters
    ----------
    first, second
        Of :func:`common_samples`.
    values
        Ascending.
    """
    found = []
    for value in values:
        here, there = first.is_correct_at(value), second.is_correct_at(value)
        only_first, only_second = int((here & ~there).sum()), int((there & ~here).sum())
        p = exact_mcnemar(only_first, only_second)
        found.append((value, int(here.sum()), int(there.sum()), only_first, only_second, p))
    attacked = [place for place, one in enumerate(found) if one[0] > 0]
    corrected = holm([found[place][-1] for place in attacked])
    adjusted = [one[-1] for one in found]
    for place, p in zip(attacked, corrected, strict=True):
        adjusted[place] = p
    return tuple(
        PairedPoint(value, len(first), mine, others, only, only_other, p, better)
        for (value, mine, others, only, only_other, p), better in zip(found, adjusted, strict=True)
    )


def exact_mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p of `only_first` against `only_second` fair coins, in [0, 1]."""
    count, fewer = only_first + only_second, min(only_first, only_second)
    if only_first == only_second:
        return 1.0
    k = np.arange(fewer + 1, dtype=np.float64)
    logs = math.lgamma(count + 1) - _log_factorials(k) - _log_factorials(count - k)
    highest = float(logs.max())
    log_tail = highest + math.log(float(np.exp(logs - highest).sum())) - count * math.log(2)
    return min(1.0, 2 * math.exp(log_tail))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values that keep the family-wise error rate, in the order given."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, highest = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - rank)))
        adjusted[place] = highest
    return adjusted


def _log_factorials(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([math.lgamma(number + 1) for number in numbers])
