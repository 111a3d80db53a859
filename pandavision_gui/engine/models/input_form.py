"""How samples (N, C, H, W) become what a model's input takes, for numpy and torch alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from pandavision_gui.engine.input_fit import InputKind, Shape, fit_input
from pandavision_gui.engine.models.tensor_words import shape_text
from pandavision_gui.errors import InputError

if TYPE_CHECKING:
    import torch

SampleShape = tuple[int, int, int]
_MOST_CHANNELS = 4
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

    kind: InputKind
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
        ``sample_shape`` when the samples do not fit; ``model_input_shape`` when one of them fits
        the whole input, which leaves no axis for a batch.
    """
    fitting = fit_input(sample_shape, input_shape)
    if fitting is not None:
        kind, model_shape = fitting
        return InputForm(kind, sample_shape, model_shape)
    if _is_without_batch(sample_shape, input_shape):
        raise InputError(
            "model_input_shape",
            f"The model's input takes {shape_text(input_shape)}, which is one picture: it has no "
            "axis for a batch.",
            "Export it with the batch as the first dimension.",
        )
    raise _misfit(sample_shape, input_shape)


def _misfit(sample_shape: SampleShape, input_shape: Shape) -> InputError:
    """Name both shapes, and the axes of the samples where their sizes tell them."""
    given, wanted = shape_text(sample_shape), shape_text(input_shape[1:])
    channels = _channels(sample_shape)
    if channels is None:
        return InputError(
            "sample_shape",
            f"The samples have the shape {given}, but the model's input takes {wanted}.",
            "Choose the dataset that the model was trained for.",
        )
    is_first = sample_shape[0] == channels
    axes = "(channels, height, width)" if is_first else "(height, width, channels)"
    taken = _channels(input_shape[1:]) if len(input_shape) == 4 else None
    if taken is None or taken == channels:
        return InputError(
            "sample_shape",
            f"The samples have the shape {given} {axes}, but the model's input takes {wanted}.",
            "Choose the dataset that the model was trained for.",
        )
    return InputError(
        "sample_shape",
        f"The samples have the shape {given} {axes}, but the model's input takes {wanted}: "
        f"{taken} for the channels, not {channels}.",
        "Choose the dataset that the model was trained for, or store its pictures with as many "
        "channels as the model takes.",
    )


def _is_without_batch(sample_shape: SampleShape, input_shape: Shape) -> bool:
    """Whether a single sample fits the whole input, whose first size would be the batch."""
    return (
        len(input_shape) in (2, 3)
        and input_shape[0] is not None
        and fit_input(sample_shape, (None, *input_shape)) is not None
    )


def _channels(shape: Shape) -> int | None:
    """Return the size of the axis that can be the channels of a picture, the first one if both."""
    return next(
        (size for size in (shape[0], shape[-1]) if size is not None and size <= _MOST_CHANNELS),
        None,
    )
