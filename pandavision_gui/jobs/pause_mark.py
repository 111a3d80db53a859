"""Whether the user has paused the queue: kept over the program's end by a file beside the jobs.

The file says it by being there, and nothing in it is read: there is no half of it and no damage. It
lies among the job folders and goes where they are moved.
"""

from __future__ import annotations

import os
from pathlib import Path

from pandavision_gui.atomic_file import flush_folder
from pandavision_gui.errors import EnvironmentFault

MARK = "queue.paused"


def is_marked(jobs: Path) -> bool:
    """Whether the queue of this folder of jobs is paused."""
    return os.path.lexists(jobs / MARK)


def mark(jobs: Path, paused: bool) -> None:
    """Keep for the next start whether the queue is paused.

    Raises
    ------
    EnvironmentFault
        ``pause_not_kept``.
    """
    path = jobs / MARK
    try:
        if paused and not is_marked(jobs):
            with path.open("xb") as file:  # "x": through no link
                os.fsync(file.fileno())
        elif not paused:
            path.unlink(missing_ok=True)
        flush_folder(jobs)
    except OSError as error:
        now = "is paused" if paused else "goes on"
        raise EnvironmentFault(
            "pause_not_kept",
            f'The queue {now}, but the next start will not know it: "{path}" cannot be '
            f"{'written' if paused else 'removed'} ({error.strerror or error}).",
            "Check the folder, its permissions and its disk, then do it again.",
            details=str(error),
        ) from error
