"""Finished rows go to disk in shards, each written whole or not at all.

A shard is `rows/NNNNNN.npz` (a sample table) with `rows/NNNNNN.index.npy`, the sample indexes in
it, and, where it has pictures, `adversarial/NNNNNN.npy` with `adversarial/NNNNNN.index.npy`, the
sample indexes they belong to. A later shard's row of a sample replaces an earlier one's. So when a
later shard is damaged, the earlier rows of its samples must go too: they may claim a robustness
that was refuted. That is what the list of indexes beside it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import make_folder, write_atomically, write_fault
from pandavision_gui.engine.sample_table import (
    SampleTable,
    concatenate,
    latest_rows,
    read_table,
    write_table,
)
from pandavision_gui.errors import EnvironmentFault

_SHARD_FILE = re.compile(r"\.?(\d{6,})\.(?:npz|npy|index\.npy)(?:\.[0-9a-f]+\.part)?")

_DAMAGE = {"shard_damaged", "pictures_damaged"}

ROWS = "rows"
PICTURES = "adversarial"


class RowWriter:
    """Collects finished rows and writes them as shards.

    Parameters
    ----------
    folder
        The job's folder.
    shards
        Number of shards that are kept; files of later ones are removed.
    """

    def __init__(self, folder: Path, shards: int = 0) -> None:
        self._folder = folder
        self.shards = shards
        self._tables: list[SampleTable] = []
        self._pictures: list[tuple[int, NDArray[np.float32]]] = []
        try:
            for name in (ROWS, PICTURES):
                make_folder(folder / name)
                _remove_files_from(folder / name, shards)
        except OSError as error:
            raise write_fault(folder, error) from error

    def add(
        self, rows: SampleTable, pictures: Sequence[tuple[int, NDArray[np.float32]]] = ()
    ) -> None:
        """Take finished rows, and adversarial pictures as (sample index, float32 (C, H, W))."""
        self._tables.append(rows)
        self._pictures.extend(pictures)

    def flush(self) -> SampleTable | None:
        """Write what was added as one shard and return its rows; None when there are none.

        Raises
        ------
        EnvironmentFault
            ``disk_full`` or ``cannot_write``; what was added is kept for the next try.
        """
        if not self._tables:
            return None
        table = concatenate(self._tables)
        if self._pictures:
            # The pictures go first: a shard of rows says that everything of it is there.
            index = np.array([index for index, _ in self._pictures], dtype=np.int64)
            stack = np.stack([picture for _, picture in self._pictures])
            write_atomically(picture_path(self._folder, self.shards), lambda f: np.save(f, stack))
            write_atomically(
                picture_index_path(self._folder, self.shards), lambda f: np.save(f, index)
            )
        write_atomically(
            rows_index_path(self._folder, self.shards), lambda f: np.save(f, table.index)
        )
        _write_rows(self._folder, self.shards, table)
        self.shards += 1
        self._tables, self._pictures = [], []
        return table


def read_rows(folder: Path, order: NDArray[np.int64]) -> SampleTable:
    """Read all shards of a job folder, rows in `order`; damaged shards are left out."""
    tables = []
    for path in sorted((folder / ROWS).glob("*.npz")):
        if _shard_of(path) is None:
            continue
        try:
            table = read_table(path)
        except EnvironmentFault as fault:
            if fault.code not in _DAMAGE:
                raise
            continue
        if len(table):
            tables.append(table)
    return latest_rows(tables, order)


def remove_damaged(folder: Path, shards: int) -> int:
    """Empty the shards below `shards` that cannot be read, so that they are computed again.

    Raises
    ------
    EnvironmentFault
        ``rows_unreadable`` when the machine hinders the reading, so that nothing is known.

    Returns
    -------
    How many there were.
    """
    damaged = 0
    for number in range(shards):
        try:
            read_table(_rows_path(folder, number))
            _require_whole_pictures(folder, number)
        except EnvironmentFault as fault:
            if fault.code not in _DAMAGE:
                raise
            _drop_earlier_rows(folder, number)
            # An empty shard in its place: it is whole, and not mended again at the next resume.
            for path in (picture_index_path(folder, number), picture_path(folder, number)):
                path.unlink(missing_ok=True)
            _write_rows(folder, number, SampleTable.empty())
            damaged += 1
    return damaged


def _drop_earlier_rows(folder: Path, damaged: int) -> None:
    """Drop the rows of a damaged shard's samples from the shards before it."""
    try:
        lost = np.load(rows_index_path(folder, damaged), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        lost = None  # which samples it had is unknown: any earlier row may be outdated
    for number in range(damaged):
        path = _rows_path(folder, number)
        if not path.exists():
            continue
        table = read_table(path)
        kept = np.zeros(len(table), dtype=np.bool_)
        if lost is not None:
            kept = ~np.isin(table.index, lost)
        if not kept.all():
            _write_rows(folder, number, table.rows(kept))


def shard_count(folder: Path) -> int:
    """Return the number of shards that were written so far."""
    numbers = [_shard_of(path) for path in (folder / ROWS).glob("*.npz")]
    return max((number for number in numbers if number is not None), default=-1) + 1


def _require_whole_pictures(folder: Path, shard: int) -> None:
    stack, index = picture_path(folder, shard), picture_index_path(folder, shard)
    if not index.exists() and not stack.exists():
        return
    try:
        np.load(index, allow_pickle=False)
        np.load(stack, allow_pickle=False, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise EnvironmentFault(
            "pictures_damaged",
            f'The file "{stack.name}" of adversarial pictures is damaged.',
            "Its samples are computed again when the job is resumed.",
            details=str(error),
        ) from error


def _remove_files_from(folder: Path, shard: int) -> None:
    """Remove the files of shards with this number and above, and what killed writers left."""
    for path in sorted(folder.iterdir()):
        number = _shard_of(path)
        if number is not None and (number >= shard or path.name.startswith(".")):
            path.unlink()


def _shard_of(path: Path) -> int | None:
    """Return the number of the shard that a file belongs to; None for foreign files."""
    found = _SHARD_FILE.fullmatch(path.name)
    return int(found[1]) if found else None


def _write_rows(folder: Path, shard: int, table: SampleTable) -> None:
    write_atomically(_rows_path(folder, shard), lambda file: write_table(table, file))


def _rows_path(folder: Path, shard: int) -> Path:
    return folder / ROWS / f"{shard:06d}.npz"


def rows_index_path(folder: Path, shard: int) -> Path:
    """Return where the sample indexes of a shard's rows are: int64 (n,)."""
    return folder / ROWS / f"{shard:06d}.index.npy"


def picture_path(folder: Path, shard: int) -> Path:
    """Return where the pictures of a shard are: float32 (n, C, H, W)."""
    return folder / PICTURES / f"{shard:06d}.npy"


def picture_index_path(folder: Path, shard: int) -> Path:
    """Return where the sample indexes of a shard's pictures are: int64 (n,)."""
    return folder / PICTURES / f"{shard:06d}.index.npy"


def read_pictures(folder: Path) -> dict[int, NDArray[np.float32]]:
    """Read the newest adversarial picture of every sample that has one, by sample index."""
    return dict(StoredPictures(folder))


class StoredPictures(Mapping[int, NDArray[np.float32]]):
    """The newest adversarial picture of every sample that has one, read when it is asked for.

    Raises
    ------
    EnvironmentFault
        ``pictures_damaged``, when it is made.
    """

    def __init__(self, folder: Path) -> None:
        self._places: dict[int, tuple[NDArray[np.float32], int]] = {}
        for path in sorted((folder / PICTURES).glob("[0-9]*.index.npy")):
            number = _shard_of(path)
            if number is None or not _rows_path(folder, number).exists():
                continue  # of a shard whose rows were not written or were lost
            _require_whole_pictures(folder, number)
            stack = np.load(picture_path(folder, number), allow_pickle=False, mmap_mode="r")
            listed = np.load(path, allow_pickle=False)
            for row, index in zip(range(len(stack)), listed, strict=True):
                self._places[int(index)] = stack, row

    def __getitem__(self, index: int) -> NDArray[np.float32]:
        """Return the picture of a sample: float32 (C, H, W)."""
        stack, row = self._places[index]
        return np.array(stack[row])

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
