"""The rows of a job of which somebody kept the result and `samples.h5`, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.archive.arrays import Expected
from pandavision_gui.jobs.archive.check_job import compare_facts, compare_figures
from pandavision_gui.jobs.archive.check_rows import check_rows_of, row_columns
from pandavision_gui.jobs.archive.contents import NotTakenError

SAMPLES = "samples.h5"
_MOST_ROWS = 5_000_000
_NOTHING_ELSE = ("job.json", "rows")


def is_reduced(folder: Path) -> bool:
    """Whether a folder holds `samples.h5` and nothing that rows are otherwise read of."""
    there = (folder / SAMPLES).is_file()
    return there and not any((folder / name).exists() for name in _NOTHING_ELSE)


def rows_of_samples(folder: Path, result: EvaluationResult) -> SampleTable:
    """Return the rows in `samples.h5`, by ascending index.

    They are believed as little as a pack's: they must be such as an evaluation writes, and the
    result's figures must be those that they give.

    Raises
    ------
    NotTakenError
        In words.
    """
    try:
        spec = spec_from_document(result.spec)
        with Hdf5File(folder / SAMPLES, may_have_neighbours=False) as file:
            columns = _columns(file, result, spec)
    except PandaVisionError as error:
        raise NotTakenError(error.message.rstrip(".")) from error
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        raise NotTakenError(f'"{SAMPLES}" is damaged') from error
    try:
        table = SampleTable(**columns)
    except (TypeError, ValueError) as error:
        raise NotTakenError(f'"{SAMPLES}" holds no whole table of samples') from error
    table = table.rows(np.argsort(table.index, kind="stable"))
    if len(np.unique(table.index)) != len(table):
        raise NotTakenError(f'"{SAMPLES}" holds a sample twice')
    listed = result.samples.indexes
    if listed is not None and sorted(listed) != table.index.tolist():
        raise NotTakenError(f'"result.json" lists other samples than "{SAMPLES}" has')
    info = spec.attack_info
    if (result.attack, result.norm) != (info.name, str(spec.norm)):
        raise NotTakenError('the spec in "result.json" is of another attack')
    check_rows_of(table, SAMPLES, spec, result.applied.input_range)
    compare_facts(result, table, spec)
    compare_figures(result, table, spec)
    return table


def _columns(
    file: Hdf5File, result: EvaluationResult, spec: EvaluationSpec
) -> dict[str, NDArray[Any]]:
    """Read the columns; each must have the type and the length that it is written with."""
    count = result.samples.evaluated
    if count > _MOST_ROWS:
        raise NotTakenError("it has more samples than a report is made of")
    known = row_columns()
    if spec.attack_info.kind is AttackKind.SAMPLING:
        known["correct"] = Expected("|b1", (None, len(spec.values)))
        known["values"] = Expected("<f8", (len(spec.values),))
    found = {}
    for name, expected in known.items():
        stored = file.find(name)
        shape = tuple(count if size is None else size for size in expected.shape)
        if stored is None or stored.shape != shape or stored.dtype.str != expected.kind:
            raise NotTakenError(f'"{SAMPLES}" has no whole column "{name}"')
        found[name] = np.asarray(stored[()])
    return found
