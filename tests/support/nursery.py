"""Workers that are forked from one process, which has loaded the libraries once for all of them.

Loading torch takes seconds of a processor, and a test of many kills starts dozens of workers. Each
of them is a process of its own all the same, and runs the worker's own code from its beginning.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest

from pandavision_gui.jobs import worker_process

_PROGRAM = Path(__file__).with_name("doomed_worker.py")
_POLL_S = 0.005


class ForkedProcess:
    """What `WorkerProcess` needs of a `subprocess.Popen`."""

    def __init__(self, nursery: Nursery, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._nursery = nursery
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nursery.ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired([], timeout or 0.0)
            time.sleep(_POLL_S)
        return code


class Nursery:
    """The process that forks, and the way to ask it.

    Attributes
    ----------
    quick
        Whether workers that are forked from now on store and report every few passes.
    answer_s
        How long they wait for the first answers of a model; None for as long as the program does.
    code
        What workers that are forked from now on run before they begin.
    """

    def __init__(self, plans: Path) -> None:
        self.quick = False
        self.answer_s: float | None = None
        self.code = ""
        self._plans = plans
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    str(_PROGRAM),
                    str(self._plans),
                    f"--nursery={theirs.fileno()}",
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                process_group=0,  # a Ctrl+C that a test gives its own group is not for this one
                env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},
            )

    def popen(self, command: list[str], *, stderr: IO[bytes], **_: Any) -> ForkedProcess:
        """Fork a worker: in the place of `subprocess.Popen` as `WorkerProcess` calls it."""
        with self._lock:
            if self._process.poll() is not None:  # a test before has ended it: no fault of this one
                self._socket.close()
                self._start()
        their_stdin, stdin = os.pipe()
        stdout, their_stdout = os.pipe()
        try:
            asked = {
                "fork": command,
                "processors": processors(),
                "quick": self.quick,
                "answer_s": self.answer_s,
                "code": self.code,
            }
            pid = self.ask(asked, (their_stdin, their_stdout, stderr.fileno()))
        finally:
            os.close(their_stdin)
            os.close(their_stdout)
        assert pid is not None, "the nursery forked nothing"
        return ForkedProcess(self, pid, os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))

    def ask(self, what: dict[str, Any], files: tuple[int, ...] = ()) -> int | None:
        """Send a request; return its answer."""
        with self._lock:
            try:
                socket.send_fds(self._socket, [json.dumps(what).encode()], files)
                answered = self._socket.recv(1024)
            except (BrokenPipeError, ConnectionResetError):
                answered = b""
            assert answered, f"the nursery has ended with {self._process.wait(10)}"
            answer: int | None = json.loads(answered)
        return answer

    def close(self) -> None:
        self._socket.close()
        self._process.wait(10)


def processors() -> list[int]:
    """Return those that this process, and so a child of its own, may use; none where unknown."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@contextlib.contextmanager
def forked_workers(plans: Path) -> Iterator[None]:
    """Let every `WorkerProcess` of this process be forked within."""
    nursery = Nursery(plans)
    try:
        with workers_of(nursery):
            yield
    finally:
        nursery.close()


@contextlib.contextmanager
def workers_of(nursery: Nursery) -> Iterator[None]:
    """Let every real or doomed worker of this process be forked by a nursery within."""

    def popen(command: list[str], **how: Any) -> Any:
        if command == worker_process.worker_command() or str(_PROGRAM) in command:
            return nursery.popen(command, **how)
        return subprocess.Popen(command, **how)

    with pytest.MonkeyPatch.context() as patch:
        stand_in = SimpleNamespace(
            Popen=popen, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired
        )
        patch.setattr(worker_process, "subprocess", stand_in)
        yield
