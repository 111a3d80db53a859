"""What stands behind equal names where the column is hidden that would tell them apart."""

from __future__ import annotations

from collections.abc import Set
from uuid import UUID

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.jobs_table.names_apart import words_apart

_MOST = 300
"""Rows from the top that are looked at: going through a long history would be felt."""


class TwinNames:
    """Knows the words, as long as rows and hidden columns stay what they are.

    Attributes
    ----------
    words
        Of jobs whose name another one has.
    """

    def __init__(self, jobs: JobFilter) -> None:
        self.words: dict[UUID, str] = {}
        self._jobs = jobs
        self._hidden: frozenset[Column] | None = None

    def forget(self) -> None:
        """Look anew the next time: jobs have come, changed or gone."""
        self._hidden = None

    def look(self, hidden: Set[Column]) -> bool:
        """Find the words for a table without these columns; return whether it was looked anew."""
        if hidden == self._hidden:
            return False
        self._hidden = frozenset(hidden)
        if Column.ATTACK in hidden:
            lines = range(min(_MOST, self._jobs.rowCount()))
            rows = [self._jobs.row_at(self._jobs.index(line, 0)) for line in lines]
            self.words = words_apart(rows, hidden)
        else:
            self.words = {}
        return True
