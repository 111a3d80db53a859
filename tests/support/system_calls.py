"""Sees every call of a program that changes a disk before the kernel does it, and may refuse it.

A filter of the kernel (seccomp, user notification) stops the program and all that it starts at the
calls below, whoever makes them: Python, SQLite's C code, numpy, HDF5. The test looks at the call
and lets it go on or answers it with an error. No privileges, no tracer, nothing in the program.

What it does not see: writes through memory that is mapped from a file (SQLite's `-shm`, which is
made anew after a crash), and whether a call that was let go failed. It is asked in the order in
which calls begin; two processes' calls may end in another order.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import errno
import fcntl
import os
import platform
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NUMBERS = {
    "x86_64": {
        "write": 1,
        "open": 2,
        "pwrite64": 18,
        "writev": 20,
        "sendfile": 40,
        "fsync": 74,
        "fdatasync": 75,
        "truncate": 76,
        "ftruncate": 77,
        "rename": 82,
        "mkdir": 83,
        "rmdir": 84,
        "creat": 85,
        "link": 86,
        "unlink": 87,
        "openat": 257,
        "mkdirat": 258,
        "unlinkat": 263,
        "renameat": 264,
        "linkat": 265,
        "fallocate": 285,
        "pwritev": 296,
        "renameat2": 316,
        "copy_file_range": 326,
    },
    "aarch64": {
        "mkdirat": 34,
        "unlinkat": 35,
        "linkat": 37,
        "renameat": 38,
        "truncate": 45,
        "ftruncate": 46,
        "fallocate": 47,
        "openat": 56,
        "write": 64,
        "writev": 66,
        "pwrite64": 68,
        "pwritev": 70,
        "sendfile": 71,
        "fsync": 82,
        "fdatasync": 83,
        "renameat2": 276,
        "copy_file_range": 285,
    },
}
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CHANGING = os.O_CREAT | os.O_TRUNC

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_NEW_LISTENER = 1 << 3
_WAIT_KILLABLE = 1 << 5
_NO_NEW_PRIVS = 38
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_GO_ON = 1
_NOTICE = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_AT_FDCWD = 0xFFFFFF9C
_AT_REMOVEDIR = 0x200
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class Call:
    """One call that waits for its answer.

    Attributes
    ----------
    pid
        The process (not the thread).
    kind
        "write", "flush", "create", "cut", "rename", "remove", "make_folder", "remove_folder", or
        "other" for what no program of ours does and no model of a disk is made for.
    path
        What it is about; empty for what has no path, as a pipe.
    other_path
        Where it is renamed to.
    data, offset
        What is written, and where; None: at the end.
    size
        What it is cut to.
    """

    pid: int
    kind: str
    path: str
    other_path: str = ""
    data: bytes = b""
    offset: int | None = 0
    size: int = 0


Answer = Callable[[Call], int]
"""Returns 0 to let the call go on, or the number of the error that it ends with."""


def start(
    command: Sequence[str], answer: Answer, **options: Any
) -> tuple[subprocess.Popen[str], threading.Thread]:
    """Start a program of whose calls `answer` is asked, on a thread that ends with the program."""
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(its.fileno()), *command],
            pass_fds=[its.fileno()],
            text=True,
            **options,
        )
    return process, answer_on_thread(ours, answer)


def answer_on_thread(connection: socket.socket, answer: Answer) -> threading.Thread:
    """Answer the calls of whoever calls `install_filter` at the other end, until it ends."""

    def serve() -> None:
        with connection:
            listener = _received(connection)
        _serve(listener, answer)

    thread = threading.Thread(target=serve, name="system calls", daemon=True)
    thread.start()
    return thread


@contextlib.contextmanager
def answering_socket(folder: Path, answer: Answer) -> Iterator[Path]:
    """Answer the calls of whoever connects to the socket and installs the filter."""
    path, threads = folder / "answers", list[threading.Thread]()

    def accept(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # closed: that is all
            while True:
                threads.append(answer_on_thread(listener.accept()[0], answer))

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(16)
        acceptor = threading.Thread(target=accept, args=(listener,), daemon=True)
        acceptor.start()
        yield path
        listener.shutdown(socket.SHUT_RDWR)
    for thread in (acceptor, *threads):
        thread.join(30)


def _received(connection: socket.socket) -> int:
    _, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(4))
    assert ancillary, "the kernel gave no listener: no user notification of seccomp here"
    return array.array("i", ancillary[0][2][:4])[0]


def _serve(listener: int, answer: Answer) -> None:
    reader = _Reader({number: name for name, number in _NUMBERS[platform.machine()].items()})
    notice, poll = bytearray(_NOTICE.size), select.poll()
    poll.register(listener, select.POLLIN)
    try:
        while True:
            if not any(event & select.POLLIN for _, event in poll.poll()):
                return  # nobody is left who could call
            notice[:] = bytes(_NOTICE.size)
            try:
                fcntl.ioctl(listener, _RECEIVE, notice)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EINTR):
                    continue  # killed meanwhile
                raise
            identity, thread, _, number, _, _, *arguments = _NOTICE.unpack(notice)
            refused = 0
            try:
                call = reader.read(thread, number, arguments)
                if call is not None:
                    refused = answer(call)
            finally:
                reply = _ANSWER.pack(identity, 0, -refused, 0 if refused else _GO_ON)
                with contextlib.suppress(FileNotFoundError):  # killed meanwhile
                    fcntl.ioctl(listener, _SEND, bytearray(reply))
    finally:
        os.close(listener)


class _Reader:
    """Reads a call out of the process that waits in it."""

    def __init__(self, names: dict[int, str]) -> None:
        self._names = names
        self._processes: dict[int, int] = {}

    def read(self, thread: int, number: int, arguments: list[int]) -> Call | None:
        """Return the call; None when the process was killed meanwhile."""
        try:
            return self._read(thread, self._names[number], arguments)
        except (FileNotFoundError, ProcessLookupError):
            return None

    def _read(self, thread: int, name: str, a: list[int]) -> Call:
        pid = self._pid(thread)
        if name in ("write", "pwrite64"):
            path = self._of_descriptor(thread, a[0])
            offset = a[3] if name == "pwrite64" else self._offset(thread, a[0], path)
            return Call(pid, "write", path, data=self._bytes(thread, a[1], a[2]), offset=offset)
        if name in ("writev", "pwritev"):
            path = self._of_descriptor(thread, a[0])
            offset = a[3] if name == "pwritev" else self._offset(thread, a[0], path)
            parts = struct.iter_unpack("=QQ", self._bytes(thread, a[1], 16 * a[2]))
            data = b"".join(self._bytes(thread, place, size) for place, size in parts)
            return Call(pid, "write", path, data=data, offset=offset)
        if name in ("fsync", "fdatasync"):
            return Call(pid, "flush", self._of_descriptor(thread, a[0]))
        if name == "ftruncate":
            return Call(pid, "cut", self._of_descriptor(thread, a[0]), size=a[1])
        if name == "truncate":
            return Call(pid, "cut", self._path(thread, _AT_FDCWD, a[0]), size=a[1])
        if name in ("open", "openat", "creat"):
            at, place = (a[0], a[1]) if name == "openat" else (_AT_FDCWD, a[0])
            flags = {"open": a[1], "openat": a[2], "creat": _CHANGING}[name]
            size = 0 if flags & os.O_TRUNC else -1
            return Call(pid, "create", self._path(thread, at, place), size=size)
        if name == "rename":
            old, new = (self._path(thread, _AT_FDCWD, place) for place in a[:2])
            return Call(pid, "rename", old, new)
        if name in ("renameat", "renameat2"):
            return Call(
                pid, "rename", self._path(thread, a[0], a[1]), self._path(thread, a[2], a[3])
            )
        if name in ("mkdir", "mkdirat"):
            at, place = (a[0], a[1]) if name == "mkdirat" else (_AT_FDCWD, a[0])
            return Call(pid, "make_folder", self._path(thread, at, place))
        if name in ("unlink", "rmdir", "unlinkat"):
            at, place = (a[0], a[1]) if name == "unlinkat" else (_AT_FDCWD, a[0])
            is_folder = name == "rmdir" or (name == "unlinkat" and a[2] & _AT_REMOVEDIR)
            kind = "remove_folder" if is_folder else "remove"
            return Call(pid, kind, self._path(thread, at, place))
        where = {"sendfile": a[0], "copy_file_range": a[2], "fallocate": a[0]}.get(name)
        path = self._of_descriptor(thread, where) if where is not None else f"?{name}"
        return Call(pid, "other", path)

    def _pid(self, thread: int) -> int:
        if thread not in self._processes:
            status = Path(f"/proc/{thread}/status").read_text("ascii", errors="replace")
            found = next(line for line in status.splitlines() if line.startswith("Tgid:"))
            self._processes[thread] = int(found.split()[1])
        return self._processes[thread]

    def _of_descriptor(self, thread: int, descriptor: int) -> str:
        return os.readlink(f"/proc/{thread}/fd/{descriptor & 0xFFFFFFFF}")

    def _offset(self, thread: int, descriptor: int, path: str) -> int | None:
        if not path.startswith("/"):
            return 0
        info = Path(f"/proc/{thread}/fdinfo/{descriptor & 0xFFFFFFFF}").read_text("ascii")
        facts = dict(line.split(":", 1) for line in info.splitlines()[:2])
        return None if int(facts["flags"], 8) & os.O_APPEND else int(facts["pos"])

    def _path(self, thread: int, folder: int, place: int) -> str:
        path = self._bytes(thread, place, _LONGEST_PATH, whole=False).split(b"\0", 1)[0].decode()
        if path.startswith("/"):
            return os.path.normpath(path)
        folder &= 0xFFFFFFFF
        base = f"/proc/{thread}/" + ("cwd" if folder == _AT_FDCWD else f"fd/{folder}")
        return os.path.normpath(os.path.join(os.readlink(base), path))

    def _bytes(self, thread: int, place: int, size: int, whole: bool = True) -> bytes:
        descriptor = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
        try:
            if whole:
                return os.pread(descriptor, size, place)
            # A text may end shortly before memory that cannot be read.
            upto = min(size, 4096 - place % 4096)
            found = os.pread(descriptor, upto, place)
            if b"\0" not in found:
                found += os.pread(descriptor, size - upto, place + upto)
            return found
        finally:
            os.close(descriptor)


def install_filter(connection: socket.socket) -> None:
    """Put this thread, and what it starts, under the filter; send the listener."""
    machine = platform.machine()
    libc = ctypes.CDLL(None, use_errno=True)
    program = _filter(machine)
    lines = (ctypes.c_uint64 * (len(program) // 8)).from_buffer_copy(program)

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("lines", ctypes.c_void_p))

    described = Program(len(lines), ctypes.addressof(lines))
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):
        listener = libc.syscall(
            _SECCOMP[machine], _SET_MODE_FILTER, ctypes.c_ulong(flags), ctypes.byref(described)
        )
        if listener >= 0:
            break
    else:
        code = ctypes.get_errno()
        raise OSError(code, f"no filter with user notification: {os.strerror(code)}")
    connection.sendmsg(
        [b"l"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))]
    )
    os.close(listener)


def _filter(machine: str) -> bytes:
    """Return the filter: notify of the calls above, of opening only what changes something."""
    line = struct.Struct("=HBBI")
    load, equal, any_bit, end = 0x20, 0x15, 0x45, 0x06
    allow, notify = 0x7FFF0000, 0x7FC00000
    flags_at = {"open": 24, "openat": 32}
    numbers = _NUMBERS[machine]
    plain = [number for name, number in numbers.items() if name not in flags_at]
    opening = [(numbers[name], place) for name, place in flags_at.items() if name in numbers]
    lines = [(load, 0, 0, 4), (equal, 1, 0, _MACHINES[machine]), (end, 0, 0, allow)]
    lines.append((load, 0, 0, 0))
    for number in plain:
        lines += [(equal, 0, 1, number), (end, 0, 0, notify)]
    for number, place in opening:
        lines += [(equal, 0, 4, number), (load, 0, 0, place), (any_bit, 0, 1, _CHANGING)]
        lines += [(end, 0, 0, notify), (end, 0, 0, allow)]
    lines.append((end, 0, 0, allow))
    return b"".join(line.pack(*one) for one in lines)


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        install_filter(connection)
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
