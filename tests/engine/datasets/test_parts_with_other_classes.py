"""Parts of a data set whose folders differ: a class keeps the number that it was trained with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PIL import Image

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import create_dataset


def made(
    folder: Path, parts: dict[str, list[str]], **more: Any
) -> tuple[dict[str, int], list[str], str]:
    """Return label by class, names of classes, and remarks."""
    for part, classes in parts.items():
        for name in classes:
            (folder / "in" / part / name).mkdir(parents=True)
            Image.fromarray(np.zeros((4, 4), np.uint8)).save(folder / "in" / part / name / "1.png")
    order = DatasetOrder(source=str(folder / "in"), **more)
    remarks = create_dataset(order, folder / "made.h5", lambda *_: None).remarks
    with h5py.File(folder / "made.h5") as file:
        places = [Path(origin).parts[1] for origin in file["origin"].asstr()[:]]
        labels = dict(zip(places, file["labels"][:].tolist(), strict=True))
        return labels, json.loads(file.attrs["class_names"]), " ".join(remarks)


@pytest.mark.parametrize("part", ["test", "val"])
def test_a_class_that_is_missing_in_a_part_shifts_no_label(tmp_path: Path, part: str) -> None:
    parts = {"train": ["ant", "bee", "cow"], part: ["ant", "cow"]}
    labels, names, remarks = made(tmp_path, parts)
    assert labels == {"ant": 0, "cow": 2}
    assert names == ["ant", "bee", "cow"]
    assert 'here "bee" has no folder' in remarks


def test_a_class_that_only_a_part_has_comes_after_the_others(tmp_path: Path) -> None:
    parts = {"train": ["bee", "cow"], "test": ["ant", "bee", "cow"]}
    labels, names, remarks = made(tmp_path, parts)
    assert labels == {"bee": 0, "cow": 1, "ant": 2}
    assert names == ["bee", "cow", "ant"]
    assert '"ant" is no class of the part for training' in remarks


def test_folders_called_by_numbers_are_numbered_as_in_training(tmp_path: Path) -> None:
    numbers = [str(number) for number in range(12)]
    parts = {"train": numbers, "test": ["2", "10"]}
    labels, _, _ = made(tmp_path, parts, class_order="number")
    assert labels == {"2": 2, "10": 10}


def test_the_part_for_training_and_equal_parts_have_nothing_to_say(tmp_path: Path) -> None:
    parts = {"train": ["ant", "bee"], "test": ["ant", "bee"]}
    labels, _, remarks = made(tmp_path, parts)
    assert labels == {"ant": 0, "bee": 1}
    assert "training" not in remarks


def test_a_list_of_classes_decides(tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("cow\nant\n")
    parts = {"train": ["ant", "bee", "cow"], "test": ["ant", "cow"]}
    labels, _, _ = made(tmp_path, parts, class_list=str(tmp_path / "classes.txt"))
    assert labels == {"cow": 0, "ant": 1}
