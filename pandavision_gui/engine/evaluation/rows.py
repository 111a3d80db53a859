"""From what was found about samples to rows of the sample table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.confirm import (
    Truth,
    is_misled,
    rounded_to_8bit,
    worst_prediction,
)
from pandavision_gui.engine.norms import Norm, distances, value_of
from pandavision_gui.engine.sample_table import NO_CLASS, SampleTable


@dataclass(frozen=True)
class Finding:
    """What an attack found about one sample.

    Attributes
    ----------
    example
        float32, (C, H, W): the smallest confirmed example, None when there is none.
    target
        The class that the example had to be taken for, `NO_CLASS` for any but the label.
    correct
        bool, (V,): for sampling attacks, whether each value's draw was classified right.
    severity
        Of the example, where perturbation values are severities and no distances.
    """

    clean: CleanSample
    example: NDArray[np.float32] | None = None
    prediction: int = NO_CLASS
    confidence: float = math.nan
    rejected: int = 0
    target: int = NO_CLASS
    correct: NDArray[np.bool_] | None = None
    severity: float | None = None


def make_rows(
    findings: Sequence[Finding],
    truth: Truth,
    *,
    norm: Norm,
    input_range: tuple[float, float],
    values: NDArray[np.float64] | None = None,
) -> SampleTable:
    """Turn findings into rows: distances are measured here, and 8-bit rounding is tried.

    Parameters
    ----------
    values
        For sampling attacks, the values of ``correct``.
    """
    width = input_range[1] - input_range[0]
    count = len(findings)
    distance = np.full(count, np.inf)
    adversarial_prediction = np.full(count, NO_CLASS, dtype=np.int64)
    adversarial_confidence = np.full(count, np.nan, dtype=np.float32)
    survives = np.full(count, -1, dtype=np.int8)
    for n, finding in enumerate(findings):
        if not finding.clean.is_right:
            distance[n] = 0.0
            adversarial_prediction[n] = finding.clean.prediction
            adversarial_confidence[n] = finding.clean.confidence
    broken = [n for n, f in enumerate(findings) if f.example is not None and f.clean.is_right]
    if broken:
        samples = np.stack([findings[n].clean.values for n in broken])
        examples = np.stack([f.example for n in broken if (f := findings[n]).example is not None])
        labels = np.array([findings[n].clean.label for n in broken])
        distance[broken] = distances(samples, examples, norm)
        adversarial_prediction[broken] = [findings[n].prediction for n in broken]
        adversarial_confidence[broken] = [findings[n].confidence for n in broken]
        targets = np.array([findings[n].target for n in broken])
        rounded = rounded_to_8bit(examples, input_range)
        worst, _ = worst_prediction(truth, rounded, labels, targets)
        survives[broken] = is_misled(worst, labels, targets)
    perturbation = value_of(distance, norm, width)
    for n in broken:
        severity = findings[n].severity
        perturbation[n] = perturbation[n] if severity is None else severity
    correct = [f.correct for f in findings if f.correct is not None]
    return SampleTable(
        index=np.array([f.clean.index for f in findings], dtype=np.int64),
        label=np.array([f.clean.label for f in findings], dtype=np.int64),
        prediction=np.array([f.clean.prediction for f in findings], dtype=np.int64),
        prediction_confidence=np.array([f.clean.confidence for f in findings], dtype=np.float32),
        minimum_perturbation=perturbation,
        adversarial_prediction=adversarial_prediction,
        adversarial_confidence=adversarial_confidence,
        distance=distance,
        survives_8bit=survives,
        rejected_by_confirmation=np.array([f.rejected for f in findings], dtype=np.int64),
        correct=np.stack(correct) if values is not None else None,
        values=values,
    )
