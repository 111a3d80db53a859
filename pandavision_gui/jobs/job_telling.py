"""What another program is told of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pandavision_gui.engine.attack_catalogue import SCALES
from pandavision_gui.engine.norms import Norm
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_search import JobSearch
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.jobs.owner_commands import Answer, JobLine
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.paths import UserFolders

WAIT_S = 60.0
"""Each job of a command is written to disk before the answer."""
_OPEN = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class JobTelling:
    """Makes answers of the queue's rows, on the thread of whoever asks."""

    def __init__(self, queue: JobQueue, folders: UserFolders, *, has_window: bool) -> None:
        self._queue = queue
        self._folders = folders
        self._has_window = has_window

    def listed(self, newest: int) -> list[UUID]:
        """Return the newest ended jobs, and all that wait, run or were cut off."""
        rows, _ = self._queue.listed().result(WAIT_S)
        ended = sorted((row for row in rows if row.state not in _OPEN), key=lambda row: row.created)
        first_new = len(ended) - newest
        shown = [row for n, row in enumerate(ended) if n >= first_new or row.is_cut_off]
        open_ = [row for row in rows if row.state in _OPEN]
        return [row.id for row in (*shown, *sorted(open_, key=_order))]

    def found(self, search: str, state: JobState | None) -> list[UUID]:
        """Return the jobs that hold certain words and stand somewhere, the newest first."""
        rows, _ = self._queue.listed().result(WAIT_S)
        wanted = JobSearch(search)
        found = [row for row in rows if state in (None, row.state) and wanted.finds(row)]
        return [r.id for r in sorted(found, key=lambda r: (r.created, r.id), reverse=True)]

    def told(
        self,
        ids: Iterable[UUID],
        *,
        notes: bool = True,
        progress: bool = False,
        same: Mapping[UUID | None, tuple[UUID, ...] | None] = MappingProxyType({}),
    ) -> Answer:
        """Return an answer with what is known of jobs, as far as they are there."""
        listed, running = self._queue.listed().result(WAIT_S)
        rows = {row.id: row for row in listed}
        waiting = sorted((r for r in rows.values() if r.state is JobState.QUEUED), key=_order)
        places = {row.id: place for place, row in enumerate(waiting, start=1)}
        return Answer(
            done=True,
            jobs=tuple(
                self._line(rows[job_id], places.get(job_id), running.get(job_id)).model_copy(
                    update={
                        "notes": rows[job_id].notes if notes else "",
                        "same": same.get(job_id) or (),
                        "progress": running.get(job_id) if progress else None,
                    }
                )
                for job_id in ids
                if job_id in rows
            ),
            paused=self._queue.is_paused,
            has_window=self._has_window,
        )

    def _line(self, row: JobRow, place: int | None, far: Progress | None) -> JobLine:
        scale = SCALES.get(row.perturbation)
        return JobLine(
            id=row.id,
            name=row.name,
            state=row.state,
            reason=row.reason,
            place=place,
            share=None if far is None else far.share,
            model=row.model,
            dataset=row.dataset,
            attack=row.attack,
            created=row.created,
            clean=row.clean,
            robust=row.robust,
            top_value=row.top_value,
            norm=scale if isinstance(scale, Norm) else None,
            perturbation=row.perturbation,
            level=row.level,
            tags=row.tags,
            cut_off=row.is_cut_off,
            imported=row.imported,
            cleared=row.cleared,
            folder=str(self._folders.jobs / str(row.id)),
        )


def _order(row: JobRow) -> tuple[bool, int, Any, UUID]:
    return (row.state is JobState.QUEUED, row.order, row.created, row.id)
