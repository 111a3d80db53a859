"""What a job says by class: functions of its sample table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pandavision_gui.engine.class_results import ClassResult, class_results, confusions
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


def class_figures(table: SampleTable, value: float) -> tuple[ClassFigures, ...]:
    """Return every class that has samples, those first that fall first."""
    found = [_figures(table, one) for one in class_results(table, value)]
    return tuple(sorted(found, key=lambda one: (one.robust.accuracy, one.median, one.label)))


def _figures(table: SampleTable, one: ClassResult) -> ClassFigures:
    sizes = np.sort(table.minimum_perturbation[table.label == one.label])
    # Broken are at least half: without interpolation, which knows no infinity.
    median = float(sizes[(len(sizes) - 1) // 2])
    return ClassFigures(one.label, one.clean, one.robust, median)


def confusion_matrix(table: SampleTable, value: float) -> Confusions:
    """Return which classes were taken for which ones at a perturbation value."""
    counts = {(one.label, one.answer): one.count for one in confusions(table, value)}
    still = table.is_correct_at(0.0) & table.is_correct_at(value)
    right = table.is_correct_at(0.0)
    labels = tuple(int(label) for label in np.unique(table.label[right]))
    totals = {}
    for label in labels:
        mine = table.label == label
        totals[label] = int((mine & right).sum())
        kept = int((mine & still).sum())
        if kept:
            counts[label, label] = kept
    answers = tuple(sorted({*labels, *(answer for _, answer in counts)}))
    return Confusions(labels, answers, counts, totals)


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
