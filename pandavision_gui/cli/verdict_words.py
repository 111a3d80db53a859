"""The verdict of a finished job in plain lines."""

from __future__ import annotations

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.few_steps import few_steps_warning
from pandavision_gui.engine.grave_warnings import in_the_way, warnings_words
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.verdict import value_in_words
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import JobFinished


def verdict_lines(spec: EvaluationSpec, name: str, report: JobFinished) -> list[str]:
    """Return the verdict in plain lines.

    The values stand beside the level, which depends on them, and what limits it stands there too.
    """
    clean, last = report.curve[0], report.curve[-1]
    lines = [f"{plain_text(name)}: {_level(report, spec)}"]
    grave = in_the_way(report.warnings)
    if grave:
        those = warnings_words(len(grave), len(set(report.warnings)), "above")
        lines.append(f"  not to be trusted before {those} settled")
    if spec.attack_info.kind is AttackKind.SAMPLING:
        drawn = "a corruption" if isinstance(spec.scale, Severity) else "random noise"
        lines.append(f"  under {drawn}, which is not a worst case")
    if spec.attack_info.is_weak:
        lines.append("  under an attack of one step, which is weak")
    elif few_steps_warning(spec.attack_info, spec.attack_params):
        lines.append("  under so few steps or queries that the attack is weak")
    is_aimed = spec.target not in (None, "all")
    if is_aimed:
        lines += _aim_lines(spec)
    lines.append(f"  right without perturbation: {_share(clean, spec)}")
    if last.value > 0:
        size = spec.scale.size_words(f"{last.value:g}")
        still = "not steered to the target" if is_aimed else "still right"
        lines.append(f"  {still} at {size}: {_share(last, spec)}")
    if spec.indexes is not None:
        lines.append("  the samples were chosen by you, so no interval applies")
    return lines


def _aim_lines(spec: EvaluationSpec) -> list[str]:
    """Return which answers an aimed attack counts, and which samples it leaves out."""
    if spec.target == "second":
        aim = "the class that the model finds second likeliest"
        left_out = []
    else:
        name = f"class {spec.target}" if isinstance(spec.target, int) else f"“{spec.target}”"
        aim = plain_text(name)
        left_out = ["  samples of that class are left out"]
    return [
        f"  aimed at {aim}: no other wrong answer counts as misled, in the level too",
        *left_out,
    ]


def _level(report: JobFinished, spec: EvaluationSpec) -> str:
    last = report.curve[-1].value
    if last == 0:
        return "only the accuracy without perturbation was asked for"
    if report.sec_value < 0:
        return "no sample is right even without perturbation"
    value = value_in_words(report.sec_value, report.sec_level)
    return (
        f"security level {report.sec_level} ({value} over {len(report.curve)} "
        f"values from 0 to {spec.scale.in_words(f'{last:g}')})"
    )


def _share(point: CurvePoint, spec: EvaluationSpec) -> str:
    text = f"{point.robust} of {point.count} samples, {point.accuracy:.1%}"
    if spec.indexes is not None:
        return text
    return f"{text} ({point.lower:.1%} to {point.upper:.1%})"
