"""What the form takes for the input range before a worker decides it."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.views.form.finding_words import likely_range

from .conftest import dataset_report


@pytest.mark.parametrize(
    ("dtype", "minimum", "maximum", "expected"),
    [
        ("bool", 0, 1, (0, 1)),
        ("float32", 0, 1, (0, 1)),
        ("float32", 0, 1.0000001, (0, 1.00001)),
        ("float32", -0.1, 1, None),
        ("uint8", 0, 1, None),  # black and white, or nearly black
        ("uint8", 0, 200, (0, 255)),
    ],
)
def test_the_range_is_the_one_that_auto_will_come_to(dtype, minimum, maximum, expected) -> None:
    facts = dataset_report(dtype=dtype, minimum=minimum, maximum=maximum).facts
    assert isinstance(facts, DatasetFacts)
    found = likely_range(facts)
    assert found == (expected if expected is None else pytest.approx(expected))
