"""Which class examples had to be taken for, whatever words a spec uses for it."""

from __future__ import annotations

from collections.abc import Sequence


def aimed_class(target: object, class_names: Sequence[str]) -> object:
    """Return the class that a spec's "target" means; None where any wrong class counts.

    Parameters
    ----------
    target
        As it stands in a spec: a number, a class's name, "second", "all", or None.
    class_names
        Those that the spec's names are of; a name that is none of them stays as it is.
    """
    if target == "all":
        return None
    # A name stands for another class where the names are others; "second" is no name.
    is_name = target != "second" and target in class_names
    return class_names.index(str(target)) if is_name else target
