"""What a process that reads a file from outside gives up before it reads it.

Limits of memory and file sizes are the system's own, where it has them. On Linux, Landlock takes
the right to read and write anything but what is named, and to open connections, from the thread
that reads (and whatever it starts). It is a second wall: the first is that nothing is believed.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

MEMORY_BYTES = 1536 * 2**20
"""Without torch a process needs about 100 MB before it reads anything."""
_FILE_BYTES = 2**31 + 2**20

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_WANTED = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
# Rights by the version of Landlock that brought them.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE, _TRUNCATE = 1 << 5, 1 << 7, 1 << 8, 1 << 14
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_READ = _READ_FILE | _READ_FOLDER
_WRITE = _READ | _WRITE_FILE | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _TRUNCATE
_NETWORK = 3
_SCOPES = 3

_log = logging.getLogger(__name__)


def confine(*, writable: Path) -> None:
    """Give up what reading an archive does not need, for good.

    Parameters
    ----------
    writable
        The one folder that may be written to.
    """
    _limit_resources()
    if sys.platform == "linux":
        try:
            _landlock(writable)
        except OSError as error:  # an older kernel, or one without it
            _log.info("the worker is not confined: %s", error)


def _limit_resources() -> None:
    if sys.platform == "win32":
        return
    import resource

    wanted = (
        (resource.RLIMIT_DATA, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, most in wanted:
        with contextlib.suppress(OSError, ValueError):  # a lower limit is there already
            resource.setrlimit(limit, (most, most))


def _landlock(writable: Path) -> None:
    system = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> int:
        result = int(system.syscall(number, *arguments))
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, f"Landlock: {os.strerror(code)}")
        return result

    version = call(_CREATE_RULESET, None, 0, _VERSION_WANTED)
    handled = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    sizes = struct.pack("<Q", handled)
    if version >= 4:
        sizes += struct.pack("<Q", _NETWORK)
    if version >= 6:
        sizes += struct.pack("<Q", _SCOPES)
    rules = call(_CREATE_RULESET, sizes, ctypes.c_size_t(len(sizes)), 0)
    try:
        _allow(call, rules, writable, _WRITE & handled)
        for folder in _code_folders():
            with contextlib.suppress(OSError):  # there is none on this machine
                _allow(call, rules, folder, (_READ | _EXECUTE) & handled)
        if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs is refused")
        call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(call: Callable[..., int], rules: int, folder: Path, rights: int) -> None:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", rights, descriptor)
        call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def _code_folders() -> Iterator[Path]:
    """Yield where Python and its libraries are: parts of them are loaded when first used."""
    package = Path(__file__).resolve().parents[2]
    for place in {sys.prefix, sys.base_prefix, str(package), "/usr", "/lib", "/lib64"}:
        yield Path(place)
    for place in sys.path:
        if place:
            yield Path(place)
