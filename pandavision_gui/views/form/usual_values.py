"""Perturbation values that are usual, by norm and size of a sample.

In L2 and L1 the changes of all elements add up: what is usual grows with the sample. Written down
are the values of pictures of 3 × 32 × 32; others are scaled as a change that is spread evenly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.norms import Norm, largest_value
from pandavision_gui.engine.spec import DEFAULT_VALUES, USUAL_VALUES
from pandavision_gui.engine.spec_rules import LARGEST_VALUE
from pandavision_gui.views.form.values_text import (
    USUAL_COUNT,
    format_values,
    number_text,
    span_text,
)
from pandavision_gui.views.jobs_table.job_words import number_words

_USUAL_ELEMENTS = 3 * 32 * 32
_PIXEL_STEPS = (1, 2, 4, 8, 16)
_PIXEL_COUNT = 9
"""So that steps are whole grey levels, or halves and quarters: those that people quote."""
_TOPS = {
    Norm.L2: (0.25, 0.5, 1.0, 2.0, 5.0),
    Norm.L1: (1.0, 2.0, 5.0, 10.0, 20.0),
    Norm.L0: (0.01, 0.02, 0.05, 0.1, 0.2),
}
_SEVERITIES = (0.05, 0.1, 0.2, 0.5, 1.0)
_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
PRESETS = len(_PIXEL_STEPS)


@dataclass(frozen=True)
class Preset:
    """Evenly spaced values up to one, to be chosen by a click.

    Attributes
    ----------
    label
        Its largest value as the button says it.
    top
        The largest value as text and as a number.
    count
        How many values, 0 included.
    """

    label: str
    top_text: str
    top: float
    count: int = USUAL_COUNT

    @property
    def text(self) -> str:
        """All values, as people write them."""
        return span_text("0", self.top_text, self.count)


def presets(scale: Scale, elements: int | None) -> tuple[Preset, ...]:
    """Return largest values to choose from, in ascending order.

    Parameters
    ----------
    elements
        Of one sample, C × H × W; None while nobody knows.
    """
    if isinstance(scale, Severity):
        return tuple(Preset(number_text(top), number_text(top), top) for top in _SEVERITIES)
    if scale is Norm.LINF:
        return tuple(Preset(str(n), f"{n}/255", n / 255, _PIXEL_COUNT) for n in _PIXEL_STEPS)
    tops = [_allowed(nice(top * _growth(scale, elements))) for top in _TOPS[scale]]
    return tuple(Preset(_label(top), number_text(top), top) for top in tops)


def usual_top(scale: Scale, elements: int | None) -> float:
    """Return the largest of the usual values."""
    if isinstance(scale, Severity):
        return scale.usual[-1]
    if scale.ends_at_one:
        return DEFAULT_VALUES[-1]
    return _allowed(nice(USUAL_VALUES[str(scale)][-1] * _growth(scale, elements)))


def usual_text(scale: Scale, elements: int | None) -> str:
    """Return the usual values as people write them."""
    if isinstance(scale, Severity):
        return format_values(scale.usual)
    if scale.ends_at_one:
        return format_values(DEFAULT_VALUES)
    top, count = number_text(usual_top(scale, elements)), len(USUAL_VALUES[str(scale)])
    return f"0 to {top}, {count} values"


def nice(number: float) -> float:
    """Return the number of one or two figures that is nearest, by its ratio."""
    power = math.floor(math.log10(number))
    # Told apart as text: 2.5 × 10⁻² is no float, 0.025 is one.
    return min(
        (float(f"{figures}e{power}") for figures in _NICE),
        key=lambda found: abs(math.log(found / number)),
    )


def _growth(norm: Norm, elements: int | None) -> float:
    if not elements:
        return 1.0
    return largest_value(norm, elements) / largest_value(norm, _USUAL_ELEMENTS)


def _allowed(top: float) -> float:
    return min(top, LARGEST_VALUE)


def _label(top: float) -> str:
    return number_words(int(top)) if top == int(top) else f"{top:.4g}"
