"""Which columns of a table are labels, pixels and neither; nothing is guessed against the signs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import MadeDataset, create_dataset
from pandavision_gui.errors import InputError

# Values that fit into 0 … 255 even where names of columns are taken for them; the border is black.
PIXELS = np.random.default_rng(0).integers(0, 17, (24, 16))
PIXELS[:, [0, -1]] = 0
LABELS = np.arange(24) * 7 % 12  # with 10 and 11, which stand before 2 in the alphabet
NAMES = [f"pixel{n}" for n in range(16)]
LABELS_FIRST = [[label, *row] for label, row in zip(LABELS, PIXELS, strict=True)]
LABELS_LAST = [[*row, label] for label, row in zip(LABELS, PIXELS, strict=True)]
NUMBERED = [[n, *row] for n, row in enumerate(LABELS_FIRST)]


def made(folder: Path, rows: list[list[Any]], **more: Any) -> MadeDataset:
    with (folder / "table.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    order = DatasetOrder(source=str(folder / "table.csv"), **more)
    return create_dataset(order, folder / "made.h5", lambda *_: None)


@pytest.mark.parametrize(
    "rows",
    [
        LABELS_FIRST,
        [["label", *NAMES], *LABELS_FIRST],
        [["label", *range(16)], *LABELS_FIRST],
        [["digit", *range(1, 17)], *LABELS_FIRST],
        [["digit", *NAMES], *LABELS_FIRST],
        [list(range(17)), *LABELS_FIRST],
        [[*NAMES, "target"], *LABELS_LAST],
        [["", "label", *NAMES], *NUMBERED],
        [["id", "label", *NAMES], *NUMBERED],
    ],
)
def test_labels_and_pixels_are_told_apart(tmp_path, rows):
    made(tmp_path, rows)
    with h5py.File(tmp_path / "made.h5") as file:
        assert file["labels"][:].tolist() == LABELS.tolist()
        assert np.array_equal(file["samples"][:].reshape(24, 16), PIXELS)
        assert "class_names" not in file.attrs


def test_words_below_a_header_of_numbers_are_labels(tmp_path):
    words = [["cat" if row[0] % 2 else "dog", *row[1:]] for row in LABELS_FIRST]
    assert made(tmp_path, [["kind", *range(16)], *words]).classes == 2


@pytest.mark.parametrize(
    "rows",
    [
        LABELS_LAST,
        [[*NAMES, "digit"], *LABELS_LAST],
        [["", *range(16)], *LABELS_FIRST],
        [["id", *NAMES], *LABELS_FIRST],
    ],
)
def test_a_first_column_that_is_hardly_the_labels_is_not_taken_for_them(tmp_path, rows):
    with pytest.raises(InputError) as caught:
        made(tmp_path, rows)
    assert caught.value.code == "table_no_column"


def test_a_label_at_the_end_is_read_when_it_is_named(tmp_path):
    made(tmp_path, [[*NAMES, "digit"], *LABELS_LAST], label_column="digit")
    with h5py.File(tmp_path / "made.h5") as file:
        assert file["labels"][:].tolist() == LABELS.tolist()


def test_labels_that_count_the_rows_are_remarked_on(tmp_path):
    rows = [[n, *row] for n, row in enumerate(PIXELS)]
    assert any("numbers of the rows" in remark for remark in made(tmp_path, rows).remarks)


@pytest.mark.parametrize("more", [{"labels": LABELS}, {"images": PIXELS.reshape(24, 4, 4)}])
def test_an_archive_with_several_pairs_is_not_guessed(tmp_path, more):
    path = tmp_path / "arrays.npz"
    np.savez(path, x=PIXELS.reshape(24, 4, 4), y=LABELS[::-1], **more)
    with pytest.raises(InputError, match="several pairs") as caught:
        create_dataset(DatasetOrder(source=str(path)), tmp_path / "made.h5", lambda *_: None)
    assert caught.value.code == "npz_no_pair"
