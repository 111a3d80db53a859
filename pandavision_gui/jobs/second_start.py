"""What a second start of the program does: have the first one act, or wait for its end."""

from __future__ import annotations

import threading
import time

import psutil

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.owner import (
    FolderInUseError,
    OwnerCommand,
    ask_owner,
    is_free,
    read_note,
)

SILENCE_S = 5.0
"""Between taking the folder and saying where it listens, and between the opposites, an owner cannot
be reached."""
ENDING_S = 15.0
"""Jobs store their state, then worker processes end."""
_PAUSE_S = 0.1


def reach_owner(
    in_use: FolderInUseError,
    command: OwnerCommand,
    *,
    silence_s: float = SILENCE_S,
    ending_s: float = ENDING_S,
) -> bool:
    """Have the owner of a data folder do something; wait while it is beginning or ending.

    Parameters
    ----------
    in_use
        What opening the folder was refused with.
    silence_s, ending_s
        Seconds to wait for an owner that cannot be reached, and for one that says it is ending.

    Returns
    -------
    True when the owner has done it. False when the folder is free now: it can be opened here.

    Raises
    ------
    FolderInUseError
        When it has not said where it listens.
    EnvironmentFault
        ``owner_silent``, ``owner_still_ending``, ``owner_refused``.
    """
    began = time.monotonic()
    pause = threading.Event()
    while True:
        waited = time.monotonic() - began
        fault, limit_s = _try(in_use, command, silence_s, ending_s)
        if fault is None:
            return True
        if is_free(in_use.folder):
            return False
        if waited >= limit_s:
            raise fault
        pause.wait(_PAUSE_S)


def _try(
    in_use: FolderInUseError, command: OwnerCommand, silence_s: float, ending_s: float
) -> tuple[Exception | None, float]:
    """Ask once; return why it was not done and how many seconds to go on trying."""
    note = read_note(in_use.folder)
    if note is None or not psutil.pid_exists(note.pid):  # of an owner that was killed
        return FolderInUseError(in_use.folder, None), silence_s
    try:
        answer = ask_owner(note, command)
    except EnvironmentFault as error:
        return error, silence_s
    if answer.done:
        return None, 0.0
    if answer.is_ending:
        fault = EnvironmentFault(
            "owner_still_ending",
            f"The PandaVision that is running (process {note.pid}) has not ended yet.",
            "Wait a moment and start it again, or end that process.",
        )
        return fault, ending_s
    return EnvironmentFault("owner_refused", answer.sentence or "The owner refused."), 0.0
