"""Shared libraries of the bundle on Linux: which are needed at all; the largest made smaller."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

Entry = tuple[str, str, str]

_POOLS = ("", "PySide6/Qt/lib")
"""Folders of libraries that are there only because another file needs them."""
_ALWAYS = "libpython"
_CODE = {"BINARY", "EXTENSION"}
_TO_STRIP = (
    *("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "libpython3.*"),
    *("python3*/lib-dynload/*", "kiwisolver/*", "fontTools/*", "hdf5plugin/plugins/*"),
    *("typst/*", "PIL/*", "matplotlib/*.so"),
)
_NEEDED = re.compile(rb"NEEDED\s+(\S+)")


def keep_needed(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out libraries that nothing in the bundle needs any more.

    What was left out before (a GTK theme, say) has brought its libraries along, and those of the
    build machine would be loaded on another machine instead of its own.
    """
    entries = list(entries)
    files = {os.path.basename(name): file for name, file, kind in entries if kind != "SYMLINK"}
    pool = {os.path.basename(name) for name, _, _ in entries if _in_pool(name)}
    needed = {name for name in pool if name.startswith(_ALWAYS)}
    waiting = [files[name] for name in needed]
    waiting += [file for name, file, kind in entries if kind in _CODE and not _in_pool(name)]
    while waiting:
        new = (_needed_by(waiting.pop()) & pool) - needed
        needed |= new
        waiting += [files[name] for name in new]
    return [
        entry for entry in entries if not _in_pool(entry[0]) or os.path.basename(entry[0]) in needed
    ]


def strip_largest(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put copies without symbol tables in the place of what has the largest ones.

    Only these: `strip` breaks libraries whose headers were rewritten by patchelf (numpy's
    OpenBLAS for one), and elsewhere there is little to gain.

    Parameters
    ----------
    folder
        Where the copies go.
    """
    tool = shutil.which("strip")
    result: list[Entry] = []
    for name, source, kind in entries:
        if tool and kind != "SYMLINK" and any(fnmatch(name, one) for one in _TO_STRIP):
            copy = folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run([tool, "--strip-unneeded", "-o", str(copy), source], check=True)
            source = str(copy)
        result.append((name, source, kind))
    return result


def _in_pool(name: str) -> bool:
    return os.path.dirname(name) in _POOLS and ".so" in os.path.basename(name)


def _needed_by(file: str) -> set[str]:
    done = subprocess.run(["objdump", "-p", file], capture_output=True, check=False)
    return {os.fsdecode(name) for name in _NEEDED.findall(done.stdout)}
