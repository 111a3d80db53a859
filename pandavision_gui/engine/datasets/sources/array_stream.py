"""An array in numpy's file format, read a few rows at a time; nothing in it is unpickled."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.errors import InputError

_LONGEST_HEADER = 10_000
_ROWS_BYTES = 8 * 2**20
_MOST_ROW_VALUES = 2**26
_MOST_BYTES = 2**40
_MOST_HELD = 256 * 2**20


@dataclass(frozen=True)
class StoredArray:
    """What an array's header says, held against the size of its file.

    Attributes
    ----------
    start
        Bytes before the first number.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    column_major: bool
    start: int

    @property
    def row_bytes(self) -> int:
        """Bytes of what lies along the first axis."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize


def read_head(file: IO[bytes], size: int, where: str) -> StoredArray:
    """Read an array's header and check it before any number is read.

    Parameters
    ----------
    file
        At the array's first byte; it stands at the first number afterwards.
    size
        Bytes that the array has with its header.

    Raises
    ------
    InputError
        ``array_damaged``, ``array_objects`` or ``array_size``.
    """
    try:
        version = np.lib.format.read_magic(file)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, column_major, dtype = read(file, max_header_size=_LONGEST_HEADER)
    except Exception as error:
        # numpy's reader raises what its parts do, at bytes that anybody may have made.
        raise InputError(
            "array_damaged",
            f'"{where}" is no array of numpy, or it is damaged.',
            "Write it again with numpy.save or numpy.savez.",
            str(error),
        ) from error
    if dtype.kind not in "biufSU":
        raise InputError(
            "array_objects",
            f'"{where}" holds {"Python objects" if dtype.hasobject else str(dtype)}, not numbers.'
            + (" To read them would run whatever they say." if dtype.hasobject else ""),
            "Write it again from an array of uint8 or another kind of number.",
        )
    start = file.tell()
    wanted = start + math.prod(shape) * dtype.itemsize
    if wanted != size or wanted > _MOST_BYTES or math.prod(shape[1:]) > _MOST_ROW_VALUES:
        raise InputError(
            "array_size",
            f'"{where}" should have {wanted:,} bytes for the shape {shape}, and has {size:,}.'
            if wanted != size
            else f'"{where}" has the shape {shape}, which is too large.',
            "Write it again.",
        )
    return StoredArray(tuple(int(n) for n in shape), dtype, bool(column_major), start)


def rows_of(file: IO[bytes], array: StoredArray, where: str) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield the number of a first row, and some rows.

    Parameters
    ----------
    file
        At the first number.
    """
    if not array.shape:
        return
    if array.column_major and len(array.shape) > 1:
        yield 0, _whole(file, array, where)
        return
    at_once = max(1, _ROWS_BYTES // max(1, array.row_bytes))
    for start in range(0, array.shape[0], at_once):
        count = min(at_once, array.shape[0] - start)
        data = _exactly(file, count * array.row_bytes, where)
        yield start, np.frombuffer(data, dtype=array.dtype).reshape(count, *array.shape[1:])


def whole_array(file: IO[bytes], array: StoredArray, where: str) -> NDArray[Any]:
    """Return all of an array, which must be small."""
    return _whole(file, array, where)


def _whole(file: IO[bytes], array: StoredArray, where: str) -> NDArray[Any]:
    size = math.prod(array.shape) * array.dtype.itemsize
    if size > _MOST_HELD:
        raise InputError(
            "array_order",
            f'"{where}" has {size:,} bytes that cannot be read a few samples at a time'
            + (": they are in the order of Fortran." if array.column_major else "."),
            "Write it again in numpy's usual order (numpy.ascontiguousarray).",
        )
    data = _exactly(file, size, where)
    flat = np.frombuffer(data, dtype=array.dtype)
    if array.column_major:
        return np.asarray(flat.reshape(array.shape[::-1]).T)
    return np.asarray(flat.reshape(array.shape))


def _exactly(file: IO[bytes], count: int, where: str) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise InputError("array_damaged", f'"{where}" ends too soon.', "Copy it again.")
    return data
