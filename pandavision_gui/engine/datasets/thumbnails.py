"""Small pictures to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from pandavision_gui.engine.datasets.sources.source import Pixels

SIDE = 160
"""Pixels; as large as the window shows them."""


def thumbnails(pictures: Sequence[Pixels]) -> Pixels:
    """Return pictures (H, W, C) as uint8, shape (n, SIDE, SIDE, 4), transparent around them.

    Only the first channel is shown of pictures that are neither grey nor RGB.
    """
    if not pictures:
        return np.empty((0, SIDE, SIDE, 4), dtype=np.uint8)
    return np.stack([_thumbnail(picture) for picture in pictures])


def _thumbnail(picture: Pixels) -> Pixels:
    pixels = picture if picture.shape[2] == 3 else picture[..., 0]
    image = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGBA")
    scale = SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    smooth = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.BILINEAR
    canvas = Image.new("RGBA", (SIDE, SIDE))
    canvas.paste(image.resize(size, smooth), ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(canvas)
