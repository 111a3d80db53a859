"""`pandavision data-folder`: where the window keeps its jobs, moving them, and using others."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pandavision_gui.cli.output import ByteProgress, say, say_aside
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.chosen_folder import (
    SETTINGS,
    DataFolderMissingError,
    choose_folder,
    chosen_folders,
    forget_move,
)
from pandavision_gui.jobs.disk_room import free_bytes, size_in_words
from pandavision_gui.jobs.disk_use import tree_bytes
from pandavision_gui.jobs.folder_move import move_data_folder, refuse_busy
from pandavision_gui.jobs.folder_use import CLOSE_IT, use_data_folder
from pandavision_gui.jobs.move_leftovers import move_leftover
from pandavision_gui.jobs.move_plan import count_jobs
from pandavision_gui.paths import user_folders
from pandavision_gui.settings import load_settings

_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(
    "data-folder",
    short_help="Tell where the window keeps its jobs, or move them.",
    invoke_without_command=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def data_folder(context: click.Context, as_json: bool) -> int | None:
    """Tell where the window keeps its jobs, how much they take and how much is free."""
    if context.invoked_subcommand is not None:
        return None
    folders = chosen_folders(None)
    count, size, free = (
        count_jobs(folders.data),
        tree_bytes(folders.data),
        free_bytes(folders.data),
    )
    if as_json:
        found = {"path": str(folders.data), "jobs": count, "bytes": size, "free_bytes": free}
        say(json.dumps(found))
    else:
        say(plain_text(str(folders.data)))
        room = "" if free is None else f"; free on its disk: {size_in_words(free)}"
        say_aside(f"{_number(count)}, {size_in_words(size)}{room}.")
    left = move_leftover(folders, is_owned=False)
    if left:
        say_aside(plain_text(left))
    return 0


@data_folder.command()
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@_json_option
def move(new: Path, as_json: bool) -> int:
    """Move all jobs to the folder NEW, and keep them there from now on.

    NEW must be new or empty. PandaVision must be closed. On another disk everything is copied and
    compared before anything is deleted; the same command finishes a move that was cut off.
    """
    folders = chosen_folders(None)
    with ByteProgress() as progress:
        moved = move_data_folder(folders, new.absolute(), tell=progress.show)
    _say_folder(moved.folder, as_json)
    if moved.left:
        say_aside(plain_text(moved.left))
    return 0


@data_folder.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_json_option
def use(folder: Path, as_json: bool) -> int:
    """Use the data folder DIR from now on: an old one, a copy, or a new one.

    Nothing is moved or deleted. DIR must be a data folder of PandaVision, or new or empty; no
    PandaVision may run on it or on the folder that was in use.

    \b
    Example: the folder of an earlier `pandavision data-folder default` again
      pandavision data-folder use /mnt/large/pandavision
    """
    used = use_data_folder(folder.absolute())
    _say_folder(used.folder, as_json)
    say_aside(
        f"{_number(used.jobs)} in it."
        if used.jobs
        else "It holds no jobs yet: a new history begins there."
    )
    if used.before == used.folder:
        say_aside("It was in use already.")
    elif used.before is not None and used.jobs_before:
        say_aside(_stays(used.before))
    if used.left:
        say_aside(plain_text(used.left))
    return 0


@data_folder.command()
@_json_option
def default(as_json: bool) -> int:
    """Use your platform's folder from now on; nothing is moved or deleted."""
    base = user_folders()
    before = load_settings(base.config / SETTINGS).data_folder
    try:
        folders = chosen_folders(None)  # a move that was cut off in the middle is finished first
        refuse_busy(folders.data, CLOSE_IT)  # its window writes the settings, too
    except DataFolderMissingError:  # that is why it is asked for
        forget_move(base.config)
    choose_folder(base.config, None)
    _say_folder(base.data, as_json)
    if before is not None and Path(before) != base.data:
        say_aside(_stays(Path(before)))
    return 0


def _say_folder(folder: Path, as_json: bool) -> None:
    say(json.dumps({"path": str(folder)}) if as_json else plain_text(str(folder)))


def _number(jobs: int) -> str:
    return "1 job" if jobs == 1 else f"{jobs} jobs"


def _stays(folder: Path) -> str:
    return plain_text(
        f'The jobs in "{folder}" stay there; `pandavision data-folder use "{folder}"` brings them '
        "back."
    )
