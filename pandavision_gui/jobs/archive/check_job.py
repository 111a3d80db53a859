"""Whether a folder holds a job whose parts fit each other.

What can be computed is not believed: the curve and the verdict are made again from the rows. What
cannot (whether the rows are true of the model) only a new evaluation shows.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.archive.check_checkpoint import NAME as CHECKPOINT
from pandavision_gui.jobs.archive.check_checkpoint import check_checkpoint
from pandavision_gui.jobs.archive.check_rows import FoundShard, check_shards
from pandavision_gui.jobs.archive.contents import NotTakenError, shard_name
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_documents import KnownFile, Resolved
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import read_result
from pandavision_gui.jobs.job_state import JobState

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ROUNDING = 1e-9
_MOST_CLASSES = 1_000_000
_FIELDS = {
    ("rows", ".npz"): "rows",
    ("rows", ".index.npy"): "index",
    ("adversarial", ".npy"): "pictures",
    ("adversarial", ".index.npy"): "picture_index",
}


@dataclass(frozen=True)
class CheckedJob:
    """What a folder was found to hold.

    Attributes
    ----------
    table
        The rows that count, one a sample, by ascending index.
    """

    job: Job
    spec: EvaluationSpec
    resolved: Resolved | None
    result: EvaluationResult | None
    table: SampleTable


def found_shards(names: Iterable[str]) -> dict[int, FoundShard]:
    """Return the shards among the files of a job, by number."""
    parts: dict[int, dict[str, str]] = {}
    for name in names:
        shard = shard_name(name)
        if shard is not None:
            field = _FIELDS[shard.room, shard.ending]
            parts.setdefault(shard.number, {})[field] = name
    return {number: FoundShard(**fields) for number, fields in parts.items()}


def check_job(folder: Path, names: Iterable[str]) -> CheckedJob:
    """Look at everything in a job folder that an archive holds.

    Parameters
    ----------
    names
        The files that belong to it.

    Raises
    ------
    NotTakenError
        In words.
    """
    there = set(names)
    for name in ("spec.json", "job.json"):
        if name not in there:
            raise NotTakenError(f'it lacks "{name}"')
    spec, job, resolved, result = _documents(JobFolder(folder), there)
    shards = found_shards(there)
    if job.cleared is Cleared.ROWS and (shards or CHECKPOINT in there):
        raise NotTakenError("it holds rows of a job whose rows are said to be cleared")
    for number, shard in shards.items():
        if not shard.rows or not shard.index or bool(shard.pictures) != bool(shard.picture_index):
            raise NotTakenError(f"a file of shard {number} is missing")
    if resolved is None and (shards or CHECKPOINT in there or result is not None):
        raise NotTakenError('it lacks "resolved.json"')
    input_range = None if spec.input_range == "auto" else spec.input_range
    if result is not None:
        input_range = result.applied.input_range
        if not 0 < input_range[1] - input_range[0] < math.inf:
            raise NotTakenError('"result.json" tells an input range that is none')
    table = check_shards(folder, shards, spec, input_range)
    if CHECKPOINT in there and resolved is not None:
        count = max(shards, default=-1) + 1
        check_checkpoint(folder, spec, batch_size=resolved.batch_size, shards=count)
    if result is not None and resolved is not None:
        _check_result(result, table, spec, resolved)
    elif job.state is JobState.FINISHED:
        raise NotTakenError('it is of a finished job but lacks "result.json"')
    return CheckedJob(job, spec, resolved, result, table)


def _documents(
    folder: JobFolder, there: set[str]
) -> tuple[EvaluationSpec, Job, Resolved | None, EvaluationResult | None]:
    try:
        spec, job = folder.read_spec(), folder.read_job()
        resolved = folder.read_resolved() if "resolved.json" in there else None
        result = read_result(folder) if "result.json" in there else None
    except PandaVisionError as error:
        # Where it was unpacked means nothing to anybody.
        raise NotTakenError(
            error.message.replace(f"{folder.path}{os.sep}", "").rstrip(".")
        ) from error
    if job is None:
        raise NotTakenError('it lacks "job.json"')
    if resolved is not None and resolved.files.keys() != spec.file_paths.keys():
        raise NotTakenError('"resolved.json" is of other files than "spec.json"')
    if "memory.json" in there and folder.read_rows_at_once() is None:
        raise NotTakenError("memory.json of the job is damaged or of another version")
    for file in resolved.files.values() if resolved is not None else ():
        if file.sha256 is not None and _SHA256.fullmatch(file.sha256) is None:
            raise NotTakenError('"resolved.json" holds a hash that is none')
    return spec, job, resolved, result


def _check_result(
    result: EvaluationResult, table: SampleTable, spec: EvaluationSpec, resolved: Resolved
) -> None:
    try:
        told = spec_from_document(result.spec).to_document()
    except PandaVisionError as error:
        raise NotTakenError(f'the spec in "result.json": {error.message.rstrip(".")}') from error
    if told != spec.to_document():
        raise NotTakenError('"result.json" is of another spec than "spec.json"')
    info = spec.attack_info
    if (result.attack, result.norm) != (info.name, str(spec.norm)):
        raise NotTakenError('"result.json" is of another attack than "spec.json"')
    if len(result.class_names) > _MOST_CLASSES:
        raise NotTakenError('"result.json" names more classes than a model has')
    if result.files.keys() != resolved.files.keys() or not all(
        _is_same(told.sha256, told.bytes, resolved.files[key]) for key, told in result.files.items()
    ):
        raise NotTakenError('"result.json" is of other files than "resolved.json"')
    _compare_resolved(result, resolved)
    compare_facts(result, table, spec)
    listed = result.samples.indexes
    if len(table) != result.samples.evaluated or (
        listed is not None and sorted(listed) != table.index.tolist()
    ):
        raise NotTakenError('"result.json" is of other samples than the rows')
    compare_figures(result, table, spec)


def compare_facts(result: EvaluationResult, table: SampleTable, spec: EvaluationSpec) -> None:
    """Look at what the result repeats of the spec, or says twice.

    Raises
    ------
    NotTakenError
        Naming the first fact that differs.
    """
    samples, run, kind = result.samples, result.run, spec.attack_info.kind
    if spec.indexes is not None:
        was_drawn = samples.drawn == len(spec.indexes) or (
            spec.target is not None and samples.drawn < len(spec.indexes)
        )  # an aimed attack leaves out what is of its target already
    else:
        was_drawn = samples.drawn <= spec.to_document().get("samples", math.inf)
    # Only a time limit leaves samples out.
    was_drawn &= samples.drawn == samples.evaluated or spec.time_limit is not None
    pairs = {
        "number of samples": (was_drawn, True),
        "choice of the samples": (samples.chosen_by_user, spec.indexes is not None),
        "input range": (
            result.applied.input_range,
            result.applied.input_range if spec.input_range == "auto" else spec.input_range,
        ),
        "seed": (run.seed, spec.seed),
        "number of model passes": (result.model_passes, result.passes.model),
        "number of confirmations": (result.confirmation_passes, result.passes.confirmation),
        "check of the assumption": (
            result.assumption_check is None,
            not (kind.searches_radii or kind is AttackKind.COMBINED),
        ),
    }
    _require_equal(pairs)
    _compare_sources(result, table, spec)


def _compare_resolved(result: EvaluationResult, resolved: Resolved) -> None:
    run = result.run
    _require_equal(
        {
            "batch size": (run.batch_size, resolved.batch_size),
            "device": (run.device, resolved.device),
            "number of threads": (run.threads, resolved.threads),
            "versions": (run.versions, resolved.versions),
        }
    )


def _require_equal(pairs: dict[str, tuple[Any, Any]]) -> None:
    for what, (told, known) in pairs.items():
        if told != known:
            raise NotTakenError(f'the {what} in "result.json" is not the job\'s')


def _compare_sources(result: EvaluationResult, table: SampleTable, spec: EvaluationSpec) -> None:
    """Look at what a worst case says of the jobs that it is made of."""
    sources = result.sources
    if (sources is None) == (spec.attack_info.kind is AttackKind.COMBINED):
        raise NotTakenError('"result.json" tells of other jobs than its attack is made of')
    if sources is None:
        return
    sums = [
        sum(getattr(source, what) for source in sources)
        for what in ("nearest", "model_passes", "confirmation_passes")
    ]
    size = table.minimum_perturbation
    examples = int((np.isfinite(size) & (size > 0)).sum())
    told = [examples, result.model_passes, result.confirmation_passes]
    if sums != told or result.curve[-1].value > min(one.largest_value for one in sources):
        raise NotTakenError('what "result.json" tells of its jobs is not what it is made of')


def _is_same(sha256: str, size: int, known: KnownFile) -> bool:
    return (sha256, size) == (known.sha256 or "", known.bytes)


def compare_figures(result: EvaluationResult, table: SampleTable, spec: EvaluationSpec) -> None:
    """Make every figure again that is a function of the rows."""
    made = result_figures(table, spec.values)
    counts = ("wrong_already", "broken", "withstood")
    told: dict[str, Any] = {name: getattr(result.samples, name) for name in counts}
    for name, figure in made.items():
        there = told[name] if name in told else getattr(result, name)
        if not _equal(_plain(there), _plain(figure)):
            raise NotTakenError(
                f'"{name.replace("_", "-")}" in "result.json" is not what the rows give'
            )


def _plain(figure: Any) -> Any:
    if isinstance(figure, BaseModel):
        return [_plain(part) for part in figure.model_dump().values()]
    return [_plain(part) for part in figure] if isinstance(figure, tuple) else figure


def _equal(one: Any, other: Any) -> bool:
    """Whether two figures are equal but for rounding."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return False
        return bool(np.isclose(one, other, rtol=_ROUNDING, atol=_ROUNDING))
    return bool(one == other)
