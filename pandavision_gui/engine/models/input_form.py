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
        ``sample_shape`` when the samples do not fit.
    """
    fitting = fit_input(sample_shape, input_shape)
    if fitting is not None:
        kind, model_shape = fitting
        return InputForm(kind, sample_shape, model_shape)
    raise InputError(
        "sample_shape",
        f"The samples have the shape {shape_text(sample_shape)} (channels, height, width), but "
        f"the model's input takes {shape_text(input_shape[1:])}.",
        "Choose the dataset that the model was trained for.",
    )
