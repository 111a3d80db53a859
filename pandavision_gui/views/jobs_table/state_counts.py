"""How many jobs are in which state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState


class StateCounts:
    """Counts as jobs come, change and go."""

    def __init__(self, rows: Iterable[JobRow] = ()) -> None:
        self._counts = Counter(row.state for row in rows)

    @property
    def running(self) -> int:
        """How many jobs are being worked on."""
        return self._counts[JobState.RUNNING] + self._counts[JobState.STOPPING]

    @property
    def queued(self) -> int:
        """How many jobs wait."""
        return self._counts[JobState.QUEUED]

    def add(self, rows: Iterable[JobRow]) -> None:
        """Count new jobs."""
        self._counts.update(row.state for row in rows)

    def change(self, before: JobRow | None, after: JobRow | None) -> bool:
        """Count a job as it is now, None where there is none; return whether a count changed."""
        if before is not None and after is not None and before.state is after.state:
            return False
        if before is not None:
            self._counts[before.state] -= 1
        if after is not None:
            self._counts[after.state] += 1
        return True
