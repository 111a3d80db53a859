"""Confidence statements about a share that hold at every moment of a running evaluation.

Samples are drawn at random; `successes` of the first `count` are robust. A statement of
:func:`evidence_against` is wrong at *any* moment with a probability of at most the error rate that
it is held against, so one may look after every sample and stop when one likes.
docs/decisions/0013-the-gate.md has the proof.

Sources: H. Robbins, Statistical methods related to the law of the iterated logarithm, Annals of
Mathematical Statistics 41 (1970); J. Ville, Étude critique de la notion de collectif (1939);
S. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, Time-uniform, nonparametric, nonasymptotic
confidence sequences, Annals of Statistics 49 (2021); C. Clopper and E. Pearson, Biometrika 26
(1934).
"""

from __future__ import annotations

import math

import numpy as np

_WEIGHT = 10.0
"""Samples that the mixture's prior weighs: differences that a hundred samples show are soonest
seen, others hardly later."""
_HALVINGS = 60


def evidence_against(share: float, successes: float, count: int) -> float:
    """Return the logarithm of the beta-binomial mixture martingale against a true `share`.

    Above log(1 / error rate) the share is refuted. The prior's mean is the share itself, which
    keeps it a supermartingale when samples are drawn without being put back.

    Parameters
    ----------
    share
        In (0, 1).
    successes
        In [0, count]; the sum of numbers in [0, 1] where a sample is not simply right or wrong.
    """
    first, second = _WEIGHT * share, _WEIGHT * (1 - share)
    failures = count - successes
    return (
        _log_beta(first + successes, second + failures)
        - _log_beta(first, second)
        - successes * math.log(share)
        - failures * math.log1p(-share)
    )


def is_above(share: float, lowest: float, count: int, error_rate: float) -> bool:
    """Whether the true share is above `share`, judged by the fewest successes there can be."""
    if not 0 < share < 1:
        return share <= 0 and lowest > 0
    return lowest > share * count and _refutes(share, lowest, count, error_rate)


def is_below(share: float, highest: float, count: int, error_rate: float) -> bool:
    """Whether the true share is below `share`, judged by the most successes there can be."""
    if not 0 < share < 1:
        return share >= 1 and highest < count
    return highest < share * count and _refutes(share, highest, count, error_rate)


def interval(lowest: float, highest: float, count: int, error_rate: float) -> tuple[float, float]:
    """Return what the true share lies in, at every moment at once but for the error rate.

    Parameters
    ----------
    lowest, highest
        The fewest and the most of the `count` samples that can be successes.
    """
    if count == 0:
        return 0.0, 1.0
    lower, upper = 0.0, 1.0
    if lowest > 0:
        refuted, standing = 0.0, lowest / count
        for _ in range(_HALVINGS):
            middle = (refuted + standing) / 2
            if 0 < middle < 1 and _refutes(middle, lowest, count, error_rate):
                refuted = middle
            else:
                standing = middle
        lower = refuted
    if highest < count:
        standing, refuted = highest / count, 1.0
        for _ in range(_HALVINGS):
            middle = (refuted + standing) / 2
            if 0 < middle < 1 and _refutes(middle, highest, count, error_rate):
                refuted = middle
            else:
                standing = middle
        upper = refuted
    return lower, upper


def _refutes(share: float, successes: float, count: int, error_rate: float) -> bool:
    return evidence_against(share, successes, count) >= -math.log(error_rate)


def _log_beta(first: float, second: float) -> float:
    return math.lgamma(first) + math.lgamma(second) - math.lgamma(first + second)


def exact_limits(successes: int, count: int, tail: float) -> tuple[float, float]:
    """Return the limits of Clopper and Pearson, each wrong with a probability of at most `tail`.

    For a number of samples that was fixed beforehand.
    """
    if count == 0:
        return 0.0, 1.0
    lower = 0.0 if successes == 0 else 1 - _exact_upper(count - successes, count, tail)
    upper = 1.0 if successes == count else _exact_upper(successes, count, tail)
    return lower, upper


def _exact_upper(successes: int, count: int, tail: float) -> float:
    """Return the largest share that `successes` or fewer are not too few for."""
    k = np.arange(successes + 1, dtype=np.float64)
    ways = np.cumsum(np.concatenate(([0.0], np.log((count - k[1:] + 1) / k[1:]))))
    standing, refuted = successes / count, 1.0
    for _ in range(_HALVINGS):
        middle = (standing + refuted) / 2
        if not 0 < middle < 1:
            break
        logs = ways + k * math.log(middle) + (count - k) * math.log1p(-middle)
        highest = float(logs.max())
        below = highest + math.log(float(np.exp(logs - highest).sum()))
        if below < math.log(tail):
            refuted = middle
        else:
            standing = middle
    return refuted
