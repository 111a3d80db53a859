"""Where values stand on the x axis, and what is written there."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.views.plots.axis_ticks import ticks
from pandavision_gui.views.plots.x_scale import XScale, XUnit

TOP = 0.06
LEAST = 0.005
LOG = XScale(is_log=True, least=LEAST, top=TOP)


@given(st.floats(0, TOP))
def test_a_place_of_a_logarithmic_axis_leads_back_to_its_value(value: float) -> None:
    assert LOG.value(LOG.place(value)) == pytest.approx(value, rel=1e-9, abs=1e-15)


@given(st.lists(st.floats(0, TOP), min_size=2, max_size=20, unique=True))
def test_larger_values_stand_further_to_the_right(values: list[float]) -> None:
    places = LOG.places(np.array(sorted(values)))
    assert (np.diff(places) >= 0).all()
    assert places.min() >= 0
    assert places.max() <= 1 + 1e-12


def test_none_and_the_largest_value_stand_at_the_ends() -> None:
    assert (LOG.place(0.0), LOG.place(TOP), LOG.end) == (0.0, pytest.approx(1.0), 1.0)


def test_equal_ratios_are_equally_far_apart() -> None:
    first = LOG.place(0.02) - LOG.place(0.01)
    assert LOG.place(0.04) - LOG.place(0.02) == pytest.approx(first)


@pytest.mark.parametrize("unit", [XUnit.FRACTION, XUnit.OVER_255])
def test_the_ticks_of_a_logarithmic_axis_stand_at_their_numbers(unit: XUnit) -> None:
    scale = XScale(is_log=True, unit=unit, least=LEAST, top=TOP)
    (zero, words), *others = scale.ticks()
    assert (zero, words) == (0.0, "0")
    assert len(others) > 1
    for place, number in others:
        assert scale.value(place) * scale.factor == pytest.approx(float(number), rel=1e-5)


@pytest.mark.parametrize(
    ("least", "top", "fewest", "most"),
    [(1e-9, 1.0, 10, 13), (0.005, 0.06, 4, 6), (0.031, 0.034, 3, 3)],
)
def test_a_logarithmic_axis_has_ticks_however_much_it_spans(
    least: float, top: float, fewest: int, most: int
) -> None:
    places = [place for place, _ in XScale(is_log=True, least=least, top=top).ticks()]
    assert fewest <= len(places) <= most
    assert places == sorted(set(places))
    assert max(places) <= 1.001, "a tick beyond the largest value"


def test_ticks_in_255ths_and_data_units_are_round_numbers_of_these() -> None:
    for scale in (
        XScale(unit=XUnit.OVER_255, top=TOP),
        XScale(unit=XUnit.DATA, top=TOP, width=255.0),
    ):
        for place, words in scale.ticks():
            assert place * 255 == pytest.approx(float(words))
            assert float(words) == round(float(words))


def test_an_axis_of_one_value_or_of_none_has_no_logarithm() -> None:
    for scale in (XScale(is_log=True), XScale(is_log=True, least=TOP, top=TOP)):
        assert scale.place(scale.top / 2) == scale.top / 2
        assert scale.is_usual


@given(
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.floats(1e-6, 1e6, allow_subnormal=False),
)
def test_ticks_are_a_few_and_between_the_ends(lowest: float, span: float) -> None:
    highest = lowest + span
    if not highest > lowest * (1 + 1e-9) if lowest > 0 else not highest > lowest:
        return
    found = ticks(lowest, highest)
    assert len(found) <= 11
    slack = 1e-6 * max(abs(lowest), abs(highest), span)
    assert all(lowest - slack <= value <= highest + slack for value, _ in found)
    assert all(math.isfinite(value) for value, _ in found)
