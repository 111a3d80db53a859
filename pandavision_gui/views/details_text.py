"""What the details panel says of a job, as plain text. No widget is needed for any of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE, AttackKind
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.events import JobLoaded, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.jobs_table.job_words import (
    attack_words,
    band_words,
    percent,
    seconds_left_words,
    value_words,
)

Tone = Literal["good", "warn", "bad", "muted", ""]
_WIDE_INTERVAL = 0.05
_BUDGET = 8 / 255
_SAME_VALUE = 1e-6
_LEVEL_TONES: dict[SecurityLevel, Tone] = {
    SecurityLevel.LOW: "bad",
    SecurityLevel.MEDIUM: "warn",
    SecurityLevel.HIGH: "good",
}


@dataclass(frozen=True)
class DetailsText:
    """Everything that is shown of a job.

    Attributes
    ----------
    verdict
        Words and figure of the box, its tone, and the values that it depends on; None without one.
    figures, facts
        Label and value.
    sentence
        The result or the state in one sentence.
    trust
        Tone and sentence each.
    """

    sentence: str
    verdict: tuple[str, str, Tone, str] | None = None
    figures: list[tuple[str, str]] = field(default_factory=list)
    trust: list[tuple[Tone, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)


def details_text(
    row: JobRow, loaded: JobLoaded | None, progress: Progress | None, warnings: tuple[str, ...]
) -> DetailsText:
    """Return what there is to say of a job in its present state."""
    if loaded is not None and loaded.result is not None:
        return _finished(loaded.result)
    told: list[tuple[Tone, str]] = [("warn", text) for text in warnings]
    if progress is not None and row.state in (JobState.RUNNING, JobState.STOPPING):
        return DetailsText(_tr("Running: {phase}.").format(phase=progress.phase), None,
                           _running_figures(row, progress), told)  # fmt: skip
    return DetailsText(_state_sentence(row), None, [], told, _spec_facts(row, loaded))


def _state_sentence(row: JobRow) -> str:
    if row.state is JobState.QUEUED:
        return _tr("Waits for its turn.")
    if row.state is JobState.RUNNING:
        return _tr("Reads the files and checks that they were understood.")
    if row.state in (JobState.FAILED, JobState.INTERRUPTED, JobState.CANCELLED):
        go_on = _tr("Resume goes on from what is finished.")
        return f"{row.reason} {go_on}".strip()
    return row.reason


def _running_figures(row: JobRow, progress: Progress) -> list[tuple[str, str]]:
    figures = [
        (_tr("Samples done"), f"{progress.finished} / {progress.total}"),
        (_tr("Samples begun"), str(progress.started)),
    ]
    if progress.band and progress.band[-1].count:
        at = _tr("Right at {value}").format(value=value_words(row.top_value))
        figures.append((at, band_words(progress.band[-1])))
    if progress.left_s is not None:
        figures.append((_tr("Time left"), seconds_left_words(progress.left_s)))
    return [*figures, (_tr("Model passes"), f"{progress.passes.model:,}")]


def _spec_facts(row: JobRow, loaded: JobLoaded | None) -> list[tuple[str, str]]:
    facts = [(_tr("Model"), row.model), (_tr("Dataset"), row.dataset)]
    if row.attack:
        facts.append((_tr("Attack"), attack_words(row.attack)))
    if loaded is not None:
        facts.append((_tr("Seed"), str(loaded.spec.seed)))
    return [fact for fact in facts if fact[1]]


def _finished(result: EvaluationResult) -> DetailsText:
    return DetailsText(
        _result_sentence(result), _verdict(result), _figures(result), _trust(result), _facts(result)
    )


def _verdict(result: EvaluationResult) -> tuple[str, str, Tone, str]:
    top = result.curve[-1].value
    grid = _tr("over {count} values from 0 to {top}").format(
        count=len(result.curve), top=value_words(top)
    )
    if result.sec_value < 0:
        return _tr("No sample is right even without perturbation"), "", "bad", grid
    if top == 0:
        return _tr("Only the accuracy without perturbation"), "", "muted", ""
    words = _tr("Security level: {level}").format(level=result.sec_level.value)
    return words, f"{result.sec_value:.2f}", _LEVEL_TONES[result.sec_level], grid


def _figures(result: EvaluationResult) -> list[tuple[str, str]]:
    chosen = result.samples.chosen_by_user
    top = result.curve[-1]
    figures = [(_tr("Clean accuracy"), _share(result.curve[0], chosen))]
    for point in result.curve[1:-1]:
        if abs(point.value - _BUDGET) < _SAME_VALUE:
            figures.append((_tr("Robust at 8/255"), _share(point, chosen)))
    if top.value > 0:
        at = _tr("Robust at {value}").format(value=value_words(top.value))
        figures.append((at, _share(top, chosen)))
        median = result.median_minimum_perturbation
        shown = f"> {top.value:g}" if median is None else f"{median:.3g}"
        figures.append((_tr("Median minimum perturbation"), shown))
    if result.adversarial_examples:
        of = _tr("{kept} of {found}").format(
            kept=result.survives_8bit, found=result.adversarial_examples
        )
        figures.append((_tr("Still fools after 8-bit rounding"), of))
    return figures


def _share(point: CurvePoint, chosen: bool) -> str:
    if chosen:
        return percent(point.accuracy)
    return f"{percent(point.accuracy)} ({100 * point.lower:.1f}–{100 * point.upper:.1f})"


def _result_sentence(result: EvaluationResult) -> str:
    counts, top = result.samples, result.curve[-1].value
    if top == 0:
        return _tr("Of {all} samples, {wrong} are wrong without any perturbation.").format(
            all=counts.evaluated, wrong=counts.wrong_already
        )
    if _is_sampling(result):
        text = _tr(
            "Of {all} samples, {wrong} were wrong already, {broken} failed under at least one draw "
            "of random noise of at most {top} of the input range, {kept} under none. Random noise "
            "is not a worst case."
        )
    else:
        text = _tr(
            "Of {all} samples, {wrong} were wrong already, {broken} could be broken by a "
            "perturbation of at most {top} of the input range, {kept} withstood all attempts."
        )
    return text.format(
        all=counts.evaluated,
        wrong=counts.wrong_already,
        broken=counts.broken,
        top=f"{top:g}",
        kept=counts.withstood,
    )


def _trust(result: EvaluationResult) -> list[tuple[Tone, str]]:
    trust: list[tuple[Tone, str]] = [("warn", text) for text in result.warnings]
    trust.append(("good", _tr("Every example confirmed by ONNX Runtime.")))
    agreement = result.agreement
    trust.append(
        (
            "good",
            _tr("Converted model agrees with ONNX Runtime: scores differ by {difference} at most "
                "on {rows} rows.").format(
                difference=f"{agreement.largest_difference:.1e}", rows=agreement.rows
            ),
        )
    )  # fmt: skip
    check = result.assumption_check
    if check is not None and check.checked:
        tone: Tone = "warn" if check.broken else "good"
        text = _tr(
            "{checked} unbroken samples attacked once more at a middle value: {broken} broken."
        )
        trust.append((tone, text.format(checked=check.checked, broken=check.broken)))
    if result.samples.chosen_by_user:
        trust.append(("warn", _tr("The samples were chosen by you: no interval applies.")))
    else:
        half = max((point.upper - point.lower) / 2 for point in result.curve)
        text = _tr("{count} samples: ± {half} points at most (95 % interval).")
        tone = "warn" if half > _WIDE_INTERVAL else "good"
        trust.append((tone, text.format(count=result.samples.evaluated, half=f"{100 * half:.0f}")))
    trust.append(("muted", _tr("An upper bound under this attack, not a proof.")))
    return trust


def _facts(result: EvaluationResult) -> list[tuple[str, str]]:
    applied, run = result.applied, result.run
    lower, upper = applied.input_range
    parameters = result.spec.get("attack-params") or {}
    listed = ", ".join(f"{key} {value}" for key, value in parameters.items())
    normalised = (
        f"(x − {list(applied.mean)}) / {list(applied.std)}"
        if applied.mean is not None and applied.std is not None
        else _tr("none")
    )
    facts = [
        (_tr("Attack"), attack_words(result.attack)),
        (_tr("Parameters"), listed),
        (_tr("Model passes"), f"{result.model_passes:,}"),
        (_tr("Confirmation passes"), f"{result.confirmation_passes:,}"),
        (_tr("Model"), result.model.name),
        (_tr("Model SHA-256"), result.model.sha256),
        (_tr("Dataset"), result.dataset.name),
        (_tr("Dataset SHA-256"), result.dataset.sha256),
        (_tr("Preprocessing"), normalised),
        (_tr("Input range"), f"{lower:g} … {upper:g}"),
        (_tr("Seed"), str(run.seed)),
        (_tr("Device"), _tr("{device}, {n} threads").format(device=run.device, n=run.threads)),
        (_tr("Program"), run.versions.get("pandavision-gui", "")),
    ]
    if run.resumed:
        facts.append((_tr("Resumed"), _tr("{count} times").format(count=run.resumed)))
    if not run.bit_repeatable:
        facts.append((_tr("Repeatable"), _tr("not bit for bit")))
    return [fact for fact in facts if fact[1]]


def _is_sampling(result: EvaluationResult) -> bool:
    info = CATALOGUE.get(result.attack)
    return info is not None and info.kind is AttackKind.SAMPLING


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsText", text)
