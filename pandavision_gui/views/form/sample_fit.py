"""Whether samples reach a model's input at all: the worker's rules, told before the job is added.

The worker decides (engine/datasets/sample_layout.py, engine/models/input_form.py); its modules are
too heavy for the window's process. tests/views/form/test_sample_fit.py holds both to one answer.
"""

from __future__ import annotations

import math

Shape = tuple[int | None, ...]
_PICTURE_CHANNELS = (1, 3)


def arranged_shape(sample: tuple[int, ...], layout: str, model_input: Shape) -> tuple[int, ...]:
    """Return (C, H, W) of the samples as the worker reads them; () where it refuses them.

    Parameters
    ----------
    sample
        Shape of one sample as stored: (C, H, W), (H, W, C), (H, W) or (D,).
    layout
        "auto", "NCHW" or "NHWC".
    model_input
        Shape of the model's input, batch first, None for an open size.
    """
    if len(sample) == 1:
        return _flat_arranged(sample[0], model_input)
    if len(sample) == 2:
        return (1, *sample)
    last = (sample[2], sample[0], sample[1])
    if layout != "auto":
        return last if layout == "NHWC" else sample
    if len(model_input) == 4:
        fits_first = _fits_auto(sample, model_input[1:])
        fits_last = _fits_auto(last, model_input[1:])
        if fits_first != fits_last:
            return last if fits_last else sample
    return last if _only_last_is_channels(sample) else sample


def reaches_input(arranged: tuple[int, ...], model_input: Shape) -> bool:
    """Whether samples of shape (C, H, W) can be given to a model's input."""
    wanted = model_input[1:]
    channels, height, width = arranged
    if not model_input or _fits(arranged, wanted) or _fits((height, width, channels), wanted):
        return True
    known = math.prod(size for size in wanted if size is not None)
    open_sizes = sum(size is None for size in wanted)
    count = math.prod(arranged)
    if open_sizes > 1 or not known or count % known or (open_sizes == 0 and known != count):
        return False
    resolved = tuple(count // known if size is None else size for size in wanted)
    return _only_joins(arranged, resolved)


def possible_channels(sample: tuple[int, ...], layout: str) -> frozenset[int]:
    """Return every number of channels that some model would give the samples; () for any."""
    if len(sample) == 1:
        return frozenset()
    if len(sample) == 2:
        return frozenset({1})
    if layout != "auto":
        return frozenset({sample[2] if layout == "NHWC" else sample[0]})
    return frozenset({sample[0], sample[2]})


def _flat_arranged(size: int, model_input: Shape) -> tuple[int, ...]:
    known = [one for one in model_input[1:] if one is not None]
    if len(model_input) != 4 or len(known) != 3 or math.prod(known) != size:
        return ()
    first, second, third = known
    # Whatever order they are stored in, they become the model's channels, height and width.
    return (third, first, second) if _only_last_is_channels(known) else (first, second, third)


def _fits_auto(arranged: tuple[int, ...], wanted: Shape) -> bool:
    channels, height, width = arranged
    return _fits((height, width, channels) if _only_last_is_channels(wanted) else arranged, wanted)


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(
        size is None or size == have for have, size in zip(shape, wanted, strict=True)
    )


def _only_last_is_channels(axes: Shape | list[int]) -> bool:
    return axes[2] in _PICTURE_CHANNELS and axes[0] not in _PICTURE_CHANNELS


def _only_joins(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether `wanted` joins neighbouring sizes: any other regrouping scrambles the picture."""
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
