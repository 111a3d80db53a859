"""JSON from outside, read without forgiveness.

The standard parser takes a key twice (the last one wins), NaN and Infinity, and any depth that the
stack allows. In a spec each of these turns into a number that nobody asked for. It takes half a
character, too (a lone surrogate), which no other document and no answer could carry on.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pandavision_gui.errors import InputError

MAX_BYTES = 10 * 1024 * 1024
MAX_LEVELS = 32
_PERHAPS_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def parse_strictly(data: bytes, what: str, *, may_have_halves: bool = False) -> Any:
    """Parse one JSON document.

    Parameters
    ----------
    data
        The document, UTF-8, at most 10 MB and 32 levels deep.
    what
        Name of the document for error messages, for instance ``spec.json``.
    may_have_halves
        Whether half characters (lone surrogates) are left for the caller to deal with.

    Raises
    ------
    InputError
        ``json_too_large``, ``json_invalid``, ``json_too_deep``, ``json_key_twice``,
        ``json_not_finite`` or ``json_half_character``.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            "json_too_large", f"{what} has {len(data):,} bytes; at most 10 MB are read."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "json_invalid", f"{what} is not UTF-8 text (byte {error.start})."
        ) from error
    _require_shallow(text, what)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                raise InputError(
                    "json_key_twice", f'{what} has the key "{key}" twice.', "Keep one of them."
                )
            found[key] = value
        return found

    def constant(word: str) -> Any:
        raise InputError(
            "json_not_finite", f"{what} has the number {word}, which JSON does not know."
        )

    def number(word: str) -> float:
        value = float(word)
        if value in (float("inf"), float("-inf")):
            raise InputError("json_not_finite", f"{what} has the number {word}: too large.")
        return value

    try:
        document = json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_float=number
        )
    except json.JSONDecodeError as error:
        raise InputError(
            "json_invalid",
            f"{what} is not valid JSON: {error.msg.removesuffix(' starting at')} at line "
            f"{error.lineno}, column {error.colno}.",
        ) from error
    except ValueError as error:  # an integer with more digits than Python converts
        raise InputError("json_not_finite", f"{what} has a number with too many digits.") from error
    if not may_have_halves and _PERHAPS_HALF.search(text):  # UTF-8 itself has none
        _require_whole_characters(document, what)
    return document


def _require_whole_characters(document: Any, what: str) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise InputError(
            "json_half_character",
            f"{what} has half a character ({half}), which is no text.",
            "Write the character itself, or both of its halves.",
        ) from error


def _require_shallow(text: str, what: str) -> None:
    """Count brackets outside strings, so that a deep document never reaches the parser."""
    level = 0
    in_string = False
    escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            level += 1
            if level > MAX_LEVELS:
                raise InputError(
                    "json_too_deep", f"{what} is nested more than {MAX_LEVELS} levels deep."
                )
        elif char in "]}":
            level -= 1
