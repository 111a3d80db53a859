"""The sample table: one row per sample, from which everything else is computed.

Curve, intervals, verdict, per-class results, comparison of runs and merged shards are small
functions of it. A sample is still classified right at a perturbation value v exactly when its
minimum perturbation is above v, so that runs over different values merge.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.errors import EnvironmentFault

_TYPES: dict[str, type[np.generic]] = {
    "index": np.int64,
    "label": np.int64,
    "prediction": np.int64,
    "prediction_confidence": np.float32,
    "minimum_perturbation": np.float64,
    "adversarial_prediction": np.int64,
    "adversarial_confidence": np.float32,
    "distance": np.float64,
    "survives_8bit": np.int8,
    "rejected_by_confirmation": np.int64,
}
COLUMNS = tuple(_TYPES)
"""The columns with one entry per sample, in the order in which they are exported."""

NO_CLASS = -1
"""In ``adversarial_prediction``: no adversarial example was found."""


@dataclass(frozen=True, eq=False)
class SampleTable:
    """Rows of an evaluation.

    Attributes
    ----------
    index
        int64, (N,): row of the dataset.
    label, prediction
        int64, (N,): true class, and ONNX Runtime's prediction on the clean sample.
    prediction_confidence
        float32, (N,), in [0, 1]: probability of `prediction`.
    minimum_perturbation
        float64, (N,): measured distance of the smallest confirmed example divided by the width of
        the input range (L0: the share of the pixels); 0 where the clean sample is wrong already, ∞
        where none was found. Where the perturbation values are severities: the smallest one whose
        draw fooled the model.
    adversarial_prediction, adversarial_confidence
        int64 and float32, (N,): what ONNX Runtime says of that example; −1 and NaN where there is
        none. For a sample that is wrong already: the clean prediction.
    distance
        float64, (N,): the measured distance in data units (L0: share of the pixels); under a
        corruption in L∞.
    survives_8bit
        int8, (N,): 1 when the example still fools the model after rounding to 256 levels of the
        input range, 0 when not, −1 where there is no example.
    rejected_by_confirmation
        int64, (N,): examples of the converted model that ONNX Runtime refused on the way.
    correct
        bool, (N, V), or None: for sampling attacks, whether the draw at each of `values` was
        classified right. None for worst-case attacks, where minimum perturbation > value says it.
    values
        float64, (V,): the perturbation values of `correct`, ascending; empty when it is None.
    """

    index: NDArray[np.int64]
    label: NDArray[np.int64]
    prediction: NDArray[np.int64]
    prediction_confidence: NDArray[np.float32]
    minimum_perturbation: NDArray[np.float64]
    adversarial_prediction: NDArray[np.int64]
    adversarial_confidence: NDArray[np.float32]
    distance: NDArray[np.float64]
    survives_8bit: NDArray[np.int8]
    rejected_by_confirmation: NDArray[np.int64]
    correct: NDArray[np.bool_] | None = None
    values: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        for name, kind in _TYPES.items():
            column = getattr(self, name)
            if column.dtype != kind or column.shape != self.index.shape or column.ndim != 1:
                raise ValueError(f"column {name}: {column.dtype} {column.shape}")
        if (self.correct is None) != (self.values is None):
            raise ValueError("correct and values go together")
        if (
            self.correct is not None
            and self.values is not None
            and self.correct.shape != (len(self), len(self.values))
        ):
            raise ValueError(f"correct: {self.correct.shape}")

    def __len__(self) -> int:
        return len(self.index)

    @classmethod
    def empty(cls, values: NDArray[np.float64] | None = None) -> SampleTable:
        """Return a table without rows; with `values`, one of a sampling attack."""
        columns = {name: np.empty(0, dtype=kind) for name, kind in _TYPES.items()}
        correct = None if values is None else np.empty((0, len(values)), dtype=np.bool_)
        return cls(**columns, correct=correct, values=values)

    def is_correct_at(self, value: float) -> NDArray[np.bool_]:
        """Which samples are classified right at a perturbation value: bool, (N,).

        Raises
        ------
        KeyError
            When the rows are draws and none was made at `value`.
        """
        if self.correct is None or self.values is None:
            return self.minimum_perturbation > value
        places = np.flatnonzero(self.values == value)
        if len(places) != 1:
            raise KeyError(value)
        column: NDArray[np.bool_] = self.correct[:, int(places[0])]
        return column

    def rows(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> SampleTable:
        """Return the rows that `which` selects, by place or by mask."""
        columns = {name: getattr(self, name)[which] for name in COLUMNS}
        correct = None if self.correct is None else self.correct[which]
        return SampleTable(**columns, correct=correct, values=self.values)

    def equals(self, other: SampleTable) -> bool:
        """Whether both tables hold the same bits."""
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            if (mine is None) != (theirs is None):
                return False
            if mine is not None and (
                mine.dtype != theirs.dtype
                or mine.shape != theirs.shape
                or mine.tobytes() != theirs.tobytes()
            ):
                return False
        return True


def concatenate(tables: Sequence[SampleTable]) -> SampleTable:
    """Put the rows of shards one after the other.

    Raises
    ------
    ValueError
        When `tables` is empty or the shards' values differ.
    """
    if not tables:
        raise ValueError("no tables")
    first = tables[0]
    grids = {None if table.values is None else table.values.tobytes() for table in tables}
    if len(grids) > 1:
        raise ValueError("shards of different values")
    columns = {name: np.concatenate([getattr(t, name) for t in tables]) for name in COLUMNS}
    correct = (
        None
        if first.correct is None
        else np.concatenate([t.correct for t in tables if t.correct is not None])
    )
    return SampleTable(**columns, correct=correct, values=first.values)


def latest_rows(tables: Iterable[SampleTable], order: NDArray[np.int64]) -> SampleTable:
    """Merge shards in the order they were written: of rows with one index the last one counts.

    Parameters
    ----------
    order
        int64: the sample indexes in the order in which the result lists them; indexes without a
        row are left out.
    """
    shards = list(tables)
    if not shards:
        return SampleTable.empty()
    table = concatenate(shards)
    place = {int(index): row for row, index in enumerate(table.index)}
    rows = [place[int(index)] for index in order if int(index) in place]
    return table.rows(np.array(rows, dtype=np.int64))


def write_table(table: SampleTable, file: BinaryIO) -> None:
    """Write a table as an .npz archive of its columns (no pickled objects)."""
    arrays = {
        item.name: getattr(table, item.name)
        for item in fields(table)
        if getattr(table, item.name) is not None
    }
    np.savez(file, **arrays)


def read_table(path: Path) -> SampleTable:
    """Read what :func:`write_table` wrote.

    Raises
    ------
    EnvironmentFault
        ``shard_damaged`` when the file is not a whole table.
    """
    try:
        # numpy leaves a file that it opened itself open when the archive is damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return SampleTable(**{name: archive[name] for name in archive.files})
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
            raise EnvironmentFault(
                "rows_unreadable",
                f'"{path.name}" of finished samples cannot be read: {error.strerror}.',
                "Try again.",
            ) from error
        # zipfile, zlib and numpy's header parser raise errors of their own on damaged bytes; any
        # of them means the same here: the samples of this shard are computed again.
        raise EnvironmentFault(
            "shard_damaged",
            f'The file "{path.name}" of finished samples is damaged.',
            "Its samples are computed again when the job is resumed.",
            details=f"{type(error).__name__}: {error}",
        ) from error
