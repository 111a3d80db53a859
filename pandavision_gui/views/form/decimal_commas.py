"""Commas that may be decimal ones, where commas stand between values, too.

"0,5%" is 0.5% where people write decimals with a comma, and 0 and 5% where they leave out the
blank. A wrong guess would attack with a size ten times as large, so nobody guesses.
"""

from __future__ import annotations

import re

from pandavision_gui.errors import InputError

_BARE = re.compile(r"(?<=[\d%]),(?=[\d.])")
"""A comma without a blank."""
_COMMA = re.compile(r"(?<![\d.,/])(\d{1,9}),(\d{1,20})(?!,?\d|\.)")
"""One that may stand for a decimal point."""
_PAIRS = re.compile(r"\d{1,9},\d{1,20}(?:,\d{1,9},\d{1,20})+")
_PAIR = re.compile(r"(\d+),(\d+)")


def with_points(text: str) -> str:
    """Return a text with points for the commas that may be decimal ones; empty where none may be.

    They may be where there is no point, and no comma without a blank that must stand between two
    values.
    """
    if "." in text:
        return ""
    if are_pairs(text):
        return ", ".join(map(".".join, _PAIR.findall(text)))
    found = _COMMA.findall(text)
    return _COMMA.sub(r"\1.\2", text) if len(found) == len(_BARE.findall(text)) > 0 else ""


def are_pairs(text: str) -> bool:
    """Whether a list of whole numbers is none that anybody writes: 0,3,0,6 is 0.3 and 0.6."""
    if not _PAIRS.fullmatch(text):
        return False
    numbers = [int(one) for one in text.split(",")]
    return numbers != sorted(numbers)


def with_blanks(text: str) -> str:
    """Return a text whose commas stand between values, as everybody sees."""
    return _BARE.sub(", ", text)


def comma_error(text: str, *, may_be_list: bool) -> InputError:
    """Return the error about a text for which `with_points` has found another reading.

    Parameters
    ----------
    may_be_list
        Whether it can be understood as a list, too.
    """
    found = _COMMA.search(text) or _PAIR.search(text)
    assert found is not None
    # No question where nothing but zeros comes next, as in "0,05", and where other commas,
    # semicolons or blanks stand between the values.
    is_certain = len(found[2]) > 1 and found[2].startswith("0")
    others = text[: found.start()] + text[found.end() :]
    if may_be_list and not is_certain and not re.search(r"[^\d%/]", others):
        return InputError(
            "values_number",
            f"“{text}” may be one number or two.",
            f"Write {with_points(text)} or {with_blanks(text)}.",
        )
    number = found[0].replace(",", ".")
    return InputError(
        "values_number", f"“{found[0]}” is not a number.", f"Write decimals with a point: {number}."
    )
