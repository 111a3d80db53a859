"""What a spec's own settings mean for the result, in sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.norms import Norm, radius_of
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.short_way import short_way_warning, way_of
from pandavision_gui.engine.spec import EvaluationSpec

_BY_CROSS_ENTROPY = ("pgd", "fgsm", "ddn")
"""Attacks that know no other loss, without their norms."""
_FLAT = 1.5
"""So many times what a guess gives: with less, no class stands out of the sum over all."""
_EQUAL = 1e-4
"""So close to what a guess gives, cross-entropies in float32 have three figures that differ."""


def too_few_samples(spec: EvaluationSpec, count: int) -> tuple[str, ...]:
    """Return a sentence where fewer samples are there than the spec asks for."""
    if spec.samples is None or spec.samples <= count:
        return ()
    return (f"{spec.samples} samples were asked for; the dataset has {count}, and all are taken.",)


def short_way(spec: EvaluationSpec, settings: RunSettings, table: SampleTable) -> tuple[str, ...]:
    """Return a sentence where samples stand in balls whose edge no run of the attack can get to.

    What was broken was broken on a shorter way, and nothing is missing of it.

    Parameters
    ----------
    table
        The finished rows.
    """
    standing = [
        value for value in spec.values if value > 0 and (table.minimum_perturbation > value).any()
    ]
    step = 0.0
    if settings.norm is Norm.LINF and settings.whole_steps is not None:
        step = min(settings.whole_steps)
    ways = [
        (way_of(spec.attack_parameters, radius, step), value)
        for value in standing
        if (radius := radius_of(value, settings.width)) > 0
    ]
    if not ways:
        return ()
    way, value = min(ways)
    is_everywhere = getattr(spec.attack_parameters, "abs_stepsize", None) is None and not step
    warning = short_way_warning(way, "" if is_everywhere else f"{value:g}")
    return (warning,) if warning else ()


def high_confidence(spec: EvaluationSpec, table: SampleTable) -> tuple[str, ...]:
    """Return a sentence where only wrong answers of some confidence counted as examples."""
    confidence = getattr(spec.attack_parameters, "confidence", 0.0)
    if not confidence or not (table.minimum_perturbation > 0).any():
        return ()
    return (
        f"Only wrong answers by a lead of {confidence:g} counted as adversarial examples: the "
        "model errs nearer to the samples than that. Set the confidence to 0 for the robust "
        "accuracy.",
    )


def flat_probabilities(spec: EvaluationSpec, probabilities: NDArray[np.float32]) -> str:
    """Return a sentence where cross-entropy alone leads the attack, and tells no classes apart.

    Of nearly equal probabilities its slope is that of the mean of all logits: the attack is pushed
    away from every class at once instead of towards the nearest. Of two classes it is right, but an
    attack that compares its values sees only their last bits.

    Parameters
    ----------
    probabilities
        float32, (N, K): of some clean samples.
    """
    classes = probabilities.shape[1]
    family = spec.attack_info.name.partition("-")[0]
    by_cross_entropy = family in _BY_CROSS_ENTROPY or (
        getattr(spec.attack_parameters, "loss", "") == "cross-entropy"
    )
    usual = float(np.median(probabilities.max(axis=1))) * classes
    if by_cross_entropy and classes == 2 and family == "apgd" and usual < 1 + _EQUAL:
        return (
            "The model gives both classes nearly the same probability (its scores are very close "
            "together), and cross-entropy, by which this attack compares its steps, hardly tells "
            "them apart: the robust accuracy may be too high. Take the loss margin, or the "
            "standard attack."
        )
    if not by_cross_entropy or classes <= 2 or usual >= _FLAT:
        return ""
    return (
        f"The model gives all {classes} classes nearly the same probability (its scores are very "
        "close together), and cross-entropy, by which this attack goes, hardly tells them apart: "
        "the robust accuracy may be too high. Take the loss margin where the attack has one, or "
        "the standard attack."
    )
