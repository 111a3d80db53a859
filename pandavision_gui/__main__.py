"""`python -m pandavision_gui`: the command line, or, with `--worker`, a worker process.

Decided before anything else is imported: a frozen program has no `python -m` to start its workers
with, and a worker must own its standard output before any library can print.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Start what the arguments ask for."""
    if sys.argv[1:2] == ["--worker"]:
        from pandavision_gui.jobs.worker.lifeline import hold_to_owner

        hold_to_owner()
        from pandavision_gui.jobs.worker.main import serve

        serve()
    else:
        try:
            from pandavision_gui.cli.main import main as command_line

            command_line()
        except KeyboardInterrupt:  # Ctrl+C before the command could listen for it
            from pandavision_gui.cli.loading import leave_interrupted

            leave_interrupted()


if __name__ == "__main__":
    main()
