"""How far a result can be trusted: what was checked, how it came out, what it does not say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.few_steps import few_steps_warning
from pandavision_gui.engine.missed_samples import is_told
from pandavision_gui.engine.plateau import plateau_of
from pandavision_gui.engine.refused_examples import only_conversion_was_misled
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.views.details.random_text import random_notes
from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.jobs_table.job_columns import is_random
from pandavision_gui.views.jobs_table.job_words import Tone, number_words, value_words
from pandavision_gui.views.setting_words import in_setting_words

translate = QCoreApplication.translate

_MOST = 20
"""Sentences of one kind that are shown."""
_WIDE = 0.05
"""Half an interval, above which the number of samples gets a mark."""


def warning_notes(warnings: Sequence[str]) -> list[Note]:
    """Return each warning once, marked; of very many the first and how many there are more."""
    return _first_of(list(dict.fromkeys(warnings)), Tone.WARN, "warn")


def _first_of(texts: Sequence[str], tone: Tone, icon: str) -> list[Note]:
    notes = [Note(in_setting_words(text), tone, icon) for text in texts[:_MOST]]
    if len(texts) > _MOST:
        more = translate("Trust", "and {n} more").format(n=number_words(len(texts) - _MOST))
        notes.append(Note(more, Tone.MUTED))
    return notes


def trust_notes(result: EvaluationResult, warnings: Sequence[str]) -> list[Note]:
    """Return everything that speaks for or against a result, warnings first."""
    notes = warning_notes((*warnings, *result.warnings))
    notes.append(_confirmation(result))
    if result.rejected_by_confirmation and not only_conversion_was_misled(result):
        notes.append(_rejected(result))
    notes.extend(random_notes(result))
    notes.append(_agreement(result))
    notes.extend(_gradient(result))
    notes.extend(_weakness(result))
    notes.extend(_assumption_check(result))
    notes.append(_size(result))
    if is_random(result.attack):
        text = (
            translate("Trust", "A corruption is not a worst case: an attack breaks more")
            if isinstance(result.scale, Severity)
            else translate("Trust", "Random noise is not a worst case: an attack breaks more")
        )
        notes.append(Note(text, Tone.WARN, "warn"))
    notes.extend(_first_of(result.applied.assumptions, Tone.TEXT, "info"))
    info = CATALOGUE.get(result.attack)
    if not is_random(result.attack):
        limits = translate("Trust", "An upper bound under this attack, not a proof.")
        notes.append(Note(limits, Tone.MUTED))
    elif info is None or not info.is_fixed:
        limits = translate("Trust", "One draw per sample and value: others may turn out otherwise.")
        notes.append(Note(limits, Tone.MUTED))
    return notes


def _confirmation(result: EvaluationResult) -> Note:
    if is_random(result.attack):
        return _good(translate("Trust", "Every answer is ONNX Runtime's own"))
    if only_conversion_was_misled(result):
        text = translate(
            "Trust",
            "No example: ONNX Runtime refused all that the converted model took for one ({n} ×)",
        ).format(n=number_words(result.rejected_by_confirmation))
        return Note(text, Tone.WARN, "warn")
    if result.adversarial_examples == 0:
        info = CATALOGUE.get(result.attack)
        if info is not None and not info.needs_gradient and result.samples.withstood:
            text = translate(
                "Trust",
                "No example was found by an attack without gradients: with more steps, or along "
                "gradients, there may be some",
            )
            return Note(text, Tone.WARN, "warn")
        return Note(
            translate("Trust", "No example was found, so there was none to confirm"),
            Tone.TEXT,
            "info",
        )
    return _good(translate("Trust", "Every example confirmed by ONNX Runtime"))


def _rejected(result: EvaluationResult) -> Note:
    count = result.rejected_by_confirmation
    if result.surrogate is not None:
        text = translate("Trust", "What misled the second model only does not count ({n} ×)")
    elif result.adversarial_examples == 0:
        text = translate(
            "Trust", "What misled the attacked model was refused by ONNX Runtime ({n} ×)"
        )
    elif count == 1:
        text = translate("Trust", "1 more was refused by ONNX Runtime and does not count")
    else:
        text = translate("Trust", "{n} more were refused by ONNX Runtime and do not count")
    return Note(text.format(n=number_words(count)), Tone.TEXT, "info")


def _agreement(result: EvaluationResult) -> Note:
    figures = result.agreement
    if figures.converter == "none":
        return Note(
            translate("Trust", "No converter could do the model: ONNX Runtime itself was asked"),
            Tone.TEXT,
            "info",
        )
    if figures.draws is not None:
        spread = translate(
            "Trust",
            "Answers are spread as ONNX Runtime's on {n} samples: the distributions differ by "
            "{difference}, chance explains {tolerance}",
        )
        return _good(
            _of_model(result, spread).format(
                n=number_words(figures.rows),
                difference=f"{figures.largest_difference:.2f}",
                tolerance=f"{figures.tolerance:.2f}",
            )
        )
    agree = translate(
        "Trust",
        "Scores agree with ONNX Runtime on {n} samples: largest difference {difference}, "
        "allowed {tolerance}",
    )
    return _good(
        _of_model(result, agree).format(
            n=number_words(figures.rows),
            difference=_short(figures.largest_difference),
            tolerance=_short(figures.tolerance),
        )
    )


def _of_model(result: EvaluationResult, sentence: str) -> str:
    """Say which of two models a sentence is about, where the attack looked at a second one."""
    if result.surrogate is None:
        return sentence
    return translate("Trust", "Second model: {sentence}").replace("{sentence}", sentence)


def _short(number: float) -> str:
    """Return one digit of a small number, whole numbers of a large one."""
    return f"{number:,.0f}" if number >= 9.5 else f"{number:.1g}"


def _gradient(result: EvaluationResult) -> list[Note]:
    ratio = result.agreement.gradient_ratio
    if ratio is None:
        return []
    words = translate(
        "Trust", "The gradient is the slope: finite differences give {ratio:.2f} of it"
    )
    close = 0.5 <= ratio <= 2.0
    tone, icon = (Tone.GOOD, "good") if close else (Tone.WARN, "warn")
    if close and not 0.8 <= ratio <= 1.25:
        words = translate(
            "Trust",
            "The gradient is about the slope: finite differences give {ratio:.2f} of it, as where "
            "rectifiers and maxima bend (allowed: 0.5 to 2)",
        )
    if not close:
        words = translate("Trust", "Finite differences give {ratio:.2g} of the gradient")
    return [Note(_of_model(result, words).format(ratio=ratio), tone, icon)]


def _weakness(result: EvaluationResult) -> list[Note]:
    """Say where what withstood has perhaps not been attacked well."""
    info = CATALOGUE.get(result.attack)
    if info is not None and info.is_weak and result.samples.withstood:
        text = translate(
            "Trust", "One step is a weak attack: attacks that take many usually break far more"
        )
        return [Note(text, Tone.WARN, "warn")]
    if info is not None and result.samples.withstood:
        few = few_steps_warning(info, result.spec.get("attack-params"))
        if few:
            return [Note(sentence_text(few), Tone.WARN, "warn")]
    plateau = None if is_random(result.attack) else plateau_of(result)
    if plateau is None:
        return []
    text = translate(
        "Trust",
        "The curve hardly falls from {begin} to {end}: the last {n} samples may be the attack's "
        "limit, not robustness. A stronger attack will tell",
    )
    return [
        Note(
            text.format(
                begin=value_words(plateau.begin, result.scale),
                end=value_words(plateau.end, result.scale),
                n=number_words(plateau.held),
            ),
            Tone.WARN,
            "warn",
        )
    ]


def _assumption_check(result: EvaluationResult) -> list[Note]:
    check = result.assumption_check
    if check is None:
        return []
    if check.checked == 0:
        if result.samples.withstood:
            return []
        return [
            Note(
                translate("Trust", "No sample withstood, so none was checked a second time"),
                Tone.TEXT,
                "info",
            )
        ]
    if result.sources is not None:
        text = translate(
            "Trust", "In its jobs, {n} checks at a smaller value broke {broken} samples"
        ).format(n=number_words(check.checked), broken=number_words(check.broken))
        return [Note(text, Tone.WARN if check.broken else Tone.TEXT, "info")]
    if check.broken and is_told(result.warnings):
        return []  # as one of the warnings, and what to do
    if check.broken:
        fell = (
            translate(
                "Trust",
                "{broken} of {n} unbroken samples fell to a smaller perturbation, so every smaller "
                "value was attacked",
            )
            if result.randomised is None
            else translate(
                "Trust",
                "{broken} of {n} unbroken samples fell to a smaller perturbation, perhaps by "
                "chance, so every smaller value was attacked",
            )
        )
        text = fell.format(broken=number_words(check.broken), n=number_words(check.checked))
        return [Note(text, Tone.WARN, "warn")]
    if check.checked == 1:
        text = translate(
            "Trust", "1 unbroken sample was attacked again at a smaller value and held"
        )
    else:
        text = translate(
            "Trust",
            "{n} unbroken samples were attacked again at a smaller value; none was broken",
        ).format(n=number_words(check.checked))
    return [_good(text)]


def _size(result: EvaluationResult) -> Note:
    count, drawn = result.samples.evaluated, result.samples.drawn
    samples = (
        translate("Trust", "{n} of {drawn} samples").format(
            n=number_words(count), drawn=number_words(drawn)
        )
        if count < drawn
        else translate("Trust", "{n} samples").format(n=number_words(count))
        if count != 1
        else translate("Trust", "1 sample")
    )
    if result.samples.chosen_by_user:
        text = translate("Trust", "{samples}, chosen by you, so no interval applies")
        return Note(text.format(samples=samples), Tone.TEXT, "info")
    half = largest_half_width(count)
    text = translate("Trust", "{samples}: ± {half} percentage points at most").format(
        samples=samples, half=f"{half * 100:.1f}" if half < _WIDE else f"{half * 100:.0f}"
    )
    return _good(text) if half <= _WIDE else Note(text, Tone.WARN, "warn")


def largest_half_width(count: int) -> float:
    """Return half of the widest 95 % interval that an accuracy of `count` samples can have."""
    lower, upper = wilson_interval(count // 2, count)
    return (upper - lower) / 2


def _good(text: str) -> Note:
    return Note(text, Tone.GOOD, "good")
