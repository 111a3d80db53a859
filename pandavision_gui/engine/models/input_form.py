"""How samples (N, C, H, W) become what a model's input takes, for numpy and torch alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from pandavision_gui.engine.models.graph_shapes import Shape, elements
from pandavision_gui.engine.models.model_interface import shape_text
from pandavision_gui.errors import InputError

if TYPE_CHECKING:
    import torch

SampleShape = tuple[int, int, int]
Batch = TypeVar("Batch", "np.ndarray[tuple[int, ...], np.dtype[np.floating]]", "torch.Tensor")


@dataclass(frozen=True)
class InputForm:
    """The way from a sample to the model's input.

    Attributes
    ----------
    kind
        "as_is"; "reshaped": the same numbers in the same order under another shape;
        "channels_last": (C, H, W) transposed to (H, W, C).
    sample_shape
        (C, H, W) of the samples.
    model_shape
        Shape of one sample at the model's input, without the batch.
    """

    kind: Literal["as_is", "reshaped", "channels_last"]
    sample_shape: SampleShape
    model_shape: tuple[int, ...]

    def apply(self, samples: Batch) -> Batch:
        """Return `samples`, (N, C, H, W), in the model's form, (N, *model_shape)."""
        if tuple(samples.shape[1:]) != self.sample_shape:
            raise InputError(
                "sample_batch_shape",
                f"A batch has samples of shape {shape_text(tuple(samples.shape[1:]))}, but the "
                f"model was loaded for {shape_text(self.sample_shape)}.",
            )
        if self.kind == "reshaped":
            return samples.reshape((len(samples), *self.model_shape))
        if self.kind == "channels_last":
            if isinstance(samples, np.ndarray):
                return np.ascontiguousarray(np.moveaxis(samples, 1, -1))
            return samples.movedim(1, -1)
        return samples


def find_input_form(sample_shape: SampleShape, input_shape: Shape) -> InputForm:
    """Decide how samples reach an input.

    Parameters
    ----------
    sample_shape
        (C, H, W).
    input_shape
        The input's shape with the batch first, None for an open dimension, which fits anything;
        () where the file gives no shape.

    Raises
    ------
    InputError
        ``sample_shape`` when the samples do not fit.
    """
    channels, height, width = sample_shape
    wanted = input_shape[1:]
    if not input_shape or _fits(sample_shape, wanted):
        return InputForm("as_is", sample_shape, sample_shape)
    last = (height, width, channels)
    if _fits(last, wanted):
        return InputForm("channels_last", sample_shape, last)
    resolved = _resolved(wanted, elements(sample_shape))
    if resolved is not None and _is_regrouping(sample_shape, resolved):
        return InputForm("reshaped", sample_shape, resolved)
    raise InputError(
        "sample_shape",
        f"The samples have the shape {shape_text(sample_shape)} (channels, height, width), but "
        f"the model's input takes {shape_text(wanted)}.",
        "Choose the dataset that the model was trained for.",
    )


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(
        size is None or size == have for have, size in zip(shape, wanted, strict=True)
    )


def _resolved(wanted: Shape, count: int) -> tuple[int, ...] | None:
    """Return `wanted` with at most one open size computed from the number of elements."""
    known = elements(tuple(size for size in wanted if size is not None))
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
