"""Of which samples too little is known, and how many they are."""

from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.doubts import KINDS, Doubts


def doubts() -> Doubts:
    return Doubts(None, 100, has_one_truth=True)


def test_each_sample_counts_once_whatever_is_doubted_of_it() -> None:
    found = doubts()
    found.note(3, "no_gradient", "nan")
    found.note(5, "far")
    found.note(5, "far")
    assert found.unknown(10) == 2
    assert [found.count(kind) for kind in KINDS] == [1, 0, 1, 1, 0, 0]


def test_what_is_noted_later_takes_the_place_of_what_was() -> None:
    found = doubts()
    found.note(3, "failed")
    found.note(3, "far")
    found.note(4, "nan")
    found.note(4)
    assert [found.count(kind) for kind in KINDS] == [0, 0, 1, 0, 0, 0]
    assert found.unknown(10) == 1


def test_a_walk_that_was_not_at_rest_is_told_and_not_unknown() -> None:
    found = doubts()
    found.note(0, "unsettled")
    assert found.unknown(1) == 0
    (sentence,) = found.warnings(1, uses_gradients=False)
    assert "had not come to rest on 1 of 1" in sentence


def test_few_that_were_not_at_rest_are_not_told() -> None:
    found = doubts()
    found.note(0, "unsettled")
    assert found.warnings(2, uses_gradients=False) == []


@pytest.mark.parametrize(("disputed", "unknown"), [(1, 0), (2, 2)])
def test_one_in_a_hundred_may_be_refused_by_rounding(disputed: int, unknown: int) -> None:
    found = doubts()
    for position in range(disputed):
        found.note(position, "refused")
    assert found.unknown(100) == unknown


def test_where_the_truth_is_another_function_a_refusal_says_nothing() -> None:
    found = Doubts(None, 100, has_one_truth=False)
    for position in range(50):
        found.note(position, "refused")
    assert found.unknown(100) == 0


def test_what_is_stored_comes_back() -> None:
    found = doubts()
    for position, kind in enumerate(KINDS):
        found.note(position + 7, kind)
    again = Doubts(found.state(), 100, has_one_truth=True)
    assert again.unknown(6) == found.unknown(6) == 5
    assert [again.count(kind) for kind in KINDS] == [1] * 6
    again.note(7)
    assert again.count("no_gradient") == 0


def test_a_state_of_earlier_versions_tells_how_many_no_gradient_moved() -> None:
    found = Doubts({"without_gradient": np.array(4)}, 100, has_one_truth=True)
    found.note(1, "no_gradient")
    assert found.unknown(10) == 5
    (sentence,) = found.warnings(10, uses_gradients=True)
    assert sentence.startswith("5 samples that were not broken gave the attack no gradient")
    assert Doubts(found.state(), 100, has_one_truth=True).unknown(10) == 5


def test_each_doubt_is_told_in_its_own_words() -> None:
    found = doubts()
    for kind in ("no_gradient", "failed", "far"):
        found.note(KINDS.index(kind), kind)
    by_gradients, by_decisions = (found.warnings(9, uses_gradients=way) for way in (True, False))
    assert [sentence.split(" of ")[0][:30] for sentence in by_gradients] == [
        "1 samples that were not broken",
        "The attack found no adversaria",
        "The attack stopped far behind ",
    ]
    assert "no point to begin at" in by_decisions[0]


def test_positions_of_no_sample_are_none_of_the_doubts() -> None:
    """A checkpoint may come from a stranger, in an archive."""
    stored = np.array([-1, 3, 3, 99, 100, 2**62])
    found = Doubts({"doubted_far": stored, "doubted_nan": stored * 0.5}, 100, has_one_truth=True)
    assert (found.count("far"), found.count("nan")) == (2, 0)
