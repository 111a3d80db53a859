"""Whether the data folder can be moved somewhere, and what that will take."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.chosen_folder import (
    MOVE_NOTE,
    SETTINGS,
    DataFolderMissingError,
    holds_jobs,
    read_move_note,
)
from pandavision_gui.jobs.disk_room import RESERVE_BYTES, free_bytes, size_in_words
from pandavision_gui.jobs.disk_use import tree_bytes
from pandavision_gui.jobs.move_leftovers import COMING, is_index_file
from pandavision_gui.jobs.network_drive import refuse_network_drive
from pandavision_gui.paths import UserFolders

LOCKS = {"owner.lock", "owner.json"}
CONFIGURATION = {SETTINGS, MOVE_NOTE, "window.ini", "window.ini.lock"}


@dataclass(frozen=True)
class MovePlan:
    """What a move will do.

    Attributes
    ----------
    jobs
        How many there are.
    bytes
        How much room they and their index take.
    by_renaming
        Both places seem to be on one disk: nothing is copied.
    is_there
        The jobs are there already; only what an earlier move has left is to be removed.
    """

    source: Path
    target: Path
    jobs: int
    bytes: int
    by_renaming: bool
    is_there: bool = False


def plan_move(folders: UserFolders, target: Path) -> MovePlan:
    """Look whether the data folder can go to `target`; nothing is changed.

    Raises
    ------
    InputError
        ``data_folder_same``, ``data_folder_inside``, ``data_folder_remote``,
        ``data_folder_no_folder``, ``data_folder_not_empty``, ``data_folder_missing``.
    EnvironmentFault
        ``disk_short`` or ``data_folder_not_writable``.
    """
    source, target = folders.data, Path(os.path.abspath(target))
    real_source, real = Path(os.path.realpath(source)), Path(os.path.realpath(target))
    jobs = count_jobs(source)
    note = read_move_note(folders.config)
    if real == real_source:
        if note is None or Path(note.target) != source:
            raise InputError("data_folder_same", f'The data folder is "{source}" already.')
        return MovePlan(source, source, jobs, 0, by_renaming=False, is_there=True)
    if real.is_relative_to(real_source) or real_source.is_relative_to(real):
        raise InputError(
            "data_folder_inside",
            f'"{target}" and the data folder "{source}" lie one in the other.',
            "Choose a folder beside it.",
        )
    if not source.exists() and os.path.lexists(source):
        raise DataFolderMissingError(source)
    refuse_network_drive(target)
    is_ours = note is not None and (Path(note.source), Path(note.target)) == (source, target)
    _refuse_what_is_there(target, folders.config, is_ours)
    place = _existing(target)
    _require_writable(place, target)
    needed = tree_bytes(source / "jobs") + sum(
        path.stat().st_size for path in _entries(source) if is_index_file(path)
    )
    by_renaming = _device(_existing(source)) == _device(place)
    free = free_bytes(place)
    if not by_renaming and free is not None and free < needed + RESERVE_BYTES:
        raise EnvironmentFault(
            "disk_short",
            f'The disk of "{target}" has {size_in_words(free)} left, and the data folder needs '
            f"{size_in_words(needed)} beside the {size_in_words(RESERVE_BYTES)} that are kept "
            "free.",
            "Free some space or choose another disk.",
        )
    return MovePlan(source, target, jobs, needed, by_renaming)


def _refuse_what_is_there(target: Path, config: Path, is_ours: bool) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise InputError("data_folder_no_folder", f'"{target}" is not a folder.')
    allowed = set(LOCKS)
    if target == config:  # some systems keep settings and data in one place
        allowed |= CONFIGURATION
    try:
        names = {path for path in target.iterdir() if path.name not in allowed}
    except OSError as error:
        raise _not_writable(target, error) from error
    if is_ours:
        names = {
            path for path in names if not (path.name in (COMING, "jobs") or is_index_file(path))
        }
    if names:
        is_used = holds_jobs(target)
        what = "holds jobs of PandaVision already" if is_used else "is not empty"
        instead = f' To work with its jobs: `pandavision data-folder use "{target}"`.'
        raise InputError(
            "data_folder_not_empty",
            f'The folder "{target}" {what}.',
            "Choose a new folder, or an empty one." + (instead if is_used else ""),
        )


def _require_writable(place: Path, target: Path) -> None:
    try:
        if not place.is_dir():
            raise NotADirectoryError(0, "a file is in its way")
        with tempfile.TemporaryDirectory(prefix=".pandavision-", dir=place):
            pass
    except OSError as error:
        raise _not_writable(target, error) from error


def _not_writable(target: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "data_folder_not_writable",
        f'The folder "{target}" cannot be written to: {error.strerror or error}.',
        "Choose another folder, or change its permissions.",
    )


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that there is."""
    return next((place for place in (folder, *folder.parents) if os.path.lexists(place)), folder)


def _device(place: Path) -> int:
    try:
        return place.stat().st_dev
    except OSError:
        return -1


def count_jobs(data: Path) -> int:
    """Return how many job folders there are in a data folder."""
    return sum(1 for path in _entries(data / "jobs") if path.is_dir())


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
