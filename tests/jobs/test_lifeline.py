"""A worker whose owner is gone before it has settled in ends all the same, before its imports."""

from __future__ import annotations

import signal
import subprocess
import sys
from functools import partial

import pytest

from pandavision_gui.jobs.worker.lifeline import ORPHANED

from ..support.running_program import process_has_ended, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a signal of Linux")

_WORKER = """
import sys
from pandavision_gui.jobs.worker.lifeline import hold_to_owner
{before}
hold_to_owner()
assert not [name for name in sys.modules if name.startswith(("pydantic", "numpy", "torch"))]
print("held", flush=True)
{after}
"""


def test_one_whose_owner_has_gone_before_ends_at_once() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER.format(before="sys.stdin.read()", after="")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    out, _ = worker.communicate(timeout=30)  # lets go of the pipe
    assert (worker.returncode, out) == (ORPHANED, b"")


def test_one_whose_owner_is_there_goes_on_even_with_commands_that_wait() -> None:
    for stdin in (b"", b"{}\n"):
        with subprocess.Popen(
            [sys.executable, "-c", _WORKER.format(before="", after="sys.exit(7)")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as worker:
            assert worker.stdin is not None
            worker.stdin.write(stdin)
            worker.stdin.flush()
            assert worker.wait(30) == 7


def test_one_that_hangs_in_its_first_moments_ends_with_its_owner() -> None:
    worker = _WORKER.format(before="", after="import signal; signal.pause()")
    owner = (
        "import os, signal, subprocess, sys\n"
        f"worker = subprocess.Popen([sys.executable, '-c', {worker!r}], stdin=subprocess.PIPE,"
        " stdout=subprocess.PIPE)\n"
        "worker.stdout.readline()\n"
        "os.kill(worker.pid, signal.SIGSTOP)\n"
        "print(worker.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", owner], capture_output=True, timeout=30)
    assert done.returncode == -signal.SIGKILL
    wait_until(partial(process_has_ended, int(done.stdout)), "the end of the worker", limit_s=2)
