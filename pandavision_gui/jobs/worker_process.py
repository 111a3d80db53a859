"""One child process: start it, talk to it, end it. What runs in it is not known here."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import IO, Self

import psutil

from pandavision_gui.jobs.line_buffer import LineBuffer
from pandavision_gui.jobs.messages import LONGEST_LINE, Message, encode
from pandavision_gui.jobs.own_program import NO_CONSOLE, own_program

WORKER_FLAG = "--worker"
"""The last word of every worker's command line."""
_LONGEST_LOG_TAIL = 4000
_THREAD_GRACE_S = 2.0
KILL_WAIT_S = 5.0
"""A killed process ends at once, unless the system holds it in a call (a drive that is gone)."""
_SHOWN_OF_TOO_LONG = 500
_PIECE = 64 * 1024

_log = logging.getLogger(__name__)


class WorkerProcess:
    """A worker and the two pipes to it.

    It must be made on a thread that outlives it: on Linux the worker ends with the thread that
    started it.

    Parameters
    ----------
    command
        The program and its arguments; the program itself as a worker by default.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        # Until a job gives it a log of its own, what the worker says aside goes here.
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process = subprocess.Popen(
                list(command or worker_command()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                # Threads of torch that wait for each other must sleep, not spin: on a machine with
                # other work spinning was measured to cost twice the time.
                env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},
                # Ctrl+C in a terminal goes to the whole foreground group; a stop is the owner's to
                # ask. The group is also how everything that the worker started is found.
                start_new_session=os.name == "posix",
                creationflags=NO_CONSOLE,
            )
        except BaseException:
            self._stderr.close()
            raise
        # Bounded: a worker that floods its owner waits.
        self._lines = LineBuffer()
        self._is_stuck = False
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._read, name="worker-reader", daemon=True),
            # A worker that stops reading fills its pipe, and must not hold up its owner by that.
            threading.Thread(target=self._write, name="worker-writer", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def send(self, message: Message) -> bool:
        """Hand a message over to be sent; False when the worker has ended."""
        line = encode(message)
        if self._process.poll() is not None:
            return False
        self._outbox.put(line)
        return True

    def next_line(self, timeout_s: float) -> bytes | None:
        """Return the next line of the worker's output.

        Raises
        ------
        TimeoutError
            When none came in time.

        Returns
        -------
        The line, or None at the end of the output.
        """
        return self._lines.get(timeout_s)

    def memory_bytes(self) -> int:
        """Return the resident memory of the process and its children, 0 when it has ended."""
        total = 0
        for process in self._tree():
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def wait(self, timeout_s: float) -> int | None:
        """Wait for the end; return the exit status, or None when it still runs."""
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> bool:
        """End the process and everything it started, at once.

        Returns
        -------
        False when it is still there after a while: the system holds it. It is left to itself then,
        and ends when the system lets go of it.
        """
        for process in self._tree():
            with contextlib.suppress(psutil.Error):
                process.kill()
        # Waiting a second time for one that did not end would only hold its owner up again.
        if not self._is_stuck and self.wait(KILL_WAIT_S) is None:
            self._is_stuck = True
            _log.warning("the process %d does not end though it was killed", self.pid)
        self._kill_group()
        return self._process.poll() is not None

    def close(self) -> None:
        """End the process if it still runs, with all it started, and give back its pipes."""
        self._outbox.put(None)
        if not self._is_stuck and self._process.poll() is None and self.wait(2.0) is None:
            self.kill()
        self._kill_group()
        self._lines.close()  # the reader may wait for room
        for thread in self._threads:
            thread.join(0.0 if self._is_stuck else _THREAD_GRACE_S)
        # Whoever escaped into a session of its own may still hold the pipe: its reader, which waits
        # for the end and closes it then, is left to it.
        self._stderr.close()

    def log_tail(self) -> str:
        """Return the end of what the worker said aside before it had a job's log."""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _LONGEST_LOG_TAIL))
        return self._stderr.read().decode("utf-8", errors="replace").strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _tree(self) -> list[psutil.Process]:
        try:
            parent = psutil.Process(self.pid)
            return [*parent.children(recursive=True), parent]
        except psutil.Error:
            return []

    def _kill_group(self) -> None:
        """End what the worker left over in its own group; the worker itself has ended."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _write(self) -> None:
        stdin = self._process.stdin
        if stdin is None:
            return
        with contextlib.suppress(OSError):
            while (line := self._outbox.get()) is not None:
                stdin.write(line)
                stdin.flush()
        with contextlib.suppress(OSError):
            stdin.close()

    def _read(self) -> None:
        if (stdout := self._process.stdout) is not None:
            with stdout:
                self._read_lines(stdout)

    def _read_lines(self, stdout: IO[bytes]) -> None:
        while line := stdout.readline(LONGEST_LINE + 1):
            if len(line) <= LONGEST_LINE:
                is_wanted = self._lines.put(line)
            else:
                # No message is that long: what it begins with is log, the rest is read away.
                is_wanted = self._lines.put(
                    b"(a line that is too long) " + line[:_SHOWN_OF_TOO_LONG]
                )
                while not line.endswith(b"\n") and (line := stdout.readline(_PIECE)):
                    pass
            if not is_wanted:
                return
        self._lines.end()


def worker_command() -> list[str]:
    """Return how this program starts itself as a worker."""
    return own_program(WORKER_FLAG)


def exit_in_words(code: int | None) -> str:
    """Say how a process ended."""
    if code is None:
        return "it still runs"
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        words = {
            "SIGKILL": "it was killed (SIGKILL), perhaps by the system for lack of memory",
            "SIGSEGV": "it crashed (SIGSEGV)",
            "SIGABRT": "it crashed (SIGABRT)",
            "SIGXCPU": "it took more processor time than the task may take (SIGXCPU)",
            "SIGTERM": "it was asked to end (SIGTERM)",
        }
        return words.get(name, f"it was ended by {name}")
    return f"it ended by itself with exit status {code}"
