"""What a job says by class: functions of its sample table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.class_results import class_results, confusions
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.sample_table import SampleTable


@dataclass(frozen=True)
class ClassFigures:
    """One class at one perturbation value.

    Attributes
    ----------
    median
        The minimum perturbation that is enough for half of its samples; ∞ where at least half
        withstood the largest value.
    """

    label: int
    clean: CurvePoint
    robust: CurvePoint
    median: float


@dataclass(frozen=True)
class Confusions:
    """Which classes were taken for which ones at one perturbation value.

    Attributes
    ----------
    labels
        True classes: the rows.
    answers
        What their examples were taken for: the columns.
    counts
        By (label, answer). Where both are the same: samples that are still right.
    totals
        Samples of each true class that are right without a perturbation.
    """

    labels: tuple[int, ...]
    answers: tuple[int, ...]
    counts: dict[tuple[int, int], int]
    totals: dict[int, int]


@dataclass(frozen=True)
class Bar:
    """Samples whose minimum perturbation lies in one interval.

    Attributes
    ----------
    above, up_to
        The interval, without its lower end. Wrong without a perturbation: both 0; withstood the
        largest value: up to ∞.
    """

    above: float
    up_to: float
    count: int


def class_medians(table: SampleTable) -> dict[int, float]:
    """Return for every class that has samples the minimum perturbation enough for half of them."""
    order = np.lexsort((table.minimum_perturbation, table.label))
    labels, firsts, counts = np.unique(table.label[order], return_index=True, return_counts=True)
    # Broken are at least half: without interpolation, which knows no infinity.
    medians = table.minimum_perturbation[order[firsts + (counts - 1) // 2]]
    return {int(label): float(median) for label, median in zip(labels, medians, strict=True)}


def class_figures(
    table: SampleTable, value: float, medians: Mapping[int, float]
) -> tuple[ClassFigures, ...]:
    """Return every class that has samples, those first that fall first.

    Parameters
    ----------
    medians
        `class_medians` of the table, which are the same at every value.
    """
    found = [
        ClassFigures(one.label, one.clean, one.robust, medians[one.label])
        for one in class_results(table, value)
    ]
    return tuple(sorted(found, key=lambda one: (one.robust.accuracy, one.median, one.label)))


def confusion_matrix(table: SampleTable, value: float) -> Confusions:
    """Return which classes were taken for which ones at a perturbation value."""
    counts = {(one.label, one.answer): one.count for one in confusions(table, value)}
    right = table.is_correct_at(0.0)
    totals = _counted(table.label[right])
    kept = _counted(table.label[right & table.is_correct_at(value)])
    counts |= {(label, label): count for label, count in kept.items()}
    labels = tuple(totals)
    answers = tuple(sorted({*labels, *(answer for _, answer in counts)}))
    return Confusions(labels, answers, counts, totals)


def _counted(labels: NDArray[np.integer]) -> dict[int, int]:
    kinds, counts = np.unique(labels, return_counts=True)
    return {int(kind): int(count) for kind, count in zip(kinds, counts, strict=True)}


def size_bars(table: SampleTable, values: Sequence[float]) -> tuple[Bar, ...]:
    """Return how many samples are broken between each two of the perturbation values.

    Parameters
    ----------
    values
        Ascending, 0 first.
    """
    sizes = table.minimum_perturbation
    bars = [Bar(0.0, 0.0, int((sizes <= 0).sum()))]
    for above, up_to in pairwise(values):
        bars.append(Bar(above, up_to, int(((sizes > above) & (sizes <= up_to)).sum())))
    bars.append(Bar(values[-1], float("inf"), int((sizes > values[-1]).sum())))
    return tuple(bars)
