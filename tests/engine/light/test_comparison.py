"""Two evaluations of the same samples, compared sample by sample."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.comparison import common_samples, compare, exact_mcnemar, holm

from .documents import table_of

VALUES = (0.0, 0.01, 0.02, 0.03)
minima = st.sampled_from([0.0, 0.005, 0.015, 0.025, math.inf])


@pytest.mark.parametrize("heads", range(9))
def test_the_exact_test_is_that_of_fair_coins(heads: int) -> None:
    count = 8
    outcomes = [sum(one) for one in itertools.product((0, 1), repeat=count)]
    fewer = min(heads, count - heads)
    # As far from the middle as this one, to either side.
    extreme = sum(1 for one in outcomes if min(one, count - one) <= fewer)
    assert exact_mcnemar(heads, count - heads) == pytest.approx(extreme / 2**count, abs=1e-12)


def test_the_exact_test_does_not_overflow_for_a_million_samples() -> None:
    assert exact_mcnemar(0, 0) == 1.0
    assert exact_mcnemar(500_000, 500_000) == 1.0
    assert 0.0 <= exact_mcnemar(400_000, 600_000) < 1e-300
    # Two standard deviations of 1,000,000 fair coins: 500,000 − 1,000.
    assert exact_mcnemar(499_000, 501_000) == pytest.approx(0.0455, abs=1e-3)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_correction_keeps_the_order_and_never_lowers_a_p(given_p: list[float]) -> None:
    adjusted = holm(given_p)
    assert all(p <= better <= 1 for p, better in zip(given_p, adjusted, strict=True))
    assert min(adjusted) == pytest.approx(min(1, min(given_p) * len(given_p)))
    for (p, a), (q, b) in itertools.product(zip(given_p, adjusted, strict=True), repeat=2):
        assert p > q or a <= b


@given(st.lists(st.tuples(minima, minima), min_size=1, max_size=40))
def test_counts_are_those_of_the_rows(pairs: list[tuple[float, float]]) -> None:
    first, second = (table_of([pair[side] for pair in pairs]) for side in (0, 1))
    for point in compare(first, second, VALUES):
        here = [a > point.value for a, _ in pairs]
        there = [b > point.value for _, b in pairs]
        assert (point.first, point.second) == (sum(here), sum(there))
        assert point.only_first == sum(a and not b for a, b in zip(here, there, strict=True))
        assert point.only_second == sum(b and not a for a, b in zip(here, there, strict=True))
        assert point.p == exact_mcnemar(point.only_first, point.only_second)


def test_the_correction_is_over_the_values_above_0_only() -> None:
    first, second = table_of([math.inf] * 12), table_of([0.0] * 5 + [math.inf] * 7)
    points = compare(first, second, VALUES)
    assert points[0].adjusted_p == points[0].p == exact_mcnemar(5, 0)
    assert points[1].adjusted_p == pytest.approx(3 * points[1].p)


def test_only_samples_that_both_have_are_compared_whatever_their_order() -> None:
    first = table_of([0.01, 0.02, 0.03, 0.04])
    second = table_of([0.5, 0.6, 0.7, 0.8])
    shuffled = second.rows(np.array([3, 1, 2]))
    here, there = common_samples(first, shuffled)
    assert list(here.index) == list(there.index) == [1, 2, 3]
    assert list(here.minimum_perturbation) == [0.02, 0.03, 0.04]
    assert list(there.minimum_perturbation) == [0.6, 0.7, 0.8]
