"""A job folder without its pictures, or without rows and pictures.

`job.json` says so first: a folder that is noted as without rows has none, whatever a crash in the
middle has left in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pandavision_gui.atomic_file import flush_folder
from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.disk_use import PICTURE_FILES, ROW_FILES
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_folder import JobFolder


def clear_folder(
    folder: JobFolder, before: Job, what: Cleared, make_place: Callable[[], Path]
) -> tuple[Job, Path | None]:
    """Take pictures, or rows and pictures, out of a folder whose locks are held.

    Parameters
    ----------
    before
        What its `job.json` says.
    make_place
        Makes an empty folder on the same disk.

    Returns
    -------
    The job as it is noted now, and where its files are for somebody to delete; None where they are
    gone already.

    Raises
    ------
    OSError, EnvironmentFault
        Nothing has changed then, or it is noted and a part of it remains.
    """
    job = before.without(what)
    try:
        place = make_place()
        folder.write_job(job)
    except EnvironmentFault as error:
        if error.code != "disk_full":
            raise
        # On a full disk not even the note can be written before there is room.
        delete(folder.path, Cleared.PICTURES)
        folder.write_job(job)
        delete(folder.path, what)
        return job, None
    try:
        move_away(folder.path, what, place)
    except OSError:
        if not any(place.iterdir()):
            folder.write_job(before)  # everything is as it was
        raise
    return job, place


def cleared_files(what: Cleared) -> tuple[str, ...]:
    """Return the names of files and folders of a job folder that go, in the order they go."""
    return PICTURE_FILES if what is Cleared.PICTURES else (*ROW_FILES, *PICTURE_FILES)


def move_away(folder: Path, what: Cleared, place: Path) -> None:
    """Move what goes from a job folder to an empty folder of the same disk; links as links.

    Raises
    ------
    OSError
        Some of it may have been moved.
    """
    for name in cleared_files(what):
        with contextlib.suppress(FileNotFoundError):
            os.rename(folder / name, place / name)
    flush_folder(folder)


def delete(folder: Path, what: Cleared) -> None:
    """Delete what goes from a job folder; links themselves, never what they lead to.

    Raises
    ------
    OSError
        Some of it may be gone.
    """
    for name in cleared_files(what):
        path = folder / name
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
    flush_folder(folder)
