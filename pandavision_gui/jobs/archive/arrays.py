"""Arrays from files that anybody may have made: the header is compared, never evaluated."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.jobs.archive.contents import MIB, NotTakenError
from pandavision_gui.jobs.archive.plain_file import open_plain, pieces
from pandavision_gui.jobs.archive.zip_layout import Rules, read_directory, unpacked

_MAGIC = b"\x93NUMPY\x01\x00"
_LONGEST_HEADER = 1024
_HEADER = re.compile(
    rb"\{'descr': '([<|][a-zA-Z][0-9]{1,6})', 'fortran_order': False, "
    rb"'shape': \(((?:[0-9]{1,12}(?:, [0-9]{1,12}){0,3},?)?)\), \} *\n"
)
_MOST_HELD = 256 * MIB


@dataclass(frozen=True)
class ArrayHead:
    """What an array file says of itself: its kind, shape, and where its numbers begin."""

    kind: str
    shape: tuple[int, ...]
    start: int

    @property
    def bytes(self) -> int:
        """How many bytes the whole file must have."""
        return self.start + np.dtype(self.kind).itemsize * math.prod(self.shape)


@dataclass(frozen=True)
class Expected:
    """What an array must be.

    Attributes
    ----------
    kind
        numpy's name of the type, as it stands in files: `<f4`. Ends in `*` where the length of
        its texts is open.
    shape
        None for an axis of any length.
    """

    kind: str
    shape: tuple[int | None, ...]

    def require(self, head: ArrayHead, name: str) -> None:
        """Refuse anything else.

        Raises
        ------
        NotTakenError
            Naming the array.
        """
        start = self.kind.removesuffix("*")
        same = head.kind.startswith(start) if start != self.kind else head.kind == start
        fits = len(head.shape) == len(self.shape) and all(
            wanted in (None, there) for wanted, there in zip(self.shape, head.shape, strict=True)
        )
        if not (same and fits):
            raise NotTakenError(
                f'"{name}" holds {head.kind} {list(head.shape)}, which is no {self}'
            )

    def __str__(self) -> str:
        sizes = ", ".join("…" if size is None else str(size) for size in self.shape)
        return f"{self.kind} [{sizes}]"


class ArrayFile:
    """One array as it comes in pieces: looked at, then taken or walked through.

    Parameters
    ----------
    parts
        The file's bytes; the first piece holds the header.
    """

    def __init__(self, parts: Iterator[bytes], name: str, expected: Expected) -> None:
        self._parts = parts
        self._name = name
        self._first = next(parts, b"")
        self.head = _read_head(self._first, name)
        expected.require(self.head, name)  # before anything is made of its kind

    def array(self) -> NDArray[Any]:
        """Return all of it; read-only."""
        if self.head.bytes > _MOST_HELD:
            raise NotTakenError(f'"{self._name}" is too large')
        data = b"".join((self._first, *self._parts))
        if len(data) != self.head.bytes:
            raise NotTakenError(f'"{self._name}" has another size than its header says')
        numbers = np.frombuffer(data, dtype=self.head.kind, offset=self.head.start)
        return numbers.reshape(self.head.shape)

    def require_numbers(self, lowest: float, highest: float) -> None:
        """Walk through float32 numbers, which must be finite and within bounds.

        Raises
        ------
        NotTakenError
            When one is not.
        """
        seen = self.head.start
        for piece in self._whole_numbers():
            seen += len(piece)
            numbers = np.frombuffer(piece, dtype="<f4")
            if not np.isfinite(numbers).all():
                raise NotTakenError(f'"{self._name}" holds numbers that are not finite')
            if len(numbers) and not (lowest <= numbers.min() and numbers.max() <= highest):
                raise NotTakenError(f'"{self._name}" holds numbers outside the input range')
        if seen != self.head.bytes:
            raise NotTakenError(f'"{self._name}" has another size than its header says')

    def _whole_numbers(self) -> Iterator[bytes]:
        """Yield the pieces so that none begins or ends within a number."""
        rest = self._first[self.head.start :]
        for piece in self._parts:
            whole = len(rest) // 4 * 4
            yield rest[:whole]
            rest = rest[whole:] + piece
        yield rest[: len(rest) // 4 * 4]


def read_npy(path: Path, name: str, most: int, expected: Expected) -> NDArray[Any]:
    """Read an .npy file whole.

    Raises
    ------
    NotTakenError
        When it is not what is expected.
    """
    with open_plain(path, name, most) as file:
        return ArrayFile(pieces(file, most + 1), name, expected).array()


def walk_npy(
    path: Path, name: str, most: int, expected: Expected, bounds: tuple[float, float]
) -> tuple[int, ...]:
    """Look at all numbers of a float32 .npy file without holding them; return its shape.

    Raises
    ------
    NotTakenError
        When it is not what is expected, or a number is not finite or out of bounds.
    """
    with open_plain(path, name, most) as file:
        array = ArrayFile(pieces(file, most + 1), name, expected)
        array.require_numbers(*bounds)
        return array.head.shape


def read_npz(
    path: Path, name: str, most: int, known: Mapping[str, Expected], walked: Mapping[str, Expected]
) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[int, ...]]]:
    """Read an .npz file.

    Parameters
    ----------
    known
        What it may hold.
    walked
        What else it may hold that is only looked at: finite float32 numbers.

    Returns
    -------
    The known arrays, and the shapes of the others.

    Raises
    ------
    NotTakenError
        When it holds anything else.
    """

    def largest(member: str) -> int:
        inner = member.removesuffix(".npy")
        if not member.endswith(".npy") or inner not in {*known, *walked}:
            raise NotTakenError(f'"{name}" holds "{member}", which is no part of it')
        return most

    arrays: dict[str, NDArray[Any]] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    rules = Rules(largest, len(known) + len(walked), most, of_numpy=True)
    with open_plain(path, name, most) as file:
        try:
            entries = read_directory(file, rules)
        except NotTakenError as error:
            raise NotTakenError(f'"{name}": {error.what}') from error
        for entry in entries:
            inner = entry.name.removesuffix(".npy")
            shown = f"{name}/{inner}"
            parts = unpacked(file, entry)
            if inner in known:
                arrays[inner] = ArrayFile(parts, shown, known[inner]).array()
            else:
                array = ArrayFile(parts, shown, walked[inner])
                array.require_numbers(-math.inf, math.inf)
                shapes[inner] = array.head.shape
    return arrays, shapes


def _read_head(data: bytes, name: str) -> ArrayHead:
    length = int.from_bytes(data[8:10], "little")
    start = 10 + length
    if not data.startswith(_MAGIC) or length > _LONGEST_HEADER or len(data) < start:
        raise NotTakenError(f'"{name}" is no array')
    found = _HEADER.fullmatch(data[10:start])
    if found is None:
        raise NotTakenError(f'"{name}" is no array of plain numbers')
    kind = found[1].decode("ascii")
    shape = tuple(int(size) for size in found[2].decode("ascii").rstrip(",").split(", ") if size)
    return ArrayHead(kind, shape, start)
