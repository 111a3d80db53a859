"""The pictures that lie in a job folder: adversarial examples, and the samples themselves.

Others may have made the folder: only regular files of the form that the program writes are read,
and never through a link.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.evaluation.row_writer import PICTURES, StoredPictures
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.archive.arrays import ArrayFile, Expected, read_npy
from pandavision_gui.jobs.archive.check_job import found_shards
from pandavision_gui.jobs.archive.contents import LARGEST_SHARD, MIB, NotTakenError
from pandavision_gui.jobs.archive.plain_file import open_plain, pieces, require_folder

READING_FAILS = (
    PandaVisionError, NotTakenError, OSError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, RuntimeError,
)  # fmt: skip
"""What reading a foreign file may raise."""
Pictures = Mapping[int, NDArray[np.float32]]

_SAMPLES_FILE = "samples.h5"
_LIST, _STACK = "adversarial/.index.npy", "adversarial/.npy"

_log = logging.getLogger(__name__)


def adversarial_pictures(folder: Path) -> Pictures:
    """Return the pictures of adversarial examples by row of the dataset: float32 (C, H, W)."""
    try:
        if not require_folder(folder / PICTURES, PICTURES):
            return {}
        _require_plain_stacks(folder)
        return StoredPictures(folder)
    except READING_FAILS as error:
        _log.info("no adversarial examples are shown: %s", error)
        return {}


def kept_samples(folder: Path, shape: tuple[int, int, int] | None, most: int) -> Pictures:
    """Return the samples themselves that lie in `samples.h5` beside the rows.

    Parameters
    ----------
    shape
        Of a picture; None where none is known, and no sample is returned.
    most
        How many samples the job has.
    """
    path = folder / _SAMPLES_FILE
    if shape is None or path.is_symlink() or not path.is_file():
        return {}
    try:
        return _KeptSamples(path, shape, most)
    except READING_FAILS as error:
        _log.info("samples.h5 is not used: %s", error)
        return {}


def _require_plain_stacks(folder: Path) -> None:
    """Refuse files that are not whole stacks of pictures, all of one shape, and their lists."""
    names = [f"{PICTURES}/{path.name}" for path in sorted((folder / PICTURES).glob("[0-9]*"))]
    shards = found_shards(names)
    if len(names) != sum(bool(s.pictures) + bool(s.picture_index) for s in shards.values()):
        raise NotTakenError("it holds other files than pictures")
    shape: tuple[int | None, ...] = (None, None, None)
    for shard in shards.values():
        listed = read_npy(
            folder / shard.picture_index,
            shard.picture_index,
            LARGEST_SHARD[_LIST],
            Expected("<i8", (None,)),
        )
        with open_plain(folder / shard.pictures, shard.pictures, LARGEST_SHARD[_STACK]) as file:
            expected = Expected("<f4", (len(listed), *shape))
            head = ArrayFile(pieces(file, MIB), shard.pictures, expected).head
            if head.bytes != file.seek(0, 2):
                raise NotTakenError(f'"{shard.pictures}" has another size than its header says')
        shape = head.shape[1:]


class _KeptSamples(Mapping[int, NDArray[np.float32]]):
    def __init__(self, path: Path, shape: tuple[int, int, int], most: int) -> None:
        self._file = Hdf5File(path, may_have_neighbours=False)
        numbers, stored = self._file.find("adversarial_index"), self._file.find("clean")
        if (
            numbers is None
            or stored is None
            or stored.shape[1:] != shape
            or stored.dtype != np.float32
            or numbers.shape != stored.shape[:1]
            or len(stored) > most
        ):
            raise ValueError("it holds no samples of this job")
        self._stored = stored
        self._places = {int(index): place for place, index in enumerate(numbers[:])}

    def __getitem__(self, index: int) -> NDArray[np.float32]:
        return np.asarray(self._stored[self._places[index]])

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
