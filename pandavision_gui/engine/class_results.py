"""Results by class: functions of the sample table alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pandavision_gui.engine.robustness_curve import CurvePoint, curve_point
from pandavision_gui.engine.sample_table import SampleTable


@dataclass(frozen=True)
class ClassResult:
    """One class at one perturbation value.

    Attributes
    ----------
    label
        The true class of its samples.
    clean, robust
        How many of them are right without a perturbation, and at the value.
    """

    label: int
    clean: CurvePoint
    robust: CurvePoint


@dataclass(frozen=True)
class Confusion:
    """Samples of one class that adversarial examples turned into another one."""

    label: int
    answer: int
    count: int


def class_results(table: SampleTable, value: float) -> tuple[ClassResult, ...]:
    """Return every class that the table has samples of, by number.

    Parameters
    ----------
    value
        One of the evaluation's perturbation values.
    """
    clean, robust = table.is_correct_at(0.0), table.is_correct_at(value)
    found = []
    for label in np.unique(table.label):
        mine = table.label == label
        count = int(mine.sum())
        found.append(
            ClassResult(
                label=int(label),
                clean=curve_point(0.0, int(clean[mine].sum()), count),
                robust=curve_point(value, int(robust[mine].sum()), count),
            )
        )
    return tuple(found)


def confusions(table: SampleTable, value: float) -> tuple[Confusion, ...]:
    """Return which classes were taken for which ones at `value`, the commonest first.

    Samples that were wrong without a perturbation are not among them.
    """
    fooled = table.is_correct_at(0.0) & ~table.is_correct_at(value)
    fooled &= table.adversarial_prediction >= 0
    pairs = np.stack([table.label[fooled], table.adversarial_prediction[fooled]], axis=1)
    if not len(pairs):
        return ()
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    listed = [Confusion(int(a), int(b), int(n)) for (a, b), n in zip(kinds, counts, strict=True)]
    return tuple(sorted(listed, key=lambda one: (-one.count, one.label, one.answer)))
