"""Samples as pictures to look at."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE = 240
"""Pixels that the longer side has at least: an exact multiple, so that no pixel is smeared."""
_LARGEST_SIDE = 480
"""Larger ones are made smaller: a report of six samples stays small enough to send."""


def sample_png(sample: NDArray[np.float32], input_range: tuple[float, float]) -> bytes:
    """Return a sample as PNG: the input range from black to white.

    Parameters
    ----------
    sample
        float32, (C, H, W), data units. Of samples that are neither grey nor RGB the first channel
        is shown.
    """
    lower, upper = input_range
    return _png((sample.astype(np.float64) - lower) / (upper - lower))


def difference_png(
    clean: NDArray[np.float32], adversarial: NDArray[np.float32], input_range: tuple[float, float]
) -> tuple[bytes, float]:
    """Return the difference as PNG, and how many times it was amplified.

    No change is grey, more is lighter, less is darker; the largest change reaches white or black.
    """
    lower, upper = input_range
    change = (adversarial.astype(np.float64) - clean.astype(np.float64)) / (upper - lower)
    largest = float(np.abs(change).max(initial=0.0))
    factor = 0.5 / largest if largest > 0 else 1.0
    return _png(0.5 + change * factor), factor


def _png(shares: NDArray[np.float64]) -> bytes:
    pixels = np.clip(np.nan_to_num(shares) * 255, 0, 255).round().astype(np.uint8)
    picture = (
        Image.fromarray(np.ascontiguousarray(np.moveaxis(pixels, 0, -1)))
        if pixels.shape[0] == 3
        else Image.fromarray(np.ascontiguousarray(pixels[0]))
    )
    longer = max(picture.size)
    if longer > _LARGEST_SIDE:
        shape = tuple(max(1, side * _LARGEST_SIDE // longer) for side in picture.size)
        shown = picture.resize((shape[0], shape[1]), Image.Resampling.LANCZOS)
    else:
        times = max(1, -(-_SIDE // longer))
        shape = (picture.width * times, picture.height * times)
        shown = picture.resize(shape, Image.Resampling.NEAREST)
    written = io.BytesIO()
    shown.save(written, "PNG", optimize=True)
    return written.getvalue()
