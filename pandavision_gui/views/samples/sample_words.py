"""What is said of a sample: in its card, in its tooltip, to a screen reader."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.number_words import value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate

_LONGEST_NAME = 60


@dataclass(frozen=True)
class SampleFacts:
    """One sample.

    Attributes
    ----------
    index
        Row of the dataset.
    label, answer
        The true class, and the class that its example (or, where it is wrong already, the sample
        itself) is taken for; `answer` is empty where it withstood.
    is_wrong, is_broken
        Wrong without a perturbation; broken by one, be it larger than the largest value.
    size
        The minimum perturbation in words; empty where there is none.
    sure
        How sure the model is of the sample, and of the example.
    fools_8bit
        Whether the example still fools the model after rounding to 8 bits; None without one.
    """

    index: int
    label: str
    answer: str
    is_wrong: bool
    is_broken: bool
    size: str
    sure: str
    fools_8bit: bool | None

    @property
    def number(self) -> str:
        """Its row of the dataset."""
        return f"#{self.index}"

    @property
    def fate(self) -> str:
        """What became of it, in a few words."""
        if self.is_wrong:
            return translate("SampleFacts", "wrong already")
        return self.size or translate("SampleFacts", "withstood")

    @property
    def rounding(self) -> str:
        """What rounding to 8 bits does to the example; empty without one."""
        if self.fools_8bit is None:
            return ""
        return translate("SampleFacts", "8-bit ✓" if self.fools_8bit else "8-bit ✗")

    def rounding_explained(self) -> str:
        """Return what :attr:`rounding` means; empty without it."""
        if self.fools_8bit is None:
            return ""
        return (
            self.rounding
            + ": "
            + (
                translate(
                    "SampleFacts",
                    "saved as an image file, with 8 bits for each colour, it still fools the model",
                )
                if self.fools_8bit
                else translate(
                    "SampleFacts",
                    "saved as an image file, with 8 bits for each colour, it fools the model no "
                    "longer",
                )
            )
        )

    def sentence(self) -> str:
        """Return everything as one sentence."""
        words = {"number": self.index, "label": self.label, "answer": self.answer}
        if self.is_wrong:
            said = translate(
                "SampleFacts", "Sample {number}, {label}: taken for {answer} without a perturbation"
            )
            return said.format(**words) + f" ({self.sure})."
        if not self.answer:
            said = translate("SampleFacts", "Sample {number}, {label}: no attack broke it")
            return said.format(**words) + f" ({self.sure})."
        said = translate("SampleFacts", "Sample {number}, {label}: taken for {answer} at {size}")
        rounded = (
            translate("SampleFacts", "still after rounding to 8 bits")
            if self.fools_8bit
            else translate("SampleFacts", "no longer after rounding to 8 bits")
        )
        return said.format(size=self.size, **words) + f" ({self.sure}), {rounded}."


def class_words(result: EvaluationResult, label: int) -> str:
    """Return what a class is called; its number where it has no name."""
    names = result.class_names
    if 0 <= label < len(names):
        return one_line(names[label], _LONGEST_NAME)
    return translate("SampleFacts", "class {label}").format(label=label)


def sample_facts(table: SampleTable, row: int, result: EvaluationResult) -> SampleFacts:
    """Return what is said of a row of the table."""
    label, prediction = int(table.label[row]), int(table.prediction[row])
    answer = int(table.adversarial_prediction[row])
    size = float(table.minimum_perturbation[row])
    is_wrong = prediction != label
    has_example = not is_wrong and bool(np.isfinite(size)) and answer >= 0
    sure = _percent(float(table.prediction_confidence[row]))
    if has_example:
        sure = f"{sure} → {_percent(float(table.adversarial_confidence[row]))}"
    survives = int(table.survives_8bit[row])
    named = prediction if is_wrong else answer
    return SampleFacts(
        index=int(table.index[row]),
        label=class_words(result, label),
        answer=class_words(result, named) if is_wrong or has_example else "",
        is_wrong=is_wrong,
        is_broken=has_example,
        size=value_words(size, result.scale) if has_example else "",
        sure=translate("SampleFacts", "{sure} sure").format(sure=sure),
        fools_8bit=bool(survives) if has_example and survives >= 0 else None,
    )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if np.isfinite(share) else "–"
