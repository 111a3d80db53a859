"""Labels: one whole number per sample, in a few usual forms."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.errors import InputError

PICTURES = np.zeros((3, 1, 2, 2), dtype=np.float32)


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", ">i4", "u8", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_whole_numbers_of_any_type_are_labels(opened, dtype, shape):
    dataset = opened(PICTURES, np.array([7, 0, 100], dtype=dtype).reshape(shape))
    assert dataset.labels.dtype == np.int64
    assert dataset.labels.tolist() == [7, 0, 100]
    assert not dataset.labels.flags.writeable


def test_the_offset_is_added_to_the_stored_labels(opened):
    assert opened(PICTURES, np.array([1, 2, 10]), label_offset=-1).labels.tolist() == [0, 1, 9]
    assert opened(PICTURES, np.array([-1, 0, 5]), label_offset=1).labels.tolist() == [0, 1, 6]


def test_an_8_bit_label_does_not_wrap_round_with_its_offset(opened):
    dataset = opened(PICTURES, np.array([0, 1, 255], dtype=np.uint8), label_offset=1)
    assert dataset.labels.tolist() == [1, 2, 256]


@pytest.mark.parametrize(("labels", "offset"), [([0, -1, 2], 0), ([1, 0, 2], -1)])
def test_a_negative_label_is_an_error_that_names_the_sample(write, labels, offset):
    with pytest.raises(InputError, match="label of sample 1 is -1") as caught:
        open_dataset(write(PICTURES, np.array(labels)), label_offset=offset)
    assert caught.value.code == "dataset_label_negative"


def test_an_absurd_offset_is_refused(write):
    with pytest.raises(InputError) as caught:
        open_dataset(write(PICTURES), label_offset=2**70)
    assert caught.value.code == "label_offset_invalid"


@pytest.mark.parametrize(
    "labels",
    [
        np.array([0, 1.5, 2]),
        np.array([0, np.nan, 2]),
        np.array([0, np.inf, 2]),
        np.array([0, -np.inf, 2]),
        np.array([0, np.inf, 2], dtype=np.float16),
        np.array([0, 2**63, 2], dtype=np.uint64),
        np.array([0, 2**31, 2]),
        np.array([0, -(2**63), 2]),
    ],
)
def test_what_is_no_class_number_is_named_with_its_sample(write, labels):
    with pytest.raises(InputError, match="label of sample 1 in") as caught:
        open_dataset(write(PICTURES, labels))
    assert caught.value.code == "dataset_labels_values"


@pytest.mark.parametrize("dtype", ["u1", "i8", "f2", "f4", "?"])
def test_one_hot_labels_are_the_place_of_the_one(write, dtype):
    places = np.array([2, 0, 1])
    with open_dataset(write(PICTURES, np.eye(4)[places].astype(dtype))) as dataset:
        assert dataset.labels.tolist() == places.tolist()
        assert "The labels are one-hot over 4 classes." in dataset.remarks


@pytest.mark.parametrize(
    "row", [[0, 0, 0], [1, 1, 0], [0, 2, 0], [0.5, 0.5, 0], [1, -1, 1], [np.nan, 1, 0]]
)
def test_several_numbers_per_sample_that_are_not_one_hot_are_refused(write, row):
    labels = np.eye(3)
    labels[1] = row
    with pytest.raises(InputError, match="those of sample 1 are not a single 1") as caught:
        open_dataset(write(PICTURES, labels))
    assert caught.value.code == "dataset_labels_values"


@pytest.mark.parametrize(
    "labels",
    [
        np.array([b"2", b" 0", b"1 "]),
        ["2", "0", "1"],
        [["2"], ["0"], ["1"]],
        ["2.0", "0", "1.00"],
        np.array([2.0, 0.0, 1.0], dtype=np.float16),
        np.array([[2], [0], [1]], dtype=np.uint64),
    ],
    ids=["bytes", "text", "column of text", "floats as text", "float16", "column"],
)
def test_numbers_in_other_forms_are_read(tmp_path, labels):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = PICTURES
        file["labels"] = labels
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == [2, 0, 1]


def test_truth_values_are_two_classes(write):
    with open_dataset(write(PICTURES, np.array([True, False, True]))) as dataset:
        assert dataset.labels.tolist() == [1, 0, 1]


def with_text(folder, labels: list[str], names: list[str]):
    path = folder / "named.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = np.zeros((len(labels), 1, 2, 2), dtype=np.float32)
        file["labels"] = labels
        file.attrs["class_names"] = names
    return path


@pytest.mark.parametrize(
    ("labels", "names", "expected"),
    [
        (["cat", "dog", "cat"], ["cat", "dog"], [0, 1, 0]),
        (["dog ", "cat"], ["cat", "dog"], [1, 0]),
        (["8", "3", "5"], ["3", "5", "8"], [2, 0, 1]),
        (["2", "0", "1"], ["cat", "dog", "owl"], [2, 0, 1]),  # numbers beside names
        (["a"] * 5000 + ["b"], ["a", "b"], [0] * 5000 + [1]),  # more than are read at once
    ],
)
def test_labels_may_be_the_names_of_the_classes(tmp_path, labels, names, expected):
    with open_dataset(with_text(tmp_path, labels, names)) as dataset:
        assert dataset.labels.tolist() == expected
        assert dataset.class_names == tuple(names)
        assert any("or names of classes" in one for one in dataset.remarks)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["cat", "owl"], ["cat", "dog"]),
        (["cat", "cat"], ["cat", "cat"]),  # which of them?
        (["a"] * 5000 + ["c"], ["a", "b"]),
    ],
)
def test_a_text_that_no_class_is_called_is_refused(tmp_path, labels, names):
    with pytest.raises(InputError, match="no name of a class") as caught:
        open_dataset(with_text(tmp_path, labels, names))
    assert caught.value.code == "dataset_labels_text"


def test_samples_without_a_class_are_no_reason_to_shift_the_others(write):
    with pytest.raises(InputError) as caught:
        open_dataset(write(PICTURES, np.array([-1, 0, 2])))
    assert "leave these out" in caught.value.hint
    with pytest.raises(InputError) as caught:
        open_dataset(write(PICTURES, np.array([-1, 1, 2])))
    assert "leave these out" not in caught.value.hint


@pytest.mark.parametrize("text", ["cat", "1_0", "", "nan", "1e99", "0x1", "9" * 30, "1.5"])
def test_text_that_is_no_whole_number_is_refused_by_its_sample(tmp_path, text):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = PICTURES
        file["labels"] = ["0", text, "1"]
    with pytest.raises(InputError, match="label of sample 1 in") as caught:
        open_dataset(path)
    is_number = text in ("nan", "1e99", "1.5")
    assert caught.value.code == ("dataset_labels_values" if is_number else "dataset_labels_text")


@pytest.mark.parametrize(
    "labels",
    [
        np.array([1, 2, 3], dtype=complex),
        np.zeros((3, 1, 1)),
        np.zeros((3, 0)),
        np.int64(3),
        h5py.Empty("i8"),
    ],
    ids=["complex", "rank 3", "no columns", "scalar", "nothing"],
)
def test_other_forms_are_refused_saying_what_is_expected(tmp_path, labels):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = PICTURES
        file["labels"] = labels
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code == "dataset_labels_form"
    assert "one whole number per sample" in caught.value.hint


def test_many_labels_are_read_piece_by_piece(write, monkeypatch):
    monkeypatch.setattr("pandavision_gui.engine.datasets.label_forms._VALUES_PER_READ", 4)
    labels = np.arange(11)
    with open_dataset(write(np.zeros((11, 1, 2, 2)), labels)) as dataset:
        assert np.array_equal(dataset.labels, labels)
    labels[9] = -(2**40)
    with pytest.raises(InputError, match="label of sample 9 in"):
        open_dataset(write(np.zeros((11, 1, 2, 2)), labels))


def named(write, texts, names):
    path = write(np.zeros((len(texts), 1, 2, 2), dtype=np.float32), np.array(texts, dtype="S"))
    if names is not None:
        with h5py.File(path, "r+") as file:
            file.attrs["class_names"] = names
    return path


@pytest.mark.parametrize("names", [["b", "a", "c"], None])
def test_text_is_read_by_the_names_that_the_user_gives(write, names):
    path = named(write, ["a", "c", "b"], names)
    with open_dataset(path, given_names=("a", "b", "c")) as dataset:
        assert dataset.labels.tolist() == [0, 2, 1]
        assert dataset.class_names == ("a", "b", "c")


@pytest.mark.parametrize("given", [("Bee", "Ant", "Cat"), ("b", "a", "x")])
def test_text_that_is_none_of_these_is_read_by_the_names_of_the_file(write, given):
    path = named(write, ["a", "c", "b"], ["b", "a", "c"])
    with open_dataset(path, given_names=given) as dataset:
        assert dataset.labels.tolist() == [1, 2, 0]
        assert dataset.class_names == ("b", "a", "c")


def test_numbers_are_not_read_by_names(write):
    path = named(write, ["2", "0", "1"], ["b", "a", "c"])
    with open_dataset(path, given_names=("a", "b", "c")) as dataset:
        assert dataset.labels.tolist() == [2, 0, 1]


def test_text_of_which_a_later_one_is_no_given_name_is_read_by_the_files(write, monkeypatch):
    monkeypatch.setattr("pandavision_gui.engine.datasets.label_forms._TEXTS_PER_READ", 2)
    path = named(write, ["a", "b", "c"], ["c", "b", "a"])
    with open_dataset(path, given_names=("a", "b")) as dataset:
        assert dataset.labels.tolist() == [2, 1, 0]
