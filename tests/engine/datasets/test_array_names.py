"""Which datasets of a file are taken for samples and labels."""

import h5py
import hdf5plugin
import numpy as np
import pytest

from pandavision_gui.engine.datasets.array_names import Pair, fitting_pairs, label_choices
from pandavision_gui.engine.datasets.hdf5_file import Array
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.errors import InputError

PICTURES = np.arange(5 * 3 * 4 * 4, dtype=np.float32).reshape(5, 3, 4, 4) / 240
LABELS = np.array([2, 0, 1, 1, 0])


def stored(path, **arrays):
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            file[name.replace("__", "/")] = array
    return path


@pytest.mark.parametrize(
    ("samples", "labels"),
    [
        ("x", "y"),
        ("X", "Y"),
        ("X_test", "y_test"),
        ("x_test", "y_test"),
        ("XTest", "YTest"),
        ("test_images", "test_labels"),
        ("images", "labels"),
        ("data", "targets"),
        ("data", "label"),
        ("features", "targets"),
        ("test__x", "test__y"),
        ("test__images", "test__labels"),
        ("mnist__X_val", "mnist__y_val"),
        ("inputs", "classes"),
        ("pictures", "labels"),
        ("Xte", "yte"),
        ("xtrain", "ytrain"),
    ],
)
def test_the_usual_names_are_understood_and_said(tmp_path, samples, labels):
    path = stored(tmp_path / "d.h5", **{samples: PICTURES, labels: LABELS})
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == LABELS.tolist()
        np.testing.assert_array_equal(dataset.read(np.arange(5)), PICTURES)
        name, other = samples.replace("__", "/"), labels.replace("__", "/")
        assert f'"{name}" is read as the samples, "{other}" as the labels.' in dataset.remarks
    facts = inspect_dataset(path)
    assert (facts.samples_name, facts.labels_name) == (name, other)


def test_samples_and_labels_are_taken_before_anything_else(tmp_path):
    path = stored(
        tmp_path / "d.h5", samples=PICTURES, labels=LABELS, x_test=PICTURES * 0, y_test=LABELS * 0
    )
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == LABELS.tolist()
        assert dataset.remarks == ()


def test_of_several_pairs_none_is_taken_without_being_asked_for(tmp_path):
    path = stored(
        tmp_path / "d.h5",
        X_train=PICTURES[:4],
        y_train=LABELS[:4],
        X_test=PICTURES,
        y_test=LABELS,
    )
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code == "dataset_several_pairs"
    assert '"X_train" with "y_train"' in caught.value.message
    assert caught.value.choices == ("y_test", "y_train")
    assert '"y_test"' in caught.value.hint
    for name, samples, labels in (
        ("y_test", PICTURES, LABELS),
        ("y_train", PICTURES[:4], LABELS[:4]),
        ("/y_train", PICTURES[:4], LABELS[:4]),
    ):
        with open_dataset(path, labels_name=name) as dataset:
            assert dataset.labels.tolist() == labels.tolist()
            np.testing.assert_array_equal(dataset.read(np.arange(dataset.count)), samples)


@pytest.mark.parametrize(
    "names",
    [
        ("X_test", "y_train"),  # another part of the data
        ("a__x", "b__y"),  # another group
        ("x_mnist", "y_cifar"),
        ("y", "labels"),
        ("x", "y_pred"),
        ("xs", "ids"),
        ("xs", "ys"),  # nothing says what either of them is
        ("images", "fold"),
        ("images", "seeds"),
        ("images", "yhat"),
        ("images", "output"),
        ("images", "bbox"),
        ("x_clean", "y_adv"),
        ("x", "adv_labels"),
        ("delta", "label"),
        ("gradcam", "y"),
    ],
)
def test_what_may_not_belong_together_is_no_pair(tmp_path, names):
    path = stored(tmp_path / "d.h5", **{names[0]: PICTURES, names[1]: LABELS})
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code in ("dataset_no_samples", "dataset_no_labels")


