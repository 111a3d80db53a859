"""Labels as they are stored, turned into one whole number per sample."""

from __future__ import annotations

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.datasets.hdf5_file import Hdf5File, shown
from pandavision_gui.errors import InputError

_ROWS_PER_READ = 1_000_000
# Far more classes than any classifier has; also keeps the sum with the offset inside int64.
_LARGEST_LABEL = 2**31 - 1
_EXPECTED = "Store one whole number per sample, shape (N,) or (N, 1)"


def read_stored_labels(file: Hdf5File, labels: h5py.Dataset) -> np.ndarray:
    """Read all labels as they are stored, before any offset.

    Parameters
    ----------
    file
        The open file, for errors in words.
    labels
        Shape (N,) or (N, 1); whole numbers as ints or floats.

    Returns
    -------
    np.ndarray
        int64, shape (N,).

    Raises
    ------
    InputError
        ``dataset_labels_form`` for another shape or type (one-hot, strings),
        ``dataset_labels_values`` for a value that is no whole number or too large.
    EnvironmentFault
        ``dataset_unreadable``.
    """
    require_label_form(file, labels)
    count = labels.shape[0]
    read = np.empty(count, dtype=np.int64)
    for start in range(0, count, _ROWS_PER_READ):
        rows = slice(start, min(start + _ROWS_PER_READ, count))
        block = file.read_rows(labels, rows).reshape(-1)
        if block.dtype.kind == "f":  # float16 cannot hold the limit below
            block = block.astype(np.float64)
        # A NaN fails the first comparison, an infinity the second.
        usable = (block == np.trunc(block)) & (block <= _LARGEST_LABEL) & (block >= -_LARGEST_LABEL)
        if not usable.all():
            position = int(np.argmin(usable))
            raise InputError(
                "dataset_labels_values",
                f'The label of sample {start + position} in "{_name(labels)}" of {file.path} is '
                f"{block[position]}, which is not a whole number up to {_LARGEST_LABEL}.",
                f"{_EXPECTED}, the number of its class.",
            )
        read[rows] = block.astype(np.int64)
    return read


def apply_offset(labels: np.ndarray, label_offset: int) -> np.ndarray:
    """Return stored labels + `label_offset`: the numbers of the model's classes, from 0.

    Parameters
    ----------
    labels
        int64, shape (N,).
    label_offset
        Added to every label; -1 for a file whose classes count from 1.

    Raises
    ------
    InputError
        ``dataset_label_negative`` naming the first sample whose label would be below 0,
        ``label_offset_invalid``.
    """
    if abs(label_offset) > _LARGEST_LABEL:
        raise InputError("label_offset_invalid", f'"label-offset" is {label_offset}: too large.')
    shifted = labels + label_offset
    negative = shifted < 0
    if negative.any():
        sample = int(np.argmax(negative))
        offset = f" with the label offset {label_offset}" if label_offset else ""
        raise InputError(
            "dataset_label_negative",
            f"The label of sample {sample} is {shifted[sample]}{offset}; labels count from 0.",
            'Set "label-offset" so that the smallest label becomes 0.',
        )
    return np.asarray(shifted)


def require_label_form(file: Hdf5File, labels: h5py.Dataset) -> None:
    """Check shape and type of the labels without reading them.

    Raises
    ------
    InputError
        ``dataset_labels_form``.
    """
    shape = labels.shape
    where = f'The labels "{_name(labels)}" in {file.path}'
    if shape is not None and len(shape) == 2 and shape[1] > 1:
        raise InputError(
            "dataset_labels_form",
            f"{where} have the shape {shape}.",
            f"{_EXPECTED}; for one-hot labels that is numpy.argmax(labels, axis=1).",
        )
    if shape is None or len(shape) not in (1, 2) or (len(shape) == 2 and shape[1] != 1):
        raise InputError("dataset_labels_form", f"{where} have the shape {shape}.", f"{_EXPECTED}.")
    with file.damage_in_words():
        dtype = labels.dtype
    if not (dtype.kind in "iu" or (dtype.kind == "f" and dtype.itemsize <= 8)):
        what = "text" if dtype.kind in "SUO" else f"the type {dtype.name}"
        raise InputError(
            "dataset_labels_form",
            f"{where} are {what}." if what == "text" else f"{where} have {what}.",
            f'{_EXPECTED}, and names of classes as the attribute "class_names".',
        )


def _name(labels: h5py.Dataset) -> str:
    return shown(str(labels.name).lstrip("/"))
