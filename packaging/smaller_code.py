"""Other libraries' modules without their docstrings, which nobody can read in a bundle.

Python's own option for that (-OO) drops assertions, too, and some libraries say by an assertion
that they cannot do something: those stay. Our own docstrings stay as well: they are the help of the
command line.
"""

from __future__ import annotations

import dis
from collections import Counter
from collections.abc import MutableMapping
from itertools import pairwise
from types import CodeType

_LEFT_ALONE = frozenset({"pandavision_gui", "numpy"})
"""numpy makes the documentation of masked arrays from that of its functions, and insists on it."""


def drop_docstrings(modules: MutableMapping[str, CodeType | None]) -> None:
    """Replace the code of every module but ours and numpy's.

    Parameters
    ----------
    modules
        Code by the module's name; None for what has none.
    """
    for name, code in modules.items():
        if code is not None and name.partition(".")[0] not in _LEFT_ALONE:
            modules[name] = without_docstrings(code)


def without_docstrings(code: CodeType) -> CodeType:
    """Return code that does the same and whose functions and classes have no docstrings."""
    inner = tuple(
        without_docstrings(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    place = _place(code)
    if place is not None:
        inner = (*inner[:place], None, *inner[place + 1 :])
    return code.replace(co_consts=inner)


def _place(code: CodeType) -> int | None:
    """Return where among its constants the docstring is, if it is nothing else besides."""
    steps = list(dis.get_instructions(code))
    loads = Counter(step.arg for step in steps if step.opcode in dis.hasconst)
    if code.co_flags & 0x2:  # CO_NEWLOCALS: a function's is its first constant, and never loaded
        has_one = code.co_consts and isinstance(code.co_consts[0], str) and not loads[0]
        return 0 if has_one else None
    for load, store in pairwise(steps):
        if store.opname == "STORE_NAME" and store.argval == "__doc__":
            is_its_own = load.opcode in dis.hasconst and loads[load.arg] == 1
            return load.arg if is_its_own and isinstance(load.argval, str) else None
    return None