@pytest.mark.parametrize(
    ("samples", "labels"),
    [
        ("rows", "digit"),
        ("pixels", "kind"),
        ("arr_0", "arr_1"),
        ("adv_x", "y_true"),
        ("features", "label_idx"),
        ("x", "z"),
        ("a__pictures", "a__gt"),
        ("samples", "ground_truth"),
    ],
)
@pytest.mark.parametrize("form", ["numbers", "column", "one-hot"])
def test_the_only_two_that_fit_are_taken_whatever_their_names_and_it_is_said(
    tmp_path, samples, labels, form
):
    forms = {"numbers": LABELS, "column": LABELS[:, None], "one-hot": np.eye(3)[LABELS]}
    path = stored(
        tmp_path / "d.h5",
        **{samples: PICTURES, labels: forms[form]},
        class_names=np.array([b"a", b"b", b"c"]),
    )
    name, other = samples.replace("__", "/"), labels.replace("__", "/")
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == LABELS.tolist()
        np.testing.assert_array_equal(dataset.read(np.arange(5)), PICTURES)
        assert (
            f'"{name}" is read as the samples, "{other}" as the labels: their names do not say so, '
            "but nothing else in the file fits."
        ) in dataset.remarks
    with open_dataset(path, labels_name=other) as dataset:
        assert dataset.labels.tolist() == LABELS.tolist()
        assert not any("nothing else" in remark for remark in dataset.remarks)


@pytest.mark.parametrize(
    "others",
    [
        {"arr_2": LABELS},
        {"arr_2": PICTURES},
        {"arr_2": LABELS[:3]},
        {"arr_2": LABELS.astype("S1")},
        {"b__arr_2": LABELS},
        {"arr_1": LABELS / 2},
        {"arr_1": np.repeat(LABELS[:, None], 24, axis=1)},
    ],
    ids=["labels", "samples", "other count", "text", "group", "fractions", "wide"],
)
def test_without_names_nothing_is_taken_where_more_or_less_than_one_pair_fits(tmp_path, others):
    arrays = {"arr_0": PICTURES, "arr_1": LABELS, **others}
    with pytest.raises(InputError) as caught:
        open_dataset(stored(tmp_path / "d.h5", **arrays))
    assert caught.value.code == "dataset_no_samples"


def test_labels_that_are_named_go_with_the_only_samples(tmp_path):
    path = stored(
        tmp_path / "d.h5", pixels=PICTURES, coarse=LABELS, fine=LABELS + 5.0, size=np.zeros((5, 2))
    )
    for name, added in (("coarse", 0), ("/fine", 5)):
        with open_dataset(path, labels_name=name) as dataset:
            assert dataset.labels.tolist() == (LABELS + added).tolist()
            np.testing.assert_array_equal(dataset.read(np.arange(5)), PICTURES)
    with pytest.raises(InputError):
        open_dataset(stored(tmp_path / "e.h5", a=PICTURES, b=PICTURES, c=LABELS), labels_name="c")


@pytest.mark.parametrize("names", [("X", "y"), ("samples", "labels")])
@pytest.mark.parametrize(
    ("samples", "labels", "said"),
    [
        (PICTURES, LABELS[:4], ("5 samples but 4 labels", '"{0}" and "{1}"')),
        (
            PICTURES.transpose(2, 3, 1, 0),
            LABELS,
            ('5 labels in "{1}"', '"{0}" has the shape (4, 4, 3, 5)', "along the last axis"),
        ),
        (
            np.moveaxis(PICTURES, 0, -1),
            LABELS,
            ('5 labels in "{1}"', '"{0}" has the shape (3, 4, 4, 5)', "along the last axis"),
        ),
        (
            PICTURES,
            LABELS[None],
            ('5 samples in "{0}"', 'labels "{1}" have the shape (1, 5)', "along the second axis"),
        ),
    ],
    ids=["fewer", "(H, W, C, N)", "(C, H, W, N)", "MATLAB"],
)
def test_samples_and_labels_whose_counts_differ_are_named(tmp_path, names, samples, labels, said):
    path = stored(tmp_path / "d.h5", **{names[0]: samples, names[1]: labels})
    for asked in (None, names[1]):
        with pytest.raises(InputError) as caught:
            open_dataset(path, labels_name=asked)
        assert caught.value.code == "dataset_counts_differ"
        for part in said:
            assert part.format(*names) in caught.value.message


def test_truth_values_are_no_classes_by_their_shape_alone(tmp_path):
    path = stored(tmp_path / "d.h5", images=PICTURES, flags=LABELS > 0)
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code == "dataset_no_labels"


