"""Keep the program's window open beside a test, as a process."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .running_program import program_command, wait_until


@contextlib.contextmanager
def opened_window(folder: Path) -> Iterator[Path]:
    """Keep the program's window open on a data folder, without a screen; it is asked to end."""
    process = subprocess.Popen(
        program_command(["--data-folder", folder]),
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        wait_until((folder / "owner.json").exists, "the owner's note")
        yield folder
        owner = json.loads((folder / "owner.json").read_text("utf-8"))["pid"]
        wait_until(partial(_hears_of_its_end, owner), "a window that can be asked to end")
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)
        assert status == 0, f"the window ended with {status}"


def _hears_of_its_end(pid: int) -> bool:
    """Whether SIGTERM is caught: before the window is open, it ends the program by itself."""
    if sys.platform != "linux":
        return True
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
