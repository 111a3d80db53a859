"""Names of the classes, where an ONNX file brings them along in its metadata."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import onnx

from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import InputError

# What exporters and trainers write, the plainest first: Ultralytics writes "names", Hugging Face
# "id2label"; the others are common among people.
_KEYS = ("class_names", "classnames", "class_labels", "classes", "labels", "names", "id2label")
# ImageNet-21k, the largest common set of classes, needs about 600 kB.
_MOST_CHARACTERS = 4 * 1024 * 1024
_LONGEST_LITERAL = 1024 * 1024
_LONGEST_NAME = 200


def names_in_metadata(model: onnx.ModelProto, classes: int | None) -> tuple[str, ...]:
    """Return the names in the order of the class scores, () where there are none that fit.

    Untrusted text: control characters are kept, who shows it escapes it.

    Parameters
    ----------
    classes
        How many names there must be; None where the file does not say.
    """
    held = {entry.key.lower().replace("-", "_"): entry.value for entry in model.metadata_props}
    for key in _KEYS:
        text = held.get(key, "")
        if text and len(text) <= _MOST_CHARACTERS:
            names = _in_order(_parsed(text))
            if len(names) > 1 and classes in (None, len(names)):
                return tuple(_clean(name) for name in names)
    return ()


def _clean(name: str) -> str:
    # Lone surrogates cannot travel in messages, which are UTF-8.
    return name.encode("utf-8", "replace").decode("utf-8").strip()[:_LONGEST_NAME]


def _parsed(text: str) -> Any:
    """Return what the text stands for: JSON, a Python literal, or a list with commas or lines."""
    stripped = text.strip()
    if stripped[:1] in "[{":
        try:
            data = stripped.encode("utf-8", "replace")
            return parse_strictly(data, "the class names", may_have_halves=True)
        except InputError:
            return _literal(stripped)
    separator = "\n" if "\n" in stripped else ","
    return [part.strip() for part in stripped.split(separator) if part.strip()]


def _literal(text: str) -> Any:
    # Deep nesting is nothing that names need, and a parser may not survive it.
    if len(text) > _LONGEST_LITERAL or sum(map(text.count, "[{(")) > 2:
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _in_order(value: Any) -> Sequence[str]:
    """Return names out of a list, or out of {number: name} with the numbers 0 … K−1."""
    if isinstance(value, Mapping):
        try:
            numbered = {int(key): name for key, name in value.items()}
        except (ValueError, TypeError):
            return ()
        if sorted(numbered) != list(range(len(numbered))):
            return ()
        value = [numbered[number] for number in range(len(numbered))]
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return list(value)
    return ()
