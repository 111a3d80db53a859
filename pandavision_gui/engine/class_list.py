"""A file with the names of all classes in the model's order, in the forms that people have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.class_name_limits import MOST_BYTES, require_few, require_short
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import InputError, plain_text

_SHOWN_CHARACTERS = 60
_NUMBER = re.compile(r"0|[1-9][0-9]{0,6}")
_FORMS = (
    'One name a line; or JSON, as ["cat", "dog"], {"0": "cat", "1": "dog"} or '
    '{"0": ["n02123045", "cat"], …}.'
)


def read_class_list(path: Path, *, once_each: bool = False) -> tuple[str, ...]:
    """Return the names, in the order of the classes.

    The file is text with one name a line (blank lines at its end do not count), or JSON: a list
    of names, or an object with a name for each number from 0 on. In place of a name a pair of an
    identifier and a name may stand, as in ImageNet's class index. Where a name comes more than
    once, as ImageNet's "crane" does, its identifier or else its number is told with it.

    The names are untrusted text: control characters are kept, who shows them escapes them.

    Parameters
    ----------
    once_each
        Whether classes are looked for by these names, so that none may come twice.

    Raises
    ------
    InputError
        ``class_list_unreadable``, ``class_list_form``, ``class_list_too_many``,
        ``class_list_gap``, ``class_list_name_long``, ``class_list_twice``,
        ``class_list_too_large``, or what :func:`parse_strictly` raises.
    """
    what = f'The list of classes "{path}"'
    try:
        data = read_bounded(path, MOST_BYTES)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else "it is no text"
        raise InputError(
            "class_list_unreadable",
            f"{what} cannot be read: {why}.",
            "It must be a text file (UTF-8) with one name a line, or JSON.",
        ) from error
    is_json = text.lstrip()[:1] in ("[", "{")
    if is_json:
        names = _from_json(parse_strictly(data, what, may_have_halves=True), what)
    else:
        names = _from_lines(text, what)
    if not once_each:
        names = _told_apart([(str(number), name) for number, name in enumerate(names)])
    _require_names(names, what)
    return names


def _from_lines(text: str, what: str) -> tuple[str, ...]:
    text = text.rstrip()
    require_few(text.count("\n") + 1, what)
    return tuple(map(_clean, text.split("\n"))) if text else ()


def _from_json(document: Any, what: str) -> tuple[str, ...]:
    require_few(len(document), what)
    entries = _in_order(document, what) if isinstance(document, dict) else document
    is_paired = bool(entries) and isinstance(entries[0], list)
    for number, entry in enumerate(entries):
        if not (_is_pair(entry) if is_paired else isinstance(entry, str)):
            raise InputError(
                "class_list_form",
                f"{what} has something else than a name for class {number:,}.",
                _FORMS,
            )
    if is_paired:
        return _told_apart([(_clean(identifier), _clean(name)) for identifier, name in entries])
    return tuple(map(_clean, entries))


def _is_pair(entry: Any) -> bool:
    return (
        isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)
    )


def _in_order(numbered: dict[str, Any], what: str) -> list[Any]:
    for key in numbered:
        if not _NUMBER.fullmatch(key):
            raise InputError(
                "class_list_form",
                f'{what} has the key "{_short(key)}", which is not the number of a class.',
                _FORMS,
            )
    for number in range(len(numbered)):
        if str(number) not in numbered:
            raise _gap(number, what)
    return [numbered[str(number)] for number in range(len(numbered))]


def _told_apart(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names, those that come more than once with what is told of them."""
    often = Counter(name for _, name in pairs)
    return tuple(
        f"{name} ({identifier})" if often[name] > 1 and name and identifier else name
        for identifier, name in pairs
    )


def _require_names(names: Sequence[str], what: str) -> None:
    if not names:
        raise _gap(0, what)
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        if not name:
            raise _gap(number, what)
        if name in seen:
            raise InputError(
                "class_list_twice",
                f'{what} names "{_short(name)}" twice, for classes {seen[name]:,} and {number:,}.',
                "Give them names that can be told apart.",
            )
        seen[name] = number
    require_short(names, what)


def _gap(number: int, what: str) -> InputError:
    return InputError(
        "class_list_gap",
        f"{what} has no name for class {number:,}.",
        "Each class needs one, from 0 on without a gap.",
    )


def _clean(name: str) -> str:
    # Lone surrogates cannot travel in messages, which are UTF-8.
    return name.strip().encode("utf-8", "replace").decode("utf-8")


def _short(name: str) -> str:
    return plain_text(name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "…")
