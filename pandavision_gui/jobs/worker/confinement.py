"""What a process that reads a file from outside gives up before it reads it.

Limits of memory, processor time and file sizes are the system's own, where it has them. On Linux,
Landlock takes the right to read and write anything but what is named from the thread that reads
(and whatever it starts), and a filter of system calls takes connections and other programs from the
whole process. It is a second wall: the first is that nothing is believed.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import math
import os
import stat
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pandavision_gui.jobs.worker.system_filter import refuse_calls

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
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _READ_FILE | _READ_FOLDER
_WRITE = _READ | _WRITE_FILE | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _TRUNCATE
_EVERYTHING = (1 << 16) - 1
_CONTROL_DEVICE = 1 << 15
_EVERY_CHANGE = _EVERYTHING & ~(_READ | _EXECUTE | _CONTROL_DEVICE)
_NETWORK = 3
_SCOPES = 3

_log = logging.getLogger(__name__)


def confine(
    *,
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
    memory_bytes: int = MEMORY_BYTES,
    processor_s: int | None = None,
    file_bytes: int = _FILE_BYTES,
) -> None:
    """Give up what reading a file does not need, for good.

    Parameters
    ----------
    readable
        Files and folders that may be read, besides Python and its libraries.
    writable
        The folders that may be written to.
    memory_bytes
        Memory that the process may allocate.
    processor_s
        Seconds of processor time that it may use from now on; the system ends it then.
    file_bytes
        Bytes that a file may have that it writes.
    """
    _limit_resources(memory_bytes, processor_s, file_bytes if writable else None)
    if sys.platform == "linux":
        rules = [(folder, _WRITE) for folder in writable]
        rules += [(place, _READ) for place in readable]
        rules += [(folder, _READ | _EXECUTE) for folder in _code_folders()]
        with _as_far_as_possible():
            _landlock(_EVERYTHING, rules)
        with _as_far_as_possible():
            refuse_calls()


def confine_writes(writable: Sequence[Path]) -> None:
    """Give up, for good, writing to any other folder and every connection to another machine.

    For what needs libraries that read where they like, start what they like and take the memory
    that there is. Threads that run already may still write.

    Parameters
    ----------
    writable
        Files and folders that may be written to.
    """
    if sys.platform == "linux":
        with _as_far_as_possible():
            _landlock(_EVERY_CHANGE, [(place, _EVERY_CHANGE) for place in writable])
        with _as_far_as_possible():
            refuse_calls(may_start_programs=True, may_talk_within=True)


def places_of_libraries() -> tuple[Path, ...]:
    """Return where libraries keep what they may need: devices, temporary files, caches."""
    home = Path.home()
    caches = (home / ".cache", home / ".nv", home / ".config" / "matplotlib")
    chosen = (
        os.environ.get(name) for name in ("XDG_CACHE_HOME", "MPLCONFIGDIR", "CUDA_CACHE_PATH")
    )
    named = tuple(Path(place) for place in chosen if place)
    return (Path("/dev"), Path(tempfile.gettempdir()), *caches, *named)


@contextlib.contextmanager
def _as_far_as_possible() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # an older kernel, or one without it
        _log.info("the worker is less confined than it could be: %s", error)


def _limit_resources(memory_bytes: int, processor_s: int | None, file_bytes: int | None) -> None:
    if sys.platform == "win32":
        return
    import resource

    wanted = [(resource.RLIMIT_DATA, memory_bytes), (resource.RLIMIT_CORE, 0)]
    if (
        file_bytes is not None
    ):  # else standard error is a file, too, and nothing else can be written to
        wanted.append((resource.RLIMIT_FSIZE, file_bytes))
    if processor_s is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        wanted.append((resource.RLIMIT_CPU, processor_s + math.ceil(used.ru_utime + used.ru_stime)))
    for limit, most in wanted:
        with contextlib.suppress(OSError, ValueError):  # a lower limit is there already
            # A second above, because at the hard limit the system says "killed", not why.
            hard = most + 1 if limit == resource.RLIMIT_CPU else most
            resource.setrlimit(limit, (most, hard))


def _landlock(wanted: int, rules: Sequence[tuple[Path, int]]) -> None:
    """Give up all `wanted` rights but those in the rules, as far as the kernel knows them."""
    system = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> int:
        result = int(system.syscall(number, *arguments))
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, f"Landlock: {os.strerror(code)}")
        return result

    version = call(_CREATE_RULESET, None, 0, _VERSION_WANTED)
    handled = wanted & (1 << _FILE_RIGHTS.get(version, 16)) - 1
    sizes = struct.pack("<Q", handled)
    if version >= 4:
        sizes += struct.pack("<Q", _NETWORK)
    if version >= 6:
        sizes += struct.pack("<Q", _SCOPES)
    ruleset = call(_CREATE_RULESET, sizes, ctypes.c_size_t(len(sizes)), 0)
    try:
        for place, rights in rules:
            with contextlib.suppress(OSError):  # not there, or not ours: using it will say so
                _allow(call, ruleset, place, rights & handled)
        if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs is refused")
        call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(call: Callable[..., int], rules: int, folder: Path, rights: int) -> None:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_A_FILE
        rule = struct.pack("<Qi", rights, descriptor)
        call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def _code_folders() -> Iterator[Path]:
    """Yield where Python and its libraries are: parts of them are loaded when first used."""
    package = Path(__file__).resolve().parents[2]
    # The program itself: as a bundle it holds the modules that are not imported yet.
    for place in {
        *(sys.prefix, sys.base_prefix, sys.executable, str(package)),
        *("/usr", "/lib", "/lib64"),
    }:
        yield Path(place)
    for place in sys.path:
        if place:
            yield Path(place)
