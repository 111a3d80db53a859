"""What many jobs of a history have in common, kept once for all of them.

A history of a hundred thousand jobs asks for few evaluations, has few different figures, and of
most jobs nothing is remarked. A row that refers to such parts takes half as much memory as one that
holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job import Cleared

_MOST_SHARED = 10_000
"""Parts that are remembered: more are no longer few, and would take room themselves."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job evaluates, as lists show it; see `JobRow`."""

    model: str = ""
    dataset: str = ""
    attack: str = ""
    top_value: float = 0.0
    values: int = 0
    perturbation: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out, as lists show it; see `JobRow`."""

    clean: float | None = None
    robust: float | None = None
    level: SecurityLevel | None = None
    sec_value: float | None = None
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said about a job, as lists show it; see `JobRow`."""

    reason: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    is_cut_off: bool = False
    imported: bool = False
    cleared: Cleared | None = None


NO_FIGURES = Figures()
NO_REMARKS = Remarks()

_Said = TypeVar("_Said", bound=tuple[Any, ...])
_Part = TypeVar("_Part")


class SharedParts:
    """Makes one part of equal words, as long as there are few different ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}

    def one(self, make: Callable[[_Said], _Part], said: _Said) -> _Part:
        """Return what `make` makes of this, or made of it before."""
        key = (make, said)
        known: _Part | None = self._known.get(key)
        if known is None:
            known = make(said)
            if len(self._known) >= _MOST_SHARED:
                self._known.clear()
            self._known[key] = known
        return known
