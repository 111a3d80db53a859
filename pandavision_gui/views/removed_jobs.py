"""What was removed in which order, so that it can come back the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from pandavision_gui.jobs.events import JobRow


class RemovedJobs:
    """Batches of jobs that were asked to be removed together; the queue may refuse some."""

    def __init__(self) -> None:
        self._asked: list[dict[UUID, JobRow]] = []
        self._gone: set[UUID] = set()

    def ask(self, rows: Iterable[JobRow]) -> None:
        """Note a batch before it is asked for."""
        self._asked.append({row.id: row for row in rows})

    def note_gone(self, job_id: UUID) -> bool:
        """Note that a job was removed; return whether somebody had asked for it here."""
        if not any(job_id in batch for batch in self._asked):
            return False
        self._gone.add(job_id)
        return True

    def note_back(self, job_id: UUID) -> bool:
        """Note that a job is there; return whether it had been removed."""
        was_gone = job_id in self._gone
        self._gone.discard(job_id)
        if was_gone:
            for batch in self._asked:
                batch.pop(job_id, None)
        return was_gone

    def last(self) -> Sequence[JobRow]:
        """Return the jobs of the newest batch of which some are gone."""
        for batch in reversed(self._asked):
            gone = [row for job_id, row in batch.items() if job_id in self._gone]
            if gone:
                return gone
        return ()
