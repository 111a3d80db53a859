"""Looks for what is typed, among any number of jobs, in short turns of the event loop."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch
from pandavision_gui.views.palette.palette_entry import Entry, EntryKind, job_entry
from pandavision_gui.views.palette.ranking import Fit, Wanted, best_of

MOST = 50
"""Lines at most: nobody reads on, everybody types another letter."""
_ROOM_FOR_EACH = 8
"""Of each kind at least so many, where so many fit: actions among thousands of jobs."""
_TURN_S = 0.004
_LOOK_AT_CLOCK = 64
"""Jobs between two looks at the clock."""
_TELL_S = 0.1
_AGAIN_MS = 300
_NEWEST = 5
"""Jobs that are shown when nothing is typed."""

Rank = tuple[int | float, ...]


class PaletteSearch(QObject):
    """Tells the best of what was found, at once and again whenever there is better.

    Signals
    -------
    found
        list[Entry], best first.
    """

    found = Signal(object)

    def __init__(self, jobs: JobTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._wanted = Wanted("")
        self._others: list[tuple[Rank, Entry]] = []
        self._best: dict[UUID, Rank] = {}
        self._line = 0
        self._told = 0.0
        self._is_on = False
        self._is_stale = False
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._take_turn)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._begin)
        for changed in (
            jobs.rowsInserted,
            jobs.rowsRemoved,
            jobs.rowsMoved,
            jobs.modelReset,
            jobs.layoutChanged,
        ):
            changed.connect(self._note_change)

    @property
    def is_done(self) -> bool:
        """Whether every job has been looked at."""
        return not self._turns.isActive() and not self._again.isActive()

    def look_for(self, text: str, others: Sequence[tuple[Entry, str]]) -> None:
        """Begin to look for what is typed.

        Parameters
        ----------
        others
            What is to be found beside jobs, in its order, each with words by which it is found,
            too.
        """
        self._wanted = Wanted(text)
        self._others = []
        for place, (entry, beside) in enumerate(others):
            fit = self._wanted.fit_of(entry.title.removesuffix(" …"), beside)
            if fit is not None:
                self._others.append(((fit, bool(entry.reason), entry.kind, place), entry))
        self._is_on = True
        self._begin()

    def stop(self) -> None:
        """Look no further."""
        self._is_on = False
        self._turns.stop()
        self._again.stop()

    def _begin(self) -> None:
        self._is_stale = False
        self._best.clear()
        self._line = 0
        self._told = 0.0
        self._turns.start(0)
        self._take_turn()

    def _note_change(self) -> None:
        """Look once more where jobs have come, gone or changed places meanwhile."""
        if not self._is_on:
            return
        self._is_stale = True
        if not self._turns.isActive() and not self._again.isActive():
            self._again.start(_AGAIN_MS)

    def _take_turn(self) -> None:
        end = time.perf_counter() + _TURN_S
        count = self._jobs.rowCount()
        better: dict[UUID, Rank] = {}
        while self._line < count:
            row = self._jobs.row_at(self._line)
            self._line += 1
            fit = self._wanted.fit_of_job(row)
            if fit is not None:
                better[row.id] = _rank(fit, row)
            if self._line % _LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                break
        if better:
            # By id: what is put in above moves lines down, where they would be met a second time.
            ranked = sorted((self._best | better).items(), key=lambda one: one[1])
            self._best = dict(ranked[:MOST])
        is_last = self._line >= count
        if is_last:
            self._turns.stop()
            if self._is_stale:
                self._again.start(_AGAIN_MS)
        now = time.perf_counter()
        if is_last or now - self._told > _TELL_S:
            self._told = now
            self.found.emit(self._entries())

    def _entries(self) -> list[Entry]:
        if self._wanted.is_empty:
            self._best = dict(list(self._best.items())[:_NEWEST])
        # Made for what may be shown only: of most jobs no line is ever wanted.
        rows = self._jobs.rows_of(self._best)
        jobs = [(self._best[row.id], job_entry(row)) for row in rows]
        chosen = best_of(
            [*self._others, *jobs],
            rank=lambda one: one[0],
            kind=lambda one: one[1].kind,
            most=MOST,
            room_for_each=_ROOM_FOR_EACH,
        )
        return [entry for _, entry in chosen]


def _rank(fit: Fit, row: JobRow) -> Rank:
    return fit, False, EntryKind.JOB, -seconds_since_epoch(row.created)
