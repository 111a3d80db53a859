"""What a paired comparison says: true of the numbers beside it, whatever they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.comparison import SIGNIFICANT, PairedPoint, compare
from pandavision_gui.engine.comparison_words import can_be_told, evidence_words, verdict_words
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import p_words

from .documents import table_of

VALUES = (0.0, 0.01, 0.02, 0.03)
minima = st.sampled_from([0.0, 0.005, 0.015, 0.025, math.inf])


def points(better: list[float], worse: list[float]) -> tuple[PairedPoint, ...]:
    return compare(table_of(better), table_of(worse), VALUES)


def said(found: tuple[PairedPoint, ...]) -> str:
    return verdict_words("A", "B", Norm.LINF, found)


def test_a_difference_that_stays_to_the_end_is_told_from_where_on() -> None:
    found = points([math.inf] * 40, [math.inf] * 20 + [0.015] * 18 + [0.005] * 2)
    assert said(found) == (
        "“A” is right more often than “B” at 0.02 and above (p < 0.001). "
        "Below that the difference is within chance."
    )
    assert evidence_words(found).startswith("The evidence of a difference is very strong")


def test_a_difference_at_every_value_is_told_so() -> None:
    found = points([math.inf] * 40, [0.005] * 40)
    assert said(found) == ("“A” is right more often than “B” at every value above 0 (p < 0.001).")


def test_a_difference_that_ends_again_is_told_as_a_range() -> None:
    found = points([0.025] * 40 + [math.inf] * 9, [0.005] * 40 + [math.inf] * 9)
    assert said(found) == (
        "“A” is right more often than “B” at 0.01 to 0.02 (p < 0.001). "
        "Elsewhere the difference is within chance."
    )


def test_each_side_gets_the_values_at_which_it_is_the_better_one() -> None:
    found = points([0.025] * 30 + [0.025] * 30, [0.005] * 30 + [math.inf] * 30)
    text = said(found)
    assert "“A” is right more often than “B” at 0.01 to 0.02" in text
    assert "“B” is right more often than “A” at 0.03" in text
    assert "and above" not in text


def test_too_few_disagreements_can_tell_nothing_and_are_no_equality() -> None:
    found = points([math.inf] * 40, [math.inf] * 37 + [0.005] * 3)
    assert not can_be_told(found)
    assert "hardly ever disagree" in said(found)
    assert "It cannot be told" in evidence_words(found)
    few = points([math.inf] * 5, [math.inf] * 2 + [0.005] * 3)
    assert not can_be_told(few)
    assert said(few).endswith(
        "is more than chance at any of the values: there are too few samples to tell."
    )
    even = points([0.005] * 20 + [math.inf] * 20, [math.inf] * 20 + [0.005] * 20)
    assert "No difference" in said(even)
    assert "does not show that they are equal" in evidence_words(even)


@given(st.floats(0, 1))
def test_a_bound_of_p_is_never_below_it(p: float) -> None:
    assert p <= float(p_words(p, "≤").split()[-1]) + 1e-9


@given(st.lists(st.tuples(minima, minima), min_size=1, max_size=40))
def test_what_is_said_fits_the_numbers(pairs: list[tuple[float, float]]) -> None:
    found = points([one for one, _ in pairs], [other for _, other in pairs])
    attacked = [one for one in found if one.value > 0]
    clear = [one for one in attacked if one.is_clear]
    text, evidence = said(found), evidence_words(found)
    if clear:
        assert can_be_told(found), "a clear difference is one that can be told"
    for names, sign in ((("A", "B"), 1), (("B", "A"), -1)):
        wins = [one for one in clear if sign * (one.only_first - one.only_second) > 0]
        phrase = f"“{names[0]}” is right more often than “{names[1]}”"
        assert (phrase in text) == bool(wins)
    assert ("within chance" in text) == (0 < len(clear) < len(attacked))
    assert ("evidence of a difference is" in evidence) == bool(clear)
    assert ("no evidence" in evidence) == (not clear and can_be_told(found))


@pytest.mark.parametrize("disagreeing", range(12))
def test_it_can_be_told_exactly_where_agreement_on_one_side_would_be_clear(
    disagreeing: int,
) -> None:
    one_sided = points([math.inf] * 20, [0.005] * disagreeing + [math.inf] * (20 - disagreeing))
    assert can_be_told(one_sided) == any(one.adjusted_p < SIGNIFICANT for one in one_sided[1:])
