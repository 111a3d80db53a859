"""The verdict of a finished job in plain lines."""

from __future__ import annotations

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import JobFinished


def verdict_lines(spec: EvaluationSpec, name: str, report: JobFinished) -> list[str]:
    """Return the verdict in plain lines.

    The values stand beside the level, which depends on them, and what limits it stands there too.
    """
    clean, last = report.curve[0], report.curve[-1]
    lines = [f"{plain_text(name)}: {_level(report, spec)}"]
    if report.warnings:
        lines.append(f"  not to be trusted before the {_counted(report.warnings)} above is settled")
    if spec.attack_info.kind is AttackKind.SAMPLING:
        drawn = "a corruption" if isinstance(spec.scale, Severity) else "random noise"
        lines.append(f"  under {drawn}, which is not a worst case")
    lines.append(f"  right without perturbation: {_share(clean, spec)}")
    if last.value > 0:
        size = spec.scale.size_words(f"{last.value:g}")
        lines.append(f"  still right at {size}: {_share(last, spec)}")
    if spec.indexes is not None:
        lines.append("  the samples were chosen by you, so no interval applies")
    return lines


def _level(report: JobFinished, spec: EvaluationSpec) -> str:
    last = report.curve[-1].value
    if last == 0:
        return "only the accuracy without perturbation was asked for"
    if report.sec_value < 0:
        return "no sample is right even without perturbation"
    return (
        f"security level {report.sec_level} ({report.sec_value:.2f} over {len(report.curve)} "
        f"values from 0 to {spec.scale.in_words(f'{last:g}')})"
    )


def _counted(warnings: tuple[str, ...]) -> str:
    return "warning" if len(warnings) == 1 else f"last of {len(warnings)} warnings"


def _share(point: CurvePoint, spec: EvaluationSpec) -> str:
    text = f"{point.robust} of {point.count} samples, {point.accuracy:.1%}"
    if spec.indexes is not None:
        return text
    return f"{text} ({point.lower:.1%} to {point.upper:.1%})"
