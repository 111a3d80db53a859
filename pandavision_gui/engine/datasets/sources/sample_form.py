"""Where channels, height and width are in samples from arrays and tables."""

from __future__ import annotations

import math

from pandavision_gui.engine.sample_layout import SampleLayout, decide_layout
from pandavision_gui.errors import InputError

_CHANNEL_COUNTS = (1, 3)


def sample_form(
    stored: tuple[int, ...], shape: tuple[int, int, int] | None, *, where: str
) -> tuple[SampleLayout, str]:
    """Return how samples of the stored shape are read, and a sentence on it.

    Parameters
    ----------
    stored
        (N, C, H, W), (N, H, W, C), (N, H, W) or flat (N, D).
    shape
        Channels, height and width of flat samples, where they were given. None: a square picture,
        in grey or in three planes.

    Raises
    ------
    InputError
        ``source_shape``.
    """
    if len(stored) not in (2, 3, 4) or 0 in stored:
        raise InputError(
            "source_shape",
            f'The samples in "{where}" have the shape {stored}.',
            "It must be (N, C, H, W), (N, H, W, C), (N, H, W), or (N, D) for flat samples.",
        )
    if len(stored) > 2:
        layout, remarks = decide_layout(stored, layout="auto", model_input=None)
        return layout, " ".join(remarks)
    if shape is None:
        shape = _square(stored[1])
    if shape is None or math.prod(shape) != stored[1]:
        given = "×".join(map(str, shape or ()))
        raise InputError(
            "source_shape",
            f'The samples in "{where}" are flat, with {stored[1]:,} values each'
            + (f", not {given}." if given else "."),
            "Say their channels, height and width, for instance --shape 3x32x32. (A column that is "
            "no pixel, like a number of the row, counts too.)",
        )
    channels = "1 channel" if shape[0] == 1 else f"{shape[0]} channels"
    words = f"{channels} of {shape[1]} by {shape[2]} pixels"
    order = ", one channel after the other" if shape[0] > 1 else ""
    return SampleLayout(shape, channels_last=False), f"Flat samples are read as {words}{order}."


def _square(count: int) -> tuple[int, int, int] | None:
    for channels in _CHANNEL_COUNTS:
        side = math.isqrt(count // channels)
        if side and channels * side * side == count:
            return channels, side, side
    return None
