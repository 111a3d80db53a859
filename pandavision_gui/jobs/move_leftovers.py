"""What a move of the data folder leaves when it is cut off, and how it goes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

from pandavision_gui.atomic_file import flush_folder
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.chosen_folder import MoveNote, forget_move, holds_jobs, read_move_note
from pandavision_gui.paths import WINDOW, UserFolders

COMING = "jobs.moving"
"""The jobs at the new place until they are whole."""
GOING = "jobs.moved"
"""The jobs at the old place when they are no longer in force."""
_INDEX = re.compile(r"jobs\.sqlite(\.schema-[0-9]+|\.damaged|-wal|-shm)?")


def is_index_file(path: Path) -> bool:
    """Whether a file of a data folder is the index, belongs to it, or is a copy of it."""
    return _INDEX.fullmatch(path.name) is not None


def index_files(folder: Path) -> list[Path]:
    """Return the index and its copies; it lives alone when its log is at rest.

    Where it is not (the program was killed, the index is damaged), it is left out: it is made anew
    from the job folders.
    """
    found = [path for path in folder.iterdir() if is_index_file(path) and path.is_file()]
    if any(path.name.endswith(("-wal", "-shm")) for path in found):
        return []
    return sorted(path for path in found if not path.is_symlink())


def remove_unfinished_copy(note: MoveNote | None, source: Path, target: Path) -> None:
    """Remove what an earlier move to the same place, which was cut off, has left there.

    Raises
    ------
    InputError
        ``data_folder_not_empty`` when somebody has used it since.
    OSError
        When it cannot be removed.
    """
    is_ours = note is not None and (Path(note.source), Path(note.target)) == (source, target)
    if note is None or not is_ours or not holds_jobs(source):
        return
    if holds_jobs(target):
        # Whole, but not in force: unless somebody has worked in it, it is made anew.
        if note.copied_ns is None or _changed_since(target / "jobs", note.copied_ns):
            raise InputError(
                "data_folder_not_empty",
                f'The folder "{target}" holds jobs of PandaVision already.',
                "Choose a new folder, or an empty one.",
            )
        shutil.rmtree(target / "jobs")
    if (target / COMING).exists():
        shutil.rmtree(target / COMING)
    for path in list(target.iterdir()) if target.is_dir() else []:
        if is_index_file(path):
            path.unlink()


def remove_old(note: MoveNote) -> str:
    """Remove the jobs of the old place, which are no longer in force; return what resists."""
    old = Path(note.source)
    try:
        if holds_jobs(old) and _changed_since(old / "jobs", note.copied_ns or note.began_ns):
            return (
                f'"{old}" was used after its jobs had been moved to "{note.target}": they are left '
                "there. Look into it, and delete it when nothing of it is needed."
            )
        if holds_jobs(old):
            # From this moment nobody takes it for a data folder.
            os.rename(old / "jobs", old / GOING)
            flush_folder(old)
        _take_along(old / WINDOW, Path(note.target) / WINDOW)
        for name in (GOING, "removed", WINDOW):
            if (old / name).is_dir() and not (old / name).is_symlink():
                shutil.rmtree(old / name)
        for path in old.iterdir():
            if is_index_file(path):
                path.unlink()
    except OSError as error:
        what = error.filename or old
        return (
            f'The jobs are in "{note.target}" now, but of the old folder "{what}" could not be '
            f"deleted ({error.strerror}). Delete it by hand, or move to the same folder once more."
        )
    return ""


def _take_along(old: Path, new: Path) -> None:
    """Copy what the window wrote of itself, unless another window has begun to at the new place."""
    if not old.is_dir() or old.is_symlink() or os.path.lexists(new):
        return
    new.mkdir()
    for path in old.iterdir():
        if path.is_file() and not path.is_symlink():
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def move_leftover(folders: UserFolders, *, is_owned: bool) -> str:
    """Return in words what a move that was cut off has left; empty where nothing is left.

    Parameters
    ----------
    is_owned
        The data folder is this process's, so that no move is under way: a note that means nothing
        any more goes.
    """
    note = read_move_note(folders.config)
    if note is None:
        return ""
    old, new = Path(note.source), Path(note.target)
    again = f'`pandavision data-folder move "{new}"`'
    if folders.data == new and (holds_jobs(old) or (old / GOING).exists()):
        return (
            f'The data folder was moved to "{new}", but what was in "{old}" is not all deleted: '
            f"the move was cut off. {again} finishes it."
        )
    if folders.data == old and (holds_jobs(new) or (new / COMING).exists()):
        return (
            f'Moving the data folder to "{new}" was cut off: all jobs are still in "{old}". '
            f"{again} begins it again; what was copied can be deleted."
        )
    if is_owned and folders.data in (old, new):
        with contextlib.suppress(OSError, InputError):
            if folders.data == new:
                remove_old(note)  # the index goes after the jobs
            else:
                remove_unfinished_copy(note, old, new)  # and comes before them
        forget_move(folders.config)
    return ""


def _changed_since(folder: Path, moment_ns: int) -> bool:
    """Whether a file below a folder is younger than a moment; locks are no news."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".lock"):
                continue
            with contextlib.suppress(OSError):
                found = os.lstat(os.path.join(place, name))
                changed = found.st_mtime_ns if os.name == "nt" else found.st_ctime_ns
                if max(changed, found.st_mtime_ns) > moment_ns:
                    return True
    return False
