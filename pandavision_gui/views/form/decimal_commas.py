"""Commas that may be decimal ones, where commas stand between values, too.

"0,5%" is 0.5% where people write decimals with a comma, and 0 and 5% where they leave out the
blank. A wrong guess would attack with a size ten times as large, so nobody guesses: what can be
both is asked about. "8,4,2,1" and "1e-3,2e-3" can be one thing only.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from pandavision_gui.errors import InputError

_BARE = re.compile(r"(?<=[\d%]),(?=[\d.])")
"""A comma without a blank."""
_BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d)")
_COMMA = re.compile(r"(?<![\d./eE])(?<!\d,)(?<![eE][+-])(\d{1,9}),(\d{1,20})(?!,?\d|\.)")
"""One that may stand for a decimal point: no part of a longer chain, of an exponent or quotient."""
_CHAIN = re.compile(r"\d{1,9}(?:,\d{1,9}){2,}")
_LONGEST_CHAIN = 40
_MOST_WAYS = 20
_LEADING_ZERO = re.compile(r",0\d")
"""Nobody writes 05 for 5."""
_COUNT = re.compile(r" ?[,;] ?\d+ ?[^\W\d_]\D*$")
"""How many values a span has, with a word behind."""
_TERM = re.compile(r"(\d{1,20})(?:/(\d{1,9}))?(%?)")
_APART = re.compile(r", ")


def with_points(text: str) -> str:
    """Return a text with points for the commas that may be decimal ones; empty where none may be.

    They may be where there is no point, and no comma without a blank that must stand between two
    values.
    """
    values, rest = _without_count(text)
    if "." in values:
        return ""
    if _CHAIN.fullmatch(values):
        return _pointed_chain(values)
    found = _COMMA.findall(values)
    if not found or len(found) != len(_BETWEEN_DIGITS.findall(values)):
        return ""
    if len(found) < len(_BARE.findall(values)) and _is_list_in_order(with_blanks(values)):
        return ""  # "0,1%,2%": commas without a blank stand between values here
    return _COMMA.sub(r"\1.\2", values) + rest


def is_unclear(text: str) -> bool:
    """Whether whole numbers are no list, and decimals in more than one way."""
    return bool(_CHAIN.fullmatch(text)) and len(_readings(text)) > 1


def are_pairs(text: str) -> bool:
    """Whether a list of whole numbers is none that anybody writes: 0,3,0,6 is 0.3 and 0.6."""
    return bool(_CHAIN.fullmatch(text) and _pointed_chain(text))


def with_blanks(text: str) -> str:
    """Return a text whose commas stand between values, as everybody sees."""
    return _BARE.sub(", ", text)


def is_certain(text: str) -> bool:
    """Whether commas for which `with_points` has found points can stand for nothing else."""
    if are_pairs(text) or _LEADING_ZERO.search(text):
        return True
    others = _COMMA.sub("", _APART.sub(",", text))
    return bool(re.search(r"[^\d%/,]", others)) or not _is_list_in_order(with_blanks(text))


def unclear_error(text: str) -> InputError:
    """Return the error about a text that :func:`is_unclear`."""
    return InputError(
        "values_number",
        f"“{text}” can be read in several ways.",
        "Write decimals with a point, and a blank behind each comma.",
    )


def comma_error(text: str, *, may_be_list: bool) -> InputError:
    """Return the error about a text for which `with_points` has found another reading.

    Parameters
    ----------
    may_be_list
        Whether it can be understood as a list, too.
    """
    values, _ = _without_count(text)
    pointed = _pointed_chain(values) if _CHAIN.fullmatch(values) else ""
    found = _COMMA.search(values)
    decimals = [term for term in pointed.split(", ") if "." in term]
    number = decimals[0] if decimals else found[0].replace(",", ".") if found else ""
    written = number.replace(".", ",")
    if may_be_list and not is_certain(text):
        return InputError(
            "values_number",
            f"“{text if text.count(',') == 1 else written}” may be one number or two.",
            f"Write {with_points(text)} or {with_blanks(text)}.",
        )
    return InputError(
        "values_number", f"“{written}” is not a number.", f"Write decimals with a point: {number}."
    )


def _without_count(text: str) -> tuple[str, str]:
    """Return a text without how many values a span has, and that."""
    count = _COUNT.search(text)
    return (text[: count.start()], count[0]) if count else (text, "")


def _is_list_in_order(text: str) -> bool:
    """Whether whole numbers, quotients and percents go up or down, all but 0 of one kind."""
    terms = [_TERM.fullmatch(term) for term in text.split(", ")]
    known = [term for term in terms if term is not None and term[2] != "0"]
    if len(known) < len(terms):
        return False
    kinds = {(bool(term[2]), bool(term[3])) for term in known if int(term[1])}
    sizes = [Fraction(int(term[1]), int(term[2] or 1) * (100 if term[3] else 1)) for term in known]
    return len(kinds) <= 1 and _is_in_order(sizes)


def _is_in_order(sizes: list[Fraction]) -> bool:
    rises = [one < other for one, other in pairwise(sizes)]
    falls = [one > other for one, other in pairwise(sizes)]
    return all(rises) or all(falls)


def _pointed_chain(text: str) -> str:
    """Return growing decimals for whole numbers that are no list; empty if that is not clear."""
    readings = _readings(text)
    return ", ".join(readings[0]) if len(readings) == 1 else ""


@lru_cache(maxsize=64)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return some ways to read whole numbers that are no list as growing decimals."""
    parts = text.split(",")
    is_list = _is_in_order([Fraction(part) for part in parts]) and not _LEADING_ZERO.search(text)
    if is_list or len(parts) > _LONGEST_CHAIN:
        return ()
    # From the end: by the place and the term before it, which is one part or two.
    known: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = {}
    for place in range(len(parts), -1, -1):
        for taken_before in (1, 2):
            if taken_before > place:
                continue
            before = Fraction(".".join(parts[place - taken_before : place]))
            known[place, taken_before] = _ways(parts, place, before, known)
    return tuple(way for way in _ways(parts, 0, Fraction(-1), known) if _is_plausible(way, parts))


def _is_plausible(way: tuple[str, ...], parts: list[str]) -> bool:
    """Whether there are decimals, and none of them is a 3.0 beside a 6 without a point."""
    has_whole_numbers = any("." not in term and term != "0" for term in way)
    has_zeros = any(term.endswith(".0") for term in way)
    return len(way) < len(parts) and not (has_whole_numbers and has_zeros)


def _ways(
    parts: list[str],
    place: int,
    before: Fraction,
    known: dict[tuple[int, int], tuple[tuple[str, ...], ...]],
) -> tuple[tuple[str, ...], ...]:
    """Return some ways to read what follows a place, each number larger than the last."""
    if place == len(parts):
        return ((),)
    found: list[tuple[str, ...]] = []
    for taken in (1, 2):
        if place + taken > len(parts):
            continue
        term = ".".join(parts[place : place + taken])
        is_odd = parts[place].startswith("0") and len(parts[place]) > 1
        # Nobody writes 05 for 5, 00.5, or 0.0.
        if is_odd or Fraction(term) <= before or (taken == 2 and not Fraction(term)):
            continue
        found += [(term, *rest) for rest in known[place + taken, taken]]
    return tuple(found[:_MOST_WAYS])
