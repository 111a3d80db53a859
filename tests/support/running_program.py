"""Run the program as a user does: as a process, seen from outside only."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from .fork_server import Ready

PROGRAM = [sys.executable, "-P", "-m", "pandavision_gui"]
"""-P: the package must be the installed one, not a folder that happens to be the working one."""

LIMIT_S = 200.0
"""No command of these tests takes longer, even on a machine that others use too."""

Event = dict[str, Any]
Seen = TypeVar("Seen")

_next_processor = itertools.count()
_ready: Ready | None = None


@contextlib.contextmanager
def ready_programs(ready: Ready | None) -> Iterator[None]:
    """Let what `program_command` starts be forked with its libraries loaded."""
    global _ready
    before, _ready = _ready, ready
    try:
        yield
    finally:
        _ready = before


def program_command(arguments: Sequence[str | Path], ready: Ready | None = None) -> list[str]:
    """Return how the program is started."""
    words = [str(argument) for argument in arguments]
    ready = ready or _ready
    return ready.command(words) if ready else [*PROGRAM, *words]


@contextlib.contextmanager
def one_processor() -> Iterator[None]:
    """Let children started within use one processor: small networks gain nothing from two.

    Processes beside each other then do not wait for each other's threads, and a run's number of
    threads, which belongs to what "bit for bit" means, is the same each time.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    chosen = sorted(allowed)[next(_next_processor) % len(allowed)]
    os.sched_setaffinity(0, {chosen})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@dataclass(frozen=True)
class Finished:
    """What a command left: exit status, both streams."""

    status: int
    stdout: str
    stderr: str

    @property
    def events(self) -> list[Event]:
        """Return each line of stdout as the JSON object that it must be."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def run_program(
    *arguments: str | Path,
    cwd: Path | None = None,
    before: tuple[str, ...] = (),
    limit_s: float = LIMIT_S,
    ready: Ready | None = None,
) -> Finished:
    """Run a command to its end; `before` is a command line put in front of it.

    With `ready`, or within `ready_programs`, the same command is run by a process that has loaded
    its libraries already, and sees the file systems that were put in front of it.
    """
    with one_processor():
        process = subprocess.Popen(
            [*before, *program_command(arguments, ready)],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
    with process:
        try:
            stdout, stderr = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return Finished(process.returncode, stdout, stderr)


def assert_succeeded(finished: Finished) -> None:
    """Exit status 0 and nothing on stderr."""
    assert (finished.status, finished.stderr) == (0, ""), finished


def assert_one_sentence_of_error(stderr: str, *words: str) -> None:
    """One line that starts with "Error: " and names the culprit; "a|b" is one of two forms."""
    assert stderr.count("\n") == 1, f"not exactly one line: {stderr!r}"
    assert stderr.startswith("Error: "), stderr
    assert stderr.rstrip().endswith((".", "?")), f"no sentence: {stderr!r}"
    assert "Traceback" not in stderr
    for word in words:
        assert any(form in stderr for form in word.split("|")), f"no {word!r} in {stderr!r}"


def assert_refused(finished: Finished, *words: str, status: int = 2) -> None:
    """Assert that the command ended with `status`, one sentence on stderr, nothing on stdout."""
    assert finished.status == status, finished
    assert finished.stdout == ""
    assert_one_sentence_of_error(finished.stderr, *words)


def assert_failed(finished: Finished, *words: str) -> None:
    """Assert exit status 1 and the reason in one sentence, all that stderr says."""
    assert finished.status == 1, finished
    assert_one_sentence_of_error(finished.stderr, *words)


def wait_until(look: Callable[[], Seen], what: str, *, limit_s: float = LIMIT_S) -> Seen:
    """Look again and again until there is something true to see; return that."""
    deadline = time.monotonic() + limit_s
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {limit_s:.0f} s: {what}")
        time.sleep(0.002)


def process_is_alive(pid: int) -> bool:
    """Whether the process runs (one that has ended but is not yet reaped does not)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def process_has_ended(pid: int) -> bool:
    """Whether there is no such process, or only what its parent has yet to collect."""
    return not process_is_alive(pid)


