"""A sample, its adversarial example and their difference as small pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_RGB = 3
_LARGEST_SHOWN = 0.375


def picture_size(shape: tuple[int, int, int], side: int) -> tuple[int, int]:
    """Return height and width of a picture whose longer side has at most `side` pixels.

    Smaller samples keep their size: whoever shows them enlarged wants their pixels as they are.
    """
    _, height, width = shape
    longer = max(height, width)
    if longer <= side:
        return height, width
    return max(1, height * side // longer), max(1, width * side // longer)


def sample_pixels(
    sample: NDArray[np.float32], input_range: tuple[float, float], size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return a sample as RGBA, the input range from black to white.

    Parameters
    ----------
    sample
        float32, (C, H, W), data units. Of samples that are neither grey nor RGB the first channel
        is shown.
    size
        Height and width of the picture.

    Returns
    -------
    uint8, (height, width, 4).
    """
    lower, upper = input_range
    return _pixels((sample.astype(np.float64) - lower) / (upper - lower), size)


def difference_pixels(
    clean: NDArray[np.float32],
    adversarial: NDArray[np.float32],
    input_range: tuple[float, float],
    size: tuple[int, int],
) -> tuple[NDArray[np.uint8], float]:
    """Return the difference as RGBA, and how many times it was amplified.

    No change is grey, more is lighter, less is darker. The largest change stays short of white and
    black: in the max-norm every element changes as much as it may, and would be nothing else.
    """
    lower, upper = input_range
    change = (adversarial.astype(np.float64) - clean.astype(np.float64)) / (upper - lower)
    largest = float(np.abs(change).max(initial=0.0))
    factor = _LARGEST_SHOWN / largest if largest > 0 else 1.0
    return _pixels(0.5 + change * factor, size), factor


def _pixels(shares: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    levels = np.clip(np.nan_to_num(shares) * 255, 0, 255).round().astype(np.uint8)
    shown = levels if len(levels) == _RGB else np.repeat(levels[:1], _RGB, axis=0)
    pixels = np.ascontiguousarray(np.moveaxis(shown, 0, -1))
    if pixels.shape[:2] != size:
        smaller = Image.fromarray(pixels).resize((size[1], size[0]), Image.Resampling.LANCZOS)
        pixels = np.asarray(smaller)
    opaque = np.full((*size, 1), 255, dtype=np.uint8)
    return np.concatenate([pixels, opaque], axis=2)
