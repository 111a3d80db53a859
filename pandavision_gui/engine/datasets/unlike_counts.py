"""What is wrong where a file has not one label per sample."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.engine.datasets.hdf5_file import Array, shown
from pandavision_gui.errors import InputError

_CHANNEL_COUNTS = (1, 3)


def counts_differ(path: Path, samples: Array, labels: Array) -> InputError:
    """Return ``dataset_counts_differ`` with the likeliest cause: an axis that is not the first.

    Parameters
    ----------
    path
        The file.
    samples, labels
        Two datasets with at least one axis each, whose first sizes differ.
    """
    shape, other = samples.shape or (0,), labels.shape or (0,)
    name, labels_name = shown(samples.name), shown(labels.name)
    is_last = other[0] == shape[-1] and _may_be_last(shape)
    is_row = len(other) == 2 and other[0] == 1 and other[1] == shape[0]
    if not is_last and not is_row:
        return InputError(
            "dataset_counts_differ",
            f'{path} has {shape[0]:,} samples but {other[0]:,} labels, in "{name}" and '
            f'"{labels_name}".',
            "Store one label per sample.",
        )
    if is_row:
        return InputError(
            "dataset_counts_differ",
            f'{path} has {shape[0]:,} samples in "{name}", but the labels "{labels_name}" have '
            f"the shape {other}: they lie along the second axis.",
            "Store the labels with the shape (N,). MATLAB turns all axes round: look whether the "
            "pictures lie on their side, too.",
        )
    return InputError(
        "dataset_counts_differ",
        f'{path} has {other[0]:,} labels in "{labels_name}", but "{name}" has the shape '
        f"{shape}: its samples lie along the last axis.",
        "Store the samples along the first axis, for instance with numpy.moveaxis(x, -1, 0).",
    )


def _may_be_last(shape: tuple[int, ...]) -> bool:
    """Whether what is before the last axis can be a picture: (H, W, C, N), (C, H, W, N)."""
    if len(shape) == 3:
        return shape[0] == shape[1]
    return len(shape) == 4 and (shape[2] in _CHANNEL_COUNTS or shape[0] in _CHANNEL_COUNTS)
