"""How many samples go through a model at a time: fewer where the memory is not enough.

Every row's logits and gradient are its own, so a batch may be sent in groups; only the last bits of
floating-point numbers may differ by that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from pandavision_gui.engine.freed_memory import give_memory_back
from pandavision_gui.errors import EnvironmentFault

NO_LIMIT = 2**31
_WORDS = (
    "can't allocate memory",  # torch on the CPU
    "not enough memory",  # torch on the CPU, on Windows
    "out of memory",  # CUDA, MPS
    "bad allocation",
    "bad_alloc",
    "failed to allocate memory",  # ONNX Runtime
)

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def _ignore(_: int) -> None:
    return None


class RowLimit:
    """A limit that is halved.

    Parameters
    ----------
    rows
        At most so many rows at a time.

    Attributes
    ----------
    on_halved
        Called with the new limit.
    """

    def __init__(self, rows: int = NO_LIMIT) -> None:
        self.rows = rows
        self.on_halved: Callable[[int], None] = _ignore

    def halve(self, in_use: int) -> None:
        """Allow half of the rows that are in use.

        Raises
        ------
        EnvironmentFault
            ``out_of_memory`` when it is one row already.
        """
        if min(self.rows, in_use) <= 1:
            raise not_enough_memory()
        self.rows = min(self.rows, in_use) // 2
        _log.warning("the memory is short: %d samples at a time from now on", self.rows)
        give_memory_back()
        self.on_halved(self.rows)


def in_groups(count: int, limit: RowLimit, run: Callable[[slice], _T]) -> list[_T]:
    """Run on all rows, as many at a time as the limit allows; halve it where they are too many.

    Parameters
    ----------
    run
        Called with the rows of a group, at least one; it must change nothing when it fails.

    Raises
    ------
    EnvironmentFault
        ``out_of_memory`` when the memory is not enough for a single row.
    """
    parts: list[_T] = []
    done = 0
    while done < count:
        rows = slice(done, min(count, done + limit.rows))
        try:
            part = run(rows)
        except Exception as error:
            # Libraries raise what they like when memory is short; the words tell.
            if not is_out_of_memory(error):
                raise
        else:
            parts.append(part)
            done = rows.stop
            continue
        # Only here the error is gone, and with it the arrays that its traceback held.
        limit.halve(rows.stop - rows.start)
    return parts


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory was short."""
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(words in text for words in _WORDS)


def not_enough_memory() -> EnvironmentFault:
    """Return the error for a job that needs more memory than there is, whatever is done."""
    return EnvironmentFault(
        "out_of_memory",
        "The memory is not enough to send even one sample through the model.",
        "Close other programs, or use a machine with more memory.",
    )
