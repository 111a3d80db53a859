"""What stands in a job's row, as the search looks through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from time import time

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.row_parts import Asked, Figures
from pandavision_gui.views.jobs_table.job_columns import Column, Listed, text_in
from pandavision_gui.views.jobs_table.job_words import (
    attack_words,
    day_words,
    seconds_words,
    time_words,
)

_IN_WORDS = (Column.STATE, Column.LEVEL)
_IN_FIGURES = (Column.CLEAN, Column.ROBUST)
_MOST_KEPT = 4_000
"""Different words that are kept: a history has few, those of each job would take much room."""
_Key = tuple[int, int, JobState, str]
_Kept = dict[_Key, tuple[str, Asked, Figures]]
"""By the identity of the parts that rows share; they are kept, too: no others get their numbers."""


class RowWords:
    """Makes the words of a row; what many ended jobs have in common is made once.

    Parameters
    ----------
    listed
        Returns a job with all that the table knows of it.
    """

    def __init__(self, listed: Callable[[JobRow], Listed]) -> None:
        self._listed = listed
        self._words: _Kept = {}
        self._figures: _Kept = {}
        self.begin_search()

    def words(self, row: JobRow) -> str:
        """Return attack (as the row shows it, and as a spec names it), state and level."""
        return self._told(row, self._words, self._make_words)

    def figures(self, row: JobRow) -> str:
        """Return accuracies and times."""
        if time() >= self._day_ends:  # a search may stand over midnight
            self.begin_search()
        shares = self._told(row, self._figures, self._make_figures)
        started = day_words(row.started, self._today) if row.started else ""
        took = row.took_s if _has_ended(row) else None
        return f"{shares}\n{started}\n{'' if took is None else seconds_words(took)}"

    def begin_search(self) -> None:
        """Take note of the day: rows say "today"."""
        self._today = datetime.now().date()
        self._day_ends = datetime.combine(self._today + timedelta(days=1), clock()).timestamp()

    def _make_words(self, row: JobRow) -> str:
        attack = f"{attack_words(row.attack, row.perturbation)}\n{row.attack}"
        return f"{attack}\n{self._texts(row, _IN_WORDS)}"

    def _make_figures(self, row: JobRow) -> str:
        return self._texts(row, _IN_FIGURES)

    def _texts(self, row: JobRow, columns: tuple[Column, ...]) -> str:
        listed = self._listed(row)
        return "\n".join(text_in(column, listed) for column in columns)

    def _told(self, row: JobRow, kept: _Kept, make: Callable[[JobRow], str]) -> str:
        asked, figures = row.asked, row.figures
        key = (id(asked), id(figures), row.state, row.remarks.reason)
        known = kept.get(key)
        if known is not None:
            return known[0]
        told = make(row)
        if _has_ended(row):
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = (told, asked, figures)
        return told


def _has_ended(row: JobRow) -> bool:
    return row.state not in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


def may_be_figures(words: Iterable[str]) -> bool:
    """Whether one of these casefolded words can stand among accuracies and times."""
    now = datetime.now(UTC)
    days = " ".join(time_words(now - timedelta(days=n), now) for n in (0, 1)).casefold()
    return any(word in days or any(c.isdigit() or c == "%" for c in word) for word in words)
