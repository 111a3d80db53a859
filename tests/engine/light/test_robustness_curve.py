from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.robustness_curve import (
    open_band,
    robustness_curve,
    wilson_interval,
)

from .documents import table_of

GRID = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)
minima = st.one_of(st.just(0.0), st.just(math.inf), st.floats(0.0001, 0.2), st.sampled_from(GRID))


@pytest.mark.parametrize(
    ("successes", "count", "lower", "upper"),
    [(50, 100, 0.404, 0.596), (0, 100, 0.0, 0.037), (500, 1000, 0.469, 0.531)],
)
def test_the_interval_is_the_published_one(
    successes: int, count: int, lower: float, upper: float
) -> None:
    found = wilson_interval(successes, count)
    assert (round(found[0], 3), round(found[1], 3)) == (lower, upper)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_lies_within_0_and_1(drawn: tuple[int, int]) -> None:
    successes, count = drawn
    lower, upper = wilson_interval(successes, count)
    assert 0 <= lower <= successes / count <= upper <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_the_failures_is_the_mirror_image(drawn: tuple[int, int]) -> None:
    successes, count = drawn
    lower, upper = wilson_interval(successes, count)
    mirrored = wilson_interval(count - successes, count)
    assert mirrored == pytest.approx((1 - upper, 1 - lower), abs=1e-12)


def test_without_samples_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    (point,) = robustness_curve(table_of([]), [0.0])
    assert (point.count, point.accuracy, point.lower, point.upper) == (0, 0.0, 0.0, 1.0)


def test_a_sample_is_right_exactly_below_its_minimum_perturbation() -> None:
    curve = robustness_curve(table_of([0.0, 0.02, math.inf]), [0.0, 0.01, 0.02, 0.03])
    assert [point.robust for point in curve] == [2, 2, 1, 1]
    assert [point.count for point in curve] == [3] * 4


@given(st.lists(minima, min_size=1, max_size=30), st.lists(st.floats(0, 1), min_size=1))
def test_a_worst_case_curve_never_rises(found: list[float], grid: list[float]) -> None:
    curve = robustness_curve(table_of(found), sorted(grid))
    robust = [point.robust for point in curve]
    assert robust == sorted(robust, reverse=True)


def test_a_curve_of_random_draws_is_the_plain_accuracy_and_may_rise() -> None:
    correct = np.array([[True, False, True], [True, False, False]])
    table = table_of([0.01, 0.01], correct=correct, values=[0.0, 0.1, 0.2])
    assert [p.robust for p in robustness_curve(table, [0.0, 0.1, 0.2])] == [2, 0, 1]


@st.composite
def evaluations_in_progress(draw: st.DrawFn) -> tuple[list[float], list[float], list[float]]:
    """Samples' true minima, and what was known of them at some moment of the run."""
    final = draw(st.lists(minima, min_size=1, max_size=25))
    withstood, broken = [], []
    for minimum in final[: draw(st.integers(0, len(final)))]:
        withstood.append(max([v for v in (-1.0, *GRID) if v < minimum and draw(st.booleans())],
                             default=-1.0))  # fmt: skip
        seen = draw(st.sampled_from([1.0, 2.0, math.inf]))
        broken.append(minimum if minimum == 0 else minimum * seen)
    return final, withstood, broken


@given(evaluations_in_progress())
def test_the_open_band_encloses_where_the_started_samples_end_up(
    progress: tuple[list[float], list[float], list[float]],
) -> None:
    final, withstood, broken = progress
    started = final[: len(broken)]
    band = open_band(np.array(withstood), np.array(broken), GRID)
    for point, end in zip(band, robustness_curve(table_of(started), GRID), strict=True):
        assert point.count == end.count == len(started)
        assert point.lowest <= end.robust <= point.highest
        assert point.lower <= end.lower
        assert end.upper <= point.upper


@given(st.lists(minima, min_size=1, max_size=25))
def test_the_band_of_a_finished_run_is_the_curve(final: list[float]) -> None:
    band = open_band(np.full(len(final), np.inf), np.array(final), GRID)
    for point, end in zip(band, robustness_curve(table_of(final), GRID), strict=True):
        assert (point.lowest, point.highest) == (end.robust, end.robust)
        assert (point.lower, point.upper) == (end.lower, end.upper)


def test_a_sample_that_was_not_started_is_not_counted() -> None:
    (point,) = open_band(np.array([]), np.array([]), [0.0])
    assert (point.count, point.lowest, point.highest) == (0, 0, 0)
    assert (point.lower, point.upper) == (0.0, 1.0)


def test_a_sample_that_was_neither_broken_nor_withstood_is_open() -> None:
    (point,) = open_band(np.array([-1.0]), np.array([math.inf]), [0.05])
    assert (point.lowest, point.highest) == (0, 1)
