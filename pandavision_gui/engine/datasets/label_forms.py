"""Labels as they are stored, turned into one whole number per sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.class_values import ClassValues, are_values
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File, shown
from pandavision_gui.errors import InputError

_VALUES_PER_READ = 1_000_000
# Text may be of any length.
_TEXTS_PER_READ = 4096
_LONGEST_NUMBER = 20
# Far more classes than any classifier has; also keeps the sum with the offset inside int64.
_LARGEST_LABEL = 2**31 - 1
_MOST_VALUES_NAMED = 10
_EXPECTED = "Store one whole number per sample, shape (N,) or (N, 1)"


def read_stored_labels(
    file: Hdf5File, labels: h5py.Dataset, names: Sequence[str] = ()
) -> np.ndarray:
    """Read all labels as they are stored, before any offset.

    Parameters
    ----------
    file
        The open file, for errors in words.
    labels
        Shape (N,) or (N, 1): whole numbers as ints, floats or text; or (N, K): one-hot, a single
        1 per row.
    names
        What the file calls the classes: labels that are text may be these, in their order.

    Returns
    -------
    np.ndarray
        int64, shape (N,).

    Raises
    ------
    InputError
        ``dataset_labels_form`` for another shape or type,
        ``dataset_labels_values`` for a value that is no whole number or too large,
        ``dataset_labels_text`` for text that is neither a number nor one of the names.
    EnvironmentFault
        ``dataset_unreadable``.
    """
    require_label_form(file, labels)
    count = labels.shape[0]
    read = np.empty(count, dtype=np.int64)
    places: dict[str, int] = {}
    at_once = max(1, _VALUES_PER_READ // max(1, labels.size // max(1, count)))
    if labels.dtype.kind in "SUO":
        at_once = min(at_once, _TEXTS_PER_READ)
    for start in range(0, count, at_once):
        rows = slice(start, min(start + at_once, count))
        block = file.read_rows(labels, rows)
        if is_one_hot(labels):
            read[rows] = _hot_places(file, labels, block, start)
            continue
        block = block.reshape(-1)
        if block.dtype.kind in "SUO":
            texts = [_text(value) for value in block]
            if start == 0:
                places = _places_of_names(texts, names)
            block = _numbers(file, labels, texts, start, places)
        elif block.dtype.kind == "b":
            block = block.astype(np.int64)
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


def are_names(file: Hdf5File, labels: h5py.Dataset, names: Sequence[str]) -> bool:
    """Return whether labels are text, and the first of them are these names.

    Raises
    ------
    InputError, EnvironmentFault
        As :func:`read_stored_labels`.
    """
    require_label_form(file, labels)
    if labels.dtype.kind not in "SUO":
        return False
    block = file.read_rows(labels, slice(0, min(labels.shape[0], _TEXTS_PER_READ)))
    return bool(_places_of_names([_text(value) for value in block.reshape(-1)], names))


def labels_by_names(
    file: Hdf5File,
    labels: h5py.Dataset,
    given: Sequence[str],
    of_file: tuple[str, ...],
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Read all labels by the names that the user gives where they are such text, else the file's.

    Parameters
    ----------
    given, of_file
        What the user and the file call the classes, in the order of their numbers; none for none.

    Returns
    -------
    labels
        As :func:`read_stored_labels` returns them.
    names
        Those by which they were read.

    Raises
    ------
    InputError, EnvironmentFault
        As :func:`read_stored_labels`.
    """
    if given and are_names(file, labels, given):
        try:
            return read_stored_labels(file, labels, given), tuple(given)
        except InputError:
            pass  # some are none of these: they may be the file's, which has the last word
    return read_stored_labels(file, labels, of_file), of_file


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
        is_mark = bool(label_offset == 0 and labels.min() == -1 and (labels == 0).any())
        offset = f" with the label offset {label_offset}" if label_offset else ""
        raise InputError(
            "dataset_label_negative",
            f"The label of sample {sample} is {shifted[sample]}{offset}; labels count from 0.",
            "If -1 marks samples without a class, leave these out of the file; else "
            '"label-offset": 1 makes it 0.'
            if is_mark
            else 'Set "label-offset" so that the smallest label becomes 0.',
        )
    return np.asarray(shifted)


