"""The order that a list of all classes gives to those of a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.errors import InputError, nearest, plain_text

_MOST_MISSING = 3


def in_listed_order(names: Sequence[str], path: Path) -> tuple[str, ...]:
    """Return what the list names, which must be each of `names`.

    Raises
    ------
    InputError
        ``class_list_lacks``, or what :func:`read_class_list` raises.
    """
    listed = read_class_list(path, once_each=True)
    known = set(listed)
    missing = sorted(name for name in names if name not in known)
    if missing:
        shown = ", ".join(f'"{plain_text(name)}"' for name in missing[:_MOST_MISSING])
        more = f" and {len(missing) - _MOST_MISSING} more" if len(missing) > _MOST_MISSING else ""
        raise InputError(
            "class_list_lacks",
            f'"{path}" does not name {shown}{more}.',
            f"Each class must be called as its folder is. {nearest(missing[0], known)[:300]}",
        )
    return listed
