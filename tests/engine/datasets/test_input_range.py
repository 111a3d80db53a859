"""The range of valid inputs: told from the samples, or asked for."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets import value_range as value_range_module
from pandavision_gui.engine.datasets.input_range import (
    require_in_range,
    resolve_input_range,
    unused_range_warning,
)
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.errors import InputError

ALL = np.arange(4)


def with_values(*values: float, dtype: str = "f4") -> np.ndarray:
    """Return four samples that hold these values and otherwise the first of them."""
    samples = np.full((4, 1, 2, 5), values[0], dtype=dtype)
    samples.reshape(-1)[: len(values)] = values
    return samples


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (with_values(0, 2, dtype="u1"), (0, 255)),
        (with_values(17, 255, dtype="u1"), (0, 255)),
        (with_values(0, 0.5, 1), (0, 1)),
        (with_values(0.2, 0.3, dtype="f8"), (0, 1)),
        (with_values(0, 1, dtype="f2"), (0, 1)),
        (with_values(0), (0, 1)),
        (with_values(0, 2), (0, 255)),
        (with_values(3, 255, dtype="f8"), (0, 255)),
        (with_values(0, 255, dtype="i8"), (0, 255)),
    ],
)
def test_the_usual_ranges_are_told_from_the_samples(opened, samples, expected):
    found = resolve_input_range(None, opened(samples), ALL)
    assert found == expected
    assert all(type(bound) is float for bound in found)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (with_values(0, 1.0000001), (0, 1.00001)),
        (with_values(-1e-7, 1), (-1e-5, 1)),
        (with_values(-2e-6, 1.000002, dtype="f8"), (-1e-5, 1.00001)),
    ],
)
def test_rounding_leaves_the_range_as_it_is_meant(opened, samples, expected):
    dataset = opened(samples)
    found = resolve_input_range(None, dataset, ALL)
    assert found == pytest.approx(expected, rel=1e-9)
    require_in_range(dataset.read(ALL), ALL, found)


def test_a_range_that_rounding_leaves_is_proposed_with_room_for_it():
    with pytest.raises(InputError, match=r"value 1\.0000001") as caught:
        require_in_range(with_values(0, 1.0000001), ALL, (0, 1))
    assert "such as [-1e-05, 1.00001]" in caught.value.hint
    with pytest.raises(InputError) as caught:
        require_in_range(with_values(0, 1.1), ALL, (0, 1))
    assert "such as" not in caught.value.hint


@pytest.mark.parametrize(
    ("samples", "minimum", "maximum"),
    [
        (with_values(-1, 1), "-1", "1"),
        (with_values(0, 255.5), "0", "255.5"),
        (with_values(0, 1.1), "0", "1.1"),
        (with_values(0, 256), "0", "256"),
        (with_values(-3, 200, dtype="i2"), "-3", "200"),
        (with_values(0, 1000, dtype="u2"), "0", "1000"),
        (with_values(0, 1, dtype="u1"), "0", "1"),
        (with_values(0, dtype="u1"), "0", "0"),
        (with_values(0, 1, dtype="i4"), "0", "1"),
    ],
)
def test_any_other_range_is_asked_for_with_what_was_found(opened, samples, minimum, maximum):
    with pytest.raises(InputError) as caught:
        resolve_input_range(None, opened(samples), ALL)
    assert caught.value.code == "input_range_unknown"
    assert '"input-range"' in caught.value.hint
    assert f"from {minimum} to {maximum} (" in caught.value.message


def test_only_the_drawn_samples_count(opened):
    samples = with_values(0.5)
    samples[3] = 7.5
    dataset = opened(samples)
    assert resolve_input_range(None, dataset, np.array([2, 0])) == (0, 1)
    with pytest.raises(InputError):
        resolve_input_range(None, dataset, np.array([3, 0]))


def test_a_declared_range_is_taken_without_a_look(opened):
    assert resolve_input_range((-1, 3), opened(with_values(np.nan)), ALL) == (-1.0, 3.0)


@pytest.mark.parametrize(
    "declared",
    [(1, 1), (1, 0), (0, np.inf), (np.nan, 1), (1, 1 + 1e-12), (-1e308, 1e308), (0, 1e39)],
)
def test_a_declared_range_that_is_none_is_refused(opened, declared):
    with pytest.raises(InputError) as caught:
        resolve_input_range(declared, opened(with_values(0)), ALL)
    assert caught.value.code == "input_range_invalid"


def test_at_most_1024_samples_are_looked_at_spread_over_all(opened, monkeypatch):
    monkeypatch.setattr(value_range_module, "_BATCH_BYTES", 400)
    dataset = opened(np.zeros((5000, 1, 1, 1), dtype=np.float32))
    asked: list[np.ndarray] = []
    read = dataset.read
    monkeypatch.setattr(dataset, "read", lambda indexes: asked.append(indexes) or read(indexes))
    resolve_input_range(None, dataset, np.arange(5000)[::-1])
    assert max(len(indexes) for indexes in asked) == 100
    looked_at = np.concatenate(asked)
    assert len(np.unique(looked_at)) == 1024
    assert (looked_at.min(), looked_at.max()) == (0, 4999)
    assert np.diff(np.sort(looked_at)).max() <= 5


def test_what_was_found_first_still_counts_at_the_end(opened, monkeypatch):
    monkeypatch.setattr(value_range_module, "_BATCH_BYTES", 4)
    dataset = opened(np.array([-7.5, 300, 1, 2], dtype=np.float32).reshape(4, 1, 1, 1))
    found = value_range_module.value_range(dataset, ALL)
    assert found == value_range_module.ValueRange(-7.5, 300, whole=False, looked_at=4)


def test_fewer_samples_are_looked_at_when_reading_is_expensive(opened, monkeypatch):
    monkeypatch.setattr(value_range_module, "_MOST_BYTES_READ", 100)
    dataset = opened(np.zeros((50, 1, 2, 5), dtype=np.float32))
    assert value_range_module.value_range(dataset, np.arange(50)).looked_at == 2


def test_a_sample_that_is_not_finite_has_no_range(opened):
    with pytest.raises(InputError) as caught:
        resolve_input_range(None, opened(with_values(0, np.nan)), ALL)
    assert caught.value.code == "sample_not_finite"


def test_samples_inside_the_range_pass():
    require_in_range(with_values(0, 1), np.array([5, 6, 7, 8]), (0, 1))
    require_in_range(with_values(0)[:0], np.array([], dtype=np.int64), (0, 1))


def test_a_bound_is_rounded_as_the_samples_were():
    # float32(0.1) is above 0.1: compared in float64, a sample at the bound would be outside.
    require_in_range(with_values(0.1), np.arange(4), (0.0, 0.1))
    require_in_range(with_values(0.7), np.arange(4), (0.7, 1.0))


@pytest.mark.parametrize("value", [-0.001, 1.001, np.nan])
def test_a_sample_outside_the_range_is_named_with_value_and_range(value):
    samples = with_values(0.5)
    samples[2, 0, 1, 1] = value
    with pytest.raises(InputError) as caught:
        require_in_range(samples, np.array([40, 30, 20, 10]), (0, 1))
    assert caught.value.code == "sample_outside_range"
    assert f"Sample 20 has the value {value}" in caught.value.message
    assert "[0, 1]" in caught.value.message


@pytest.mark.parametrize("name", ["mnist_100.h5", "cifar10_100.h5"])
def test_real_images_run_from_0_to_1(real_data, name):
    with open_dataset(real_data / name) as dataset:
        assert resolve_input_range(None, dataset, np.arange(dataset.count)) == (0, 1)


def test_black_and_white_as_truth_values_is_read_as_0_and_1(opened):
    values = np.random.default_rng(0).random((30, 1, 4, 4)) > 0.5
    dataset, same = opened(values), opened(values.astype(np.float32))
    every = np.arange(30)
    assert np.array_equal(dataset.read(every), same.read(every))
    assert resolve_input_range(None, dataset, every) == (0, 1)


def test_truth_values_are_said(write):
    facts = inspect_dataset(write(np.eye(8, dtype=bool)[None, None].repeat(3, 0)))
    assert (facts.dtype, facts.minimum, facts.maximum) == ("bool", 0, 1)
    assert "Values run from 0 to 1 stored as truth values." in facts.remarks


@pytest.mark.parametrize("stored", [np.float32, bool])
def test_for_samples_that_are_all_zero_no_range_is_proposed(opened, stored):
    dataset = opened(np.zeros((30, 1, 4, 4), stored))
    samples = dataset.read(np.arange(30))
    found = resolve_input_range(None, dataset, np.arange(30))
    said = unused_range_warning(None, found, samples)
    assert "Every value in the 30 samples looked at is 0" in said
    assert "input-range" not in said


@pytest.mark.parametrize(
    ("highest", "stored", "is_told"),
    [(16, np.uint8, True), (254, np.uint8, False), (16, np.float32, True), (0.1, np.float32, True),
     (0.9, np.float32, False)],
)  # fmt: skip
def test_a_range_that_the_values_use_little_of_is_told(tmp_path, highest, stored, is_told):
    """Pixels from 0 to 16 are no rare thing, and 0.05 of 255 is nearly all of that."""
    path = tmp_path / "d.h5"
    values = np.random.default_rng(0).random((30, 1, 4, 4)) * highest
    values[0, 0, 0, 0] = highest
    with h5py.File(path, "w") as file:
        file["samples"] = (np.rint(values) if highest > 1 else values).astype(stored)
        file["labels"] = np.zeros(30, int)
    with open_dataset(path) as dataset:
        samples = dataset.read(np.arange(30))
        found = resolve_input_range(None, dataset, np.arange(30))
        said = unused_range_warning(None, found, samples)
        assert bool(said) is is_told
        assert unused_range_warning((0.0, 300.0), (0.0, 300.0), samples) == ""
        if is_told:
            assert f"samples looked at no value is above {highest}, but" in said
