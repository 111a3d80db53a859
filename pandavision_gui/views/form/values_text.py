"""Perturbation values as people write them, and back.

Understood are "0 to 0.05, 6 values" (in the words of each language of the window),
"0:0.05:0.01" (from, to, step) and lists such as "0, 0.01, 8/255, 3%". Everything is reckoned in
fractions, so that "0 to 0.05, 6 values" holds exactly the number that 0.03 is, and not one a
rounding step beside it.

The values of L∞ end at 1, the whole input range, and so do severities; where changes add up,
they go on above it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec_rules import LARGEST_VALUE
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.decimal_commas import (
    comma_error,
    is_certain,
    is_unclear,
    unclear_error,
    with_blanks,
    with_points,
)

MOST_VALUES = 10_000
USUAL_COUNT = 11
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_PLAIN = re.compile(r"0?\.\d{1,40}(?:[eE][+-]?\d{1,3})?")
_QUOTIENT = re.compile(r"([1-9]\d{0,14})/([1-9]\d{0,14})")
_TERM = re.compile(rf"({_NUMBER})(?:/({_NUMBER})|(%))?")
_SPAN = re.compile(
    r"(.+?)\s*(?:\b(?:to|bis)\b|…|\.\.\.)\s*([^,;]+?)(?:\s*(?:[,;]|\bin\b)\s*(\d+)\D*)?"
)
_LOOSE_SPAN = re.compile(
    rf"({_NUMBER}(?:/\d+|%)?) ?(?:\.\.|[-–—~]) ?({_NUMBER}(?:/\d+|%)?)(?: ?[,;] ?(\d+)\D*)?"
)
"""What people write for "to" and we do not: a hyphen is a minus sign, too."""
_FORMS = "Write 0 to 0.05, 6 values, or 0:0.05:0.01, or a list: 0, 0.01, 8/255."
_HARDLY_MEANT = 0.5
_LONGEST_TERM = 60
_LONGEST_SPAN = 300
"""Characters; what is longer is a list, and no pattern with alternatives is tried on it."""
_MOST_SUGGESTED = 100
_SHORT = 6
"""Characters; a value that takes more as a decimal is written as n/255 where it is one."""


def largest_allowed(scale: Scale) -> float:
    """Return the largest value that a spec may have."""
    return 1.0 if scale.ends_at_one else LARGEST_VALUE


def parse_values(text: str, scale: Scale = Norm.LINF) -> tuple[float, ...]:
    """Return the values that `text` names, in units of the input range, in its order.

    Raises
    ------
    InputError
        One sentence that says what cannot be understood or is outside what is allowed.
    """
    tidy, most = _tidy(text), largest_allowed(scale)
    if not tidy:
        raise InputError("values_empty", "Give at least one perturbation value.")
    if len(tidy) <= _LONGEST_SPAN and is_unclear(tidy):
        raise unclear_error(tidy)
    if len(tidy) <= _LONGEST_SPAN and with_points(tidy):
        raise comma_error(tidy, may_be_list=_is_list(tidy, most))
    return _parsed(tidy, most)


def _is_list(tidy: str, most: float) -> bool:
    try:
        return bool(_parsed(tidy, most))
    except InputError:
        return False


def _parsed(tidy: str, most: float) -> tuple[float, ...]:
    span = _span_in(tidy)
    if span:
        return _span_values(span, most)
    if ":" in tidy:
        return _stepped_values(tidy, most)
    terms = _terms(tidy)
    if len(terms) > MOST_VALUES:
        raise too_many()
    if not terms:
        raise InputError("values_empty", "Give at least one perturbation value.")
    return tuple(_fraction(term, most) for term in terms)


def format_values(values: Sequence[float], scale: Scale = Norm.LINF) -> str:
    """Return the shortest text that :func:`parse_values` turns into exactly these values."""
    if len(values) > 3:
        text = span_text(number_text(values[0]), number_text(values[-1]), len(values))
        if _is_understood(text, scale) and parse_values(text, scale) == tuple(values):
            return text
    return ", ".join(number_text(value) for value in values)


def number_text(value: float) -> str:
    """Return one value as text that stands for exactly it: "0.05", "8/255"."""
    text = repr(float(value)).removesuffix(".0")
    over_255 = round(value * 255)
    is_long = len(text) > _SHORT and not text.isdecimal()
    if is_long and float(Fraction(over_255, 255)) == value:
        return f"{over_255}/255"
    return text


def suggested_text(text: str, scale: Scale = Norm.LINF, *, most: float | None = None) -> str | None:
    """Return what was probably meant by a text that is not understood, or None.

    Whole pixel values are divided by 255 (in L0 they are percents), and a span without a number of
    values gets one.

    Parameters
    ----------
    most
        The largest value that can be meant; None for the largest that is allowed.
    """
    tidy = _tidy(text)
    meant = _in_percent if scale is Norm.L0 else _over_255
    if len(tidy) <= _LONGEST_SPAN and is_unclear(tidy):
        return None
    if len(tidy) <= _LONGEST_SPAN and (pointed := with_points(tidy)):
        return _suggested_point(tidy, pointed, scale, most)
    span = _span_in(tidy)
    if span:
        first, last, count = span[1], span[2], span[3] or str(USUAL_COUNT)
        tries = [span_text(first, last, count), span_text(meant(first), meant(last), count)]
    elif loose := _LOOSE_SPAN.fullmatch(tidy[: _LONGEST_SPAN + 1]):
        tries = [span_text(loose[1], loose[2], loose[3] or USUAL_COUNT)]
    elif ":" in tidy:
        parts = tidy.split(":")
        if len(parts) != 3:
            return None
        first, last, step = parts
        tries = [span_text(first, last, step)] if step.isdecimal() else []
        tries.append(":".join(map(meant, parts)))
    else:
        terms = _terms(tidy)
        if len(terms) > _MOST_SUGGESTED:
            return None
        tries = [", ".join(map(meant, terms))]
    if isinstance(scale, Severity):
        tries = [t for t in tries if "/255" not in t]  # it is no share of grey levels
    limit = largest_allowed(scale) if most is None else most
    return next((t for t in tries if t != tidy and _is_understood(t, scale, limit)), None)


def _suggested_point(tidy: str, pointed: str, scale: Scale, most: float | None) -> str | None:
    limit = largest_allowed(scale) if most is None else most
    # More than half of the range is hardly meant.
    is_alone = is_certain(tidy)
    usual = min(limit, _HARDLY_MEANT) if scale.ends_at_one and not is_alone else limit
    if _is_understood(pointed, scale, usual):
        return pointed
    apart = None if is_alone else suggested_text(with_blanks(tidy), scale, most=most)
    return apart or suggested_text(pointed, scale, most=most)


def _tidy(text: str) -> str:
    # Runs of blanks go first: the patterns would try every way to cut them.
    text = " ".join(text.replace("−", "-").split())
    return re.sub(r" %", "%", re.sub(r" ?([/:]) ?", r"\1", text))


def _terms(tidy: str) -> list[str]:
    return [term for term in re.split(r"[,; ]+", tidy) if term]


def span_text(first: str, last: str, count: str | int) -> str:
    """Return evenly spaced values in the words of the window's language."""
    words = QCoreApplication.translate("Values", "{first} to {last}, {count} values")
    return words.format(first=first, last=last, count=count)


