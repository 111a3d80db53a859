"""Files in the format of MNIST (idx), packed with gzip or not."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.dataset_order import names_idx_file
from pandavision_gui.errors import InputError

_UNSIGNED_BYTE = 8
_GZIP_MAGIC = b"\x1f\x8b"
_ROWS_BYTES = 8 * 2**20
_MOST_BYTES = 2**36
_MOST_LABELS = 10_000_000


class IdxHead(NamedTuple):
    """The sizes that a file's header gives."""

    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """Bytes after the header."""
        return math.prod(self.shape)


def is_idx_name(path: Path) -> bool:
    """Whether a file is called like one of MNIST's: t10k-images-idx3-ubyte.gz."""
    return names_idx_file(path.name)


@contextmanager
def unpacked(file: BinaryIO, where: str) -> Iterator[IO[bytes]]:
    """Give the file from its beginning, unpacked where it is packed.

    Raises
    ------
    InputError
        ``idx_damaged`` also for what goes wrong while it is read.
    """
    file.seek(0)
    is_packed = file.read(2) == _GZIP_MAGIC
    file.seek(0)
    try:
        if not is_packed:
            yield file
            return
        with gzip.GzipFile(fileobj=file, mode="rb") as stream:
            yield cast(IO[bytes], stream)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            "idx_damaged", f'"{where}" is damaged: {error}.', "Download it again."
        ) from error


def read_idx_head(stream: IO[bytes], where: str) -> IdxHead:
    """Read the header.

    Raises
    ------
    InputError
        ``idx_damaged``.
    """
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] != _UNSIGNED_BYTE or start[3] > 4:
        raise InputError(
            "idx_damaged",
            f'"{where}" is no file of bytes in the format of MNIST (idx).',
            "Download it again.",
        )
    sizes = stream.read(4 * start[3])
    if len(sizes) < 4 * start[3]:
        raise InputError("idx_damaged", f'"{where}" ends within its header.', "Download it again.")
    head = IdxHead(tuple(int(size) for size in np.frombuffer(sizes, dtype=">u4")))
    if head.bytes > _MOST_BYTES:
        raise InputError(
            "idx_damaged", f'"{where}" claims the shape {head.shape}, which is too large.'
        )
    return head


def idx_rows(
    stream: IO[bytes], head: IdxHead, where: str
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield the number of a first row, and some rows; the file must end after the last.

    Raises
    ------
    InputError
        ``idx_damaged``.
    """
    row_bytes = math.prod(head.shape[1:])
    at_once = max(1, _ROWS_BYTES // max(1, row_bytes))
    for start in range(0, head.shape[0], at_once):
        count = min(at_once, head.shape[0] - start)
        data = stream.read(count * row_bytes)
        if len(data) != count * row_bytes:
            raise InputError(
                "idx_damaged", f'"{where}" ends after fewer than its {head.shape[0]:,} samples.',
                "Download it again.",
            )  # fmt: skip
        yield start, np.frombuffer(data, dtype=np.uint8).reshape(count, *head.shape[1:])
    if stream.read(1):
        raise InputError(
            "idx_damaged", f'"{where}" goes on after its {head.shape[0]:,} samples.',
            "Download it again.",
        )  # fmt: skip


def read_idx(file: BinaryIO, where: str) -> NDArray[np.uint8]:
    """Return the labels of a file in the format of MNIST.

    Raises
    ------
    InputError
        ``idx_damaged``.
    """
    with unpacked(file, where) as stream:
        head = read_idx_head(stream, where)
        if len(head.shape) != 1 or head.bytes > _MOST_LABELS:
            raise InputError("idx_damaged", f'"{where}" holds no labels: shape {head.shape}.')
        return np.concatenate(
            [rows for _, rows in idx_rows(stream, head, where)] or [np.empty(0, np.uint8)]
        )
