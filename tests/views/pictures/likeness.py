"""Whether two pictures of a screen show the same, letters drawn a little differently aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

BLOCK = 4
"""Pixels: within a block it does not matter where a stroke lies or how it is smoothed."""
TILE = 32
"""Pixels: what is judged as one."""
MOST = 255 / TILE
"""What a line makes that is one pixel wide, crosses a tile and is black on white.

Letters that are fitted to the pixels otherwise make up to 5; a curve in another of the curves'
colours makes more than 10, and whatever stands 8 pixels elsewhere more than 20.
"""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Tile:
    """A square that looks otherwise.

    Attributes
    ----------
    x, y
        Its left and upper edge, in pixels.
    difference
        Mean over its blocks of the difference in the colour that differs most, 0 … 255.
    """

    x: int
    y: int
    difference: float

    def __str__(self) -> str:
        return f"{self.difference:.0f} at ({self.x}, {self.y})"


def pixels_of(image: QImage) -> Pixels:
    """Return a picture as uint8, (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), dtype=np.uint8)
    lines = lines.reshape(plain.height(), plain.bytesPerLine())[:, : 3 * plain.width()]
    return lines.reshape(plain.height(), plain.width(), 3).copy()


def read_pixels(path: Path) -> Pixels:
    """Return a recorded picture as uint8, (height, width, 3)."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def write_pixels(pixels: Pixels, path: Path) -> None:
    """Write a picture with at most 256 colours, which is a fraction of the size."""
    few = Image.fromarray(pixels).quantize(
        256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    few.save(path, optimize=True)


def halved(pixels: Pixels) -> Pixels:
    """Return a picture of half the width and height: the means of squares of four pixels."""
    return np.rint(_means(pixels, 2)).astype(np.uint8)


def other_tiles(now: Pixels, before: Pixels, most: float = MOST) -> list[Tile]:
    """Return the tiles that show something else, those that differ most first.

    Parameters
    ----------
    most
        By how much the mean of a tile may differ, 0 … 255.

    Raises
    ------
    ValueError
        When the pictures are not of the same size.
    """
    if now.shape != before.shape:
        raise ValueError(f"it is {now.shape[1::-1]} pixels large and was {before.shape[1::-1]}")
    blocks = np.abs(_means(now, BLOCK) - _means(before, BLOCK)).max(axis=2, keepdims=True)
    found = _means(blocks, TILE // BLOCK)[..., 0]
    tiles = [Tile(TILE * x, TILE * y, float(found[y, x])) for y, x in np.argwhere(found > most)]
    return sorted(tiles, key=lambda tile: -tile.difference)


def _means(values: NDArray[np.generic], side: int) -> NDArray[np.float64]:
    """Return the means of squares; those at the edges may be smaller."""
    height, width = values.shape[:2]
    rows, columns = np.arange(0, height, side), np.arange(0, width, side)
    sums = np.add.reduceat(np.add.reduceat(values.astype(np.float64), rows, 0), columns, 1)
    counts = np.outer(np.diff([*rows, height]), np.diff([*columns, width]))
    return np.asarray(sums / counts[..., None])
