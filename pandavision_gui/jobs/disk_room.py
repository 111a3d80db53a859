"""Whether the disk has room for a job: before it is queued, before it begins, and while it runs.

A disk that is really full fails every write, those of other programs too; so a job is stopped while
there is still room to store its state. Quotas are not seen before they are reached.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.job_size import bytes_on_disk
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault

RESERVE_BYTES = 64 * 2**20
"""What jobs leave free: for the index, for a last checkpoint, and for everybody else."""
_CHECKPOINT = "checkpoint.npz"


def free_bytes(folder: Path) -> int | None:
    """Return how much this user may still write where the folder is or will be.

    None when nobody can say.
    """
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


@dataclass(frozen=True)
class DiskRoom:
    """What is asked of the disk.

    Attributes
    ----------
    reserve_bytes
        What jobs must leave free; with 0 nothing is refused and nothing stopped.
    free
        Tells how much is free at a folder, None when that is not known: then nothing is refused.
    """

    reserve_bytes: int = RESERVE_BYTES
    free: Callable[[Path], int | None] = free_bytes

    def require(self, folder: Path, name: str, needed_bytes: int) -> None:
        """Refuse a job for which there is no room.

        Parameters
        ----------
        folder
            Where the job's files go.
        name
            The job's, for people.

        Raises
        ------
        EnvironmentFault
            ``disk_short``.
        """
        free = self._free_at(folder)
        if free is None or free >= needed_bytes + self.reserve_bytes:
            return
        raise EnvironmentFault(
            "disk_short",
            f'The disk of "{folder}" has {size_in_words(free)} left, and the job "{name}" needs '
            f"about {size_in_words(needed_bytes)} beside the {size_in_words(self.reserve_bytes)} "
            "that are kept free.",
            "Free some space, then try again.",
        )

    def shortage(self, job_folder: Path) -> EnvironmentFault | None:
        """Return why a running job has to stop now: there is just room to store its state."""
        free = self._free_at(job_folder)
        # The last checkpoint is written beside the one before it.
        if free is None or free >= self.reserve_bytes + _size_of(job_folder / _CHECKPOINT):
            return None
        return EnvironmentFault(
            "disk_nearly_full",
            f'The disk of "{job_folder}" is nearly full: {size_in_words(free)} are left.',
            "Free some space, then resume the job.",
        )

    def _free_at(self, folder: Path) -> int | None:
        return self.free(folder) if self.reserve_bytes else None


def job_bytes(spec: EvaluationSpec, dataset: DatasetFacts | None, *, began: bool) -> int:
    """Estimate how much room a job still needs.

    Parameters
    ----------
    dataset
        What was found in its dataset, where somebody has looked.
    began
        Whether it ran before: the second half is what every job writes at its end.
    """
    whole = bytes_on_disk(spec, dataset)
    return whole // 2 if began else whole


def size_in_words(count: int) -> str:
    """Return a number of bytes for people."""
    if count < 2**20:
        return f"{-(-max(0, count) // 2**10)} KiB"
    if count < 2**30:
        return f"{count / 2**20:.0f} MiB"
    return f"{count / 2**30:,.1f} GiB"


def _size_of(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
