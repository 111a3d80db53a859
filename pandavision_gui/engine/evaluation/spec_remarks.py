"""What a spec's own settings mean for the result, in sentences."""

from __future__ import annotations

from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.norms import Norm, radius_of
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.short_way import short_way_warning, way_of
from pandavision_gui.engine.spec import EvaluationSpec


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
