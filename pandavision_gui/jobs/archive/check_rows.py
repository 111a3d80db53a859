"""Whether the finished rows and pictures of a job can be what the program wrote."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.norms import value_of
from pandavision_gui.engine.sample_table import COLUMNS, NO_CLASS, SampleTable, concatenate
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.stored_range import stored_range
from pandavision_gui.jobs.archive.arrays import Expected, read_npy, read_npz, walk_npy
from pandavision_gui.jobs.archive.contents import LARGEST_SHARD, MOST_ROW_BYTES, NotTakenError

_INT64, _FLOAT64, _FLOAT32 = "<i8", "<f8", "<f4"
_KINDS = {
    "prediction_confidence": _FLOAT32,
    "minimum_perturbation": _FLOAT64,
    "adversarial_confidence": _FLOAT32,
    "distance": _FLOAT64,
    "survives_8bit": "|i1",
}
_INDEXES = Expected(_INT64, (None,))
_LARGEST_INDEX = 2**53
_MOST_CLASSES = 2**31
_ROUNDING = 1e-9


@dataclass(frozen=True)
class FoundShard:
    """The names of a shard's files; empty for one that is not there."""

    rows: str = ""
    index: str = ""
    pictures: str = ""
    picture_index: str = ""


def check_shards(
    folder: Path,
    shards: dict[int, FoundShard],
    spec: EvaluationSpec,
    input_range: tuple[float, float] | None,
) -> SampleTable:
    """Look at every row and picture.

    Parameters
    ----------
    input_range
        Data units; None where the job had not noted it.

    Returns
    -------
    The rows that count, one a sample, by ascending index.

    Raises
    ------
    NotTakenError
        In words.
    """
    tables = []
    shape: tuple[int, ...] = ()
    bytes_left = MOST_ROW_BYTES
    for number in sorted(shards):
        shard = shards[number]
        table = _read_rows(folder, shard, spec)
        bytes_left -= sum(getattr(table, name).nbytes for name in COLUMNS)
        bytes_left -= table.correct.nbytes if table.correct is not None else 0
        if bytes_left < 0:
            raise NotTakenError("its rows are more than can be read")
        check_rows_of(table, shard.rows, spec, input_range)
        if shard.pictures:
            shape = _check_pictures(folder, shard, input_range, shape)
        if len(table):
            tables.append(table)
    if not tables:
        return SampleTable.empty()
    table = concatenate(tables)
    # Of rows with one index the last one counts.
    _, last = np.unique(table.index[::-1], return_index=True)
    merged = table.rows(len(table) - 1 - last.astype(np.int64))
    _check_choice(merged.index, spec)
    return merged


def row_columns() -> dict[str, Expected]:
    """Return what the columns of a shard must be."""
    return {column: Expected(_KINDS.get(column, _INT64), (None,)) for column in COLUMNS}


def _read_rows(folder: Path, shard: FoundShard, spec: EvaluationSpec) -> SampleTable:
    name = shard.rows
    known = row_columns()
    is_sampling = spec.attack_info.kind is AttackKind.SAMPLING
    if is_sampling:
        known["correct"] = Expected("|b1", (None, len(spec.values)))
        known["values"] = Expected(_FLOAT64, (len(spec.values),))
    arrays, _ = read_npz(folder / name, name, LARGEST_SHARD["rows/.npz"], known, {})
    try:
        table = SampleTable(**arrays)
    except (TypeError, ValueError) as error:
        raise NotTakenError(f'"{name}" is no whole table of samples') from error
    listed = read_npy(folder / shard.index, shard.index, LARGEST_SHARD["rows/.index.npy"], _INDEXES)
    if not np.isin(table.index, listed).all():
        raise NotTakenError(f'"{name}" holds other samples than "{shard.index}" lists')
    # An emptied shard, in the place of a damaged one, has no draws.
    if is_sampling and table.correct is None and len(table):
        raise NotTakenError(f'"{name}" is no whole table of samples')
    return table


