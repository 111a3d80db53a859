"""The worst case over several attacks: of each sample, the nearest example that any of them found.

Attacks differ in which samples they break. A sample is still classified right at a value exactly
when its minimum perturbation is above it, so that the minimum over finished jobs is a table like
any other: the one of an attacker who has tried all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.aimed_class import aimed_class
from pandavision_gui.engine.attack_catalogue import attack_info
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import COLUMNS, SampleTable
from pandavision_gui.errors import InputError

MOST_VALUES = 10_000
MOST_JOBS = 1000
"""As many as a result names."""


@dataclass(frozen=True)
class FinishedJob:
    """A job that a worst case is made of.

    Attributes
    ----------
    name
        What it is called.
    sha256
        Of its `result.json`.
    """

    name: str
    sha256: str
    result: EvaluationResult
    table: SampleTable


@dataclass(frozen=True)
class WorstCase:
    """The minimum over several jobs.

    Attributes
    ----------
    table
        One row for each sample that all of them have evaluated, in the order of the first one.
    nearest
        int64, (N,): the number of the job that each row comes from.
    values
        The perturbation values, ascending, 0 first.
    remarks, warnings
        Sentences for the result: what was assumed, and what limits it.
    """

    table: SampleTable
    nearest: NDArray[np.int64]
    values: tuple[float, ...]
    remarks: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def found_by(self) -> NDArray[np.int64]:
        """int64: for each sample with an example, which job that is from."""
        size = self.table.minimum_perturbation
        return self.nearest[np.isfinite(size) & (size > 0)]


def combine(jobs: Sequence[FinishedJob]) -> WorstCase:
    """Return the worst case of jobs that asked the same in different ways.

    Raises
    ------
    InputError
        ``worst_case_jobs`` for less than two different ones, ``worst_case_sampling`` for random
        noise, ``worst_case_unlike`` where they are of different models, data, norms or readings,
        ``worst_case_predictions`` where they saw different answers to the same samples,
        ``worst_case_no_sample`` where no sample is in all of them, ``worst_case_values``.
    """
    _require_several(jobs)
    for job in jobs:
        if attack_info(job.result.attack).kind is AttackKind.SAMPLING:
            raise InputError(
                "worst_case_sampling",
                f'"{job.name}" is of random draws, which are no worst case.',
                "Leave it out.",
            )
    for other in jobs[1:]:
        _require_alike(jobs[0], other)
    values = common_values([[p.value for p in job.result.curve] for job in jobs])
    is_random = any(job.result.randomised is not None for job in jobs)
    table, nearest = nearest_rows(
        [job.table for job in jobs], [job.name for job in jobs], answers_vary=is_random
    )
    counts = sorted({len(job.table) for job in jobs})
    remarks, warnings = [], []
    if is_random:
        warnings.append(
            f"The model draws random numbers, and each of the {len(jobs)} jobs asked it anew: a "
            "sample is right where it was in all of them, so that more jobs alone lower the curve."
        )
    if len(table) < counts[-1]:
        told = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{counts[0]}"
        warnings.append(
            f"The jobs evaluated different samples ({told} each): the worst case is over the "
            f"{len(table)} that all of them evaluated."
        )
    tops = sorted({job.result.curve[-1].value for job in jobs})
    if len(tops) > 1:
        remarks.append(
            f"The jobs attacked up to different values ({tops[0]:g} to {tops[-1]:g}): the worst "
            f"case ends at {values[-1]:g}, the largest one that all of them reached."
        )
    return WorstCase(table, nearest, values, tuple(remarks), tuple(warnings))


def common_values(grids: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the values of all grids up to the smallest of their largest ones, ascending.

    Above that one of the jobs has not attacked: what it did not break may be broken there.

    Raises
    ------
    InputError
        ``worst_case_values`` where they are more than a curve can have.
    """
    top = min(max(grid) for grid in grids)
    values = sorted({float(value) for grid in grids for value in grid if value <= top})
    if len(values) > MOST_VALUES:
        raise InputError(
            "worst_case_values",
            f"Together the jobs have {len(values):,} perturbation values; a curve has at most "
            f"{MOST_VALUES:,}.",
            "Combine fewer of them.",
        )
    return tuple(values)


