"""Clears jobs, each in a process that is killed before the N-th change of a name on the disk.

Reads lines of JSON, [DATA, JOB, WHAT, N], and writes a line with the exit status after each. The
processes are forked, so that what all of them need is loaded once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.paths import user_folders


def main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            clear(*json.loads(line))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def clear(data: str, job: str, what: str, deadly: int) -> None:
    shelf = JobShelf(user_folders(Path(data)))
    left = [deadly]

    def doomed(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    for name in ("rename", "replace", "mkdir", "unlink", "rmdir"):
        setattr(os, name, doomed(getattr(os, name)))
    _, place = shelf.clear(UUID(job), Cleared(what))
    if place is not None:
        for path in sorted(place.rglob("*"), reverse=True):  # file by file, as a slow disk would
            if path.is_file():
                os.unlink(path)
        shutil.rmtree(place)
    shelf.index.close()


if __name__ == "__main__":
    main()
