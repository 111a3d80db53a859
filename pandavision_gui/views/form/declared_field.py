"""What a pydantic field declares about the values it takes, and numbers as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Limits:
    """What a number may be; None where there is no limit."""

    lower: float | None = None
    upper: float | None = None
    lower_open: bool = False
    upper_open: bool = False

    def sentence(self, number: float) -> str:
        """Return what is wrong with `number`, empty when nothing is."""
        if self.lower is not None:
            if self.lower_open and number <= self.lower:
                return f"must be above {self.lower:g}"
            if number < self.lower:
                return f"must be at least {self.lower:g}"
        if self.upper is not None:
            if self.upper_open and number >= self.upper:
                return f"must be below {self.upper:g}"
            if number > self.upper:
                return f"must be at most {self.upper:g}"
        return ""


def number_in(text: str, *, whole: bool = False) -> float | int | None:
    """Return the finite number that `text` is, or None."""
    if len(text) > 60 or "_" in text:
        return None
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def text_of(number: float) -> str:
    """Return a number as text that stands for exactly it."""
    return repr(number).removesuffix(".0")


def kinds_of(annotation: Any) -> list[Any]:
    """Return the types that an annotation allows, unions taken apart."""
    if get_origin(annotation) in (Union, UnionType):
        return [kind for part in get_args(annotation) for kind in kinds_of(part)]
    return [annotation]


def limits_of(field: FieldInfo) -> Limits:
    """Return the limits that a field declares with ``ge``, ``gt``, ``le`` and ``lt``."""
    found: dict[str, Any] = {}
    for mark in field.metadata:
        for name, key, is_open in (
            ("ge", "lower", False),
            ("gt", "lower", True),
            ("le", "upper", False),
            ("lt", "upper", True),
        ):
            if (limit := getattr(mark, name, None)) is not None:
                found |= {key: limit, f"{key}_open": is_open}
    return Limits(**found)


def longest_text(field: FieldInfo) -> int:
    """Return how many characters a text field takes."""
    return next((m.max_length for m in field.metadata if hasattr(m, "max_length")), 32_767)
