"""Names that model and dataset have in common must stand at the same numbers."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.evaluation.name_order import name_order_warning

MODEL = ("cat", "dog", "Great_White", "fox")


@pytest.mark.parametrize(
    "of_dataset",
    [
        MODEL,
        ("Cat", " dog", "great white", "fox"),
        ("cat", "dog"),
        ("cat", "dog", "great white", "fox", "owl"),
        ("animal", "beast", "fish", "vulpes"),
        ("cat", "cat", "dog", "fox"),
        (),
    ],
)
def test_names_that_do_not_contradict_are_silent(of_dataset):
    assert name_order_warning(MODEL, of_dataset) == ""
    assert name_order_warning(of_dataset, MODEL) == ""


@pytest.mark.parametrize(
    ("of_dataset", "moved"),
    [
        (("dog", "cat", "great white", "fox"), ['"dog" is label 0, but class 1', '"cat" is']),
        (("cat", "fox"), ['"fox" is label 1, but class 3']),
        (("background", "cat", "x", "y"), ['"cat" is label 1, but class 0']),
    ],
)
def test_a_class_with_another_number_is_named(of_dataset, moved):
    said = name_order_warning(MODEL, of_dataset)
    assert all(part in said for part in moved)
    assert '"great white"' not in said


def test_numbers_in_the_order_of_text_are_found():
    numbers = tuple(map(str, range(12)))
    assert '"10" is label 2' in name_order_warning(numbers, tuple(sorted(numbers)))
