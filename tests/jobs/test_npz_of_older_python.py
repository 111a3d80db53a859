"""Rows that an older Python's zipfile wrote are read: Debian 12's is one."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.zip_layout import DEFLATED, STORED, Rules, read_directory

RULES = Rules(
    largest=lambda _: 2**20,
    most_files=9,
    most_bytes=2**21,
    methods=(STORED, DEFLATED),
    of_numpy=True,
)
_SIZES = slice(18, 26)
"""Where a local header says packed and unpacked size."""


def as_before_3_11_4(data: bytes) -> bytes:
    """Return the same file with the sizes in its first header, beside the extra field."""
    changed = bytearray(data)
    name_length = struct.unpack_from("<H", data, 26)[0]
    size, packed = struct.unpack_from("<QQ", data, 30 + name_length + 4)
    changed[_SIZES] = struct.pack("<II", packed, size)
    return bytes(changed)


def names_in(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    with path.open("rb") as file:
        return [entry.name for entry in read_directory(file, RULES)]


@pytest.fixture
def written(tmp_path: Path) -> bytes:
    np.savez_compressed(tmp_path / "rows.npz", index=np.arange(40))
    return (tmp_path / "rows.npz").read_bytes()


def test_both_forms_of_the_header_are_read(written: bytes, tmp_path: Path) -> None:
    old = as_before_3_11_4(written)
    assert names_in(tmp_path / "now.npz", written) == ["index.npy"]
    assert names_in(tmp_path / "old.npz", old) == ["index.npy"]
    with np.load(tmp_path / "old.npz", allow_pickle=False) as arrays:
        assert arrays["index"].sum() == np.arange(40).sum()


def test_a_header_with_other_sizes_is_refused(written: bytes, tmp_path: Path) -> None:
    changed = bytearray(as_before_3_11_4(written))
    changed[_SIZES] = struct.pack("<II", 7, 7)
    with pytest.raises(NotTakenError, match="says one thing"):
        names_in(tmp_path / "wrong.npz", bytes(changed))
