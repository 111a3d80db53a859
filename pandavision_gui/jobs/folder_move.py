"""Moves the data folder to another place, so that a kill at any point leaves one that holds all.

The jobs are in one folder, `jobs`, and the settings say where. On the same disk that folder is
renamed; on another one it is copied under another name, compared, and gets its name when it is
whole. Then the settings are switched, and only then the old one goes. `chosen_folder` finds the one
that is in force at every moment between.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.atomic_file import flush_folder, make_folder, write_fault
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.chosen_folder import (
    MoveNote,
    choose_folder,
    forget_move,
    holds_jobs,
    is_chosen,
    read_move_note,
    write_move_note,
)
from pandavision_gui.jobs.folder_copy import CopyStoppedError, CopyWatch, copy_files
from pandavision_gui.jobs.move_leftovers import (
    COMING,
    GOING,
    index_files,
    remove_old,
    remove_unfinished_copy,
)
from pandavision_gui.jobs.move_plan import MovePlan, plan_move
from pandavision_gui.jobs.owner import DataFolderOwner, FolderInUseError
from pandavision_gui.jobs.store import Store
from pandavision_gui.paths import UserFolders

_ACROSS_DISKS = {errno.EXDEV, errno.ENOTSUP}


@dataclass(frozen=True)
class Moved:
    """What became of a move.

    Attributes
    ----------
    folder
        Where the jobs are now.
    left
        What could not be removed at the old place; empty where nothing is left.
    """

    folder: Path
    left: str = ""


def _nobody(done: int, total: int) -> None:
    pass


def _never() -> bool:
    return False


def move_data_folder(
    folders: UserFolders,
    target: Path,
    *,
    tell: Callable[[int, int], None] = _nobody,
    is_stopped: Callable[[], bool] = _never,
) -> Moved:
    """Move the jobs and their index to `target`, and note there in the settings.

    Where an earlier move to the same place was cut off, it is finished.

    Parameters
    ----------
    folders
        Those in force, by the settings.
    tell
        Hears how many bytes of how many are done; nothing where a renaming does it.
    is_stopped
        Whether the user has given up; asked until the settings are switched.

    Raises
    ------
    InputError
        What `plan_move` refuses, ``data_folder_busy``, ``move_stopped``.
    EnvironmentFault
        ``disk_full``, ``cannot_write``, ``copy_differs``. Everything is where it was then.
    """
    plan = plan_move(folders, target)
    if plan.is_there:
        return _finish(folders, plan)
    with owned(plan.source), owned(plan.target):
        try:
            left = _move(folders, plan, tell, is_stopped)
        except CopyStoppedError:
            raise InputError(
                "move_stopped", "The move was stopped: everything is where it was."
            ) from None
        except OSError as error:
            raise write_fault(Path(error.filename or plan.target), error) from error
    return Moved(plan.target, left)


def _move(
    folders: UserFolders,
    plan: MovePlan,
    tell: Callable[[int, int], None],
    is_stopped: Callable[[], bool],
) -> str:
    source, target = plan.source, plan.target
    make_folder(source / "jobs")
    remove_unfinished_copy(read_move_note(folders.config), source, target)
    note = MoveNote(source=str(source), target=str(target), began_ns=time.time_ns())
    write_move_note(folders.config, note)
    try:
        _rest_index(source)
        if not (plan.by_renaming and _rename(source, target)):
            _copy(folders, note, plan, tell, is_stopped)
        choose_folder(folders.config, target)
    except BaseException:
        if not is_chosen(folders.config, target):
            _take_back(folders, source, target)
        raise
    return _remove_old(folders, note)


def _take_back(folders: UserFolders, source: Path, target: Path) -> None:
    """Make everything as it was; what that is refused, too, is told at the next start."""
    with contextlib.suppress(OSError, PandaVisionError):
        if not holds_jobs(source):
            os.rename(target / "jobs", source / "jobs")
        remove_unfinished_copy(read_move_note(folders.config), source, target)
        forget_move(folders.config)


def _rest_index(source: Path) -> None:
    """Bring the index into one file; one that cannot be opened is made anew from the folders."""
    if not (source / "jobs.sqlite").exists():
        return
    with contextlib.suppress(PandaVisionError, OSError):
        Store(source / "jobs.sqlite").close()


def _rename(source: Path, target: Path) -> bool:
    """Rename everything; False where that cannot be done between these two places."""
    try:
        # The index first: where the jobs are, there the data folder is.
        for path in index_files(source):
            os.replace(path, target / path.name)
        os.rename(source / "jobs", target / "jobs")
    except OSError as error:
        if error.errno not in _ACROSS_DISKS:
            raise
        return False
    flush_folder(target)
    flush_folder(source)
    return True


def _copy(
    folders: UserFolders,
    note: MoveNote,
    plan: MovePlan,
    tell: Callable[[int, int], None],
    is_stopped: Callable[[], bool],
) -> None:
    source, target = plan.source, plan.target
    done, total = 0, 2 * plan.bytes

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        tell(min(done, total), total)

    pairs = [(path, target / path.name) for path in index_files(source)]
    for _, made in pairs:
        made.unlink(missing_ok=True)
    pairs.append((source / "jobs", target / COMING))
    copy_files(pairs, CopyWatch(on_bytes, is_stopped))
    write_move_note(folders.config, note.model_copy(update={"copied_ns": time.time_ns()}))
    os.rename(target / COMING, target / "jobs")
    flush_folder(target)


def _finish(folders: UserFolders, plan: MovePlan) -> Moved:
    """Remove what a move that was cut off has left at the old place."""
    note = read_move_note(folders.config)
    if note is None:
        return Moved(plan.target)
    old = Path(note.source)
    if not old.is_dir():
        forget_move(folders.config)
        return Moved(plan.target)
    with owned(old):
        return Moved(plan.target, _remove_old(folders, note))


def _remove_old(folders: UserFolders, note: MoveNote) -> str:
    """Remove the old folder's jobs; return what resisted, in words."""
    left = remove_old(note)
    if not left:
        forget_move(folders.config)
    return left


def refuse_busy(folder: Path, what_to_do: str) -> None:
    """Refuse a data folder that another process has; `what_to_do` is the hint then.

    Raises
    ------
    InputError
        ``data_folder_busy``.
    """
    if folder.exists():
        with owned(folder, what_to_do):
            pass


@contextlib.contextmanager
def owned(folder: Path, what_to_do: str = "Close it, then move the folder.") -> Iterator[None]:
    """Own a data folder, which is made if need be, for a while; an empty one goes afterwards.

    Raises
    ------
    InputError
        ``data_folder_busy``, with `what_to_do` as its hint.
    """
    try:
        owner = DataFolderOwner(folder)
    except FolderInUseError as error:
        who = f" (process {error.note.pid})" if error.note else ""
        raise InputError(
            "data_folder_busy",
            f'The data folder "{folder}" is in use by a PandaVision that is running{who}.',
            what_to_do,
        ) from error
    try:
        yield
    finally:
        if os.name == "posix":
            _forget_folder(folder)  # while it is held: nobody else's lock is taken away
            owner.release()
        else:
            owner.release()
            _forget_folder(folder)


def _forget_folder(folder: Path) -> None:
    """Remove the lock of a folder in which no jobs are, and the folder if it is empty then."""
    if holds_jobs(folder) or (folder / GOING).exists():
        return
    with contextlib.suppress(OSError):
        for name in ("owner.lock", "owner.json"):
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
