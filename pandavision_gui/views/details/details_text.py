"""What the details say first: state, verdict, figures, and one sentence that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.grave_warnings import in_the_way
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import enough_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.verdict import SecurityLevel, value_in_words
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Imported
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.engine_words import size_words, unit_words
from pandavision_gui.views.jobs_table.job_columns import (
    TINY,
    is_random,
    level_tone,
    level_word,
)
from pandavision_gui.views.jobs_table.job_tooltips import cleared_words
from pandavision_gui.views.jobs_table.job_words import (
    Tone,
    number_words,
    percent,
    seconds_words,
    time_words,
    top_words,
    unbroken,
    value_words,
)
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate

_COMMON_VALUES: dict[Scale, float] = {Norm.LINF: 8 / 255, Norm.L2: 0.5}
"""The value that most of the literature reports."""


@dataclass(frozen=True)
class VerdictText:
    """The verdict as it is shown.

    Attributes
    ----------
    value
        The security value; empty where there is no level.
    grid
        Over which values it was taken, and under what.
    tone
        TEXT where the figure is no verdict on the worst case.
    """

    title: str
    value: str
    grid: str
    tone: Tone


def state_line(row: JobRow, now: datetime) -> str:
    """Say when a job came to where it stands, and how long it took."""
    if row.state is JobState.QUEUED and row.ended is not None:
        # Since when it waits again, the row does not know.
        ended = time_words(row.ended, now)
        return translate("Details", "waiting again, last ended {when}").format(when=ended)
    moment = row.ended or row.started or row.created
    when = time_words(moment, now)
    text = _STATE_TEXTS[row.state]().format(when=when)
    if row.took_s is None or row.state in (
        JobState.QUEUED,
        JobState.RUNNING,
        JobState.STOPPING,
    ):
        return text
    took = (
        translate("Details", "{text}, took {time}")
        if row.state is JobState.FINISHED
        else translate("Details", "{text}, after {time}")
    )
    return took.format(text=text, time=unbroken(seconds_words(row.took_s)))


def origin_line(row: JobRow, imported: Imported | None, now: datetime) -> str:
    """Say that a job was computed elsewhere, and what was cleared of it; empty for all others.

    Parameters
    ----------
    imported
        What its folder says, as soon as that is known.
    """
    lines = []
    if imported is not None:
        lines.append(
            translate("Details", "From an archive ({file}, {when}); not computed here").format(
                file=one_line(imported.file), when=time_words(imported.when, now)
            )
        )
    elif row.imported:
        lines.append(translate("Details", "From an archive; not computed here"))
    if row.cleared:
        lines.append(cleared_words(row))
    return "\n".join(lines)


_STATE_TEXTS = {
    JobState.QUEUED: lambda: translate("Details", "waiting since {when}"),
    JobState.RUNNING: lambda: translate("Details", "running, started {when}"),
    JobState.STOPPING: lambda: translate("Details", "stopping, started {when}"),
    JobState.FINISHED: lambda: translate("Details", "finished {when}"),
    JobState.FAILED: lambda: translate("Details", "failed {when}"),
    JobState.CANCELLED: lambda: translate("Details", "stopped {when}"),
    JobState.INTERRUPTED: lambda: translate("Details", "interrupted {when}"),
}


def verdict_text(result: EvaluationResult) -> VerdictText:
    """Return the verdict; none is claimed where nothing was attacked or nothing was right."""
    top = result.curve[-1].value
    if top == 0:
        return VerdictText(
            translate("Details", "No security level"),
            "",
            translate("Details", "only the accuracy without perturbation was asked for"),
            Tone.TEXT,
        )
    if result.sec_value < 0:
        return VerdictText(
            translate("Details", "No security level"),
            "",
            translate("Details", "no sample is right even without perturbation"),
            Tone.TEXT,
        )
    grid = translate("Details", "over {n} values from 0 to {top}").format(
        n=number_words(len(result.curve)), top=top_words(top, result.scale)
    )
    random = is_random(result.attack)
    if random:
        grid += "\n" + (
            translate("Details", "A corruption is not an attack: this says nothing about one.")
            if isinstance(result.scale, Severity)
            else translate(
                "Details", "Random noise is not an attack: this says nothing about an attacker."
            )
        )
    elif top < TINY:
        grid += "\n" + translate("Details", "Only tiny perturbations were tried.")
    is_aimed = result.spec.get("target") not in (None, "all")
    if is_aimed:
        grid += "\n" + translate("Details", "The attack was aimed: other errors do not count.")
    return VerdictText(
        translate("Details", "Security level: {level}").format(level=level_word(result.sec_level)),
        value_in_words(result.sec_value, result.sec_level),
        grid,
        _tone(result) if not (random or is_aimed or top < TINY) else Tone.TEXT,
    )


def _tone(result: EvaluationResult) -> Tone:
    """Return the level's colour: what is not to be trusted yet does not look good."""
    if in_the_way(result.warnings) and result.sec_level is not SecurityLevel.LOW:
        return Tone.TEXT
    return level_tone(result.sec_level)


def distrust_text(warnings: Sequence[str]) -> str:
    """Say that a verdict does not stand before its warnings are settled; empty where none must be.

    Parameters
    ----------
    warnings
        All that stand below, each once.
    """
    grave, count = len(in_the_way(warnings)), len(warnings)
    if not grave:
        return ""
    if count == 1:
        return translate("Details", "Not to be trusted before the warning below is settled.")
    if grave < count:
        return translate(
            "Details", "Not to be trusted before {grave} of the {n} warnings below are settled."
        ).format(grave=number_words(grave), n=number_words(count))
    return translate(
        "Details", "Not to be trusted before the {n} warnings below are settled."
    ).format(n=number_words(count))


