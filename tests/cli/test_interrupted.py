"""The exit status of a program that Ctrl+C ends before it listens for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("ended", ["commands.main", "main"])
@pytest.mark.parametrize("interrupted", ["interrupt()", "exec('interrupt()')"])
def test_it_is_130_whatever_was_interrupted(tmp_path: Path, ended: str, interrupted: str) -> None:
    """Python itself makes data classes by executing texts, and takes an interrupt there apart."""
    run = "program.main()" if ended == "main" else "line.main()"
    program = f"""
import pandavision_gui.__main__ as program
import pandavision_gui.cli.main as line
def interrupt(): raise KeyboardInterrupt
def interrupted(**_): {interrupted}
line.{ended} = interrupted
{run}
"""
    (tmp_path / "started.py").write_text(program, "utf-8")
    # As a module: a text that is given to Python itself ends in another way.
    command = [sys.executable, "-m", "started"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
