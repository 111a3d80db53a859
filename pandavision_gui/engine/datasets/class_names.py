"""Names of the classes, where a dataset file brings them along as an attribute."""

from __future__ import annotations

from typing import Any

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import InputError

_ATTRIBUTES = ("class_names", "class-names")
# ImageNet-21k, the largest common set of classes, needs about 600 kB.
_MOST_BYTES = 4 * 1024 * 1024
_MOST_NAMES = 100_000


def read_class_names(
    file: Hdf5File, labels: h5py.Dataset
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in label order, and remarks on attributes that were not usable.

    The attribute ``class_names`` or ``class-names`` of the file or of the labels is a JSON list
    of strings in one string, or an array of strings. The names are untrusted text: control
    characters are kept, who shows them escapes them.

    Returns
    -------
    names : tuple of str
        Empty where the file has none.
    remarks : tuple of str
        Sentences for the user.
    """
    remarks: list[str] = []
    for holder in (file.root, labels):
        for attribute in _ATTRIBUTES:
            with file.damage_in_words():
                present = attribute in holder.attrs
            if not present:
                continue
            names, remark = _read(file, holder, attribute)
            if remark:
                remarks.append(remark)
            if names:
                return names, tuple(remarks)
    return (), tuple(remarks)


def _read(file: Hdf5File, holder: Any, attribute: str) -> tuple[tuple[str, ...], str]:
    with file.damage_in_words():
        # Looked at before it is read: an attribute can claim any size. Other types have nothing
        # to offer, and some of them crash HDF5 when they are damaged.
        handle = h5py.h5a.open(holder.id, attribute.encode())
        count = handle.get_space().get_simple_extent_npoints()
        is_text = isinstance(handle.get_type(), h5py.h5t.TypeStringID) and count > 0
        too_large = is_text and (count > _MOST_NAMES or handle.get_storage_size() > _MOST_BYTES)
        value = holder.attrs[attribute] if is_text and not too_large else None
    if too_large or _characters(value) > _MOST_BYTES:
        return (), f'The attribute "{attribute}" is too large for names of classes: ignored.'
    names = _as_names(value)
    if names is None:
        return (), f'The attribute "{attribute}" is not a list of names: ignored.'
    return names, ""


def _characters(value: Any) -> int:
    """Number of characters in a string or array of strings, whose stored size is a pointer's."""
    if isinstance(value, (str, bytes)):
        return len(value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return sum(len(item) for item in value.flat if isinstance(item, (str, bytes)))
    return 0


def _as_names(value: Any) -> tuple[str, ...] | None:
    """Return the names, or None where the value is something else."""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    if isinstance(value, bytes):
        try:
            items = parse_strictly(value, "the class names", may_have_halves=True)
        except InputError:
            return None
        if not isinstance(items, list):
            return None
    elif isinstance(value, np.ndarray) and value.ndim == 1:
        items = [i.decode("utf-8", "replace") if isinstance(i, bytes) else i for i in value]
    else:
        return None
    if not all(isinstance(item, str) for item in items):
        return None
    # Lone surrogates cannot travel in messages, which are UTF-8.
    return tuple(str(item).encode("utf-8", "replace").decode("utf-8") for item in items)
