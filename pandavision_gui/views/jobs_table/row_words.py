"""What stands in a job's row, as the search looks through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_columns import Column, Listed, text_in
from pandavision_gui.views.jobs_table.job_words import attack_words, time_words

_IN_WORDS = (Column.STATE, Column.LEVEL)
_IN_FIGURES = (Column.CLEAN, Column.ROBUST, Column.STARTED, Column.TOOK)
_Kept = dict[UUID, tuple[JobRow, str]]


class RowWords:
    """Makes the words of a row; those of ended jobs are kept, since making them takes its time.

    Parameters
    ----------
    listed
        Returns a job with all that the table knows of it.
    """

    def __init__(self, listed: Callable[[JobRow], Listed]) -> None:
        self._listed = listed
        self._words: _Kept = {}
        self._figures: _Kept = {}
        self._day = ""

    def attack(self, row: JobRow) -> str:
        """Return the attack as the row shows it, and as a spec names it."""
        return f"{attack_words(row.attack, row.perturbation)}\n{row.attack}"

    def words(self, row: JobRow) -> str:
        """Return state and level."""
        return self._told(row, _IN_WORDS, self._words)

    def figures(self, row: JobRow) -> str:
        """Return accuracies and times."""
        return self._told(row, _IN_FIGURES, self._figures)

    def begin_search(self) -> None:
        """Forget what was so yesterday: rows say "today"."""
        day = f"{datetime.now():%Y-%m-%d}"
        if day != self._day:
            self._day = day
            self._figures.clear()

    def _told(self, row: JobRow, columns: tuple[Column, ...], kept: _Kept) -> str:
        known = kept.get(row.id)
        if known is not None and known[0] is row:
            return known[1]
        listed = self._listed(row)
        told = "\n".join(text_in(column, listed) for column in columns)
        if listed.has_ended:
            kept[row.id] = row, told
        return told


def may_be_figures(words: Iterable[str]) -> bool:
    """Whether one of these casefolded words can stand among accuracies and times."""
    now = datetime.now(UTC)
    days = " ".join(time_words(now - timedelta(days=n), now) for n in (0, 1)).casefold()
    return any(word in days or any(c.isdigit() or c == "%" for c in word) for word in words)
