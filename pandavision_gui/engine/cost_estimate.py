"""What an evaluation will probably cost, before it begins: model passes and seconds.

An estimate is a range. Its passes follow from how the search works (radius_search.py): a sample
that is not broken at the smallest value ends each stage with one whole run that fails, and what is
broken on the way takes a few passes a value. How many samples are broken where is what the
evaluation finds out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pandavision_gui.engine.attack_info import AttackKind, StageRole
from pandavision_gui.engine.attack_stages import PlannedStage, planned_stages
from pandavision_gui.engine.nearest_parameters import CwParameters, DeepFoolParameters
from pandavision_gui.engine.spec import EvaluationSpec

_QUICKLY_BROKEN = 0.5
"""Least share of the failing runs: where half of the samples are broken at the smallest value."""
_ENDED_EARLY = 0.5
"""Least share of a failing run where those that can get nowhere are ended: 0.17 to 1 were seen, and
few samples are broken at the smallest value where most runs are ended."""
_PASSES_A_VALUE = 5
"""Of a sample that is broken at one value after another, by its gradient."""
_QUERIES_A_VALUE = 0.15
"""The same of an attack that asks for scores only, as a share of its queries."""
_MOST_OF_THEM = 0.8
"""Least share of an attack that looks for the nearest example: it goes on to its last step."""
_DOUBTED = 0.1
"""Share of the samples on which a second opinion finds more."""
_CHECKED, _LEAST_CHECKED = 0.1, 5
"""Of the samples that were not broken, for one more run (the check of the assumption)."""
_COMPARED = 220
"""Passes before the attack: of the comparison with ONNX Runtime, and of a look at the gradient."""

# Seconds of a pass divided by what ONNX Runtime takes for a sample, with one thread. Measured with
# eighteen networks: 2.0 to 3.5 with gradients where a sample takes a millisecond or more, 2.1 to 8
# below that, 0.5 to 8 below a tenth; without gradients 0.9. Where the file is for one sample at a
# time 0.1 to 0.4 and 0.1 to 0.2, since the converted model takes many.
_WITH_GRADIENT = ((1e-3, (1.5, 4.5)), (1e-4, (2.0, 8.0)), (0.0, (0.5, 8.0)))
"""From so many seconds a sample on, slowest first."""
_FORWARD = (0.5, 2.0)
_WITH_GRADIENT_FROM_ONE, _FORWARD_FROM_ONE = (0.05, 0.8), (0.05, 0.5)
# Attacks by decisions alone ask about few samples at a time, and about one by one again and again.
# Measured with five networks: 2.8 to 4.4 where a sample takes 0.05 to 0.2 ms, 7 to 9.5 below that.
_FEW_AT_ONCE = ((1e-3, (0.7, 3.0)), (1e-4, (1.0, 5.0)), (0.0, (1.5, 12.0)))
"""From so many seconds a sample on, slowest first."""
_ALONE = (0.7, 2.0)
"""Of ONNX Runtime itself."""
_AS_BEFORE = (0.8, 1.3)
"""Where the same model was attacked before: other samples, another load of the machine."""
_START_S = (0.5, 3.0)
"""Loading libraries and files, converting the model."""


@dataclass(frozen=True)
class Speed:
    """How fast a model is on this machine.

    Attributes
    ----------
    per_sample
        Seconds that ONNX Runtime takes for a sample; None where nobody has measured.
    per_pass
        Seconds of a pass in an earlier job of the same model and kind; None without one.
    one_at_a_time
        Whether the file is for one sample at a time.
    """

    per_sample: float | None = None
    per_pass: float | None = None
    one_at_a_time: bool = False


@dataclass(frozen=True)
class CostEstimate:
    """Probable cost.

    Attributes
    ----------
    samples
        How many are evaluated.
    passes
        Least and most probable number of rows through the model.
    seconds
        Least and most probable time; None where the model's speed is not known.
    """

    samples: int
    passes: tuple[int, int]
    seconds: tuple[float, float] | None


def estimate_cost(
    spec: EvaluationSpec,
    samples: int,
    *,
    right: float = 1.0,
    classes: int | None = None,
    speed: Speed | None = None,
) -> CostEstimate | None:
    """Estimate what an evaluation costs.

    Parameters
    ----------
    samples
        How many will be evaluated.
    right
        Share of them that is classified right, as far as it is known: others cost no attack.
    classes
        How many the model has, where it is known.

    Returns
    -------
    None where nothing can be said: of another program's attack, of an attack that is made of jobs,
    and where every class is a target of an unknown number.
    """
    info = spec.attack_info
    if samples < 1 or info.kind in (AttackKind.REFERENCE, AttackKind.COMBINED):
        return None
    if spec.target == "all" and classes is None:
        return None
    speed = speed or Speed()
    if spec.values[-1] == 0:  # only the clean accuracy is asked for: nothing is attacked
        looked = Speed(speed.per_sample)
        return CostEstimate(
            samples, (samples, samples), _seconds(looked, (samples, samples), _ALONE)
        )
    if info.kind is AttackKind.SAMPLING:
        count = samples * len(spec.values)
        cost = CostEstimate(samples, (count, count), _seconds(speed, (count, count), _ALONE))
        return _within(spec.time_limit, cost)
    attacked = max(1, round(samples * right))
    if info.kind is AttackKind.MINIMUM_NORM:
        least, most = _of_minimum_norm(spec)
        checks, factors = 0, _factors(speed, info.needs_gradient, few=not info.needs_gradient)
    else:
        rounds = max(1, (classes or 2) - 1) if spec.target == "all" else 1
        stages = planned_stages(info, spec.attack_parameters, spec.norm)
        least, most = _of_search(stages, sum(value > 0 for value in spec.values), rounds)
        checked = max(_LEAST_CHECKED, round(_CHECKED * attacked))
        checks = checked * (stages[0].steps + 1)
        factors = _factors(speed, any(stage.info.needs_gradient for stage in stages))
    passes = round(attacked * least), round(attacked * most) + checks + _COMPARED
    cost = CostEstimate(samples, passes, _seconds(speed, passes, factors))
    return _within(spec.time_limit, cost)


def _within(limit: float | None, cost: CostEstimate) -> CostEstimate:
    """Return what is done of it before the time limit, in seconds."""
    if limit is None or cost.seconds is None or cost.seconds[1] <= limit:
        return cost
    fast, slow = (
        max(0.0, seconds - start) / max(1, count)
        for seconds, start, count in zip(cost.seconds, _START_S, cost.passes, strict=True)
    )
    least = min(cost.passes[0], round(limit / slow)) if slow else cost.passes[0]
    most = min(cost.passes[1], round(limit / fast)) if fast else cost.passes[1]
    seconds = min(cost.seconds[0], limit), min(cost.seconds[1], limit)
    return CostEstimate(cost.samples, (least, max(least, most)), seconds)


def _factors(speed: Speed, follows_gradients: bool, *, few: bool = False) -> tuple[float, float]:
    if speed.one_at_a_time and not few:
        return _WITH_GRADIENT_FROM_ONE if follows_gradients else _FORWARD_FROM_ONE
    if not follows_gradients and not few:
        return _FORWARD
    each = speed.per_sample or 0.0
    table = _FEW_AT_ONCE if few else _WITH_GRADIENT
    low, high = next(factors for least, factors in table if each >= least)
    return (low * _FORWARD_FROM_ONE[0] if speed.one_at_a_time else low), high


def _of_search(stages: Sequence[PlannedStage], values: int, rounds: int) -> tuple[float, float]:
    """Return the least and the most probable number of passes of a sample that is right."""
    sure = [stage for stage in stages if stage.role is not StageRole.IN_DOUBT]
    every = sum(stage.steps + 1 for stage in sure)
    shortest = sum((stage.steps + 1) * _least_share(stage) for stage in sure)
    doubted = sum(stage.steps + 1 for stage in stages if stage.role is StageRole.IN_DOUBT)
    hits = min(values * sum(map(_passes_a_value, stages)), _QUICKLY_BROKEN * every)
    return rounds * _QUICKLY_BROKEN * shortest, rounds * (every + hits + _DOUBTED * doubted)


def _passes_a_value(stage: PlannedStage) -> float:
    return _PASSES_A_VALUE if stage.info.needs_gradient else _QUERIES_A_VALUE * stage.steps


def _least_share(stage: PlannedStage) -> float:
    return _ENDED_EARLY if getattr(stage.parameters, "early_stop", False) else 1.0


def _of_minimum_norm(spec: EvaluationSpec) -> tuple[float, float]:
    """Return the least and the most probable number of passes of a sample that is right."""
    parameters = spec.attack_parameters
    most = float(getattr(parameters, "most_passes"))  # noqa: B009 - each of these models has it
    if isinstance(parameters, DeepFoolParameters):  # it ends with the first example
        return min(3.0, most), most
    if isinstance(parameters, CwParameters) and parameters.abort_early:
        return most / 10, most
    if spec.attack == "boundary":  # it may have no start, and ends where it stands still
        return most / 2, most
    return _MOST_OF_THEM * most, most


def _seconds(
    speed: Speed, passes: tuple[int, int], factors: tuple[float, float]
) -> tuple[float, float] | None:
    each = None if speed.per_sample is None else max(0.0, speed.per_sample)
    if speed.per_pass is not None:
        each, factors = speed.per_pass, _AS_BEFORE
    if each is None:
        return None
    least, most = (
        count * each * factor + start
        for count, factor, start in zip(passes, factors, _START_S, strict=True)
    )
    return least, most
