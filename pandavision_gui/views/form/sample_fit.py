"""Whether samples reach a model's input at all: the worker's rules, told before a job is added."""

from __future__ import annotations

from pandavision_gui.engine.input_fit import Shape, fit_input
from pandavision_gui.engine.sample_layout import LayoutName, decide_layout
from pandavision_gui.errors import InputError


def arranged_shape(
    sample: tuple[int, ...], layout: LayoutName, model_input: Shape
) -> tuple[int, int, int] | None:
    """Return (C, H, W) of the samples as the worker reads them; None where it refuses them.

    Parameters
    ----------
    sample
        Shape of one sample as stored: (C, H, W), (H, W, C), (H, W) or (D,).
    model_input
        Shape of the model's input, batch first, None for an open size.
    """
    try:
        decided, _ = decide_layout((1, *sample), layout=layout, model_input=model_input)
    except InputError:
        return None
    return decided.shape


def reaches_input(arranged: tuple[int, int, int], model_input: Shape) -> bool:
    """Whether samples of shape (C, H, W) can be given to a model's input."""
    return fit_input(arranged, model_input) is not None


def possible_channels(sample: tuple[int, ...], layout: LayoutName) -> frozenset[int]:
    """Return every number of channels that some model would give the samples; () for any."""
    if len(sample) == 1:
        return frozenset()
    if len(sample) == 2:
        return frozenset({1})
    if layout != "auto":
        return frozenset({sample[2] if layout == "NHWC" else sample[0]})
    return frozenset({sample[0], sample[2]})