def _span_in(tidy: str) -> re.Match[str] | None:
    return _SPAN.fullmatch(tidy) if len(tidy) <= _LONGEST_SPAN else None


def _span_values(span: re.Match[str], most: float) -> tuple[float, ...]:
    if span[3] is None:
        raise InputError("values_count_missing", "Say how many values.", "For instance: 11 values.")
    first, last = _rising(span[1], span[2], most)
    count = int(span[3][:9])
    if count < 2:
        raise InputError("values_count", "From one value to another there are at least 2 values.")
    if count > MOST_VALUES:
        raise too_many()
    return _even_values(first, (last - first) / (count - 1), count)


def _stepped_values(text: str, most: float) -> tuple[float, ...]:
    parts = text.split(":")
    if len(parts) != 3:
        raise InputError("values_step", "With colons, give from, to and step, such as 0:0.05:0.01.")
    first, last = _rising(parts[0], parts[1], most)
    step = _number(parts[2])
    if step <= 0:
        raise InputError("values_step", "The step, after the second colon, must be above 0.")
    if step > last - first:
        raise InputError("values_step", f"The step, {parts[2].strip()}, is larger than the range.")
    count = (last - first) // step + 1
    if count > MOST_VALUES:
        raise too_many()
    return _even_values(first, step, count)


