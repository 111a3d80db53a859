from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import warnings
from pathlib import Path

import psutil
import pytest

from pandavision_gui.jobs.messages import Stop
from pandavision_gui.jobs.supervisor import OutcomeKind, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess, exit_in_words, worker_command

from .fake_workers import FINISHED, RUN, program, say

FOREVER = "while True: signal.pause()\n"
HELD = 3.0
"""Seconds after which whatever should have been given back counts as held."""


def grandchild(path: Path, *, detached: bool) -> str:
    """Return code that starts a process which never ends and notes its process id."""
    channel = "subprocess.DEVNULL" if detached else "None"
    return (
        "import subprocess\n"
        "left = subprocess.Popen([sys.executable, '-S', '-c', 'import signal; signal.pause()'],"
        f" stdin=subprocess.DEVNULL, stdout={channel}, stderr={channel})\n"
        f"open({str(path)!r}, 'w').write(str(left.pid))\n"
    )


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def was_left(note: Path) -> bool:
    """Return whether the process whose id is in a file goes on; end it if it does."""
    pid = int(note.read_text())
    deadline = time.monotonic() + 0.5  # a killed process may take a moment
    while is_alive(pid) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    alive = is_alive(pid)
    if alive:
        os.kill(pid, signal.SIGKILL)
    return alive


@pytest.mark.usefixtures("nothing_left")
def test_lines_come_in_order_and_the_end_stays_the_end() -> None:
    with WorkerProcess(program(say(b"one\n", b"two\n", b"half"))) as worker:
        worker.send(Stop())
        assert [worker.next_line(10.0) for _ in range(5)] == [
            b"one\n", b"two\n", b"half", None, None,
        ]  # fmt: skip
        assert worker.wait(10.0) == 0


@pytest.mark.usefixtures("nothing_left")
def test_waiting_for_a_line_has_an_end() -> None:
    with WorkerProcess(program("wait()")) as worker:
        with pytest.raises(TimeoutError):
            worker.next_line(0.05)
        assert worker.wait(0.0) is None
        assert worker.exit_code is None


@pytest.mark.usefixtures("nothing_left")
def test_a_worker_ends_with_its_input() -> None:
    with WorkerProcess(program("sys.stdin.buffer.read()")) as worker:
        pass
    assert worker.exit_code == 0


@pytest.mark.usefixtures("nothing_left")
def test_a_worker_that_ignores_the_end_of_its_input_is_killed() -> None:
    with WorkerProcess(program("sys.stdin.buffer.read()\n" + FOREVER)) as worker:
        worker.send(Stop())
    assert worker.exit_code == -signal.SIGKILL


@pytest.mark.usefixtures("nothing_left")
def test_sending_to_a_worker_that_is_gone_is_answered_and_no_error() -> None:
    with WorkerProcess([sys.executable, "-S", "-c", ""]) as worker:
        worker.wait(10.0)
        assert worker.send(Stop()) is False
        assert worker.send(Stop()) is False
        worker.kill()
        assert worker.memory_bytes() == 0


@pytest.mark.usefixtures("nothing_left")
def test_a_program_that_cannot_be_started_leaves_no_file_open(tmp_path: Path) -> None:
    before = psutil.Process().num_fds()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            WorkerProcess([str(tmp_path / "no-such-program")])
        except OSError as error:
            told = str(error)
            open_files = psutil.Process().num_fds() - before
        gc.collect()
    assert "no-such-program" in told
    assert open_files == 0


@pytest.mark.usefixtures("nothing_left")
def test_killing_takes_the_workers_children_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = grandchild(note, detached=False) + say(b"ready\n") + FOREVER
    with WorkerProcess(program(code)) as worker:
        worker.send(Stop())
        worker.next_line(10.0)
        worker.kill()
    assert not was_left(note)


@pytest.mark.skipif(os.name != "posix", reason="sessions are a matter of POSIX")
@pytest.mark.usefixtures("nothing_left")
def test_ctrl_c_in_a_terminal_does_not_reach_the_worker() -> None:
    with WorkerProcess(program("out(b'%d\\n' % os.getsid(0))")) as worker:
        worker.send(Stop())
        line = worker.next_line(10.0)
        assert line is not None
        assert int(line) == worker.pid != os.getsid(0)


def test_a_process_that_a_finished_worker_leaves_over_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = grandchild(note, detached=True) + say(FINISHED)
    with WorkerProcess(program(code)) as worker:
        outcome = supervise(worker, RUN)
    assert outcome.kind is OutcomeKind.DONE
    assert not was_left(note)


def test_a_process_that_holds_a_finished_workers_output_does_not_hold_its_owner(
    tmp_path: Path,
) -> None:
    note = tmp_path / "pid"
    code = grandchild(note, detached=False) + say(FINISHED)
    worker = WorkerProcess(program(code))
    assert supervise(worker, RUN).kind is OutcomeKind.DONE
    closing = threading.Thread(target=worker.close)
    closing.start()
    closing.join(HELD)
    is_held = closing.is_alive()
    goes_on = was_left(note)
    closing.join()
    assert (is_held, goes_on) == (False, False)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "still runs"),
        (0, "exit status 0"),
        (3, "exit status 3"),
        (-9, "SIGKILL"),
        (-11, "SIGSEGV"),
        (-6, "SIGABRT"),
        (-15, "SIGTERM"),
        (-1, "SIGHUP"),
        (-99, "signal 99"),
    ],
)
def test_every_end_has_its_words(code: int | None, words: str) -> None:
    assert words in exit_in_words(code)


def test_the_program_starts_itself_as_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command()[-1] == "--worker"
    assert worker_command()[0] == sys.executable
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == [sys.executable, "--worker"]