def nearest_rows(
    tables: Sequence[SampleTable], names: Sequence[str], *, answers_vary: bool = False
) -> tuple[SampleTable, NDArray[np.int64]]:
    """Take each sample's row from the table where its minimum perturbation is smallest.

    Parameters
    ----------
    tables
        Of worst-case attacks; samples in any order, each once.
    names
        Of the jobs, for errors.
    answers_vary
        Whether the model draws random numbers: what was wrong in one job may be right in another.

    Returns
    -------
    table : SampleTable
        The samples that are in all of them, in the order of the first one. A row is one table's as
        a whole, but for the refused examples, which are those of all tables together.
    nearest : int64, (N,)
        Which table each row is from; of equally near ones the first.

    Raises
    ------
    InputError
        ``worst_case_predictions``, ``worst_case_no_sample``.
    """
    shared = tables[0].index
    for table in tables[1:]:
        shared = shared[np.isin(shared, table.index)]
    if len(shared) == 0:
        raise InputError(
            "worst_case_no_sample",
            "No sample was evaluated by all of the jobs.",
            "Combine jobs of the same samples.",
        )
    aligned = [table.rows(_places(table.index, shared)) for table in tables]
    _require_same_answers(aligned, names, ("label",) if answers_vary else ("label", "prediction"))
    nearest = np.argmin([table.minimum_perturbation for table in aligned], axis=0)
    places = np.arange(len(shared))
    columns = {
        name: np.stack([getattr(table, name) for table in aligned])[nearest, places]
        for name in COLUMNS
    }
    columns["rejected_by_confirmation"] = np.sum(
        [table.rejected_by_confirmation for table in aligned], axis=0, dtype=np.int64
    )
    return SampleTable(**columns), nearest.astype(np.int64)


def _places(index: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    order = np.argsort(index, kind="stable")
    return order[np.searchsorted(index[order], wanted)].astype(np.int64)


def _require_several(jobs: Sequence[FinishedJob]) -> None:
    seen: dict[str, str] = {}
    for job in jobs:
        if job.sha256 in seen:
            raise InputError(
                "worst_case_jobs",
                f'"{job.name}" has the same result as "{seen[job.sha256]}": it is the same job.',
                "Name each job once.",
            )
        seen[job.sha256] = job.name
    if not 2 <= len(jobs) <= MOST_JOBS:
        raise InputError(
            "worst_case_jobs",
            f"A worst case is made of 2 to {MOST_JOBS} finished jobs, not of {len(jobs)}.",
            "Choose finished jobs of the same model and data with different attacks.",
        )


def _require_alike(first: FinishedJob, other: FinishedJob) -> None:
    """Refuse two jobs that did not ask the same."""
    one, two = first.result, other.result
    pairs = {
        "models": (one.model.sha256, two.model.sha256),
        "datasets": (one.dataset.sha256, two.dataset.sha256),
        "norms": (Norm(one.norm).symbol, Norm(two.norm).symbol),
        "input ranges": (one.applied.input_range, two.applied.input_range),
        "preprocessing": (
            (one.applied.mean, one.applied.std, one.applied.channels_flipped),
            (two.applied.mean, two.applied.std, two.applied.channels_flipped),
        ),
        "outputs of the model": (one.applied.output, two.applied.output),
        "layouts of the samples": _where_both_tell(one.applied.layout, two.applied.layout),
        "labels": (one.spec.get("labels", "auto"), two.spec.get("labels", "auto")),
        "label offsets": (one.spec.get("label-offset", 0), two.spec.get("label-offset", 0)),
        "targets": (_target(one), _target(two)),
    }
    for what, (here, there) in pairs.items():
        if here != there:
            raise InputError(
                "worst_case_unlike",
                f'"{first.name}" and "{other.name}" cannot be combined: they are of different '
                f"{what}{_in_words(here, there)}.",
                "Combine jobs that differ in their attacks only.",
            )


def _target(result: EvaluationResult) -> object:
    return aimed_class(result.spec.get("target"), result.class_names)


def _where_both_tell(here: str | None, there: str | None) -> tuple[str | None, str | None]:
    """Return both, or nothing where a result of an older program does not tell."""
    return (None, None) if here is None or there is None else (here, there)


def _in_words(here: object, there: object) -> str:
    texts = [str(side) for side in (here, there)]
    is_short = all(len(text) <= 20 for text in texts)
    return f" ({texts[0]} and {texts[1]})" if is_short else ""


def _require_same_answers(
    tables: Sequence[SampleTable], names: Sequence[str], columns: Sequence[str]
) -> None:
    first = tables[0]
    for table, name in zip(tables[1:], names[1:], strict=True):
        for what in columns:
            mine, theirs = getattr(first, what), getattr(table, what)
            differing = np.flatnonzero(mine != theirs)
            if len(differing):
                at = int(differing[0])
                raise InputError(
                    "worst_case_predictions",
                    f'"{names[0]}" and "{name}" cannot be combined: of sample '
                    f"{int(first.index[at])} one has the {what} {int(mine[at])}, the other "
                    f"{int(theirs[at])}.",
                    "One of them was computed on another machine or from other files: run it "
                    "again.",
                )
