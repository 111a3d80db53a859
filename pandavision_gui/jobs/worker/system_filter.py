"""Takes system calls that reading a file never needs away from the whole process (Linux).

Landlock knows files and TCP. What it does not know, other kinds of connections, programs that are
started, the memory of other processes, is refused here, by a filter of the kernel that also holds
for the threads that are running already. Whoever calls one of these gets "permission denied".
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

# Numbers of the calls by machine: socket, execve, execveat, ptrace, process_vm_readv and _writev,
# io_uring_setup (which could do all of this unseen), bpf, keyctl, userfaultfd, perf_event_open,
# pidfd_getfd.
_CALLS = {
    "x86_64": (41, 59, 322, 101, 310, 311, 425, 321, 250, 323, 298, 438),
    "aarch64": (198, 221, 281, 117, 270, 271, 425, 280, 219, 282, 241, 438),
}
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_ALL_THREADS = 1
_NO_NEW_PRIVILEGES = 38
# 32-bit calls on a 64-bit kernel have other numbers.
_FIRST_OTHER_NUMBER = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


def refuse_calls() -> None:
    """Install the filter, for good.

    Raises
    ------
    OSError
        When the kernel has no such filters, or the machine is another one.
    """
    machine = platform.machine()
    if machine not in _CALLS:
        raise OSError(errno.ENOSYS, f"no filter of system calls is made for {machine}")
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs is refused")
    steps = _program(_CALLS[machine], _MACHINES[machine])
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    failed = system.syscall(_SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, program)
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(calls: tuple[int, ...], machine: int) -> list[bytes]:
    """Return the filter's steps; each jump counts the steps from the next one on."""
    count = len(calls)
    steps = [
        _step(_LOAD, 4),
        _step(_EQUAL, machine, 0, count + 3),
        _step(_LOAD, 0),
        _step(_AT_LEAST, _FIRST_OTHER_NUMBER, count + 1, 0),
    ]
    steps += [_step(_EQUAL, call, count - at, 0) for at, call in enumerate(calls)]
    # From the last comparison on: not equal falls through to here.
    return [*steps, _step(_RETURN, _ALLOW), _step(_RETURN, _REFUSE)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
