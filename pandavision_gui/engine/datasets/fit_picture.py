"""Pictures of any size and colour, made one form."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pandavision_gui.engine.dataset_order import Channels, Fit
from pandavision_gui.engine.datasets.sources.source import BadSampleError, Pixels

RESAMPLING = "bilinear, smoothed where it is made smaller"


def fit_picture(
    pixels: Pixels, *, size: tuple[int, int] | None, fit: Fit, channels: Channels | None
) -> Pixels:
    """Return the picture in the wanted size and colour.

    One that has the size already is not resampled: its pixels stay what they are.

    Parameters
    ----------
    pixels
        uint8, shape (H, W, C).
    size
        Height and width, None to keep them.
    fit
        "crop" fills the size and cuts off what is too much on both sides alike; "pad" shows all of
        it, with black bars; "stretch" changes its proportions.

    Returns
    -------
    uint8, shape (H, W, C).

    Raises
    ------
    BadSampleError
        When it has neither one nor three channels and others are wanted.
    """
    coloured = _with_channels(pixels, channels)
    if size is None or coloured.shape[:2] == size:
        return coloured
    return np.concatenate(
        [_resized(coloured[..., part], size, fit) for part in _parts(coloured.shape[2])], axis=2
    )


def _with_channels(pixels: Pixels, channels: Channels | None) -> Pixels:
    wanted = {None: pixels.shape[2], Channels.RGB: 3, Channels.GREY: 1}[channels]
    if pixels.shape[2] == wanted:
        return pixels
    if pixels.shape[2] not in (1, 3):
        raise BadSampleError(f"it has {pixels.shape[2]} channels, neither one nor three")
    if wanted == 3:
        return np.repeat(pixels, 3, axis=2)
    return np.asarray(Image.fromarray(pixels).convert("L"))[..., None]


def _parts(channels: int) -> list[slice]:
    """Return the channels that are resized at once."""
    return [slice(0, 3)] if channels == 3 else [slice(c, c + 1) for c in range(channels)]


def _resized(pixels: Pixels, size: tuple[int, int], fit: Fit) -> Pixels:
    flat = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    image = Image.fromarray(np.ascontiguousarray(flat))
    height, width = size
    if fit is Fit.STRETCH:
        made = image.resize((width, height), Image.Resampling.BILINEAR)
    elif fit is Fit.CROP:
        box = _largest_box(image.height, image.width, height, width)
        made = image.resize((width, height), Image.Resampling.BILINEAR, box=box)
    else:
        share = min(height / image.height, width / image.width)
        inner_height = max(1, min(height, round(image.height * share)))
        inner_width = max(1, min(width, round(image.width * share)))
        inner = image.resize((inner_width, inner_height), Image.Resampling.BILINEAR)
        made = Image.new(image.mode, (width, height))
        made.paste(inner, ((width - inner_width) // 2, (height - inner_height) // 2))
    array = np.asarray(made, dtype=np.uint8)
    return array.reshape(height, width, -1)


def _largest_box(
    have_height: int, have_width: int, height: int, width: int
) -> tuple[float, float, float, float]:
    """Return the middle part of a picture that has the wanted proportions."""
    share = min(have_height / height, have_width / width)
    box_height, box_width = height * share, width * share
    # A quotient that is rounded up would make the box a little larger than the picture.
    left, top = max(0.0, (have_width - box_width) / 2), max(0.0, (have_height - box_height) / 2)
    right, bottom = min(have_width, left + box_width), min(have_height, top + box_height)
    return left, top, right, bottom
