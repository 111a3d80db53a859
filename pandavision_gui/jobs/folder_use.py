"""Takes a data folder into use, one that is there or a new one; no job is moved or deleted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pandavision_gui.atomic_file import make_folder, write_fault
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.chosen_folder import (
    DataFolderMissingError,
    choose_folder,
    chosen_folders,
    forget_move,
    holds_jobs,
    read_move_note,
)
from pandavision_gui.jobs.folder_move import owned, refuse_busy
from pandavision_gui.jobs.move_leftovers import is_index_file, move_leftover
from pandavision_gui.jobs.move_plan import CONFIGURATION, LOCKS, count_jobs
from pandavision_gui.jobs.network_drive import refuse_network_drive
from pandavision_gui.jobs.store import Store
from pandavision_gui.paths import WINDOW, UserFolders, user_folders

CLOSE_IT = "Close it, then try again."
_OURS = {"jobs", "removed", "config", WINDOW, *LOCKS}
_MOST_LOOKED_AT = 10_000


@dataclass(frozen=True)
class Used:
    """What became of it.

    Attributes
    ----------
    jobs
        How many there are in it.
    before
        The data folder that was in use; None where it could not be found.
    jobs_before
        How many jobs stay there.
    left
        What a move that was cut off has left, in words; mostly nothing.
    """

    folder: Path
    jobs: int
    before: Path | None
    jobs_before: int
    left: str = ""


def use_data_folder(target: Path) -> Used:
    """Have the settings name `target` as the data folder from now on.

    Raises
    ------
    InputError
        ``data_folder_remote``, ``data_folder_no_folder``, ``data_folder_foreign``,
        ``data_folder_inside``, ``data_folder_busy`` for either of the two folders.
    EnvironmentFault
        ``index_newer``, ``disk_full``, ``cannot_write``, ``settings_unreadable``. Nothing has
        changed then.
    """
    base, target = user_folders(), Path(os.path.abspath(target))
    refuse_network_drive(target)
    _refuse_foreign(target, base)
    before = _in_use(base)
    if before is not None:
        _refuse_inside(target, before)
        refuse_busy(before, CLOSE_IT)  # its window writes the settings, too
    with owned(target, CLOSE_IT):
        _refuse_newer(target)
        try:
            make_folder(target / "jobs")
        except OSError as error:
            raise write_fault(target / "jobs", error) from error
        left = _left_by_a_move(base, before)
        choose_folder(base.config, target)
        forget_move(base.config)  # it was about other folders, or is not wanted any more
    return Used(target, count_jobs(target), before, count_jobs(before) if before else 0, left)


def _in_use(base: UserFolders) -> Path | None:
    """Return the data folder in force; a move that was cut off in the middle is finished first."""
    try:
        return chosen_folders(None).data
    except DataFolderMissingError:  # that is why another one is asked for
        forget_move(base.config)
        return None


def _refuse_foreign(target: Path, base: UserFolders) -> None:
    """Refuse a folder that is neither a data folder nor empty."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise InputError("data_folder_no_folder", f'"{target}" is not a folder.')
    try:
        names = {path.name for path in target.iterdir() if not is_index_file(path)}
    except OSError as error:
        raise EnvironmentFault(
            "data_folder_unreadable",
            f'The folder "{target}" cannot be read: {error.strerror or error}.',
            "Choose another folder, or change its permissions.",
        ) from error
    ours = _OURS | CONFIGURATION if target == base.config else _OURS
    if names <= ours or _holds_a_job(target):
        return
    above = target.parent
    is_inside = target.name == "jobs" and _holds_a_job(above)
    raise InputError(
        "data_folder_foreign",
        f'"{target}" is no data folder of PandaVision, and not empty.',
        f'Give the folder above it: "{above}".'
        if is_inside
        else "Give a folder that PandaVision has kept its jobs in, a new one or an empty one.",
    )


def _holds_a_job(folder: Path) -> bool:
    """Whether there is a job folder where a data folder has them."""
    try:
        with os.scandir(folder / "jobs") as entries:
            for entry, _ in zip(entries, range(_MOST_LOOKED_AT), strict=False):
                if _is_uuid(entry.name) and os.path.isfile(os.path.join(entry.path, "spec.json")):
                    return True
    except OSError:
        pass
    return False


def _is_uuid(name: str) -> bool:
    try:
        return name == str(UUID(name))
    except ValueError:
        return False


def _refuse_inside(target: Path, before: Path) -> None:
    real, real_before = Path(os.path.realpath(target)), Path(os.path.realpath(before))
    if real != real_before and real.is_relative_to(real_before):
        raise InputError(
            "data_folder_inside",
            f'"{target}" lies in the data folder "{before}".',
            "Choose a folder beside it.",
        )


def _refuse_newer(target: Path) -> None:
    """Refuse an index of a newer program now; whatever else is wrong with it, a start mends."""
    if not (target / "jobs.sqlite").is_file():
        return
    try:
        Store(target / "jobs.sqlite").close()
    except EnvironmentFault as error:
        if error.code == "index_newer":
            raise


def _left_by_a_move(base: UserFolders, before: Path | None) -> str:
    """Say what a move that was cut off has left; nobody will tell it again."""
    note = read_move_note(base.config)
    if note is None or before is None or not holds_jobs(before):
        return ""
    if not move_leftover(UserFolders(data=before, config=base.config), is_owned=False):
        return ""
    return (
        f'A move from "{note.source}" to "{note.target}" was cut off: what it has left in both is '
        "not touched any more."
    )
