"""Which data folder is in force: the one that was given, the settings' one, or the platform's.

Moving it (`folder_move`) leaves a note in the configuration folder while it is under way. Whatever
it was cut off by, the settings and the note together name one folder that holds all jobs.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.atomic_file import make_folder, write_fault, write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.paths import UserFolders, user_folders
from pandavision_gui.settings import Settings, read_settings, save_settings

MOVE_NOTE = "data-folder-move.json"
SETTINGS = "settings.json"
_LARGEST_NOTE = 256 * 1024

_log = logging.getLogger(__name__)


class MoveNote(BaseModel):
    """`data-folder-move.json`: from where to where the data folder is being moved."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format_version: Literal[1] = Field(1, description="Version of the document.")
    source: str = Field(max_length=32_767, description="Absolute path of the old folder.")
    target: str = Field(max_length=32_767, description="Absolute path of the new folder.")
    began_ns: int = Field(description="When it began; what is older is what was moved.")
    copied_ns: int | None = Field(
        None, description="When everything had been copied and compared; null before that."
    )


class DataFolderMissingError(InputError):
    """The data folder that was chosen cannot be found: its drive may not be connected.

    Attributes
    ----------
    folder
        The data folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "data_folder_missing",
            f'The data folder "{folder}" is not there, or holds no jobs folder.',
            "Connect its drive and try again, or have another folder used from now on: "
            "`pandavision data-folder use DIR`, or `pandavision data-folder default`.",
        )
        self.folder = folder


def chosen_folders(given: Path | None) -> UserFolders:
    """Return the folders to work with.

    Parameters
    ----------
    given
        What the user named on the command line; it wins over the settings.

    Raises
    ------
    DataFolderMissingError, EnvironmentFault
        A new, empty history in another place is never begun in silence. ``settings_unreadable``
        when nobody knows where the jobs are.
    """
    if given is not None:
        return user_folders(given.absolute())
    base = user_folders()
    chosen, unread = _chosen(base.config)
    current = Path(chosen) if chosen is not None else base.data
    if current.is_absolute() and holds_jobs(current):
        return UserFolders(data=current, config=base.config)
    note = read_move_note(base.config)
    if note is not None and Path(note.source) == current:
        # Cut off between moving the jobs and writing that down.
        target = Path(note.target)
        if not holds_jobs(target):
            raise DataFolderMissingError(target)
        choose_folder(base.config, target)
        return UserFolders(data=target, config=base.config)
    if chosen is not None:
        raise DataFolderMissingError(current)
    if unread:
        raise EnvironmentFault(
            "settings_unreadable",
            f'"{base.config / SETTINGS}" cannot be read, and it may say where the jobs are.',
            "Put it in order or delete it, or give the folder with --data-folder.",
            details=unread,
        )
    return base


def require_data_folder(given: Path) -> None:
    """Refuse what was named as a data folder and is none; an empty folder may become one.

    Whoever asks for something that makes no jobs must not find a new folder afterwards.

    Raises
    ------
    InputError
        ``data_folder_unknown``.
    """
    if holds_jobs(given) or (given / "owner.lock").exists():  # its program is just beginning
        return
    try:
        is_empty = next(given.iterdir(), None) is None
    except FileNotFoundError:
        what = f'There is no data folder "{given}".'
    except OSError as error:
        what = f'The data folder "{given}" cannot be read: {error.strerror or error}.'
    else:
        if is_empty:
            return
        what = f'"{given}" is no data folder of PandaVision: it holds no jobs folder.'
    raise InputError("data_folder_unknown", what, "Check the path that was given.")


def _chosen(config: Path) -> tuple[str | None, str]:
    """Return the data folder that the settings name, and why they cannot be read."""
    try:
        return read_settings(config / SETTINGS).data_folder, ""
    except (OSError, ValidationError) as error:
        return None, str(error)[:1000] or type(error).__name__


def choose_folder(config: Path, folder: Path | None) -> None:
    """Write into the settings where the jobs are; None: in the platform's folder.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    is_default = folder is None or folder == user_folders().data
    wanted = None if is_default else str(folder)
    try:
        settings = read_settings(config / SETTINGS)
    except ValidationError:
        settings = Settings()  # what cannot be read is replaced at every change
    except OSError as error:
        raise write_fault(config / SETTINGS, error) from error
    save_settings(config / SETTINGS, settings.model_copy(update={"data_folder": wanted}))


def is_chosen(config: Path, folder: Path) -> bool:
    """Whether the settings say that the jobs are in this folder."""
    chosen, unread = _chosen(config)
    if unread:
        return True  # nobody knows: nothing is taken back
    return folder == (Path(chosen) if chosen is not None else user_folders().data)


def holds_jobs(folder: Path) -> bool:
    """Whether there is a data folder that has been used; the mount point of a drive is none."""
    try:
        return (folder / "jobs").is_dir()
    except (OSError, ValueError):  # ValueError: no name that a folder can have
        return False


def read_move_note(config: Path) -> MoveNote | None:
    """Return the note of a move that is under way or was cut off."""
    try:
        data = read_bounded(config / MOVE_NOTE, _LARGEST_NOTE)
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("%s cannot be read: %s", config / MOVE_NOTE, error)
        return None
    try:
        return MoveNote.model_validate_json(data)
    except ValidationError as error:
        _log.warning("%s cannot be read: %s", config / MOVE_NOTE, str(error)[:1000])
        return None


def write_move_note(config: Path, note: MoveNote) -> None:
    """Write down that a move is under way.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    try:
        make_folder(config)
    except OSError as error:
        raise write_fault(config, error) from error
    write_text_atomically(config / MOVE_NOTE, note.model_dump_json(indent=2) + "\n")


def forget_move(config: Path) -> None:
    """Remove the note of a move that is done, or that nobody wants to know about any more."""
    with contextlib.suppress(OSError):
        (config / MOVE_NOTE).unlink(missing_ok=True)
