"""Labels that are words: a part that lacks a class gives no other class another number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.sources.labels_file import read_labels_file
from pandavision_gui.engine.datasets.sources.splits import names_for_training, split_within
from pandavision_gui.engine.datasets.sources.word_labels import in_words
from pandavision_gui.errors import InputError

from ...support.dataset_sources import make, write_csv

TRAINED = ["ant", "bee", "cow", "dog"]
PIXELS = np.arange(16, dtype=np.uint8)[::-1].reshape(1, 4, 4)


def write_part(
    folder: Path, form: str, part: str, labels: Sequence[str], others: dict[str, Sequence[str]]
) -> tuple[Path, dict[str, Any]]:
    """Write a part, and the others where its form has them; return source and options."""
    folder.mkdir(exist_ok=True)
    parts = {**others, part: labels}
    samples = {name: np.repeat(PIXELS, len(words), axis=0) for name, words in parts.items()}
    if form == "npz":
        arrays = {f"x_{name}": samples[name] for name in parts}
        arrays |= {f"y_{name}": np.array(words) for name, words in parts.items()}
        np.savez(folder / "signs.npz", **arrays)
        return folder / "signs.npz", {"split": part}
    for name, words in parts.items():
        np.save(folder / f"x_{name}.npy", samples[name])
        np.save(folder / f"y_{name}.npy", np.array(words))
        (folder / f"y_{name}.txt").write_text("\n".join(words) + "\n")
        write_csv(folder / f"signs-{name}.csv", samples[name], words, header=form == "csv")
    if form in ("csv", "csv without a header"):
        return folder / f"signs-{part}.csv", {}
    return folder / f"x_{part}.npy", {"labels_file": str(folder / f"y_{part}.{form}")}


def made(folder: Path, source: Path, options: dict[str, Any]) -> tuple[list[str], list[str], str]:
    """Return the name of each sample's number, all names, and the remarks."""
    made = make(folder / "made.h5", source, **options)
    with h5py.File(folder / "made.h5") as file:
        names = json.loads(file.attrs["class_names"])
        return [names[label] for label in file["labels"][:]], names, " ".join(made.remarks)


FORMS = pytest.mark.parametrize("form", ["npz", "npy", "txt", "csv", "csv without a header"])


@FORMS
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    labels=st.lists(st.sampled_from([*TRAINED, "auk", "eel"]), min_size=2, max_size=6),
    part=st.sampled_from(["test", "validation"]),
    training=st.permutations([*TRAINED, "cow"]),
)
def test_words_of_a_part_have_the_numbers_of_the_part_for_training(
    form: str, tmp_path: Path, labels: list[str], part: str, training: list[str]
) -> None:
    source, options = write_part(tmp_path, form, part, labels, {"train": training})
    named, names, remarks = made(tmp_path, source, options)
    assert named == labels
    assert names == TRAINED + sorted(set(labels) - set(TRAINED))
    lacking = [name for name in TRAINED if name not in labels]
    assert (f'here "{lacking[0]}"' in remarks) if lacking else ("here" not in remarks)
    assert ("is no class of the part for training" in remarks) == (len(names) > len(TRAINED))
    assert "--class-list" not in remarks


@FORMS
def test_the_part_for_training_is_numbered_by_itself(form: str, tmp_path: Path) -> None:
    others = {"test": ["auk", "cow"]}
    source, options = write_part(tmp_path, form, "train", TRAINED[::-1], others)
    assert made(tmp_path, source, options)[:2] == (TRAINED[::-1], TRAINED)


@FORMS
def test_a_part_without_the_one_for_training_needs_a_list(form: str, tmp_path: Path) -> None:
    labels = ["ant", "cow", "dog"]
    source, options = write_part(tmp_path, form, "test", labels, {"validation": TRAINED})
    with pytest.raises(InputError, match="of the part for training can be read") as caught:
        make(tmp_path / "made.h5", source, **options)
    assert caught.value.code == "labels_part_alone"
    assert "--class-list" in caught.value.hint
    assert not (tmp_path / "made.h5").exists()
    (tmp_path / "classes").write_text("\n".join(TRAINED[::-1]))
    options["class_list"] = str(tmp_path / "classes")
    assert made(tmp_path, source, options)[:2] == (labels, TRAINED[::-1])


@pytest.mark.parametrize("stray", ["label,0,1,2", "bug,0,1,2", "{header}", "boundary"])
def test_rows_that_are_no_samples_name_no_class_of_the_part_for_training(
    stray: str, tmp_path: Path
) -> None:
    """Tables are put together of several, or cut off: the samples of training are all the same."""
    source, _ = write_part(tmp_path, "csv", "test", ["ant", "cow"], {"train": TRAINED})
    training = tmp_path / "signs-train.csv"
    header, *rows = training.read_text().splitlines()
    training.write_text("\n".join([header, *rows, stray.format(header=header)]) + "\n")
    labels, names, _ = made(tmp_path, source, {})
    assert (labels, names) == (["ant", "cow"], TRAINED)


