"""Labels that are values of the classes: what a model tells of them, and what it does not."""

from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.class_values import are_values, class_values, values_of_result


@pytest.mark.parametrize(
    ("given", "of_model", "classes", "expected"),
    [
        (None, ("3", "5", "8"), 3, (3, 5, 8)),
        (None, ("5", "3", "8"), 3, (5, 3, 8)),
        (None, ("-1", "1"), 2, (-1, 1)),
        (None, ("1", "2"), 2, (1, 2)),
        (None, ("0", "1", "2"), 3, ()),  # places
        (None, ("0", "1"), 2, (-1, 1)),
        (None, (), 2, (-1, 1)),
        (None, (), 3, ()),
        (None, (), None, ()),
        (None, ("3", "3", "8"), 3, ()),
        (None, ("three", "5", "8"), 3, ()),
        (None, ("3.0", "5", "8"), 3, ()),
        (None, ("9" * 12, "5", "8"), 3, ()),
        (("a", "b", "c"), ("3", "5", "8"), 3, ()),  # who names the classes numbers by places
        (("no", "yes"), (), 2, ()),
    ],
)
def test_a_model_tells_the_values_of_its_classes(given, of_model, classes, expected) -> None:
    assert class_values(given, of_model, classes) == expected


@pytest.mark.parametrize(
    ("labels", "values", "expected"),
    [
        ([3, 5, 8], (3, 5, 8), True),
        ([3, 5], (3, 5, 8), True),
        ([0, 1, 2], (3, 5, 8), False),
        ([0, 1, 2, 8], (0, 1, 2, 4, 8), True),
        ([0, 1, 2], (0, 1, 2, 4, 8), False),  # the same either way
        ([0, 1, 2, 4], (0, 1, 2, 4, 8), True),
        ([1, 2], (1, 2, 3), True),
        ([0, 1, 2, 10], (0, 1, 10, 2), True),  # 10 is no place
        ([0, 1, 2, 3], (0, 1, 3, 2), False),  # either way, and out of order
        ([1, 2], (2, 1, 0), False),
        ([-1, 1], (-1, 1), True),
        ([1], (-1, 1), False),
        ([], (3, 5, 8), False),
        ([3], (), False),
    ],
)
def test_labels_are_values_where_they_cannot_be_places_or_values_are_in_order(
    labels, values, expected
) -> None:
    assert are_values(labels, values) == expected


def test_a_result_of_two_classes_may_have_had_signs() -> None:
    assert values_of_result(None, (), np.array([0, 1, 1])) == (-1, 1)
    assert values_of_result(None, (), np.array([0, 2])) == ()
    assert values_of_result(None, (), np.array([], dtype=np.int64)) == ()
    assert values_of_result(None, ("3", "5", "8"), np.array([0, 2])) == (3, 5, 8)
    assert values_of_result(("a", "b"), (), np.array([0, 1])) == ()
