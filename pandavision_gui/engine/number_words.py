"""Numbers as people read them: in the window, on the command line and in reports."""

from __future__ import annotations

import math

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm

THIN_SPACE = "\u202f"
"""A narrow space at which no line breaks."""


def number_words(number: int) -> str:
    """Return a count, its thousands apart by a thin space: a comma separates values."""
    return f"{number:,}".replace(",", THIN_SPACE)


def percent(share: float) -> str:
    """Return "29.0 %"; a share that is neither none nor all never looks like it."""
    if 0 < share < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share * 100:.1f} %"


def points(difference: float) -> str:
    """Return "3.0 percentage points" for a difference of two shares."""
    return f"{difference * 100:.1f} percentage points"


def value_words(value: float, scale: Scale) -> str:
    """Return a perturbation value: "0.06", or "8/255" where it is no short decimal number.

    Where changes add up, a step of one element means little: there it is always a decimal number.
    """
    if value >= 1000:
        return number_words(round(value))
    if value == round(value, 4):
        return f"{value:g}"
    steps = round(value * 255)
    if scale is Norm.LINF and steps and abs(value * 255 - steps) < 1e-3:
        return f"{steps}/255"
    return f"{value:.4g}"


def enough_words(value: float, scale: Scale) -> str:
    """Return a measured perturbation: as `value_words` a short value, else three digits of it.

    They are rounded up: a change of that size is enough.
    """
    if value <= 0:
        return "0"
    words = value_words(value, scale)
    if "/" in words or value >= 1000:
        return words
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    return f"{float(f'{math.ceil(value / unit - 1e-6) * unit:.3g}'):g}"


def p_words(p: float, sign: str = "") -> str:
    """Return a p-value: "0.012", or "p = 0.012" with a sign; small ones are "< 0.001".

    After "≤" it is rounded up.
    """
    if p < 0.001:
        return "p < 0.001" if sign else "< 0.001"
    shown = math.ceil(p * 1000 - 1e-6) / 1000 if sign == "≤" else p
    return f"p {sign} {shown:.3f}" if sign else f"{shown:.3f}"
