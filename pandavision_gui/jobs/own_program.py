"""How the program starts itself once more: as a worker, or with a command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NO_CONSOLE: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps Windows from showing a console for a child of a program that has none; 0 elsewhere."""
_TWINS = {"pandavision-window.exe": "pandavision.exe", "pythonw.exe": "python.exe"}
"""On Windows: programs without a console, which have no standard output → who has one."""


def own_program(*words: str) -> list[str]:
    """Return the command that starts this program, one that can talk, with these words."""
    program = Path(sys.executable)
    twin = program.with_name(_TWINS.get(program.name.lower(), program.name))
    if sys.platform == "win32" and twin.exists():
        program = twin
    if getattr(sys, "frozen", False):
        return [str(program), *words]
    # -P: a file named like a module in the current folder must not be imported instead of it.
    return [str(program), "-P", "-m", "pandavision_gui", *words]
