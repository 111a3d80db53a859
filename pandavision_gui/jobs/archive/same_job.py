"""Whether a job that is here is still what its archive says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.archive.contents import LARGEST, MANIFEST, NotTakenError, shard_name
from pandavision_gui.jobs.archive.plain_file import open_plain, pieces, require_folder
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState

_ROOMS = ("rows", "adversarial")
_NOT_COMPARED = {MANIFEST, "job.json", "job.log"}
"""`job.json` is compared by what it says; an archive holds only the end of a log."""
_MOST_BYTES = 4 * 2**30


def holds_the_same(here: Path, unpacked: Path, is_over: Callable[[], bool]) -> bool:
    """Whether the job in `here` says and holds what an unpacked archive does, byte for byte.

    Name, notes and tags count, too: whoever opens the archive again may want them back. What cannot
    be read is not the same.

    Parameters
    ----------
    is_over
        Whether nobody waits for the answer any more: it reads up to all that an archive may hold.
    """
    try:
        if not _says_the_same(JobFolder(here).read_job(), JobFolder(unpacked).read_job()):
            return False
        names = _names(unpacked)
        return _names(here) == names and all(
            _is_same_file(here / name, unpacked / name, is_over) for name in sorted(names)
        )
    except (NotTakenError, PandaVisionError, OSError):
        return False


def _says_the_same(here: Job | None, arriving: Job | None) -> bool:
    if here is None or arriving is None:
        return False
    has_result = here.state is JobState.FINISHED  # whether there is one, the files say
    arrived = arriving.taken_in(here.id, "", order=here.order, has_result=has_result)
    aside: dict[str, object] = {"imported": None, "ended": None}
    return here.model_copy(update=aside) == arrived.model_copy(update=aside)


def _names(folder: Path) -> set[str]:
    names = {name for name in LARGEST.keys() - _NOT_COMPARED if os.path.lexists(folder / name)}
    for room in _ROOMS:
        if require_folder(folder / room, room):
            names.update(
                f"{room}/{path.name}"
                for path in (folder / room).iterdir()
                if shard_name(f"{room}/{path.name}") is not None
            )
    return names


def _is_same_file(one: Path, other: Path, is_over: Callable[[], bool]) -> bool:
    with (
        open_plain(one, one.name, _MOST_BYTES) as a,
        open_plain(other, other.name, _MOST_BYTES) as b,
    ):
        if os.fstat(a.fileno()).st_size != os.fstat(b.fileno()).st_size:
            return False
        return all(
            piece == twin and not is_over()
            for piece, twin in zip(pieces(a, _MOST_BYTES), pieces(b, _MOST_BYTES), strict=False)
        )
