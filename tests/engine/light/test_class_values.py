"""Labels that are values of the classes: what a model tells of them, and what it does not."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.class_values import PLACES, ClassValues, are_values, class_values

SIGNS = ClassValues((-1, 1))


@pytest.mark.parametrize(
    ("given", "class_labels", "names", "classes", "expected"),
    [
        (None, ("3", "5", "8"), ("3", "5", "8"), 3, ClassValues((3, 5, 8), are_labels=True)),
        (None, ("3", "5", "8"), ("a", "b", "c"), 3, ClassValues((3, 5, 8), are_labels=True)),
        (None, (), ("5", "3", "8"), 3, ClassValues((5, 3, 8))),
        (None, ("-1", "1"), (), 2, ClassValues((-1, 1), are_labels=True)),
        (None, ("0", "1", "2"), ("0", "1", "2"), 3, PLACES),
        (None, ("0", "1"), (), 2, SIGNS),
        (None, (), (), 2, SIGNS),
        (None, (), ("cat", "dog"), 2, SIGNS),
        (None, (), (), 3, PLACES),
        (None, (), (), None, PLACES),
        (None, (), ("3", "3", "8"), 3, PLACES),
        (None, ("three", "5", "8"), (), 3, PLACES),
        (None, ("3.0", "5", "8"), (), 3, PLACES),
        (None, ("9" * 12, "5", "8"), (), 3, PLACES),
        (("a", "b", "c"), ("3", "5", "8"), (), 3, PLACES),  # who names them numbers by places
        (("no", "yes"), (), (), 2, PLACES),
    ],
)
def test_a_model_tells_the_values_of_its_classes(
    given, class_labels, names, classes, expected
) -> None:
    assert class_values(given, class_labels, names, classes) == expected


@pytest.mark.parametrize(
    ("labels", "values", "of_names", "of_labels"),
    [
        ([3, 5, 8], (3, 5, 8), True, True),
        ([3, 5], (3, 5, 8), True, True),
        ([0, 1, 2], (3, 5, 8), False, False),
        ([0, 1, 2, 8], (0, 1, 2, 4, 8), True, True),
        ([0, 1, 2], (0, 1, 2, 4, 8), False, False),  # the same either way
        ([0, 1, 2, 4], (0, 1, 2, 4, 8), False, True),  # 4 may be a place
        ([1, 2], (1, 2, 3), False, True),
        ([0, 1, 2, 10], (0, 1, 10, 2), True, True),
        ([0, 1, 2, 3], (0, 1, 3, 2), False, True),
        ([-1, 1], (-1, 1), True, True),
        ([1], (-1, 1), False, False),
        ([], (3, 5, 8), False, False),
        ([3], (), False, False),
    ],
)
def test_labels_are_values_where_the_model_answers_so_or_they_are_no_places(
    labels, values, of_names, of_labels
) -> None:
    assert are_values(labels, ClassValues(values)) == of_names
    assert are_values(labels, ClassValues(values, are_labels=True)) == of_labels
