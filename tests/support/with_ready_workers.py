"""Run a program of the tests whose workers are forked, with their libraries loaded.

    python -m tests.support.with_ready_workers SOCKET MODULE ARGUMENT...

For programs of which something else is tested than how their workers start; `fork_server` says what
SOCKET is.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from .fork_server import Ready, worker_command


def command(ready: Ready | None, module: str, *arguments: str | Path) -> Sequence[str]:
    """Return how the program is started, from the project's folder."""
    words = [module, *(str(argument) for argument in arguments)]
    here = [__name__, str(ready.workers)] if ready else []
    return [sys.executable, "-m", *here, *words]


def _main(place: Path, module: str) -> None:
    from pandavision_gui.jobs import worker_process

    worker_process.worker_command = lambda: worker_command(place)
    del sys.argv[1:3]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
