"""pydantic's validation errors, as one sentence in the words of the spec."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from pandavision_gui.errors import InputError

_FRACTION = re.compile(r"\s*([0-9]{1,9})\s*/\s*([0-9]{1,9})\s*")
_WANTED = {
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "string_type": "a text is needed",
    "bool_type": "true or false is needed",
    "tuple_type": "a list is needed, such as [0.5]",
    "list_type": "a list is needed",
    "dict_type": "an object is needed",
    "model_type": "an object is needed",
    "float_parsing": "a number is needed",
    "int_parsing": "a whole number is needed",
    "int_parsing_size": "it is too long for a number",
    "bool_parsing": "true or false is needed",
    "finite_number": "a finite number is needed",
    "string_too_short": "it must not be empty",
    "too_short": "give at least one",
    "too_long": "the list has too many entries",
}


def first_error(error: ValidationError, within: str = "") -> InputError:
    """Return the first error of `error` as one sentence: key, value, what is allowed.

    Parameters
    ----------
    within
        The key that the validated object stands under, for instance ``attack-params``.
    """
    found = _worst(error)
    key, place = _place(found["loc"], within)
    kind = found["type"]
    if kind == "missing":
        return InputError("spec_key_missing", f'{place} is missing: "{key}" must be given.')
    if kind == "extra_forbidden":
        return InputError("spec_key_unknown", f"{place} is not known here.", "Remove it.")
    return InputError("spec_value", f"{place}: {shown(found['input'])} {reason(found)}.")


def _worst(error: ValidationError) -> Any:
    """Of the branches of a union pick the one that says most: the first that is no mere type."""
    errors = error.errors(include_url=False)
    first = errors[0]
    top = first["loc"][:1]
    same_key = [e for e in errors if e["loc"][:1] == top]
    deeper = [e for e in same_key if len(e["loc"]) > len(first["loc"])]
    return deeper[0] if deeper else first


def _place(loc: tuple[int | str, ...], within: str) -> tuple[str, str]:
    """Return the key and the way to it, without pydantic's names of union branches."""
    words = [part for part in loc if isinstance(part, int) or _is_key(part)]
    if within:
        words = [within, *words]
    key = next((str(part) for part in reversed(words) if isinstance(part, str)), "spec")
    text = ""
    for part in words:
        text += f" entry {part + 1}" if isinstance(part, int) else f' "{part}"'
    return key, text.strip() or "The spec"


def _is_key(part: str) -> bool:
    return "[" not in part and part not in {
        "int",
        "float",
        "str",
        "bool",
        "PreprocessingNumbers",
        "constrained-int",
        "nullable",
    }


def shown(value: Any) -> str:
    """Return a value as JSON has it, the beginning of a long one."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _as_number(text: str) -> str:
    """Return how a text is written as the number that it stands for; nothing where it is none."""
    fraction = _FRACTION.fullmatch(text)
    if fraction and int(fraction[2]):
        return f", such as {int(fraction[1]) / int(fraction[2]):.6g} for {text.strip()}"
    try:
        float(text)
    except ValueError:
        return ""
    return ", without quotes"


def reason(found: Any) -> str:
    """Return what is wrong with a value by one of pydantic's errors, to stand behind the value."""
    kind, context = found["type"], found.get("ctx", {})
    if kind in ("literal_error", "enum"):
        return f"is not allowed; use {context['expected']}"
    limits = {
        "greater_than": ("gt", "must be above"),
        "greater_than_equal": ("ge", "must be at least"),
        "less_than": ("lt", "must be below"),
        "less_than_equal": ("le", "must be at most"),
    }
    if kind in limits:
        name, words = limits[kind]
        return f"{words} {context[name]:,}".replace(",", " ")
    if isinstance(found["input"], str) and kind in {"float_type", "int_type"}:
        return f"is text; {_WANTED[kind]}{_as_number(found['input'])}"
    if kind in _WANTED:
        return f"is not allowed: {_WANTED[kind]}"
    message: str = found["msg"]
    return f"is not allowed: {message[0].lower()}{message[1:]}"
