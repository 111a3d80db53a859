"""A few pictures tell what would be made, before anything is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import create_dataset
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.datasets.preview_dataset import preview_dataset
from pandavision_gui.engine.datasets.thumbnails import SIDE, thumbnails


def tell(_: str, __: int, ___: int) -> None:
    """Let it go on."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for label, name in enumerate(("ant", "bee", "cow")):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(10):
            pixels = np.full((8, 12, 3), 50 * label + number, dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{number}.png")
    return tmp_path / "photos"


@pytest.mark.parametrize(
    "options",
    [{}, {"size": (5, 7)}, {"channels": "grey"}, {"per_class": 2, "seed": 3}, {"samples": 7}],
)
def test_it_tells_what_is_made_then(photos: Path, tmp_path: Path, options: dict) -> None:
    order = DatasetOrder.model_validate({"source": str(photos), **options})
    seen = preview_dataset(order, 6, tell)
    made = create_dataset(order, tmp_path / "d.h5", tell)
    assert (seen.samples, seen.classes, seen.shape) == (made.samples, made.classes, made.shape)
    facts = inspect_dataset(tmp_path / "d.h5")
    assert set(seen.captions) == set(facts.class_names)
    assert seen.bad == ()
    for picture, caption in zip(seen.pictures, seen.captions, strict=True):
        label = facts.class_names.index(caption)
        assert 50 * label <= picture.min() <= picture.max() < 50 * label + 10


def test_bad_pictures_and_several_sizes_are_told_and_are_no_error(photos: Path) -> None:
    (photos / "ant" / "0.png").write_text("no picture")
    Image.fromarray(np.zeros((30, 5, 3), np.uint8)).save(photos / "cow" / "9.png")
    seen = preview_dataset(DatasetOrder(source=str(photos)), 30, tell)
    assert seen.shape is None
    assert len(seen.pictures) == 29
    (bad,) = seen.bad
    assert "ant/0.png" in bad


def test_small_pictures_have_one_size_whatever_they_show() -> None:
    pictures = [
        np.full((10, 20, 3), 200, np.uint8),
        np.full((300, 100, 1), 200, np.uint8),
        np.full((1, 5000, 2), 200, np.uint8),
    ]
    small = thumbnails(pictures)
    assert small.shape == (3, SIDE, SIDE, 4)
    shown = [SIDE * SIDE // 2, SIDE * round(SIDE / 3), SIDE]
    assert [int((picture[..., 0] == 200).sum()) for picture in small] == shown
    # What is no part of a picture is no black bar: those are real where "pad" made them.
    assert [int((picture[..., 3] == 255).sum()) for picture in small] == shown
    assert thumbnails([]).shape == (0, SIDE, SIDE, 4)
