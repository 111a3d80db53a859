"""Labels that are values of the classes: what a model tells of them, and what it does not."""

from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.class_values import class_values, values_of_result


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


def test_a_result_of_two_classes_may_have_had_signs() -> None:
    assert values_of_result(None, (), np.array([0, 1, 1])) == (-1, 1)
    assert values_of_result(None, (), np.array([0, 2])) == ()
    assert values_of_result(None, (), np.array([], dtype=np.int64)) == ()
    assert values_of_result(None, ("3", "5", "8"), np.array([0, 2])) == (3, 5, 8)
    assert values_of_result(("a", "b"), (), np.array([0, 1])) == ()