def _even_values(first: Fraction, step: Fraction, count: int) -> tuple[float, ...]:
    """Return `first` and its followers, each the number next to the exact one.

    One denominator for all: dividing whole numbers rounds as a fraction does, at a tenth of the
    time.
    """
    below = math.lcm(first.denominator, step.denominator)
    start = first.numerator * (below // first.denominator)
    wide = step.numerator * (below // step.denominator)
    return tuple((start + wide * place) / below for place in range(count))


def _fraction(term: str, most: float) -> float:
    """Return one value of a list, 0 … most."""
    quotient = _QUOTIENT.fullmatch(term)
    if quotient or _PLAIN.fullmatch(term):
        number = int(quotient[1]) / int(quotient[2]) if quotient else float(term)
        if number <= 1 <= most:  # so few figures above 1 stay above it
            return number
    exact = _number(term)
    _check_inside(exact, most)
    return float(exact)


def _rising(first: str, last: str, most: float) -> tuple[Fraction, Fraction]:
    lower, upper = _number(first), _number(last)
    _check_inside(lower, most)
    _check_inside(upper, most)
    if lower >= upper:
        raise InputError("values_order", "The first value must be below the last.")
    return lower, upper


def _number(term: str) -> Fraction:
    term = term.strip()
    match = _TERM.fullmatch(term) if len(term) <= _LONGEST_TERM else None
    if not match:
        shown = term if len(term) <= 24 else term[:23] + "…"
        raise InputError("values_number", f"“{shown}” is not a number.", _FORMS)
    if re.match(r"[+-]?0\d", term):
        raise InputError(
            "values_number", f"“{term}” is not a number.", "Write decimals with a point: 0.05."
        )
    number = Fraction(match[1])
    if match[3]:
        return number / 100
    if match[2]:
        if Fraction(match[2]) == 0:
            raise InputError("values_number", f"“{term}” divides by zero.")
        return number / Fraction(match[2])
    return number


def _check_inside(value: Fraction, most: float) -> None:
    if not 0 <= value <= Fraction(most):
        try:
            shown = f"{float(value):.12g}"
        except OverflowError:
            shown = "A value"
        raise outside(shown, most)


def outside(shown: str, most: float) -> InputError:
    """Return the error about a value above `most` or below 0."""
    return InputError("values_outside", f"{shown} is outside 0 … {most:.0f}.")


def _over_255(term: str) -> str:
    return _with_unit(term, "/255")


def _in_percent(term: str) -> str:
    return _with_unit(term, "%")


def _with_unit(term: str, unit: str) -> str:
    """Return a number of 1 and above with a unit, where it has none."""
    match = _TERM.fullmatch(term.strip())
    if not match or match[2] or match[3] or len(term) > _LONGEST_TERM:
        return term
    return f"{match[1]}{unit}" if Fraction(match[1]) >= 1 else term


def _is_understood(text: str, scale: Scale, most: float = math.inf) -> bool:
    try:
        return max(parse_values(text, scale)) <= most
    except InputError:
        return False


def too_many() -> InputError:
    """Return the error about more values than a spec may have."""
    return InputError("values_too_many", "More than 10 000 values are not possible.")
