"""The dataset at a glance, in the form: some of its pictures, and the samples of each class."""

from __future__ import annotations

import base64

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from pandavision_gui.engine.sample_strip import SampleStrip
from pandavision_gui.jobs.messages import Inspected
from pandavision_gui.views.form.dataset_glance import DatasetGlance

from .conftest import DATASET_PATH, AskedForm, dataset_report, settle

COLOURS = ((200, 30, 40), (20, 160, 60))
NAMES = ("stop", "<b>give way</b>\n", "turn")
UNEVEN = {0: 10, 1: 40, 2: 20}


def with_pictures(**facts: object) -> Inspected:
    pixels = b"".join(bytes(colour) * (8 * 8) for colour in COLOURS)
    strip = SampleStrip(
        height=8, width=8, labels=(1, 0), pixels=base64.b64encode(pixels).decode("ascii")
    )
    report = dataset_report(classes=3, class_names=NAMES, **facts)
    return report.model_copy(update={"strip": strip})


@pytest.fixture
def glance(form: AskedForm) -> DatasetGlance:
    form.take_files([DATASET_PATH])
    form.answer(DATASET_PATH, with_pictures(label_counts=UNEVEN))
    settle(form)
    return form.dataset.glance


def painted(glance: DatasetGlance) -> QImage:
    return glance.grab().toImage()


def height_of_bar(picture: QImage, x: int, colour: QColor) -> int:
    return sum(picture.pixelColor(x, y) == colour for y in range(picture.height()))


def test_pictures_of_the_dataset_stand_in_the_form_each_with_its_class(
    glance: DatasetGlance,
) -> None:
    assert glance.isVisible()
    picture = painted(glance)
    places = [QPoint(8, 8), QPoint(8 + 32 + 4, 8)]
    for place, colour in zip(places, COLOURS, strict=True):
        assert picture.pixelColor(place).getRgb()[:3] == colour
    said = [glance.words_at(place.x(), place.y()) for place in places]
    assert said == ["<b>give way</b>\\n", "stop"]
    assert glance.accessibleDescription() == f"Pictures of: {', '.join(said)}"


def test_a_bar_for_each_class_is_as_high_as_its_samples_are_many(glance: DatasetGlance) -> None:
    colours = glance._theme.colours
    picture, step, below = painted(glance), glance.width() / 3, glance.height() - 2
    heights = [
        height_of_bar(picture, round((place + 0.5) * step), QColor(colours.strong_line))
        for place in range(3)
    ]
    assert heights == [3, 12, 6]  # 10, 40 and 20 of 40 in 12 pixels
    said = [glance.words_at(round((place + 0.5) * step), below) for place in range(3)]
    assert said == ["stop: 10 samples", "<b>give way</b>\\n: 40 samples", "turn: 20 samples"]


def test_equal_counts_need_no_bars_and_another_file_leaves_nothing(form: AskedForm) -> None:
    form.take_files([DATASET_PATH])
    form.answer(DATASET_PATH, with_pictures())
    settle(form)
    glance = form.dataset.glance
    assert glance.height() == 32
    form.dataset.edit.set_path("/other.h5")
    assert glance.isHidden()


MANY = 1000


def test_more_classes_than_pixels_stand_together_and_a_rare_one_is_seen(form: AskedForm) -> None:
    counts = {label: 5 if label == 700 else 40 + label % 2 for label in range(MANY)}
    form.take_files([DATASET_PATH])
    form.answer(DATASET_PATH, dataset_report(classes=MANY, label_counts=counts))
    settle(form)
    glance = form.dataset.glance
    assert glance.isVisible()
    said = [glance.words_at(x, glance.height() - 2) for x in range(glance.width())]
    assert len(set(said)) * 2 <= glance.width()
    assert said[0].startswith("classes 0 … ")
    assert said[-1].endswith(" … 999: 40–41 samples each")
    (rare,) = [x for x in range(1, len(said)) if "5–41" in said[x] and "5–41" not in said[x - 1]]
    picture, body = painted(glance), QColor(glance._theme.colours.strong_line)
    heights = [height_of_bar(picture, x, body) for x in range(picture.width())]
    assert min(heights) == heights[rare] < min(heights[:rare]) - 5
    assert height_of_bar(picture, rare, QColor(glance._theme.colours.muted)) > 5


def test_every_class_of_many_is_in_one_bar(form: AskedForm) -> None:
    counts = {label: 1 + label % 3 for label in range(MANY)}
    form.take_files([DATASET_PATH])
    form.answer(DATASET_PATH, dataset_report(classes=MANY, label_counts=counts))
    for width in (200, 301, 900, 3000):
        form.resize(width, 900)
        settle(form)
        glance = form.dataset.glance
        ends = [
            words.removeprefix("class").lstrip("es ").partition(":")[0].split(" … ")
            for words in dict.fromkeys(
                glance.words_at(x, glance.height() - 2) for x in range(glance.width())
            )
            if words
        ]
        covered = [
            label
            for first, *last in ends
            for label in range(int(first), int((last or [first])[0]) + 1)
        ]
        assert covered == list(range(MANY))