def figures(result: EvaluationResult) -> list[Fact]:
    """Return the numbers, with 95 % intervals where these mean something."""
    first, last = result.curve[0], result.curve[-1]
    chosen = result.samples.chosen_by_user
    facts = [_share(translate("Details", "Clean accuracy"), first, chosen=chosen)]
    if last.value == 0:
        return facts
    scale = result.scale
    common = _point_at(result.curve, _COMMON_VALUES.get(scale))
    if common is not None and common is not last:
        facts.append(_robust(common, scale, chosen=chosen))
    facts.append(_robust(last, scale, chosen=chosen))
    facts.append(_median(result))
    facts.append(_after_rounding(result))
    return facts


def bracket_meaning(result: EvaluationResult) -> str:
    """Say what stands in brackets behind the figures; empty where nothing does."""
    if result.samples.chosen_by_user:  # they stand for no others
        return ""
    return translate(
        "Details", "In brackets: where the share of all such inputs lies, with 95 % confidence."
    )


def explanation(result: EvaluationResult) -> str:
    """Say in one or two sentences what became of the samples."""
    counts, top = result.samples, result.curve[-1].value
    if top == 0:
        return translate(
            "Details", "Of {samples}, {right} were classified right and {wrong} wrong."
        ).format(
            samples=_samples(counts.evaluated),
            right=number_words(counts.evaluated - counts.wrong_already),
            wrong=number_words(counts.wrong_already),
        )
    values = {
        "samples": _samples(counts.evaluated),
        "wrong": _wrong_already(counts.wrong_already),
        "broken": number_words(counts.broken),
        "withstood": number_words(counts.withstood) if counts.withstood else _none(),
        "top": _size(top, result.scale),
    }
    if isinstance(result.scale, Severity):
        text = translate(
            "Details",
            "Of {samples}, {wrong}, {broken} turned wrong at some severity up to {top}, "
            "{withstood} stayed right at every one. An attacker does worse to a model.",
        )
    elif is_random(result.attack):
        text = translate(
            "Details",
            "Of {samples}, {wrong}, {broken} turned wrong in some draw of random noise of at most "
            "{top}, {withstood} stayed right in every draw. An attacker does better than random "
            "noise.",
        )
    else:
        text = translate(
            "Details",
            "Of {samples}, {wrong}, {broken} could be broken by a perturbation of at most {top}, "
            "{withstood} withstood all attempts up to there.",
        )
    return text.format(**values)


def _samples(count: int) -> str:
    if count == 1:
        return translate("Details", "1 sample")
    return translate("Details", "{n} samples").format(n=number_words(count))


def _none() -> str:
    return translate("Details", "none")


def _wrong_already(count: int) -> str:
    if count == 0:
        return translate("Details", "none was wrong already")
    if count == 1:
        return translate("Details", "1 was wrong already")
    return translate("Details", "{n} were wrong already").format(n=number_words(count))


def _size(value: float, scale: Scale) -> str:
    words = value_words(value, scale)
    if scale in (Norm.LINF, Norm.L0) and "/" not in words:
        words = f"{value * 100:.4g} %"
    return size_words(scale, words)


def _robust(point: CurvePoint, scale: Scale, *, chosen: bool) -> Fact:
    label = translate("Details", "Robust at {value}").format(value=value_words(point.value, scale))
    return _share(label, point, chosen=chosen)


def _share(label: str, point: CurvePoint, *, chosen: bool) -> Fact:
    counts = translate("Details", "{robust} of {count} samples are classified right").format(
        robust=number_words(point.robust), count=number_words(point.count)
    )
    if chosen:
        return Fact(label, percent(point.accuracy), counts)
    interval = f"{point.lower * 100:.1f}–{point.upper * 100:.1f}"
    meaning = translate("Details", "In brackets: the 95 % interval (Wilson), in percent")
    return Fact(label, f"{percent(point.accuracy)} ({interval})", f"{counts}\n{meaning}")


def _median(result: EvaluationResult) -> Fact:
    median, top = result.median_minimum_perturbation, result.curve[-1].value
    scale = result.scale
    meaning = translate(
        "Details",
        "Half of the samples were broken by less than this ({norm}, {unit}); samples that were "
        "wrong already count as 0",
    ).format(norm=scale.symbol, unit=unit_words(scale))
    return Fact(
        translate("Details", "Median smallest severity")
        if isinstance(scale, Severity)
        else translate("Details", "Median minimum perturbation"),
        f"> {value_words(top, scale)}" if median is None else enough_words(median, scale),
        meaning,
    )


def _after_rounding(result: EvaluationResult) -> Fact:
    label = translate("Details", "Still fools after 8-bit rounding")
    if result.adversarial_examples == 0:
        return Fact(label, "–", translate("Details", "There was no adversarial example"))
    value = translate("Details", "{n} of {total}").format(
        n=number_words(result.survives_8bit), total=number_words(result.adversarial_examples)
    )
    meaning = translate(
        "Details",
        "Of the adversarial examples up to the largest value: those that still fool the model "
        "when they are rounded to 256 levels, as in an image file",
    )
    return Fact(label, value, meaning)


def _point_at(curve: tuple[CurvePoint, ...], value: float | None) -> CurvePoint | None:
    if value is None:
        return None
    return next((point for point in curve if abs(point.value - value) < 1e-6), None)
