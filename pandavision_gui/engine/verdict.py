"""The verdict over a robustness curve: security value and level, as upstream defines them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from pandavision_gui.engine.robustness_curve import CurvePoint

LOW_LIMIT = 0.33
MEDIUM_LIMIT = 0.66
_MOST_DECIMALS = 9
TINY_VALUE = 1 / 255
"""A largest value below it, in any norm, bends no pixel of an 8-bit picture: a level over so little
is none."""


class SecurityLevel(StrEnum):
    """Low ≤ 0.33 < medium ≤ 0.66 < high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def value_in_words(value: float, level: str) -> str:
    """Return the security value with two decimals: more where these would belie the level."""
    for decimals in range(2, _MOST_DECIMALS):
        words = f"{value:.{decimals}f}"
        if level_of(float(words)) == level:
            return words
    return f"{value:.2f}"


class Verdict(BaseModel):
    """Security value and level.

    Attributes
    ----------
    value
        Mean robust accuracy over the curve's values (0 included) / clean accuracy; −1 when the
        clean accuracy is 0. It depends on the values, so they are printed beside it.
    """

    model_config = ConfigDict(frozen=True)

    value: float
    level: SecurityLevel


def verdict(curve: Sequence[CurvePoint]) -> Verdict:
    """Judge a curve whose first point is the clean accuracy (value 0)."""
    if not curve or curve[0].value != 0:
        raise ValueError("a curve starts at the value 0")
    if curve[0].robust == 0:
        return Verdict(value=-1.0, level=SecurityLevel.LOW)
    # Counts are exact where accuracies are rounded: a mean of exactly 0.33 is low.
    value = sum(point.robust for point in curve) / (len(curve) * curve[0].robust)
    return Verdict(value=value, level=level_of(value))


def level_of(value: float) -> SecurityLevel:
    """Return the level of a security value."""
    if value <= LOW_LIMIT:
        return SecurityLevel.LOW
    return SecurityLevel.MEDIUM if value <= MEDIUM_LIMIT else SecurityLevel.HIGH
