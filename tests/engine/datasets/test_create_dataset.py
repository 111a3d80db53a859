"""The same pictures become the same dataset, whatever they are stored in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import create_dataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.datasets.sources.source import MakingStoppedError
from pandavision_gui.errors import InputError

from ...support.dataset_sources import make, read_made, write_csv, write_folder, write_idx

NAMES = ("apple", "bird", "cat")
RNG = np.random.default_rng(3)
COLOUR = RNG.integers(0, 256, size=(9, 3, 8, 8), dtype=np.uint8)
GREY = RNG.integers(0, 256, size=(9, 8, 8), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])


def refused(code: str, *arguments: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        make(*arguments, **options)
    assert caught.value.code == code, caught.value.sentence()
    return caught.value


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_form_of_the_same_samples_gives_the_same_dataset(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("form")
    out = folder / "out.h5"
    count = data.draw(st.integers(3, 9))
    in_colour = data.draw(st.booleans())
    samples, labels = (COLOUR if in_colour else GREY[:, None])[:count], LABELS[:count]
    form = data.draw(st.sampled_from(["folder", "npz", "npy", "csv"]))
    options: dict[str, Any] = {}
    if form == "folder":
        source = write_folder(folder / "in", samples, labels, NAMES)
    elif form == "csv":
        words = data.draw(st.booleans())
        texts = [NAMES[label] for label in labels] if words else labels.tolist()
        source = write_csv(folder / "in.csv", samples, texts, header=data.draw(st.booleans()))
    else:
        stored: Any = samples
        if data.draw(st.booleans()):
            stored = stored.transpose(0, 2, 3, 1)
        elif not in_colour and data.draw(st.booleans()):
            stored = stored[:, 0]
        how = data.draw(st.sampled_from(["u1", "i8", "f4", "f8", "unit", "half", "fortran"]))
        if how in ("u1", "i8", "f4", "f8"):
            stored = stored.astype(how)
        elif how in ("unit", "half"):
            stored = (stored / 255).astype(np.float32)
        if how == "fortran":
            stored = np.asfortranarray(stored)
        shaped = data.draw(st.sampled_from(["n", "n1", "one-hot", "float"]))
        given_labels: Any = {
            "n": labels, "n1": labels[:, None], "one-hot": np.eye(3)[labels],
            "float": labels.astype(np.float32),
        }[shaped]  # fmt: skip
        if form == "npz":
            source = folder / "in.npz"
            save = np.savez_compressed if data.draw(st.booleans()) else np.savez
            a, b = data.draw(
                st.sampled_from([("x", "y"), ("samples", "labels"), ("x_test", "y_test")])
            )
            save(source, **{a: stored, b: given_labels})
        else:
            source = folder / "in.npy"
            np.save(source, stored)
            np.save(folder / "labels.npy", given_labels)
            options["labels_file"] = str(folder / "labels.npy")
    made = make(out, source, **options)
    got, got_labels, origins = read_made(out)
    order = (
        [int(Path(origin).stem) for origin in origins] if form == "folder" else list(range(count))
    )
    assert sorted(order) == list(range(count))
    assert got.dtype == np.uint8
    assert (got == samples[order]).all()
    assert (got_labels == labels[order]).all()
    assert (made.samples, made.shape, made.classes) == (count, samples.shape[1:], 3)


def test_a_dataset_opens_with_its_names_and_says_where_it_comes_from(tmp_path: Path) -> None:
    write_folder(tmp_path / "in" / "train", COLOUR[:3], LABELS[:3], NAMES)
    write_folder(tmp_path / "in" / "test", COLOUR, LABELS, NAMES)
    made = make(tmp_path / "a.h5", tmp_path / "in", per_class=2, seed=4)
    assert 'The pictures are those of its folder "test".' in made.remarks
    with open_dataset(tmp_path / "a.h5") as dataset:
        assert dataset.class_names == NAMES
        assert dataset.count == 6
        assert dataset.is_8bit
    with h5py.File(tmp_path / "a.h5", "r") as file:
        assert file.attrs["source"] == str(tmp_path / "in")
        options = json.loads(file.attrs["options"])
        assert (options["per_class"], options["seed"]) == (2, 4)
        assert file.attrs["created"].endswith("+00:00")
        assert set(json.loads(file.attrs["versions"])) == {"numpy", "h5py", "pillow"}
        assert file["samples"].compression == "gzip"
        assert file["samples"].chunks[1:] == (3, 8, 8)
        assert all(name.startswith(b"test/") for name in file["origin"][()])


def test_a_chunk_of_large_samples_holds_one_and_of_small_ones_several(tmp_path: Path) -> None:
    np.savez(tmp_path / "large.npz", x=np.full((3, 200, 200, 3), 9, "u1"), y=[0, 1, 2])
    make(tmp_path / "large.h5", tmp_path / "large.npz")
    np.savez(tmp_path / "small.npz", x=np.full((300, 28, 28), 9, "u1"), y=np.zeros(300, int))
    make(tmp_path / "small.h5", tmp_path / "small.npz")
    with h5py.File(tmp_path / "large.h5") as large, h5py.File(tmp_path / "small.h5") as small:
        assert large["samples"].chunks == (1, 3, 200, 200)
        assert 2 <= small["samples"].chunks[0] <= 64


def test_mnist_files_are_read_packed_or_not_and_the_test_part_is_taken(tmp_path: Path) -> None:
    for packed in (True, False):
        folder = tmp_path / str(packed)
        write_idx(folder, GREY[:2], LABELS[:2], "train", packed)
        images = write_idx(folder, GREY, LABELS, "t10k", packed)
        for source in (folder, images):
            made = make(tmp_path / "a.h5", source)
            got, labels, _ = read_made(tmp_path / "a.h5")
            assert (got == GREY[:, None]).all()
            assert (labels == LABELS).all()
            assert any("t10k-images" in remark for remark in made.remarks)
        make(tmp_path / "a.h5", folder, split="train")
        assert len(read_made(tmp_path / "a.h5")[0]) == 2


def test_the_test_arrays_are_taken_unless_others_are_asked_for(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_train=GREY[:3], y_train=LABELS[:3], x_test=GREY, y_test=LABELS)
    assert make(tmp_path / "a.h5", tmp_path / "a.npz").samples == 9
    assert make(tmp_path / "a.h5", tmp_path / "a.npz", split="train").samples == 3
    error = refused("split_missing", tmp_path / "a.h5", tmp_path / "a.npz", split="validation")
    assert '"x_test"' in error.message


def test_arrays_without_names_are_told_apart_by_their_shapes(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", GREY, LABELS)
    make(tmp_path / "a.h5", tmp_path / "a.npz")
    assert (read_made(tmp_path / "a.h5")[1] == LABELS).all()


def test_a_csv_names_its_labels_or_has_them_in_another_file(tmp_path: Path) -> None:
    rows = ["p0,p1,p2,p3,kind"] + [f"{n},{n},{n},{n},{NAMES[n]}" for n in range(3)]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    make(tmp_path / "a.h5", tmp_path / "a.csv", label_column="kind")
    assert read_made(tmp_path / "a.h5")[0][:, 0, 0, 0].tolist() == [0, 1, 2]
    error = refused("table_no_column", tmp_path / "b.h5", tmp_path / "a.csv", label_column="x")
    assert '"kind"' in error.message
    (tmp_path / "b.csv").write_text("9;9;9;9\n8;8;8;8\n", "utf-8")
    (tmp_path / "labels.txt").write_text("kind\n5\n3\n", "utf-8")
    options = {"labels_file": str(tmp_path / "labels.txt")}
    make(tmp_path / "b.h5", tmp_path / "b.csv", **options)
    samples, labels, origins = read_made(tmp_path / "b.h5")
    assert (samples.shape, labels.tolist(), origins) == ((2, 1, 2, 2), [5, 3], ["row 1", "row 2"])


def test_flat_samples_of_no_square_need_a_shape(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.full((4, 24), 7.0), y=[0, 1, 2, 3])
    assert "--shape" in refused("source_shape", tmp_path / "a.h5", tmp_path / "a.npz").hint
    assert make(tmp_path / "a.h5", tmp_path / "a.npz", shape=(3, 2, 4)).shape == (3, 2, 4)


@pytest.mark.parametrize("values", [-1.0, 256.0, 1e30])
def test_normalised_values_are_refused_and_not_guessed_back(tmp_path: Path, values: float) -> None:
    np.savez(tmp_path / "a.npz", x=np.array([[[0.5, values]]] * 2), y=[0, 1])
    refused("source_values", tmp_path / "a.h5", tmp_path / "a.npz")


def test_per_class_draws_by_the_seed_and_never_more(tmp_path: Path) -> None:
    samples = np.arange(200, dtype=np.uint8).reshape(50, 2, 2)
    np.savez(tmp_path / "a.npz", x=samples, y=np.repeat([0, 1], [47, 3]))

    def drawn(seed: int) -> list[str]:
        made = make(tmp_path / "a.h5", tmp_path / "a.npz", per_class=5, seed=seed)
        assert any("fewer than 5" in remark and '"1" (3)' in remark for remark in made.remarks)
        _, labels, origins = read_made(tmp_path / "a.h5")
        assert np.bincount(labels).tolist() == [5, 3]
        return origins

    assert drawn(1) == drawn(1) != drawn(2)


def test_bad_pictures_are_all_told_or_left_out_and_replaced(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)
    whole = (folder / "bird" / "00001.png").read_bytes()
    (folder / "apple" / "00000.png").write_bytes(b"no picture")  # seen by its head
    (folder / "bird" / "00001.png").write_bytes(whole[: len(whole) - 40])  # seen when it is read
    error = refused("samples_bad", tmp_path / "a.h5", folder)
    assert not (tmp_path / "a.h5").exists()
    assert "apple/00000.png" in error.details
    (folder / "apple" / "00000.png").unlink()
    error = refused("samples_bad", tmp_path / "a.h5", folder)
    assert "bird/00001.png" in error.details
    assert list(tmp_path.iterdir()) == [folder]
    for seed in range(4):  # whether it is drawn or not
        made = make(tmp_path / "a.h5", folder, skip_bad=True, per_class=2, seed=seed)
        samples, labels, origins = read_made(tmp_path / "a.h5")
        assert np.bincount(labels).tolist() == [2, 2, 2]
        numbers = [int(Path(origin).stem) for origin in origins]
        assert (samples == COLOUR[numbers]).all()
        assert (labels == LABELS[numbers]).all()
        assert made.skipped_count == len(made.skipped) <= 1
    made = make(tmp_path / "a.h5", folder, skip_bad=True)
    assert (made.samples, made.skipped_count) == (7, 1)
    assert made.skipped[0].startswith('"bird/00001.png": it is damaged')


def test_bad_rows_of_a_table_are_told_or_left_out(tmp_path: Path) -> None:
    lines = ["0,1,2,3,4", "1,1,2,3", "0,1,2,x,4", "1,9,9,9,nan", ",1,1,1,1", "1,5,6,7,8"]
    (tmp_path / "a.csv").write_text("\n".join(lines), "utf-8")
    error = refused("samples_bad", tmp_path / "a.h5", tmp_path / "a.csv")
    assert [line.partition(":")[0] for line in error.details.splitlines()] == [
        f'"row {n}"' for n in (2, 3, 4, 5)
    ]
    made = make(tmp_path / "a.h5", tmp_path / "a.csv", skip_bad=True)
    samples, labels, origins = read_made(tmp_path / "a.h5")
    assert (made.skipped_count, labels.tolist(), origins) == (4, [0, 1], ["row 1", "row 6"])
    assert samples.reshape(2, 4).tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]


def test_a_source_without_a_good_sample_makes_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "x.png").write_bytes(b"no picture")
    refused("source_no_good_sample", tmp_path / "a.h5", tmp_path / "in", skip_bad=True)
    (tmp_path / "a.csv").write_text("a,b\nx,y\n", "utf-8")
    refused("source_no_good_sample", tmp_path / "a.h5", tmp_path / "a.csv", skip_bad=True)
    assert not (tmp_path / "a.h5").exists()


def test_pictures_of_several_sizes_need_one(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)
    Image.new("RGB", (30, 20)).save(folder / "cat" / "other.jpg")
    error = refused("pictures_sizes_differ", tmp_path / "a.h5", folder)
    assert "9 of 8×8, 1 of 20×30" in error.message
    assert "--size 8x8" in error.hint
    assert make(tmp_path / "a.h5", folder, size=(8, 8)).samples == 10
    samples, _, origins = read_made(tmp_path / "a.h5")
    numbers = [int(Path(origin).stem) for origin in origins if "other" not in origin]
    kept = [place for place, origin in enumerate(origins) if "other" not in origin]
    assert (samples[kept] == COLOUR[numbers]).all()


def test_one_picture_in_colour_makes_all_of_them_coloured(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", GREY[:, None], LABELS, NAMES)
    assert make(tmp_path / "a.h5", folder).shape == (1, 8, 8)
    Image.new("RGB", (8, 8), (1, 2, 3)).save(folder / "cat" / "red.png")
    assert make(tmp_path / "a.h5", folder).shape == (3, 8, 8)
    assert make(tmp_path / "a.h5", folder, channels="grey").shape == (1, 8, 8)


def test_folders_called_by_numbers_are_not_numbered_by_guessing(tmp_path: Path) -> None:
    names = [str(n) for n in range(12)]
    folder = write_folder(tmp_path / "in", np.repeat(GREY[:1, None], 12, 0), np.arange(12), names)
    error = refused("class_order_unclear", tmp_path / "a.h5", folder)
    assert '"10"' in error.message
    make(tmp_path / "a.h5", folder, class_order="number")
    assert [o[:2].strip("/") for o in read_made(tmp_path / "a.h5")[2]] == names
    make(tmp_path / "a.h5", folder, class_order="name")
    assert [o[:2].strip("/") for o in read_made(tmp_path / "a.h5")[2]] == sorted(names)


def test_a_list_of_classes_numbers_the_folders(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)
    (tmp_path / "list.txt").write_text("cat\ndog\napple\nbird\n", "utf-8")
    make(tmp_path / "a.h5", folder, class_list=str(tmp_path / "list.txt"))
    _, labels, origins = read_made(tmp_path / "a.h5")
    wanted = {"cat": 0, "apple": 2, "bird": 3}
    assert labels.tolist() == [wanted[Path(origin).parts[0]] for origin in origins]
    with open_dataset(tmp_path / "a.h5") as dataset:
        assert dataset.class_names == ("cat", "dog", "apple", "bird")
    (tmp_path / "list.txt").write_text("cat\napple\nbirds\n", "utf-8")
    options = {"class_list": str(tmp_path / "list.txt")}
    error = refused("class_list_lacks", tmp_path / "a.h5", folder, **options)
    assert '"bird"' in error.message
    assert '"birds"' in error.hint
    (tmp_path / "list.txt").write_text("cat\nbird\ncat\napple\n", "utf-8")
    refused("class_list_twice", tmp_path / "a.h5", folder, **options)


def test_a_list_of_classes_names_numbers_and_numbers_words(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("cat\ndog\napple\n", "utf-8")
    options = {"class_list": str(tmp_path / "list.txt")}
    write_csv(tmp_path / "a.csv", GREY[:4], ["dog", "cat", "dog", "apple"])
    make(tmp_path / "a.h5", tmp_path / "a.csv", **options)
    assert read_made(tmp_path / "a.h5")[1].tolist() == [1, 0, 1, 2]
    np.savez(tmp_path / "a.npz", x=GREY, y=LABELS)
    make(tmp_path / "a.h5", tmp_path / "a.npz", **options)
    with open_dataset(tmp_path / "a.h5") as dataset:
        assert dataset.class_names == ("cat", "dog", "apple")
        assert (dataset.labels == LABELS).all()
    np.savez(tmp_path / "a.npz", x=GREY, y=LABELS + 1)
    error = refused("class_list_short", tmp_path / "a.h5", tmp_path / "a.npz", **options)
    assert "3 classes, but labels go up to 3" in error.message


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("in", {"labels_file": "y.npy"}),
        ("in", {"label_column": "y"}),
        ("in", {"shape": (1, 8, 8)}),
        ("in", {"split": "train"}),
        ("a.npz", {"class_order": "name"}),
        ("a.npz", {"label_column": "y"}),
        ("a.npy", {"split": "test"}),
        ("a.csv", {"split": "test"}),
        ("mnist", {"class_order": "number"}),
        ("mnist/t10k-images-idx3-ubyte.gz", {"split": "train"}),
    ],
)
def test_an_option_without_a_meaning_is_not_ignored(
    tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)
    write_csv(tmp_path / "a.csv", GREY, LABELS.tolist())
    write_idx(tmp_path / "mnist", GREY, LABELS, "t10k")
    np.savez(tmp_path / "a.npz", x=GREY, y=LABELS)
    np.save(tmp_path / "a.npy", GREY)
    code = "split_missing" if (name, *options) == ("in", "split") else "source_option"
    error = refused(code, tmp_path / "a.h5", tmp_path / name, **options)
    assert f"--{next(iter(options)).replace('_', '-')}" in error.sentence()


def test_other_files_are_left_out_and_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)
    (folder / "cat" / "notes.txt").write_text("x", "utf-8")
    (folder / "cat" / ".hidden.png").write_bytes(b"")
    (folder / "__MACOSX").mkdir()
    (folder / "empty").mkdir()
    made = make(tmp_path / "a.h5", folder)
    assert made.samples == 9
    assert any('"notes.txt"' in remark for remark in made.remarks)
    assert any('"empty" holds no pictures' in remark for remark in made.remarks)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("gone", "source_missing", "no file or folder"),
        ("a\0b", "source_missing", "no file or folder"),
        ("a.h5", "source_kind", "HDF5 file already"),
        ("a.zip", "source_kind", "Unpack"),
        ("a.png", "source_kind", "folder"),
        ("a.xyz", "source_kind", ".npz"),
        ("loose", "source_no_classes", "only pictures"),
        ("void", "source_no_classes", "no folders"),
        ("a.npy", "source_no_labels", "--labels-file"),
    ],
)
def test_what_is_no_source_is_said(tmp_path: Path, name: str, code: str, words: str) -> None:
    for file in ("a.h5", "a.zip", "a.png", "a.xyz"):
        (tmp_path / file).write_bytes(b"x")
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "a.png").write_bytes(b"x")
    (tmp_path / "void").mkdir()
    np.save(tmp_path / "a.npy", GREY)
    assert words in refused(code, tmp_path / "out.h5", tmp_path / name).sentence()


def test_counts_of_samples_and_labels_must_agree(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", GREY)
    np.save(tmp_path / "y.npy", LABELS[:5])
    options = {"labels_file": str(tmp_path / "y.npy")}
    error = refused("source_counts_differ", tmp_path / "a.h5", tmp_path / "a.npy", **options)
    assert "9 samples but 5 labels" in error.message


@pytest.mark.parametrize("phase", ["looking at the pictures", "making the dataset"])
def test_a_stop_leaves_nothing(tmp_path: Path, phase: str) -> None:
    folder = write_folder(tmp_path / "in", COLOUR, LABELS, NAMES)

    def tell(what: str, done: int, total: int) -> None:
        if what == phase and done == 3:
            raise MakingStoppedError

    with pytest.raises(MakingStoppedError):
        create_dataset(DatasetOrder(source=str(folder)), tmp_path / "a.h5", tell)
    assert os.listdir(tmp_path) == ["in"]


@pytest.mark.parametrize("skip_bad", [False, True])
def test_a_source_that_goes_while_it_is_read_is_missing_and_not_half_of_it_made(
    tmp_path: Path, skip_bad: bool
) -> None:
    folder = write_folder(tmp_path / "in", GREY[:, None], LABELS, NAMES)

    def tell(what: str, done: int, total: int) -> None:
        if what == "making the dataset" and folder.exists():
            folder.rename(tmp_path / "elsewhere")

    order = DatasetOrder(source=str(folder), skip_bad=skip_bad)
    with pytest.raises(InputError) as caught:
        create_dataset(order, tmp_path / "a.h5", tell)
    assert caught.value.code == "source_missing"
    assert not (tmp_path / "a.h5").exists()
