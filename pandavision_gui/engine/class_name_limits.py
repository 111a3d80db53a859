"""How many names of classes a job takes, and how long: from a file of them or in a spec."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pandavision_gui.errors import InputError

MOST_NAMES = 100_000
LONGEST_NAME = 1000
MOST_BYTES = 4 * 2**20
"""ImageNet-21k, the largest common set of classes, needs about 600 kB."""
_MOST_WRITTEN_BYTES = 2 * MOST_BYTES
"""The spec of a job has 10 MB, and a line of its own for each name."""


def require_few(count: int, what: str) -> None:
    """Refuse more names than are read.

    Parameters
    ----------
    what
        Where they are, for people.

    Raises
    ------
    InputError
        ``class_list_too_many``.
    """
    if count > MOST_NAMES:
        raise InputError(
            "class_list_too_many",
            f"{what} has {count:,} entries; at most {MOST_NAMES:,} names are read.",
        )


def require_short(names: Sequence[str], what: str) -> None:
    """Refuse names that are too long, each or together.

    Raises
    ------
    InputError
        ``class_list_name_long``, ``class_list_too_large``.
    """
    for number, name in enumerate(names):
        if len(name) > LONGEST_NAME:
            raise InputError(
                "class_list_name_long",
                f"{what} has {len(name):,} characters for class {number:,}; a name has at most "
                f"{LONGEST_NAME:,}.",
            )
    if sum(len(name.encode("utf-8", "replace")) for name in names) > MOST_BYTES:
        raise InputError(
            "class_list_too_large",
            f"{what} has names of more than {MOST_BYTES // 2**20} MiB in all.",
            "Give shorter ones.",
        )
    if len(json.dumps(names, ensure_ascii=False).encode("utf-8", "replace")) > _MOST_WRITTEN_BYTES:
        raise InputError(
            "class_list_too_large",
            f"{what} takes more than {_MOST_WRITTEN_BYTES // 2**20} MiB when it is written into a "
            "job: it is full of control characters, quotes or backslashes.",
        )
