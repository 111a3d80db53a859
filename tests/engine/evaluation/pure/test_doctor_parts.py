"""The figures that the doctor judges by."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.datasets.input_range import require_in_range
from pandavision_gui.engine.evaluation.class_order import best_assignment, right_in_best_order
from pandavision_gui.engine.evaluation.doctor_files import likely_range
from pandavision_gui.engine.evaluation.doctor_words import (
    class_notes,
    one_answer_warning,
    order_words,
)
from pandavision_gui.engine.evaluation.near_chance import is_near_chance
from pandavision_gui.engine.evaluation.reading_search import can_be_beaten, is_better
from pandavision_gui.engine.robustness_curve import wilson_interval

SQUARES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 30), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(SQUARES)
def test_the_best_assignment_is_the_best_of_all(rows: list[list[int]]) -> None:
    gain = np.array(rows, dtype=np.int64)
    size = len(gain)
    found = best_assignment(gain)
    assert sorted(found) == list(range(size))
    best = max(gain[range(size), list(order)].sum() for order in permutations(range(size)))
    assert gain[range(size), found].sum() == best


def test_an_order_of_25_classes_is_found() -> None:
    order = np.random.default_rng(1).permutation(25)
    labels = np.repeat(np.arange(25), 5)
    right, found = right_in_best_order(order[labels], labels, 25) or (None, None)
    assert right is not None
    assert found is not None
    assert right.all()
    assert (found == order).all()


def test_the_best_order_does_not_praise_itself_on_noise() -> None:
    """Fitted to the samples that it is judged on, the best order would get a quarter right."""
    labels = np.repeat(np.arange(12), 10)
    rights = []
    for seed in range(100):
        noise = np.random.default_rng(seed).integers(0, 12, len(labels))
        found = right_in_best_order(noise, labels, 12)
        assert found is not None
        rights.append(found[0].mean())
    assert np.mean(rights) == pytest.approx(1 / 12, abs=0.02)


@pytest.mark.parametrize(
    ("right", "count", "classes", "expected"),
    [
        (13, 128, 10, True),
        (0, 128, 10, True),
        (64, 128, 2, True),
        (3, 100, 1000, True),
        (90, 128, 2, False),
        (40, 128, 10, False),
        (60, 128, 10, False),
        (1, 4, 10, False),  # four samples say nothing
        (2, 4, 2, False),
        (0, 0, 10, False),
        (3, 128, 1, False),
    ],
)
def test_near_chance_is_decided_from_the_interval(
    right: int, count: int, classes: int, expected: bool
) -> None:
    assert is_near_chance(right, count, classes) is expected


@given(st.integers(1, 400), st.integers(2, 1000))
def test_nothing_above_half_way_is_near_chance(count: int, classes: int) -> None:
    halfway = int(np.ceil(count * (1 + 1 / classes) / 2))
    assert not is_near_chance(min(halfway, count), count, classes)


@given(st.integers(0, 200), st.integers(1, 200))
def test_what_cannot_be_beaten_is_beaten_by_nothing(right: int, count: int) -> None:
    right = min(right, count)
    beaten = any(
        wilson_interval(other, count)[0] > wilson_interval(right, count)[1]
        for other in range(count + 1)
    )
    assert can_be_beaten(right, count) is beaten


def test_one_sample_more_is_not_better() -> None:
    base = np.arange(100) < 70
    more = base.copy()
    more[70:75] = True
    assert is_better(more, base)  # five gained, none lost: 1 in 32
    more[70:75] = False
    more[70] = True
    assert not is_better(more, base)
    assert not is_better(base, base)
    assert not is_better(base, more)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5], (0, 1)),
        ([0.0, 200.5], (0, 255)),
        ([-0.9, 1.0], (-1, 1)),
        ([-1.9, 2.0], (-1.99, 2.127)),
        ([-2.1179, 2.64], (-2.118, 2.641)),
        ([-7.43, 812.0], (-10, 820)),
        ([0.07, 1.3], (0, 1.3)),
        ([0.0, 100.0], (0, 255)),
        ([0.0, 20.0], (0, 20)),
        ([-1.0, -0.1], (-1, 1)),
        ([130.2, 254.7], (0, 255)),
        ([-1.2, 0.8], (-1.2, 0.8)),  # what is normalised fills more of it
        ([-0.1, 1.2], (-0.1, 1.2)),
        ([0.0, 1.0000001], (0, 1.00001)),
        ([-1e-7, 1.0], (-1e-5, 1)),
        ([-1e-7, 1.0000001], (-1e-5, 1.00001)),
        ([-1.0000001, 1.0000001], (-1.00002, 1.00002)),
        ([-1e-6, 255.0], (-0.00255, 255)),
        ([0.0, 255.00001], (0, 255.00255)),
        ([-1e-6, 0.395], (-1e-5, 1)),
        ([0.0, 0.0], (0, 1)),
        ([7.0, 7.0], (0, 255)),
    ],
)
def test_a_likely_range_is_a_usual_one_or_rounded_out(
    values: list[float], expected: tuple[float, float]
) -> None:
    samples = np.array(values, dtype=np.float32)
    found = likely_range(samples)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    require_in_range(samples[:, None, None, None], np.arange(len(samples)), found)


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("uint16", [3, 65000], (0, 65535)),
        ("uint16", [0, 4095], (0, 4100)),  # of 12 bits
        ("int8", [-120, 127], (-128, 127)),
        ("int16", [-30000, 32000], (-32768, 32767)),
        ("int32", [-30000, 32000], (-30000, 32000)),
    ],
)
def test_whole_numbers_may_be_all_that_their_type_holds(
    dtype: str, values: list[float], expected: tuple[float, float]
) -> None:
    found = likely_range(np.array(values, dtype=np.float32), dtype)
    assert found == pytest.approx(expected, rel=1e-9)


def test_classes_are_called_by_name_beside_their_number() -> None:
    names = ("cat", "dog\x1b", "x" * 100)
    assert list(class_notes(np.array([1, 1]), 3, names)) == [
        'All samples have the label 1 ("dog\\x1b"): the accuracy says nothing of other classes.'
    ]
    (note,) = class_notes(np.array([1, 2]), 3, names)
    assert note.endswith('2 of the model\'s 3 classes; of these it has none: 0 ("cat").')
    (note,) = class_notes(np.array([1, 2]), 100)
    assert note == "The dataset has samples of 2 of the model's 100 classes."
    assert list(class_notes(np.array([0, 1, 2]), 3, names)) == []


def test_in_a_doubtful_order_each_number_has_the_name_of_its_own_file() -> None:
    order = np.array([1, 0, 2])
    assert 'label 0 ("cat") → 1, 1 ("dog") → 0)' in order_words(order, ("cat", "dog", "cow"))
    words = order_words(order, ("cat", "dog", "cow"), ("dog", "cat", "cow"))
    assert 'label 0 ("cat") → 1 ("cat"), 1 ("dog") → 0 ("dog"))' in words
    assert "label 0 → 1, 1 → 0)" in order_words(order)
    long = ["a" * 90, "b" * 90, "cow"]
    assert "label 0 → 1, 1 → 0)" in order_words(order, long, long), "no half of a pair"


@pytest.mark.parametrize(
    ("prediction", "labels", "is_told"),
    [
        (np.zeros(40, int), np.arange(40) // 38, True),
        (np.full(40, 2), np.arange(40) // 38, True),
        (np.arange(40) // 39, np.arange(40) // 38, False),
        (np.zeros(40, int), np.zeros(40, int), False),
        (np.zeros(5, int), np.arange(5), False),
        (np.full(40, -1), np.arange(40) // 38, False),
    ],
)
def test_a_model_with_one_answer_to_everything_is_told(
    prediction: np.ndarray, labels: np.ndarray, is_told: bool
) -> None:
    said = one_answer_warning(prediction, labels)
    assert bool(said) is is_told
    if is_told:
        assert f"answers class {prediction[0]} for each of the 40" in said