def test_a_file_of_samples_alone_has_no_labels(tmp_path):
    with pytest.raises(InputError) as caught:
        open_dataset(stored(tmp_path / "d.h5", X=PICTURES))
    assert caught.value.code == "dataset_no_labels"
    assert caught.value.message.endswith('d.h5 has samples ("X") but no labels.')


def test_another_number_of_labels_is_no_pair():
    arrays = [Array("x", (5, 3, 4, 4)), Array("y", (4,)), Array("images", (4, 8)), Array("z", None)]
    assert fitting_pairs(arrays) == (Pair("images", "y"),)


def test_labels_that_are_asked_for_stand_beside_samples(tmp_path):
    path = stored(tmp_path / "d.h5", samples=PICTURES, coarse=LABELS, y=LABELS + 1)
    with open_dataset(path, labels_name="coarse") as dataset:
        assert dataset.labels.tolist() == LABELS.tolist()
        assert dataset.remarks == ()
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == (LABELS + 1).tolist()
        assert dataset.remarks == ('"samples" is read as the samples, "y" as the labels.',)


@pytest.mark.parametrize("group", ["", "cifar/"])
def test_of_several_labels_of_the_same_samples_the_one_that_is_named_is_taken(tmp_path, group):
    path = stored(
        tmp_path / "d.h5",
        **{f"{group}images": PICTURES, f"{group}fine_labels": LABELS + 5},
        **{f"{group}coarse_labels": LABELS, f"{group}klass": LABELS + 1},
    )
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code == "dataset_no_labels"
    names = {f"{group}{name}" for name in ("fine_labels", "coarse_labels", "klass")}
    assert set(caught.value.choices) == names
    for name, added in (("fine_labels", 5), ("coarse_labels", 0), ("klass", 1)):
        facts = inspect_dataset(path, labels_name=group + name)
        assert (facts.samples_name, facts.labels_name) == (f"{group}images", group + name)
        assert set(facts.label_choices) == names
        with open_dataset(path, labels_name=group + name) as dataset:
            assert dataset.labels.tolist() == (LABELS + added).tolist()


@pytest.mark.parametrize(
    ("samples", "labels"), [("X_test", "y_train"), ("a/x", "b/y"), ("a/x", "y"), ("a/x", "klass")]
)
def test_labels_of_other_samples_are_not_taken_even_when_named(tmp_path, samples, labels):
    path = stored(tmp_path / "d.h5", **{samples: PICTURES, labels: LABELS})
    with pytest.raises(InputError) as caught:
        open_dataset(path, labels_name=labels)
    assert caught.value.choices == ()


def test_one_set_of_labels_for_two_sets_of_samples_is_no_choice(tmp_path):
    path = stored(tmp_path / "d.h5", images=PICTURES, features=PICTURES + 1, labels=LABELS)
    with pytest.raises(InputError) as caught:
        open_dataset(path)
    assert caught.value.code == "dataset_several_pairs"
    assert caught.value.choices == ()
    assert caught.value.hint == 'Call those that you want "samples" and "labels".'


def test_a_name_that_no_spec_can_hold_is_no_choice():
    arrays = [Array("images", (5, 3, 4, 4)), Array("a_\udcff_labels", (5,)), Array("b_y", (5,))]
    assert label_choices(arrays) == ("b_y",)


def test_links_that_go_in_circles_end(tmp_path):
    path = tmp_path / "d.h5"
    with h5py.File(path, "w") as file:
        file["x"] = PICTURES
        file["y"] = LABELS
        file["g/again"] = file["/"]
        file["g/soft"] = h5py.SoftLink("/g/soft")
    with open_dataset(path) as dataset:
        assert dataset.count == 5


@pytest.mark.parametrize("name", ["Blosc", "LZ4", "Zstd", "Bitshuffle"])
def test_what_hdf5plugin_compresses_is_read(tmp_path, name):
    path = tmp_path / "d.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "samples", data=PICTURES, chunks=(1, 3, 4, 4), **getattr(hdf5plugin, name)()
        )
        file["labels"] = LABELS
    with open_dataset(path) as dataset:
        np.testing.assert_array_equal(dataset.read(np.arange(5)), PICTURES)
