from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.robustness_curve import CurvePoint, curve_point
from pandavision_gui.engine.verdict import SecurityLevel, level_of, value_in_words, verdict


def curve_of(robust: list[int], count: int) -> list[CurvePoint]:
    return [curve_point(n / 100, right, count) for n, right in enumerate(robust)]


def test_the_value_is_the_mean_over_the_grid_with_0_divided_by_the_clean_accuracy() -> None:
    found = verdict(curve_of([80, 40, 0, 0], 100))
    assert found.value == pytest.approx((0.8 + 0.4) / 4 / 0.8)


def test_a_model_that_is_always_wrong_has_minus_1_and_is_low() -> None:
    found = verdict(curve_of([0, 0], 100))
    assert (found.value, found.level) == (-1.0, SecurityLevel.LOW)


def test_no_samples_give_minus_1_and_low() -> None:
    found = verdict(curve_of([0], 0))
    assert (found.value, found.level) == (-1.0, SecurityLevel.LOW)


def test_a_model_that_nothing_breaks_is_high() -> None:
    found = verdict(curve_of([90, 90], 100))
    assert (found.value, found.level) == (1.0, SecurityLevel.HIGH)


@pytest.mark.parametrize(
    ("robust", "level"),
    [
        ([100, 32, 0, 0], "low"),  # 0.33
        ([100, 33, 0, 0], "medium"),
        ([100, 100, 64, 0], "medium"),  # 0.66
        ([100, 100, 65, 0], "high"),
    ],
)
def test_a_limit_belongs_to_the_lower_level(robust: list[int], level: str) -> None:
    assert verdict(curve_of(robust, 100)).level == level


def exact_level(robust: list[int]) -> str:
    value = Fraction(sum(robust), len(robust) * robust[0])
    return (
        "low" if value <= Fraction(33, 100) else "medium" if value <= Fraction(66, 100) else "high"
    )


@st.composite
def curves_at_a_limit(draw: st.DrawFn) -> tuple[list[int], int]:
    """Curves whose value is exactly 0.33 or 0.66."""
    clean = 100 * draw(st.integers(1, 5))
    points = draw(st.integers(4, 12))
    rest = draw(st.sampled_from([33, 66])) * points * clean // 100 - clean
    robust = [clean]
    for left in range(points - 1, 0, -1):
        most = min(robust[-1], rest)
        least = -(-rest // left)
        robust.append(draw(st.integers(min(least, most), most)))
        rest -= robust[-1]
    return robust, clean + draw(st.integers(0, 50))


@settings(max_examples=300)
@example(([100, 11, 11, 10], 100))
@given(curves_at_a_limit() | st.lists(st.integers(0, 40), min_size=1).map(lambda r: ([40, *r], 40)))
def test_rounding_never_changes_the_level(curve: tuple[list[int], int]) -> None:
    robust, count = curve
    assert verdict(curve_of(robust, count)).level == exact_level(robust)


@pytest.mark.parametrize("values", [[], [0.01]])
def test_a_curve_without_its_clean_point_is_a_bug(values: list[float]) -> None:
    with pytest.raises(ValueError, match="starts at the value 0"):
        verdict([curve_point(value, 1, 1) for value in values])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "0.50"),
        (0.33, "0.33"),
        (0.3301, "0.3301"),  # 0.33 would be low
        (0.334, "0.334"),
        (0.336, "0.34"),
        (0.6600001, "0.6600001"),
        (0.664, "0.664"),
        (1.0, "1.00"),
    ],
)
def test_the_value_in_words_is_of_the_level_that_stands_beside_it(value: float, words: str) -> None:
    assert value_in_words(value, level_of(value)) == words


def test_a_value_that_fits_no_level_has_two_decimals() -> None:
    assert value_in_words(0.5, "high") == "0.50"
