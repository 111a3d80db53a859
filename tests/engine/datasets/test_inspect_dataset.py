"""What a person is told about a file before it is evaluated."""

from __future__ import annotations

import json
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets import inspect_dataset as inspect_module
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.errors import InputError

PICTURES = np.arange(240, dtype=np.uint8).reshape(4, 3, 4, 5)


def test_the_facts_of_a_file_are_told(write):
    facts = inspect_dataset(write(PICTURES, np.array([2, 0, 2, 1], dtype=np.int32)))
    assert facts == DatasetFacts(
        samples_name="samples",
        labels_name="labels",
        count=4,
        sample_shape=(3, 4, 5),
        dtype="uint8",
        label_dtype="int32",
        minimum=0,
        maximum=239,
        looked_at=4,
        label_counts={0: 1, 1: 1, 2: 2},
        remarks=("Values run from 0 to 239 as 8-bit numbers.",),
    )


def test_the_shape_is_the_stored_one_and_the_assumed_layout_is_said(write):
    facts = inspect_dataset(write(np.zeros((4, 8, 9, 3), dtype=np.float32)))
    assert facts.sample_shape == (8, 9, 3)
    assert "stored as 32-bit floating-point numbers" in facts.remarks[0]
    assert "(N, H, W, C)" in facts.remarks[1]


def test_the_range_is_taken_from_1024_samples_spread_over_the_file(write):
    samples = np.arange(3000, dtype=np.float32).reshape(3000, 1, 1, 1)
    facts = inspect_dataset(write(samples))
    assert facts.looked_at == 1024
    assert (facts.minimum, facts.maximum) == (0, 2999)
    assert "1,024 samples looked at" in facts.remarks[0]
    assert facts.label_counts == {0: 3000}


def test_flat_samples_are_a_fact_and_no_error(write):
    facts = inspect_dataset(write(np.zeros((4, 60), dtype=np.float32)))
    assert facts.sample_shape == (60,)
    assert any("flat" in remark for remark in facts.remarks)


@pytest.mark.parametrize(("lowest", "offset"), [(1, -1), (-1, 1), (-5, 5)])
def test_labels_that_do_not_start_at_0_are_remarked_on(write, lowest, offset):
    facts = inspect_dataset(write(PICTURES, np.arange(4) + lowest))
    assert facts.label_counts == {lowest + n: 1 for n in range(4)}
    assert any(f"label offset of {offset}" in remark for remark in facts.remarks)


def test_labels_of_another_name_are_inspected_when_named(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = PICTURES
        file["truth"] = np.zeros(4)
    assert inspect_dataset(path, labels_name="truth").labels_name == "truth"


def test_what_cannot_be_opened_cannot_be_inspected(write):
    with pytest.raises(InputError) as caught:
        inspect_dataset(write(PICTURES, None))
    assert caught.value.code == "dataset_no_labels"


def test_only_so_many_labels_are_counted(write, monkeypatch):
    monkeypatch.setattr(inspect_module, "_MOST_LABELS_COUNTED", 3)
    facts = inspect_dataset(write(PICTURES, np.arange(4)))
    assert facts.label_counts == {0: 1, 1: 1, 2: 1}
    assert any("4 different labels" in remark for remark in facts.remarks)


def with_attribute(path: Any, holder: str, name: str, value: Any, **options: Any) -> Any:
    with h5py.File(path, "r+") as file:
        file[holder].attrs.create(name, value, **options)
    return path


NAMES = ("zero", "o\x1b[31mne", "zwei ½")


@pytest.mark.parametrize("holder", ["/", "labels"])
@pytest.mark.parametrize("attribute", ["class_names", "class-names"])
@pytest.mark.parametrize(
    "stored",
    [
        json.dumps(NAMES),
        np.bytes_(json.dumps(NAMES).encode()),
        np.array(NAMES, dtype=h5py.string_dtype()),
        np.array([name.encode() for name in NAMES]),
    ],
    ids=["JSON", "JSON of fixed length", "strings", "strings of fixed length"],
)
def test_class_names_are_read_as_they_are_in_all_usual_forms(write, holder, attribute, stored):
    path = with_attribute(write(PICTURES, np.array([0, 1, 2, 0])), holder, attribute, stored)
    assert inspect_dataset(path).class_names == NAMES
    with open_dataset(path) as dataset:
        assert dataset.class_names == NAMES
        assert dataset.remarks == ()


@pytest.mark.parametrize(
    "stored",
    ["not JSON", '{"0": "cat"}', "[1, 2]", '["a", null]', 7, np.arange(3), np.array([["a"]], "S1")],
)
def test_an_attribute_that_is_no_list_of_names_is_ignored_with_a_remark(write, stored):
    facts = inspect_dataset(with_attribute(write(PICTURES), "/", "class_names", stored))
    assert facts.class_names == ()
    assert any("not a list of names" in remark for remark in facts.remarks)


def test_an_attribute_without_a_value_is_ignored_with_a_remark(write):
    path = with_attribute(write(PICTURES), "/", "class_names", h5py.Empty("S1"))
    assert any("not a list of names" in remark for remark in inspect_dataset(path).remarks)


@pytest.mark.parametrize("kind", ["many", "long", "long fixed"])
def test_an_attribute_of_absurd_size_is_ignored_with_a_remark(tmp_path, kind):
    path = tmp_path / "data.h5"
    value: Any = {
        "many": np.full(100_001, "x", dtype=h5py.string_dtype()),
        "long": json.dumps(["x" * 5_000_000]),
        "long fixed": np.full(2, b"x" * 3_000_000),
    }[kind]
    with h5py.File(path, "w", libver="latest") as file:
        file["samples"] = PICTURES
        file["labels"] = np.zeros(4)
        file.attrs["class_names"] = value
    facts = inspect_dataset(path)
    assert facts.class_names == ()
    assert any("too large" in remark for remark in facts.remarks)


def test_names_that_are_no_valid_text_still_travel(write):
    path = with_attribute(write(PICTURES), "/", "class_names", r'["\ud800"]')
    with h5py.File(path, "r+") as file:
        file["labels"].attrs["class_names"] = np.array([b"\xff"])
    facts = inspect_dataset(path)
    assert facts.class_names == ("?",)
    assert DatasetFacts.model_validate_json(facts.model_dump_json()) == facts


def test_labels_beyond_the_names_are_remarked_on(write):
    path = with_attribute(write(PICTURES, np.array([0, 1, 2, 9])), "/", "class_names", '["a", "b"]')
    remark = "The file names 2 classes, but labels go up to 9."
    assert remark in inspect_dataset(path).remarks
    with open_dataset(path) as dataset:
        assert dataset.remarks == (remark,)


def test_real_images_are_told_as_they_are(real_data):
    facts = inspect_dataset(real_data / "cifar10_100.h5")
    assert (facts.count, facts.sample_shape, facts.dtype) == (100, (3, 32, 32), "float32")
    assert (facts.minimum, facts.maximum) == (0, 1)
    assert sum(facts.label_counts.values()) == 100
    assert len(facts.label_counts) == 10
