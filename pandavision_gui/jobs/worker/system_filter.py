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

# Numbers of the calls by machine: execve, execveat.
_PROGRAMS = {"x86_64": (59, 322), "aarch64": (221, 281)}
# ptrace, process_vm_readv and _writev, io_uring_setup (which could do all of this unseen), bpf,
# keyctl, userfaultfd, perf_event_open, pidfd_getfd.
_NEVER = {
    "x86_64": (101, 310, 311, 425, 321, 250, 323, 298, 438),
    "aarch64": (117, 270, 271, 425, 280, 219, 282, 241, 438),
}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_WITHIN_THE_MACHINE = (1, 16)
"""Families of sockets: Unix, and netlink, by which the kernel tells programs of its devices."""
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_ALL_THREADS, _FULL_SPEED = 1, 4
"""Full speed: older kernels would slow a filtered process down, against other kinds of attack."""
_NO_NEW_PRIVILEGES = 38
# 32-bit calls on a 64-bit kernel have other numbers.
_FIRST_OTHER_NUMBER = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
"""Where they lie in what a filter sees."""


def refuse_calls(*, may_start_programs: bool = False, may_talk_within: bool = False) -> None:
    """Install the filter, for good.

    Parameters
    ----------
    may_start_programs
        Whether other programs may be started; they are filtered, too.
    may_talk_within
        Whether sockets may be made that do not leave the machine.

    Raises
    ------
    OSError
        When the kernel has no such filters, or the machine is another one.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no filter of system calls is made for {machine}")
    refused = _NEVER[machine] + (() if may_start_programs else _PROGRAMS[machine])
    families = _WITHIN_THE_MACHINE if may_talk_within else ()
    steps = _program(_MACHINES[machine], refused, _SOCKET[machine], families)
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs is refused")
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    failed = system.syscall(
        _SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS | _FULL_SPEED, program
    )
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(
    machine: int, refused: tuple[int, ...], socket: int, families: tuple[int, ...]
) -> list[bytes]:
    """Return the steps of the filter; each comparison goes on, or goes to one of two ends."""
    comparisons: list[tuple[int, int, str, str]] = [
        (_LOAD, _MACHINE, "", ""),
        (_EQUAL, machine, "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _FIRST_OTHER_NUMBER, "refuse", ""),
        *((_EQUAL, call, "refuse", "") for call in refused),
        (_EQUAL, socket, "", "allow"),
        (_LOAD, _FIRST_ARGUMENT, "", ""),
        *((_EQUAL, family, "allow", "") for family in families),
    ]
    ends = {"refuse": len(comparisons), "allow": len(comparisons) + 1}
    steps = []
    for at, (code, value, if_true, if_false) in enumerate(comparisons, start=1):
        jumps = [ends[name] - at if name else 0 for name in (if_true, if_false)]
        steps.append(_step(code, value, *jumps))
    return [*steps, _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
