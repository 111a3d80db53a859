"""A finished job, as reports see it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.aimed_class import aimed_class
from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.number_words import enough_words, value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.errors import plain_text

_LONGEST_NAME = 40
"""Characters of a class's name in tables and below pictures."""
_OF_EACH_KIND = 3


@dataclass(frozen=True)
class Example:
    """A sample that was broken, with its adversarial example.

    Attributes
    ----------
    row
        Its place in the table.
    kind
        "nearest" for those that the smallest changes break, "typical" for those in the middle.
    clean
        float32 (C, H, W), data units; None where the dataset is not at hand.
    adversarial
        The same of its nearest example.
    """

    row: int
    kind: str
    clean: NDArray[np.float32] | None
    adversarial: NDArray[np.float32]


@dataclass(frozen=True)
class ReportJob:
    """What a report is made of.

    Attributes
    ----------
    name
        What the job is called.
    table
        Its rows, in the order of the result; None where they were cleared.
    is_from_archive
        Whether it was computed elsewhere.
    """

    name: str
    result: EvaluationResult
    table: SampleTable | None
    examples: tuple[Example, ...] = ()
    is_from_archive: bool = False

    @property
    def scale(self) -> Scale:
        """What its perturbation values are."""
        return self.result.scale

    @property
    def info(self) -> AttackInfo | None:
        """The attack in the catalogue; None for one that this version does not know."""
        return CATALOGUE.get(self.result.attack)

    @property
    def attack_title(self) -> str:
        """The attack's name for people."""
        return self.info.title if self.info else self.result.attack

    @property
    def is_drawn(self) -> bool:
        """Whether it is random draws rather than a search for the worst."""
        return self.info is not None and self.info.kind is AttackKind.SAMPLING

    @property
    def is_fixed(self) -> bool:
        """Whether it is a corruption in which nothing is drawn: the same every time."""
        return self.info is not None and self.info.is_fixed

    @property
    def is_aimed(self) -> bool:
        """Whether only a certain class counts as misled."""
        return self.result.spec.get("target") not in (None, "all")

    @property
    def aimed_class(self) -> object:
        """The class that examples had to be taken for; None where any wrong one counts."""
        return aimed_class(self.result.spec.get("target"), self.result.class_names)

    @property
    def leaves_target_out(self) -> bool:
        """Whether samples of the target class were left out."""
        return self.is_aimed and self.result.spec.get("target") != "second"

    @property
    def is_cut_short(self) -> bool:
        """Whether a time limit left samples out."""
        return self.result.samples.evaluated < self.result.samples.drawn

    @property
    def still(self) -> str:
        """What became of the samples that the curve counts."""
        return "not steered to the target" if self.is_aimed else "still right"

    @property
    def has_population(self) -> bool:
        """Whether intervals mean anything: not where a user chose the samples."""
        return not self.result.samples.chosen_by_user

    @property
    def clean(self) -> CurvePoint:
        """The curve at 0."""
        return self.result.curve[0]

    @property
    def top(self) -> CurvePoint:
        """The curve at the largest value."""
        return self.result.curve[-1]

    def size(self, value: float) -> str:
        """Return how large a perturbation of some value is, in words."""
        return self.scale.size_words(value_words(value, self.scale))

    def enough(self, value: float) -> str:
        """Return how large a measured perturbation is, in words, and not less than it is."""
        return self.scale.size_words(enough_words(value, self.scale))

    def size_in_units(self, value: float) -> str:
        """Return the same in the data's own units; empty where a severity has none."""
        lower, upper = self.result.applied.input_range
        if isinstance(self.scale, Severity) or self.result.norm == "l0":
            return ""
        return f"{value * (upper - lower):.4g}"

    def class_name(self, label: int) -> str:
        """Return what a class is called; its number where it has no name."""
        names = self.result.class_names
        return names[label] if 0 <= label < len(names) else f"class {label}"

    def is_name_shortened(self, label: int) -> bool:
        """Whether a class has a name too long for a table."""
        return self.short_class_name(label) != self.class_name(label)

    def short_class_name(self, label: int, longest: int = _LONGEST_NAME) -> str:
        """Return what a class is called in a table or below a picture.

        The end of a long name is left out and its number put there: names may begin alike.
        """
        name = self.class_name(label)
        shown = plain_text(name)
        if len(shown) <= longest:
            return name
        number = f"… ({label})"
        return shown[: longest - len(number)].rstrip() + number


def examples_to_show(table: SampleTable, top: float) -> tuple[tuple[int, str], ...]:
    """Return the rows of a few broken samples and their kind, nearest first.

    The nearest are those that the smallest changes break; the typical ones are in the middle of
    all that were broken up to `top`.
    """
    broken = (table.minimum_perturbation > 0) & (table.minimum_perturbation <= top)
    broken &= table.adversarial_prediction >= 0
    rows = np.flatnonzero(broken)
    ordered = rows[np.argsort(table.minimum_perturbation[rows], kind="stable")]
    nearest = ordered[:_OF_EACH_KIND]
    rest = ordered[_OF_EACH_KIND:]
    middle = max(0, len(ordered) // 2 - _OF_EACH_KIND - _OF_EACH_KIND // 2)
    typical = rest[middle : middle + _OF_EACH_KIND]
    return tuple(
        (int(row), kind)
        for kind, chosen in (("nearest", nearest), ("typical", typical))
        for row in chosen
    )
