"""No library of the bundle looks for others in folders of the machine that built it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.test_bundle import ROOT, packaging_file

search_paths = packaging_file("search_paths")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("as", "ld", "objdump"))),
    reason="needs Linux with binutils",
)


def library(folder: Path, path: str) -> Path:
    """A library with one function's name in it, and a search path."""
    source, made = folder / "lib.o", folder / "lib.so"
    code = b".globl answer, lib\n.data\nanswer: .long 42\nlib: .long 43\n"
    subprocess.run(["as", "-o", str(source), "-"], input=code, check=True)
    words = ["ld", "-shared", "-rpath", path, "--enable-new-dtags", "-o", str(made), str(source)]
    subprocess.run(words, check=True)
    return made


def told(path: Path) -> str:
    words = ["objdump", "-p", str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_folder_of_the_build_machine_is_taken_out_and_the_library_still_loads(
    tmp_path: Path,
) -> None:
    made = library(tmp_path, "/home/builder/python/lib")
    assert "RUNPATH" in told(made)
    entries = [("inside/lib.so", str(made), "BINARY"), ("link.so", "lib.so", "SYMLINK")]
    (name, cleaned, _), link = search_paths.without_foreign_paths(entries, tmp_path / "cleaned")
    assert name == "inside/lib.so"
    assert link == entries[1]
    assert "RUNPATH" not in told(Path(cleaned))
    assert b"/home/builder" not in Path(cleaned).read_bytes()
    loaded = ctypes.CDLL(cleaned)
    assert ctypes.c_int.in_dll(loaded, "answer").value == 42
    assert ctypes.c_int.in_dll(loaded, "lib").value == 43, "a name that ends as the path does"


def test_a_path_that_begins_at_the_library_itself_stays(tmp_path: Path) -> None:
    made = library(tmp_path, "$ORIGIN/../lib")
    entries = [("lib.so", str(made), "BINARY")]
    assert search_paths.without_foreign_paths(entries, tmp_path / "cleaned") == entries


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(80)])
def test_what_is_no_library_is_left_as_it_is(data: bytes) -> None:
    assert search_paths.without_absolute_path(data) == data


def test_the_bundle_is_built_with_it_by_every_way_that_libraries_come_in() -> None:
    """Modules that PyInstaller's own start needs are no part of the analysis."""
    spec = (ROOT / "packaging" / "pandavision.spec").read_text(encoding="utf-8")
    for entries in ("analysis.binaries", "program.dependencies"):
        assert f"search_paths.without_foreign_paths({entries}, cleaned)" in spec