def places_of_values(labels: np.ndarray, found: ClassValues) -> np.ndarray | None:
    """Return the place of each label among the values of the classes.

    None where they are no values: see :func:`pandavision_gui.engine.class_values.are_values`.
    """
    if not found.values or not are_values(np.unique(labels).tolist(), found):
        return None
    order = np.argsort(found.values)
    return order[np.searchsorted(np.array(found.values)[order], labels)].astype(np.int64)


def value_remark(values: Sequence[int]) -> str:
    """Say which label is which class."""
    told = [f"{value} → {place}" for place, value in enumerate(values)]
    more = ", …" if len(told) > _MOST_VALUES_NAMED else ""
    listed = ", ".join(told[:_MOST_VALUES_NAMED]).replace("-", "−")
    return f"The labels are read as values of the classes, not as places: {listed}{more}."


def require_label_form(file: Hdf5File, labels: h5py.Dataset) -> None:
    """Check shape and type of the labels without reading them.

    Raises
    ------
    InputError
        ``dataset_labels_form``.
    """
    shape = labels.shape
    name = _name(labels)
    if shape is None or len(shape) not in (1, 2) or (len(shape) == 2 and shape[1] < 1):
        raise InputError(
            "dataset_labels_form",
            f'The labels "{name}" in {file.path} have the shape {shape}.',
            f"{_EXPECTED}.",
        )
    with file.damage_in_words():
        dtype = labels.dtype
    is_number = dtype.kind in "iub" or (dtype.kind == "f" and dtype.itemsize <= 8)
    is_text = dtype.kind == "S" or h5py.check_string_dtype(dtype) is not None
    if not (is_number or (is_text and not is_one_hot(labels))):
        raise InputError(
            "dataset_labels_form",
            f'The labels "{name}" in {file.path} have the type {dtype.name}.',
            f'{_EXPECTED}, and names of classes as the attribute "class_names".',
        )


def label_remark(labels: h5py.Dataset) -> str | None:
    """Say how labels are read that are not simply whole numbers."""
    if is_one_hot(labels):
        return f"The labels are one-hot over {labels.shape[1]} classes."
    if labels.dtype.kind in "SUO":
        return "The labels are text: numbers, or names of classes."
    return None


def is_one_hot(labels: h5py.Dataset) -> bool:
    """Whether there are several numbers per sample, one for each class."""
    return len(labels.shape) == 2 and labels.shape[1] > 1


def _hot_places(file: Hdf5File, labels: h5py.Dataset, block: np.ndarray, start: int) -> np.ndarray:
    """Return where the 1 of each row is."""
    hot = block == 1
    usable = (hot.sum(axis=1) == 1) & ((block == 0) | hot).all(axis=1)
    if not usable.all():
        sample = start + int(np.argmin(usable))
        raise InputError(
            "dataset_labels_values",
            f'The labels "{_name(labels)}" of {file.path} have {labels.shape[1]} numbers per '
            f"sample, but those of sample {sample} are not a single 1 and zeros.",
            f"{_EXPECTED}, the number of its class, or one-hot.",
        )
    return np.asarray(hot.argmax(axis=1))


def _text(value: object) -> str:
    return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip()


def _places_of_names(texts: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """Return the place of each name where all of the first labels are names, else nothing."""
    places = {name.strip(): place for place, name in enumerate(names)}
    is_one_each = len(places) == len(names)
    return places if is_one_each and all(text in places for text in texts) else {}


def _numbers(
    file: Hdf5File,
    labels: h5py.Dataset,
    texts: Sequence[str],
    start: int,
    places: Mapping[str, int],
) -> np.ndarray:
    """Return text as numbers: the places of names, where there are any."""
    read = np.empty(len(texts), dtype=np.float64)
    for position, text in enumerate(texts):
        try:
            if places:
                read[position] = places[text]
                continue
            if len(text) > _LONGEST_NUMBER or "_" in text:
                raise ValueError
            read[position] = float(text)
        except (KeyError, ValueError) as error:
            raise InputError(
                "dataset_labels_text",
                f'The label of sample {start + position} in "{_name(labels)}" of {file.path} is '
                f'the text "{shown(text)}", which is no number and no name of a class.',
                "Give the names of the classes in the order of their numbers: as "
                '"class-names" in the spec, or as the attribute "class_names" in the file.',
            ) from error
    return read


def _name(labels: h5py.Dataset) -> str:
    return shown(str(labels.name).lstrip("/"))