def test_a_table_for_training_may_have_a_header_where_the_part_has_none(tmp_path: Path) -> None:
    source, _ = write_part(tmp_path, "csv without a header", "test", ["cow"] * 2, {})
    write_csv(tmp_path / "signs-train.csv", np.repeat(PIXELS, 4, axis=0), TRAINED)
    assert made(tmp_path, source, {})[:2] == (["cow"] * 2, TRAINED)


@FORMS
def test_a_list_wins_over_the_part_for_training(form: str, tmp_path: Path) -> None:
    # It need not name what only the part for training has.
    source, options = write_part(tmp_path, form, "test", ["cow", "ant"], {"train": TRAINED})
    (tmp_path / "classes").write_text("cow\nelk\nant\n")
    options["class_list"] = str(tmp_path / "classes")
    named, names, _ = made(tmp_path, source, options)
    assert (named, names) == (["cow", "ant"], ["cow", "elk", "ant"])


def test_words_of_what_has_no_parts_are_numbered_alphabetically_and_this_is_said(
    tmp_path: Path,
) -> None:
    source = write_csv(tmp_path / "signs.csv", np.repeat(PIXELS, 3, axis=0), ["cow", "ant", "bee"])
    named, names, remarks = made(tmp_path, source, {})
    assert (named, names) == (["cow", "ant", "bee"], ["ant", "bee", "cow"])
    assert 'from "ant" as 0 to "cow" as 2' in remarks


def test_numbers_need_no_part_for_training(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "test.csv", np.repeat(PIXELS, 3, axis=0), [4, 0, 2])
    make(tmp_path / "made.h5", source)
    with h5py.File(tmp_path / "made.h5") as file:
        assert file["labels"][:].tolist() == [4, 0, 2]
        assert "class_names" not in file.attrs


def test_a_class_without_a_usable_sample_keeps_its_number(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", np.repeat(PIXELS, 3, axis=0), ["ant", "bee", "cow"])
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace(",5,", ",broken,")
    path.write_text("\n".join([*lines, lines[0]]) + "\n")  # a header in the middle is no class
    named, names, _ = made(tmp_path, path, {"skip_bad": True})
    assert (named, names) == (["ant", "cow"], ["ant", "bee", "cow"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"\0\xff,\n,,"),
        lambda path: path.write_text("1,2\n3,4\n"),
        lambda path: (path.rename(path.with_name("y")), path.symlink_to(path.with_name("y"))),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)
def test_a_file_for_training_that_cannot_be_used_is_as_none(tmp_path: Path, spoil: Any) -> None:
    source, options = write_part(tmp_path, "csv", "test", ["ant", "cow"], {"train": TRAINED})
    spoil(tmp_path / "signs-train.csv")
    with pytest.raises(InputError) as caught:
        make(tmp_path / "made.h5", source, **options)
    assert caught.value.code == "labels_part_alone"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a"], '"a"'),
        (["a", "b"], '"a" (like one other)'),
        (["a", "b", "c"], '"a" (like 2 others)'),
    ],
)
def test_many_names_are_told_by_the_first(names: list[str], words: str) -> None:
    assert in_words(names) == words


@pytest.mark.parametrize(
    ("name", "training"),
    [
        ("x_test.npy", "x_train.npy"),
        ("XTest.csv", "XTrain.csv"),
        ("TEST.CSV", "TRAIN.CSV"),
        ("fashion-mnist_test.csv", "fashion-mnist_train.csv"),
        ("val.labels.txt", "train.labels.txt"),
        ("x_train.npy", None),
        ("contest.csv", None),
        ("latest.csv", None),
    ],
)
def test_the_file_for_training_is_called_alike(name: str, training: str | None) -> None:
    assert next(iter(names_for_training(name)), None) == training
    for found in names_for_training(name):
        assert split_within(found) == "train"


@pytest.mark.parametrize("again", ["label", "label,note"])
def test_a_list_of_labels_that_repeats_its_header_is_refused(tmp_path: Path, again: str) -> None:
    """Of two files put together: the word of the header would count as a class."""
    rest = ",x" if "," in again else ""
    path = tmp_path / "y_train.csv"
    path.write_text("\n".join([again, f"cat{rest}", again, f"dog{rest}"]) + "\n")
    with pytest.raises(InputError) as refused:
        read_labels_file(path, DatasetOrder(source="s.npy"))
    assert "Row 2" in refused.value.message
    assert "repeats the names of the columns" in refused.value.message
    path.write_text("\n".join([again, f"cat{rest}", f"dog{rest}"]) + "\n")
    assert read_labels_file(path, DatasetOrder(source="s.npy")).names == ("cat", "dog")
