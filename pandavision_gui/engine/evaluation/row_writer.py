"""Finished rows go to disk in shards, each written whole or not at all.

A shard is `rows/NNNNNN.npz` (a sample table) and, where it has pictures, `adversarial/NNNNNN.npy`
beside it with `adversarial/NNNNNN.index.npy`, the sample indexes they belong to. A later shard's
row of a sample replaces an earlier one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.sample_table import (
    SampleTable,
    concatenate,
    latest_rows,
    read_table,
    write_table,
)
from pandavision_gui.errors import EnvironmentFault

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
        for name in (ROWS, PICTURES):
            (folder / name).mkdir(exist_ok=True)
            for path in sorted((folder / name).iterdir()):
                # ".NNNNNN….part" is what a killed writer left behind.
                if path.name.startswith(".") or int(path.name[:6]) >= shards:
                    path.unlink()

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
            self._folder / ROWS / f"{self.shards:06d}.npz", lambda f: write_table(table, f)
        )
        self.shards += 1
        self._tables, self._pictures = [], []
        return table


def read_rows(folder: Path, order: NDArray[np.int64]) -> SampleTable:
    """Read all shards of a job folder, rows in `order`; damaged shards are left out."""
    tables = []
    for path in sorted((folder / ROWS).glob("[0-9]*.npz")):
        try:
            tables.append(read_table(path))
        except EnvironmentFault:
            continue
    return latest_rows(tables, order)


def remove_damaged(folder: Path, shards: int) -> int:
    """Remove the shards below `shards` that cannot be read, so that they are computed again.

    Returns
    -------
    How many there were.
    """
    damaged = 0
    for number in range(shards):
        path = folder / ROWS / f"{number:06d}.npz"
        try:
            read_table(path)
            _require_whole_pictures(folder, number)
        except EnvironmentFault:
            path.unlink(missing_ok=True)
            damaged += 1
    return damaged


def shard_count(folder: Path) -> int:
    """Return the number of shards that were written so far."""
    numbers = [int(path.name[:6]) for path in (folder / ROWS).glob("[0-9]*.npz")]
    return max(numbers, default=-1) + 1


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


def picture_path(folder: Path, shard: int) -> Path:
    """Return where the pictures of a shard are: float32 (n, C, H, W)."""
    return folder / PICTURES / f"{shard:06d}.npy"


def picture_index_path(folder: Path, shard: int) -> Path:
    """Return where the sample indexes of a shard's pictures are: int64 (n,)."""
    return folder / PICTURES / f"{shard:06d}.index.npy"


def read_pictures(folder: Path) -> dict[int, NDArray[np.float32]]:
    """Read the newest adversarial picture of every sample that has one, by sample index."""
    pictures: dict[int, NDArray[np.float32]] = {}
    for path in sorted((folder / PICTURES).glob("[0-9]*.index.npy")):
        if not (folder / ROWS / f"{path.name[:6]}.npz").exists():
            continue  # of a shard whose rows were not written or were lost
        stack = np.load(path.with_name(path.name[:6] + ".npy"), allow_pickle=False)
        for index, picture in zip(np.load(path, allow_pickle=False), stack, strict=True):
            pictures[int(index)] = picture
    return pictures
