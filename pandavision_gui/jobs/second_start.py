"""What a second start of the program does: have the first one act, or wait for its end."""

from __future__ import annotations

import threading
import time

import psutil

from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.owner import ANSWER_S, FolderInUseError, ask_owner, is_free, read_note
from pandavision_gui.jobs.owner_commands import Answer, OwnerCommand, ShowWindow

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
    answer_s: float = ANSWER_S,
) -> Answer | None:
    """Have the owner of a data folder do something; wait while it is beginning or ending.

    Parameters
    ----------
    in_use
        What opening the folder was refused with.
    silence_s, ending_s
        Seconds to wait for an owner that cannot be reached, and for one that says it is ending.
    answer_s
        Seconds to wait for an answer.

    Returns
    -------
    What the owner says, whether done or not; None when the folder is free now: it can be opened
    here.

    Raises
    ------
    FolderInUseError
        When it has not said where it listens.
    EnvironmentFault
        ``owner_unreachable``, ``owner_silent``, ``owner_still_ending``.
    """
    began = time.monotonic()
    fault: PandaVisionError
    pause = threading.Event()
    while True:
        waited = time.monotonic() - began
        try:
            answer = _ask(in_use, command, answer_s)
        except PandaVisionError as error:
            if error.code == "owner_silent" and not isinstance(command, ShowWindow):
                raise  # it may have heard: asking twice could do it twice; a window shows once
            fault, limit_s = error, silence_s
        else:
            if not answer.is_ending:
                return answer
            fault, limit_s = _still_ending(in_use), ending_s
        if is_free(in_use.folder):
            return None
        if waited >= limit_s:
            raise fault
        pause.wait(_PAUSE_S)


def _ask(in_use: FolderInUseError, command: OwnerCommand, answer_s: float) -> Answer:
    note = read_note(in_use.folder)
    if note is None or not psutil.pid_exists(note.pid):  # of an owner that was killed
        raise FolderInUseError(in_use.folder, None)
    return ask_owner(note, command, answer_s=answer_s)


def _still_ending(in_use: FolderInUseError) -> PandaVisionError:
    note = read_note(in_use.folder)
    who = f" (process {note.pid})" if note else ""
    return EnvironmentFault(
        "owner_still_ending",
        f"The PandaVision that is running{who} has not ended yet.",
        "Wait a moment and try again, or end that process.",
    )