@dataclass
class RunningProgram:
    """`pandavision … --json-events` at work in a process group of its own."""

    process: subprocess.Popen[str]
    stderr_file: Any
    may_be_killed: bool
    events: list[Event] = field(default_factory=list)
    _lines: queue.Queue[str | None] = field(default_factory=queue.Queue)
    _ended: bool = False

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def next_event(self, limit_s: float = LIMIT_S) -> Event | None:
        """Return the next event, None once the program has closed stdout."""
        if self._ended:
            return None
        try:
            line = self._lines.get(timeout=limit_s)
        except queue.Empty:
            raise AssertionError(f"no event for {limit_s:.0f} s") from None
        if line is None:
            self._ended = True
            return None
        event: Event = json.loads(line)
        self.events.append(event)
        return event

    def wait_for(self, wanted: Callable[[Event], bool], *, limit_s: float = LIMIT_S) -> Event:
        """Read events until one is wanted; the program may not end before."""
        deadline = time.monotonic() + limit_s
        while (event := self.next_event(max(0.01, deadline - time.monotonic()))) is not None:
            if wanted(event):
                return event
        raise AssertionError(
            f"the program ended before that event: {self.events[-3:]}, stderr {self.stderr()!r}"
        )

    def wait_for_type(self, name: str) -> Event:
        """Read events until one has this type."""
        return self.wait_for(lambda event: event["type"] == name)

    @property
    def worker_pid(self) -> int:
        """Return the worker's process id, out of its first event."""
        hello = [event for event in self.events if event["type"] == "hello"]
        return int((hello[0] if hello else self.wait_for_type("hello"))["pid"])

    def interrupt(self) -> None:
        """Send what the terminal sends to the whole group on Ctrl+C."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """End the program itself, not its worker, without a chance to say anything."""
        assert self.may_be_killed, "only its client would be killed"
        self.process.kill()

    def wait(self, limit_s: float = LIMIT_S) -> Finished:
        """Read the remaining events and wait for the end."""
        while self.next_event(limit_s) is not None:
            pass
        status = self.process.wait(limit_s)
        lines = [json.dumps(event) for event in self.events]
        return Finished(status, "\n".join(lines), self.stderr())

    def stderr(self) -> str:
        """Return what stderr has by now."""
        self.stderr_file.seek(0)
        return str(self.stderr_file.read())


@contextlib.contextmanager
def started_program(*arguments: str | Path, ready: Ready | None = None) -> Iterator[RunningProgram]:
    """Start a command with --json-events; nothing of it is left running afterwards.

    With `ready` it is run by a process that has loaded its libraries already: its worker may be
    killed then and it may be interrupted, but a kill of the program would not reach it.
    """
    words = [*(str(argument) for argument in arguments), "--json-events"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as stderr_file:
        with one_processor():
            process = subprocess.Popen(
                ready.command(words) if ready else [*PROGRAM, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr_file,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
        with process:
            running = RunningProgram(process, stderr_file, may_be_killed=ready is None)
            try:
                yield running
            finally:
                _end(running)


def _end(running: RunningProgram) -> None:
    """Leave neither program nor worker behind, whatever the test met."""
    workers = [int(event["pid"]) for event in running.events if event["type"] == "hello"]
    for pid in [running.process.pid, *workers]:
        if process_is_alive(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    running.process.wait(LIMIT_S)
    for pid in workers:
        wait_until(partial(process_has_ended, pid), f"end of worker {pid}", limit_s=10)
    running._reader.join(10)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder with its bytes: to see whether anything was touched."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def require_mounts() -> None:
    """Fail in CI, skip in words elsewhere, where no folder can be made read-only or small.

    Root may write into every folder by its permissions, so these tests mount a small file system
    of their own, seen by their own process only.
    """
    import pytest

    tried = subprocess.run(
        ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=64k tmpfs "$0"', "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        return
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI may not mount a file system, so this is not tested: {tried.stderr}")
    pytest.skip(f"this machine lets no test mount a file system: {tried.stderr.strip()}")


def on_file_system(
    folder: Path, options: str, fill_bytes_left: int | None = None
) -> tuple[str, ...]:
    """Return the command to put in front: it mounts a small file system at `folder` first.

    With `fill_bytes_left` the file system is filled first until so many bytes are left.
    """
    steps = [f'mount -t tmpfs -o "{options}" tmpfs "$0"']
    if fill_bytes_left is not None:
        steps.append(
            'free=$(( $(stat -f -c "%a * %S" "$0") ))'
            f' && head -c $(( free - {fill_bytes_left} )) /dev/zero > "$0/filler"'
        )
    steps.append('exec "$@"')
    return ("unshare", "--mount", "sh", "-c", " && ".join(steps), str(folder))


def on_read_only(folder: Path) -> tuple[str, ...]:
    """Return the command to put in front: nobody may write into `folder`, not even root."""
    steps = ['mount --bind "$0" "$0"', 'mount -o remount,bind,ro "$0"', 'exec "$@"']
    return ("unshare", "--mount", "sh", "-c", " && ".join(steps), str(folder))
