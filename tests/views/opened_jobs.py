"""Opened jobs that are made up: tables of any size, and the result that they give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.sample_table import NO_CLASS, SampleTable
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_view import OpenedJob, Purpose, ShownSamples
from pandavision_gui.jobs.view_messages import KINDS, JobViewed

RECORDED = Path(__file__).parents[1] / "recorded" / "finished_job"
VALUES = (0.0, 0.01, 0.02, 0.04)
HOSTILE_NAMES = (
    "<b>bold</b><img src=x>",
    "two\nlines\x1b[31m",
    "x" * 200,
    "\u202eright to left\u2066",
    "&ampersand;",
)


def made_up_table(
    count: int, *, classes: int = 5, seed: int = 0, draws: Sequence[float] | None = None
) -> SampleTable:
    """Return rows as an evaluation writes them: a tenth wrong already, some withstood.

    Parameters
    ----------
    draws
        The values of a sampling attack, None for a worst case.
    """
    rng = np.random.default_rng(seed)
    label = rng.integers(0, classes, count)
    is_wrong = rng.random(count) < 0.1
    prediction = np.where(is_wrong, (label + 1) % classes, label)
    # Some lie exactly at a value, some beyond the largest.
    size = np.where(rng.random(count) < 0.3, rng.choice(VALUES[1:], count), rng.random(count) / 16)
    size = np.where(rng.random(count) < 0.25, np.inf, np.maximum(size, 1e-6))
    size = np.where(is_wrong, 0.0, size)
    found = np.isfinite(size)
    answer = np.where(found & ~is_wrong, (label + rng.integers(1, classes, count)) % classes, -1)
    answer = np.where(is_wrong, prediction, answer)
    correct = None
    if draws is not None:
        correct = rng.random((count, len(draws))) < 0.7
        correct[:, 0] = ~is_wrong
        grid = np.where(correct, np.inf, np.asarray(draws))
        size = np.where(is_wrong, 0.0, grid.min(axis=1))
        found = np.isfinite(size)
        answer = np.where(found & ~is_wrong, (label + 1) % classes, NO_CLASS)
        answer = np.where(is_wrong, prediction, answer)
    sure = rng.random(count).astype(np.float32)
    return SampleTable(
        index=rng.permutation(4 * count)[:count].astype(np.int64),
        label=label.astype(np.int64),
        prediction=prediction.astype(np.int64),
        prediction_confidence=sure,
        minimum_perturbation=size.astype(np.float64),
        adversarial_prediction=answer.astype(np.int64),
        adversarial_confidence=np.where(found, sure[::-1], np.nan).astype(np.float32),
        distance=np.where(found, 255 * size, np.inf).astype(np.float64),
        survives_8bit=np.where(found & ~is_wrong, rng.integers(0, 2, count), -1).astype(np.int8),
        rejected_by_confirmation=rng.integers(0, 2, count).astype(np.int64),
        correct=correct,
        values=None if draws is None else np.array(draws, dtype=np.float64),
    )


def opened_job(
    table: SampleTable,
    *,
    values: tuple[float, ...] = VALUES,
    names: Sequence[str] = (),
    remark: str = "",
    **changes: Any,
) -> OpenedJob:
    """Return a job as if a worker had opened it."""
    recorded: EvaluationResult = require_result(JobFolder(RECORDED))
    figures = result_figures(table, values)
    counts = {name: figures.pop(name) for name in ("wrong_already", "broken", "withstood")}
    total = {"evaluated": len(table), "drawn": len(table), "indexes": None}
    samples = recorded.samples.model_copy(update={**counts, **total})
    update = {**figures, "samples": samples, "class_names": tuple(names), **changes}
    examples = int((np.isfinite(table.distance) & (table.minimum_perturbation > 0)).sum())
    facts = JobViewed(samples=len(table), examples=examples, remark=remark)
    return OpenedJob(facts, table, recorded.model_copy(update=update))


def shown_samples(
    indexes: Sequence[int],
    side: int,
    purpose: Purpose = "grid",
    *,
    size: tuple[int, int] = (4, 4),
    without: Sequence[int] = (),
) -> ShownSamples:
    """Return pictures, each of one colour that tells which sample and which kind it is.

    Parameters
    ----------
    size
        Height and width.
    without
        Which of the three there are not.
    """
    pictures: NDArray[np.uint8] = np.zeros((len(indexes), KINDS, *size, 4), dtype=np.uint8)
    for place, index in enumerate(indexes):
        for kind in range(KINDS):
            if kind not in without:
                pictures[place, kind] = (index % 256, index // 256 % 256, 100 * kind, 255)
    return ShownSamples(purpose, tuple(indexes), side, pictures, (1.0,) * len(indexes))
