"""What a model that draws random numbers answered, one answer by one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.jobs_table.job_words import Tone, number_words

translate = QCoreApplication.translate


def random_notes(result: EvaluationResult) -> list[Note]:
    """Return how far the worst of its answers is from the mean; nothing for other models."""
    drawn = result.randomised
    if drawn is None:
        return []
    texts = []
    if drawn.clean_samples:
        texts.append(
            translate(
                "Trust",
                "The worst of {repeats} answers counts: {share} of them were right on clean "
                "samples, and {n} of {samples} samples were right in some only",
            ).format(
                repeats=drawn.repeats,
                share=_share(drawn.clean_answers_right, drawn.repeats * drawn.clean_samples),
                n=number_words(drawn.clean_disagreed),
                samples=number_words(drawn.clean_samples),
            )
        )
    if drawn.examples:
        texts.append(
            translate(
                "Trust",
                "Asked again, {share} of the answers to examples were misled; {n} of {examples} "
                "examples did not mislead every one",
            ).format(
                share=_share(drawn.example_answers_misled, drawn.repeats * drawn.examples),
                n=number_words(drawn.examples_disagreed),
                examples=number_words(drawn.examples),
            )
        )
    return [Note(text, Tone.WARN, "warn") for text in texts]


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f} %"
