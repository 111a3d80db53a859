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
        self._waiting: set[UUID] = set()
        """Asked for, and neither removed nor refused yet."""
        self._wished: set[UUID] = set()
        """Wanted back before they were gone."""

    def ask(self, rows: Iterable[JobRow]) -> None:
        """Note a batch before it is asked for."""
        batch = {row.id: row for row in rows}
        self._asked.append(batch)
        self._waiting |= batch.keys()
        self._wished -= batch.keys()

    def is_leaving(self, job_id: UUID) -> bool:
        """Return whether a job was asked to go and is neither gone nor refused yet."""
        return job_id in self._waiting

    def note_refused(self) -> None:
        """Note that the queue refused something: what waits may never be gone."""
        self._waiting.clear()
        self._wished.clear()

    def want_back(self) -> Sequence[JobRow] | None:
        """Want the newest batch back; return its jobs, None where no job was removed.

        Of those that are still on their way out `take_wish` tells once they are gone.
        """
        for batch in reversed(self._asked):
            leaving = batch.keys() & self._waiting
            wanted = [row for job_id, row in batch.items() if job_id in leaving | self._gone]
            if wanted:
                self._waiting -= leaving
                self._wished |= leaving
                return wanted
        return () if self._wished else None

    def take_wish(self, job_id: UUID) -> bool:
        """Return whether a job that is gone now was wanted back before; only once."""
        was_wished = job_id in self._wished
        self._wished.discard(job_id)
        return was_wished

    def note_gone(self, job_id: UUID) -> bool:
        """Note that a job was removed; return whether somebody had asked for it here."""
        if not any(job_id in batch for batch in self._asked):
            return False
        self._gone.add(job_id)
        self._waiting.discard(job_id)
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