def check_rows_of(
    table: SampleTable,
    name: str,
    spec: EvaluationSpec,
    input_range: tuple[float, float] | None,
) -> None:
    """Refuse rows that no evaluation writes.

    Raises
    ------
    NotTakenError
        Naming the first column that does not fit the others.
    """

    def require(what: str, holds: NDArray[np.bool_] | bool) -> None:
        if not np.all(holds):
            raise NotTakenError(f'"{name}" holds {what}')

    perturbation, distance = table.minimum_perturbation, table.distance
    right = table.prediction == table.label
    is_broken = np.isfinite(perturbation) & right
    for column in (table.label, table.prediction):
        require("a class that no model has", (column >= 0) & (column < _MOST_CLASSES))
    require("an index that no dataset has", (table.index >= 0) & (table.index < _LARGEST_INDEX))
    require("a perturbation that is no number", perturbation >= 0)
    require("a perturbation that does not fit its prediction", (perturbation > 0) == right)
    require("a probability outside 0 … 1", _is_share(table.prediction_confidence))
    require("a distance without a perturbation", np.isfinite(distance) == np.isfinite(perturbation))
    require("a distance that is no number", distance >= 0)
    require("an example without a class", (table.adversarial_prediction >= 0) == np.isfinite(
        perturbation))  # fmt: skip
    require("a class that no model has", table.adversarial_prediction >= NO_CLASS)
    require("an example of the right class", table.adversarial_prediction[is_broken] != (
        table.label[is_broken]))  # fmt: skip
    require("a probability outside 0 … 1", _is_share(table.adversarial_confidence) == np.isfinite(
        perturbation))  # fmt: skip
    require("a word on rounding that is none", np.isin(table.survives_8bit, (-1, 0, 1)))
    require("rounding without an example", (table.survives_8bit >= 0) == is_broken)
    require("a count below 0", table.rejected_by_confirmation >= 0)
    if isinstance(spec.scale, Severity):
        _check_severities(table, is_broken, require)
    elif input_range is not None:
        width = input_range[1] - input_range[0]
        measured = value_of(distance[is_broken], spec.norm, width)
        require(
            "a distance that does not fit its perturbation",
            np.abs(measured - perturbation[is_broken]) <= _ROUNDING * np.maximum(1, measured),
        )
    if table.correct is not None and table.values is not None:
        require("other values than the spec", table.values == np.array(spec.values))
        require("a draw that is neither right nor wrong", table.correct.view(np.uint8) <= 1)
        require("a draw that does not fit its prediction", table.correct[:, 0] == right)


def _check_severities(
    table: SampleTable,
    is_broken: NDArray[np.bool_],
    require: Callable[[str, NDArray[np.bool_] | bool], None],
) -> None:
    """Look at perturbations that are no distances: each is a value whose draw fooled the model."""
    if table.correct is None or table.values is None:
        return
    found = table.minimum_perturbation[is_broken, None] == table.values
    fooled = (found & ~table.correct[is_broken]).any(axis=1)
    require("a severity at which no draw fooled the model", fooled)


def _is_share(column: NDArray[np.float32]) -> NDArray[np.bool_]:
    return (column >= 0) & (column <= 1 + 1e-5)


def _check_choice(index: NDArray[np.int64], spec: EvaluationSpec) -> None:
    """Refuse samples that the spec did not ask for."""
    document = spec.to_document()
    if spec.indexes is not None:
        if not np.isin(index, np.array(spec.indexes, dtype=np.int64)).all():
            raise NotTakenError("its rows are of other samples than the spec names")
    elif len(index) > document.get("samples", math.inf):
        raise NotTakenError("its rows are of more samples than the spec asks for")


def _check_pictures(
    folder: Path,
    shard: FoundShard,
    input_range: tuple[float, float] | None,
    shape: tuple[int, ...],
) -> tuple[int, ...]:
    """Return the shape of a picture, which is the same in all shards."""
    most = LARGEST_SHARD["adversarial/.index.npy"]
    index = read_npy(folder / shard.picture_index, shard.picture_index, most, _INDEXES)
    listed = read_npy(folder / shard.index, shard.index, LARGEST_SHARD["rows/.index.npy"], _INDEXES)
    if not np.isin(index, listed).all():
        raise NotTakenError(f'"{shard.pictures}" holds pictures of samples without a row')
    expected = Expected(_FLOAT32, (len(index), *(shape or (None, None, None))))
    bounds = stored_range(input_range or (-math.inf, math.inf))
    found = walk_npy(
        folder / shard.pictures,
        shard.pictures,
        LARGEST_SHARD["adversarial/.npy"],
        expected,
        bounds,
    )
    return found[1:]
