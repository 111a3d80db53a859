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
    labels, place, counts = np.unique(table.label, return_inverse=True, return_counts=True)
    clean, robust = (
        np.bincount(place[table.is_correct_at(v)], minlength=len(labels)) for v in (0.0, value)
    )
    return tuple(
        ClassResult(
            label=int(label),
            clean=curve_point(0.0, int(clean[n]), int(counts[n])),
            robust=curve_point(value, int(robust[n]), int(counts[n])),
        )
        for n, label in enumerate(labels)
    )


def confusions(table: SampleTable, value: float) -> tuple[Confusion, ...]:
    """Return which classes were taken for which ones at `value`, the commonest first.

    Samples that were wrong without a perturbation are not among them.
    """
    fooled = table.is_correct_at(0.0) & ~table.is_correct_at(value)
    fooled &= table.adversarial_prediction >= 0
    if not fooled.any():
        return ()
    answer = table.adversarial_prediction[fooled].astype(np.int64)
    # One number for each pair: pairs themselves take far longer to sort.
    width = int(answer.max()) + 1
    kinds, counts = np.unique(
        table.label[fooled].astype(np.int64) * width + answer, return_counts=True
    )
    listed = [
        Confusion(int(kind // width), int(kind % width), int(count))
        for kind, count in zip(kinds, counts, strict=True)
    ]
    return tuple(sorted(listed, key=lambda one: (-one.count, one.label, one.answer)))
