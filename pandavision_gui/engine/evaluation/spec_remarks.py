"""What a spec's own settings mean for the result, in sentences."""

from __future__ import annotations

from pandavision_gui.engine.norms import radius_of
from pandavision_gui.engine.short_way import short_way_warning
from pandavision_gui.engine.spec import EvaluationSpec


def too_few_samples(spec: EvaluationSpec, count: int) -> tuple[str, ...]:
    """Return a sentence where fewer samples are there than the spec asks for."""
    if spec.samples is None or spec.samples <= count:
        return ()
    return (f"{spec.samples} samples were asked for; the dataset has {count}, and all are taken.",)


def short_way(spec: EvaluationSpec, input_range: tuple[float, float]) -> str:
    """Return a sentence where the attack's steps cannot cross the largest ball, or "".

    Parameters
    ----------
    input_range
        In data units.
    """
    top = max(spec.values)
    lower, upper = input_range
    return short_way_warning(spec.attack_parameters, radius_of(top, upper - lower)) if top else ""
