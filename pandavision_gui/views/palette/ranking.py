"""How well what is typed fits an action, a job or a file, and which of them are shown.

Pure functions of texts: a history of 100,000 jobs is looked through at every key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from heapq import nsmallest
from typing import TypeVar

from pandavision_gui.jobs.job_search import JobSearch, Searched

_WORD = re.compile(r"[^\W\d_]+|\d+")
_FEWEST_INITIALS = 2
"""One letter begins a word of nearly everything."""

T = TypeVar("T")
K = TypeVar("K")


class Fit(IntEnum):
    """How well a text is met, the best first."""

    SAME = 0
    """It is what was typed."""
    BEGINNING = 1
    WORD_BEGINNINGS = 2
    """Every word that was typed begins one of its own, in any order."""
    INITIALS = 3
    """What was typed are first letters of its words that stand side by side."""
    INSIDE = 4
    """Every word that was typed is somewhere in it."""
    ELSEWHERE = 5
    """A part was found only beside it: a job's dataset, an action's menu."""


class Wanted:
    """What is typed; see :class:`JobSearch` for words, quotes and tags."""

    def __init__(self, text: str) -> None:
        self._search = JobSearch(text)
        self._words = self._search.words
        self._whole = " ".join(self._words)
        self._letters = "".join(self._words)
        self._each_letter = frozenset(self._letters)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: everything fits."""
        return self._search.finds_all

    def fit_of(self, title: str, beside: str = "") -> Fit | None:
        """Return how well a text fits; None where it does not.

        Parameters
        ----------
        beside
            Where words may be found, too.
        """
        if self._search.needs_tag:
            return None
        if self.is_empty:
            return Fit.SAME
        lower = title.casefold()
        fit = self._fit_in(lower)
        if fit is None and self._are_initials_of(lower):
            return Fit.INITIALS
        if fit is None and beside:
            both = f"{lower}\n{beside.casefold()}"
            return Fit.ELSEWHERE if all(word in both for word in self._words) else None
        return fit

    def fit_of_job(self, job: Searched) -> Fit | None:
        """Return how well a job fits: found as in the table, and by the initials of its name."""
        if self._search.finds(job):
            # One that is asked for by its tags alone is met by them alone.
            fit = self._fit_in(job.name.casefold()) if self._words else None
            return Fit.ELSEWHERE if fit is None else fit
        if not self._search.needs_tag and self._are_initials_of(job.name.casefold()):
            return Fit.INITIALS
        return None

    def _fit_in(self, lower: str) -> Fit | None:
        if not all(word in lower for word in self._words):
            return None
        if lower == self._whole:
            return Fit.SAME
        if lower.startswith(self._whole):
            return Fit.BEGINNING
        own = _WORD.findall(lower)
        if all(any(begun.startswith(word) for begun in own) for word in self._words):
            return Fit.WORD_BEGINNINGS
        return Fit.INITIALS if self._are_initials_of(lower) else Fit.INSIDE

    def _are_initials_of(self, lower: str) -> bool:
        if len(self._letters) < _FEWEST_INITIALS:
            return False
        # Most names lack one of the letters, and are not taken apart for nothing.
        if not all(letter in lower for letter in self._each_letter):
            return False
        return self._letters in "".join(word[0] for word in _WORD.findall(lower))


def best_of(
    found: Iterable[T],
    *,
    rank: Callable[[T], tuple[int | float, ...]],
    kind: Callable[[T], K],
    most: int,
    room_for_each: int,
) -> list[T]:
    """Return at most `most`, best first; no kind is crowded out by another one.

    Parameters
    ----------
    rank
        The smaller, the better.
    kind
        Of what kind it is.
    room_for_each
        So many of each kind are among them, if there are so many and `most` allows it.
    """
    by_rank = sorted(found, key=rank)
    count: dict[K, int] = {}
    kept: list[T] = []
    others: list[T] = []
    for one in by_rank:
        count[kind(one)] = count.get(kind(one), 0) + 1
        (kept if count[kind(one)] <= room_for_each else others).append(one)
    kept = kept[:most]
    return sorted([*kept, *nsmallest(most - len(kept), others, key=rank)], key=rank)
