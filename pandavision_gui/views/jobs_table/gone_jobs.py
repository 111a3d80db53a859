"""How jobs were shown that were removed, so that they come back as they were."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel


@dataclass(frozen=True)
class _Gone:
    is_selected: bool
    is_ticked: bool
    number: int | None
    """Of its curve."""


class GoneJobs:
    """Remembers tick, look and selection of each job from its removal to its return."""

    def __init__(self, model: JobTableModel, table: JobTable) -> None:
        self._model = model
        self._table = table
        self._gone: dict[UUID, _Gone] = {}
        self._selected: list[UUID] = []
        """Those that have come back and shall be selected together."""
        self._last: list[UUID] = []
        """What was selected here the last time."""

    def note(self, job_id: UUID) -> None:
        """Note how a job is shown that will be removed now."""
        self._gone[job_id] = _Gone(
            job_id in self._table.selected(),
            self._model.is_ticked(job_id),
            self._model.numbers.known_of(job_id),
        )

    def take_back(self, job_id: UUID) -> bool:
        """Tick a job as it was before it was removed; return whether it was."""
        gone = self._gone.pop(job_id, None)
        if gone is None:
            return False
        if gone.is_ticked:
            if gone.number is not None:
                self._model.numbers.keep({job_id: gone.number})
            self._model.tick_again([job_id])
        if gone.is_selected:
            self._selected.append(job_id)
        return True

    def select(self) -> None:
        """Select those that came back since the last time.

        Jobs of one Undo come one by one: while nobody selects anything else they are added.
        """
        returned, self._selected = self._selected, []
        if self._last and set(self._table.selected()) == set(self._last):
            returned = [*self._last, *returned]
        self._table.select_jobs(returned)
        self._last = returned
