"""Small pictures as PNG files, without a library for pictures: nothing here reads one."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_HEAD = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB = bytes((8, 2, 0, 0, 0))
_LEVEL = 6


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture of uint8, (height, width, 3), RGB, as a PNG file."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each begins with its filter: none
    lines[:, 1:] = pixels.reshape(height, 3 * width)
    size = struct.pack(">II", width, height) + _EIGHT_BIT_RGB
    data = zlib.compress(lines.tobytes(), _LEVEL)
    return _HEAD + _chunk(b"IHDR", size) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
