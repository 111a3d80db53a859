"""A file with the names of all classes in the model's order, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.errors import InputError, nearest, plain_text

_MOST_BYTES = 4 * 2**20
_MOST_MISSING = 3


def in_listed_order(names: Sequence[str], path: Path) -> list[str]:
    """Return the list, which must name each of `names`.

    Raises
    ------
    InputError
        ``class_list_unreadable``, ``class_list_twice`` or ``class_list_lacks``.
    """
    listed = read_class_list(path)
    known = set(listed)
    missing = sorted(name for name in names if name not in known)
    if missing:
        shown = ", ".join(f'"{plain_text(name)}"' for name in missing[:_MOST_MISSING])
        more = f" and {len(missing) - _MOST_MISSING} more" if len(missing) > _MOST_MISSING else ""
        raise InputError(
            "class_list_lacks",
            f'"{path}" does not name {shown}{more}.',
            f"Each line must be called as its folder is. {nearest(missing[0], known)[:300]}",
        )
    return listed


def read_class_list(path: Path) -> list[str]:
    """Return the names, line by line; blank lines at the end do not count.

    Raises
    ------
    InputError
        ``class_list_unreadable`` or ``class_list_twice``.
    """
    try:
        text = read_bounded(path, _MOST_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else "it is no text"
        raise InputError(
            "class_list_unreadable",
            f'The list of classes "{path}" cannot be read: {why}.',
            "It must be a text file (UTF-8) with one name a line.",
        ) from error
    listed = [line.strip() for line in text.rstrip().split("\n")]
    seen: set[str] = set()
    for name in listed:
        if name in seen:
            raise InputError(
                "class_list_twice",
                f'The list of classes "{path}" names "{plain_text(name)}" twice.',
            )
        seen.add(name)
    return listed
