"""In which form samples (C, H, W) reach a model's input, decided from the shapes alone."""

from __future__ import annotations

import math
from typing import Literal

Shape = tuple[int | None, ...]
"""Sizes, None for an open one."""
InputKind = Literal["as_is", "reshaped", "channels_last"]


def fit_input(
    sample_shape: tuple[int, int, int], input_shape: Shape
) -> tuple[InputKind, tuple[int, ...]] | None:
    """Return the form of the samples and the shape of one at the input; None where none fits.

    Parameters
    ----------
    sample_shape
        (C, H, W).
    input_shape
        The input's shape with the batch first, None for an open dimension, which fits anything;
        () where the file gives no shape.
    """
    channels, height, width = sample_shape
    wanted = input_shape[1:]
    if not input_shape or _fits(sample_shape, wanted):
        return "as_is", sample_shape
    last = (height, width, channels)
    if _fits(last, wanted):
        return "channels_last", last
    resolved = _resolved(wanted, math.prod(sample_shape))
    if resolved is not None and _is_regrouping(sample_shape, resolved):
        return "reshaped", resolved
    return None


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(
        size is None or size == have for have, size in zip(shape, wanted, strict=True)
    )


def _resolved(wanted: Shape, count: int) -> tuple[int, ...] | None:
    """Return `wanted` with at most one open size computed from the number of elements."""
    known = math.prod(size for size in wanted if size is not None)
    open_sizes = sum(size is None for size in wanted)
    if open_sizes > 1 or count % known or (open_sizes == 0 and known != count):
        return None
    return tuple(count // known if size is None else size for size in wanted)


def _is_regrouping(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether `wanted` only joins neighbouring sizes of `shape`, or cuts up a flat sample.

    Equal element counts alone do not suffice: (3, 32, 32) reshaped to (32, 3, 32) fits and
    scrambles the picture.
    """
    sizes = [size for size in shape if size != 1]
    if len(sizes) <= 1:
        return True
    for target in (size for size in wanted if size != 1):
        joined = 1
        while joined < target and sizes:
            joined *= sizes.pop(0)
        if joined != target:
            return False
    return not sizes
