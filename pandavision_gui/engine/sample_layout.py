"""How one sample lies in the file, and how it becomes (C, H, W): channels, height, width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pandavision_gui.errors import InputError

if TYPE_CHECKING:  # the form shows layouts and needs no numpy
    import numpy as np

LayoutName = Literal["auto", "NCHW", "NHWC"]
StoredLayout = Literal["NCHW", "NHWC", "NHW", "flat"]
"""What samples were read as: NHW has no axis for channels, flat one axis for all of them."""
ModelInput = tuple[int | None, ...]
_MOST_CHANNELS = 4
_CHANNEL_COUNTS = (1, 3)
_MANY_CHANNELS = 16
"""Lower pictures than this are as rare as inputs of so many channels."""


@dataclass(frozen=True)
class SampleLayout:
    """Where channels, height and width are in a stored sample.

    Attributes
    ----------
    axes
        Sizes of the three axes in stored order; a flat sample or one without a channel axis is
        given these axes first.
    channels_last
        Whether the stored order is (H, W, C) instead of (C, H, W).
    stored_axes
        How many axes the file has, that of the samples with them: 4, 3 without one for channels,
        2 for flat samples.
    """

    axes: tuple[int, int, int]
    channels_last: bool
    stored_axes: int = 4

    @property
    def name(self) -> StoredLayout:
        """What the samples were read as."""
        if self.stored_axes < 4:
            return "NHW" if self.stored_axes == 3 else "flat"
        return "NHWC" if self.channels_last else "NCHW"

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W)."""
        if self.channels_last:
            height, width, channels = self.axes
            return channels, height, width
        return self.axes

    def arrange(self, rows: np.ndarray) -> np.ndarray:
        """Return stored samples, shape (n, …), as a view of shape (n, C, H, W)."""
        rows = rows.reshape(len(rows), *self.axes)
        return rows.transpose(0, 3, 1, 2) if self.channels_last else rows


def decide_layout(
    stored: tuple[int, ...], *, layout: LayoutName, model_input: ModelInput | None
) -> tuple[SampleLayout, tuple[str, ...]]:
    """Decide how samples are laid out, and say what was assumed.

    Parameters
    ----------
    stored
        Shape of the samples' dataset: (N, C, H, W), (N, H, W, C), (N, H, W) or (N, D); no size 0.
    layout
        "NCHW" or "NHWC" is taken as said. "auto" is NCHW, unless only NHWC fits the model's
        input, or, where the model does not settle it, only NHWC has 1 or 3 channels.
    model_input
        Shape of the model's input with None for open sizes, batch first; None if unknown.

    Returns
    -------
    layout : SampleLayout
    remarks : tuple of str
        Sentences for the user.

    Raises
    ------
    InputError
        ``dataset_samples_shape``: flat samples whose channels, height and width are unknown.
    """
    if len(stored) == 2:
        return _flat(stored, layout, model_input)
    if len(stored) == 3:
        return (
            SampleLayout((1, stored[1], stored[2]), channels_last=False, stored_axes=3),
            ("The samples have no axis for channels: read as pictures with one channel.",),
        )
    axes = (stored[1], stored[2], stored[3])
    if layout != "auto":
        return SampleLayout(axes, channels_last=layout == "NHWC"), ()
    channels_last, why, is_settled = _is_channels_last(axes, model_input)
    if channels_last:
        remark = f"The samples have the shape {stored}: read as (N, H, W, C), because {why}."
        if axes[0] <= _MANY_CHANNELS and not is_settled:
            remark += ' If they are (N, C, H, W), set "layout" to "NCHW".'
        return SampleLayout(axes, channels_last), (remark,)
    first, _, last = axes
    may_be_last = not is_settled and (
        (first > _MOST_CHANNELS and last in (2, 4)) or (first in (1, 3) and last == 3)
    )
    remark = (
        f"The samples have the shape {stored}: read as (N, C, H, W). If they are (N, H, W, C), "
        'set "layout" to "NHWC".'
    )
    return SampleLayout(axes, channels_last), (remark,) if may_be_last else ()


def _is_channels_last(
    axes: tuple[int, int, int], model_input: ModelInput | None
) -> tuple[bool, str, bool]:
    """Return whether the channels are last, why, and whether the model's input says so."""
    if model_input is not None and len(model_input) == 4:
        fits_first = _fits(SampleLayout(axes, channels_last=False).shape, model_input)
        fits_last = _fits(SampleLayout(axes, channels_last=True).shape, model_input)
        if fits_last and not fits_first and axes == tuple(model_input[1:]):
            # The model's own axes may be meant either way, and the samples' with them.
            return True, "the last axis has 1 or 3 channels, as the model's input has", False
        if fits_first != fits_last:
            return fits_last, "only so they fit the model's input", True
    return _only_channels_last(axes), "only the last axis has 1 or 3 channels", False


def _only_channels_last(axes: tuple[int | None, ...]) -> bool:
    """Whether the last of three axes can be the channels of a picture and the first cannot."""
    return axes[2] in _CHANNEL_COUNTS and axes[0] not in _CHANNEL_COUNTS


def _fits(sample: tuple[int, int, int], model_input: ModelInput) -> bool:
    channels, height, width = sample
    wanted = model_input[1:]
    given = (height, width, channels) if _only_channels_last(wanted) else sample
    return all(size is None or size == have for size, have in zip(wanted, given, strict=True))


def _flat(
    stored: tuple[int, ...], layout: LayoutName, model_input: ModelInput | None
) -> tuple[SampleLayout, tuple[str, ...]]:
    """Give flat samples the axes of the model's input, if it has as many values.

    An input that is flat itself knows no channels: its values are those of one. What is attacked is
    the same whichever axes they get; a square number of them is shown as a picture.
    """
    known = [] if model_input is None else [size for size in model_input[1:] if size is not None]
    is_flat = (
        model_input is not None and len(model_input) != 4 and len(known) == len(model_input) - 1
    )
    if is_flat and max(known, default=0) == math.prod(known) == stored[1]:
        side = math.isqrt(stored[1])
        flat = (1, side, side) if side * side == stored[1] else (1, 1, stored[1])
        remark = f"The samples are flat, as the model's input is: read as one channel, {flat[1:]}."
        return SampleLayout(flat, channels_last=False, stored_axes=2), (remark,)
    if model_input is None or len(model_input) != 4 or len(known) != 3:
        raise InputError(
            "dataset_samples_shape",
            f"The samples are flat, shape {stored}, and the model's input does not say their "
            "channels, height and width.",
            "Store them as (N, C, H, W).",
        )
    first, second, third = known
    if first * second * third != stored[1]:
        raise InputError(
            "dataset_samples_shape",
            f"The samples are flat, shape {stored}, but the model takes {first} by {second} by "
            f"{third} values.",
            "Store them as (N, C, H, W).",
        )
    model_is_last = _only_channels_last((first, second, third))
    channels, height, width = (third, first, second) if model_is_last else (first, second, third)
    channels_last = model_is_last if layout == "auto" else layout == "NHWC"
    axes = (height, width, channels) if channels_last else (channels, height, width)
    order = "(H, W, C)" if channels_last else "(C, H, W)"
    return (
        SampleLayout(axes, channels_last, stored_axes=2),
        (f"The samples are flat: each is read as {order} = {axes}.",),
    )
