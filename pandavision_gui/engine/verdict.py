"""The verdict over a robustness curve: security value and level, as upstream defines them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from pandavision_gui.engine.robustness_curve import CurvePoint

LOW_LIMIT = 0.33
MEDIUM_LIMIT = 0.66
TINY_VALUE = 1 / 255
"""A largest value below it, in any norm, bends no pixel of an 8-bit picture: a level over so little
is none."""


class SecurityLevel(StrEnum):
    """Low ≤ 0.33 < medium ≤ 0.66 < high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


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
    if value <= LOW_LIMIT:
        level = SecurityLevel.LOW
    elif value <= MEDIUM_LIMIT:
        level = SecurityLevel.MEDIUM
    else:
        level = SecurityLevel.HIGH
    return Verdict(value=value, level=level)
