"""Libraries lose what debuggers read, and nothing that is loaded."""

from __future__ import annotations

import ctypes
import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from tests.packaging.test_third_party import packaging_file

symbol_tables = packaging_file("symbol_tables")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("as", "ld", "objdump"))),
    reason="needs Linux with binutils",
)

CALL = """
import ctypes, json, sys
library = ctypes.CDLL(sys.argv[1])
function = library.scipy_cblas_ddot64_
function.restype = ctypes.c_double
values = (ctypes.c_double * 3)(1.0, 2.0, 3.0)
count, step = ctypes.c_int64(3), ctypes.c_int64(1)
print(json.dumps(function(count, values, step, values, step)))
"""


def library(folder: Path) -> Path:
    """A library with symbols that are its own: only the table that goes names them."""
    source, made = folder / "lib.o", folder / "lib.so"
    names = "".join(f"own_name_of_the_library_{number}: .long {number}\n" for number in range(50))
    code = f".globl answer\n.data\nanswer: .long 42\n{names}"
    subprocess.run(["as", "-o", str(source), "-"], input=code.encode(), check=True)
    subprocess.run(["ld", "-shared", "-o", str(made), str(source)], check=True)
    return made


def told(path: Path, *options: str) -> str:
    words = ["objdump", *options, str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_library_loses_its_symbol_table_and_still_loads(tmp_path: Path) -> None:
    made = library(tmp_path)
    assert "own_name_of_the_library_7" in told(made, "-t")
    entries = [("inside/lib.so", str(made), "BINARY"), ("link.so", "lib.so", "SYMLINK")]
    (name, smaller, _), link = symbol_tables.without_symbol_tables(entries, tmp_path / "smaller")
    assert (name, link) == ("inside/lib.so", entries[1])
    assert Path(smaller).stat().st_size < made.stat().st_size
    assert "no symbols" in told(Path(smaller), "-t")
    assert "answer" in told(Path(smaller), "-T")
    assert ctypes.c_int.in_dll(ctypes.CDLL(smaller), "answer").value == 42


def test_a_library_that_patchelf_has_rewritten_calculates_as_before(tmp_path: Path) -> None:
    """`strip` breaks this one."""
    folder = Path(numpy.__file__).parents[1] / "numpy.libs"
    copies = tmp_path / "numpy.libs"
    shutil.copytree(folder, copies)
    (made,) = copies.glob("libscipy_openblas64_*")
    data = made.read_bytes()
    smaller = symbol_tables.smaller_library(data)
    assert len(data) - len(smaller) > 500_000
    assert symbol_tables.memory_image(smaller) == symbol_tables.memory_image(data)
    made.write_bytes(smaller)
    words = [sys.executable, "-c", CALL, str(made)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == 14.0


def test_a_second_time_there_is_nothing_to_take(tmp_path: Path) -> None:
    smaller = symbol_tables.smaller_library(library(tmp_path).read_bytes())
    assert symbol_tables.smaller_library(smaller) == smaller


def test_a_copy_that_would_load_other_bytes_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = library(tmp_path).read_bytes()
    cut = symbol_tables._cut

    def damaged(*given: object) -> bytes:
        made = bytearray(cut(*given))
        place = bytes(made).index(struct.pack("<ii", 42, 0))
        made[place] = 43
        return bytes(made)

    monkeypatch.setattr(symbol_tables, "_cut", damaged)
    assert symbol_tables.smaller_library(data) == data


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(80)])
def test_what_is_no_library_of_this_kind_stays(data: bytes) -> None:
    assert symbol_tables.smaller_library(data) == data
