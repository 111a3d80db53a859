"""Screens look as they did when their pictures were recorded.

A change that is meant is recorded by `python -m tests.views.pictures`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from pandavision_gui.engine import curve_look
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.theme import UNIT, Theme

from .likeness import MOST, Pixels, Tile, halved, other_tiles, pixels_of, read_pixels, write_pixels
from .screens import SCREENS, picture, recorded_picture, stage

SEEN = 40
"""Of 255: what is a stroke, and not the slope of a shadow or a smooth edge."""
RECORD = "python -m tests.views.pictures"


@pytest.fixture
def staged(qapp: QApplication) -> Iterator[Theme]:
    with stage(qapp) as theme:
        yield theme


def difference(now: Pixels, name: str) -> list[Tile]:
    return other_tiles(now, read_pixels(recorded_picture(name)))


def seen(theme: Theme, name: str, change: Callable[[QWidget], None] | None = None) -> Pixels:
    return pixels_of(picture(theme, name, change))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_was_recorded(staged: Theme, name: str, tmp_path: Path) -> None:
    now = seen(staged, name)
    try:
        tiles = difference(now, name)
    except ValueError as error:
        pytest.fail(f"{name}: {error}")
    if tiles:
        write_pixels(now, tmp_path / f"{name}.png")
        most = "; ".join(str(tile) for tile in tiles[:5])
        pytest.fail(
            f"{name} looks otherwise in {len(tiles)} tiles, most of all {most}. How it looks now "
            f"is in {tmp_path / name}.png; where that is meant, `{RECORD} {name}` records it.",
            pytrace=False,
        )


@pytest.fixture(scope="module")
def enlarged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the screens at twice the scale."""
    folder = tmp_path_factory.mktemp("twice")
    module = f"{__package__}.at_twice_the_scale"
    subprocess.run([sys.executable, "-m", module, str(folder)], check=True)
    return folder


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_the_same_at_twice_the_scale_only_finer(enlarged: Path, name: str) -> None:
    now, before = np.load(enlarged / f"{name}.npy"), read_pixels(recorded_picture(name))
    # What goes to whole pixels goes to half ones here: a bar may be wider on both sides.
    assert other_tiles(halved(now), before, 2 * MOST) == []
    again = before.repeat(2, axis=0).repeat(2, axis=1)
    assert changes_within_squares(again) == 0
    assert changes_within_squares(now) > changes_beside(before) / 4


def changes_within_squares(pixels: Pixels) -> int:
    """Count the squares of four pixels, one of the recorded scale, that show something."""
    height, width = pixels.shape[:2]
    squares = pixels.reshape(height // 2, 2, width // 2, 2, 3).astype(int)
    return int((np.ptp(squares, axis=(1, 3)).max(axis=2) > SEEN).sum())


def changes_beside(pixels: Pixels) -> int:
    """Count the pixels that differ from their neighbour."""
    return int((np.abs(np.diff(pixels.astype(int), axis=1)).max(axis=2) > SEEN).sum())


def test_every_picture_is_of_a_screen_and_all_are_small() -> None:
    folder = recorded_picture("welcome").parent
    assert {path.stem for path in folder.iterdir()} == set(SCREENS)
    assert sum(path.stat().st_size for path in folder.iterdir()) < 500_000


@pytest.mark.parametrize("name", ["welcome", "details", "jobs-dark"])
def test_how_letters_are_fitted_to_the_pixels_does_not_matter(
    qapp: QApplication, name: str
) -> None:
    with stage(qapp, QFont.HintingPreference.PreferVerticalHinting) as theme:
        now = seen(theme, name)
    assert (now != read_pixels(recorded_picture(name))).any(axis=2).mean() > 0.01
    assert difference(now, name) == []


def wider_margin(widget: QWidget) -> None:
    layout = widget.layout()
    assert layout is not None
    margins = layout.contentsMargins()
    margins.setLeft(margins.left() + UNIT)
    layout.setContentsMargins(margins)


def without_column(widget: QWidget) -> None:
    assert isinstance(widget, JobTable)
    widget.columns.unwanted.add(Column.LEVEL)
    widget.columns.changed.emit()


@pytest.mark.parametrize(
    ("name", "change"),
    [("welcome", wider_margin), ("samples", wider_margin), ("jobs", without_column)],
)
def test_what_stands_elsewhere_or_is_missing_is_seen(
    staged: Theme, name: str, change: Callable[[QWidget], None]
) -> None:
    assert difference(seen(staged, name, change), name)


@pytest.mark.parametrize("name", ["curve", "compare"])
def test_another_colour_of_a_curve_is_seen(staged: Theme, name: str) -> None:
    others = curve_look._LIGHT[1:]
    with mock.patch.object(curve_look, "_LIGHT", (others[1], *others)):
        tiles = difference(seen(staged, name), name)
    assert tiles
