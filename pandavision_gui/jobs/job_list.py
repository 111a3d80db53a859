"""The list of all jobs as it was told to everyone. Used on the queue's thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.breath import Breath
from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobLoadFailed,
    JobRemoved,
    JobRow,
    JobsFound,
    JobsInterrupted,
)
from pandavision_gui.jobs.job import LARGEST_ORDER, LONGEST_REASON, Job, shortened
from pandavision_gui.jobs.job_rows import imported_from, require_result, with_result, without_result
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.mistakes import in_words
from pandavision_gui.jobs.same_jobs import FinishedJobs


class JobList:
    """The rows of all jobs; whatever changes one publishes it.

    Parameters
    ----------
    publish
        Hears every event.
    """

    def __init__(self, shelf: JobShelf, publish: Callable[[Event], None]) -> None:
        self._shelf = shelf
        self._publish = publish
        self._rows: dict[UUID, JobRow] = {}
        self._queued: dict[UUID, JobRow] = {}
        """Of all rows those that wait: they are asked for at every turn, in any history."""
        self._last_order = 0
        self._finished: FinishedJobs | None = None
        """Made when it is first asked: no start waits for it."""

    def load_history(
        self, is_over: Callable[[], bool] = lambda: False, *, resumes_interrupted: bool = False
    ) -> None:
        """Tell what the index knows, then what the folders say that it did not.

        Parameters
        ----------
        is_over
            Asked between two parts: whether nobody waits for the rest any more.
        resumes_interrupted
            Whether jobs that an end of the program cut off wait again where they did; else a
            `JobsInterrupted` event names them.

        Raises
        ------
        EnvironmentFault
            When the folders cannot be listed; what the index knows has been told.
        """
        try:
            stamps = self._load_index(is_over)
            ended = self._shelf.recover(self._rows, stamps, self._found, is_over)
            for job_id in ended.removed:
                self.drop(job_id)
        finally:
            self._publish(HistoryComplete())
        if resumes_interrupted:
            for job_id in ended.interrupted:
                self._requeue(job_id)
        elif ended.interrupted:
            self._publish(JobsInterrupted(ended.interrupted))

    def row(self, job_id: UUID) -> JobRow:
        """Return a job as it was told last.

        Raises
        ------
        InputError
            ``job_unknown``.
        """
        try:
            return self._rows[job_id]
        except KeyError:
            raise InputError("job_unknown", f"There is no job {job_id}.") from None

    def show(self, row: JobRow) -> None:
        """Tell that a job is new or no longer as it was."""
        self._keep((row,))
        self._publish(JobChanged(row))

    def drop(self, job_id: UUID) -> None:
        """Tell that a job is gone."""
        row = self._rows.pop(job_id)
        self._queued.pop(job_id, None)
        if self._finished is not None:
            self._finished.note(row, None)
        self._publish(JobRemoved(job_id))

    def finished_like(self, spec: EvaluationSpec) -> list[UUID]:
        """Return the newest finished jobs that look like what a spec asks for, newest first."""
        if self._finished is None:
            self._finished = FinishedJobs(self._rows)
        return self._finished.like(spec)

    def has_finished(self, job_id: UUID) -> bool:
        """Whether there is such a job, and it has finished."""
        row = self._rows.get(job_id)
        return row is not None and row.state is JobState.FINISHED

    def find(self, job_id: UUID) -> JobRow | None:
        """Return a job as it was told last; None when there is none."""
        return self._rows.get(job_id)

    def perhaps_from(self, job: Job) -> list[UUID]:
        """Return the jobs that may be what an archive of this one has brought before."""
        return [
            row.id
            for row in self._rows.values()
            if row.created == job.created and (row.imported or row.id == job.id)
        ]

    def rows(self) -> tuple[JobRow, ...]:
        """Return all jobs."""
        return tuple(self._rows.values())

    def move(self, job_id: UUID, before: UUID | None) -> None:
        """Put a waiting job before another waiting one, or behind all others.

        Raises
        ------
        InputError
            ``job_unknown`` or ``job_not_waiting`` for either of them.
        """
        moved = self._waiting_row(job_id)
        goal = self._waiting_row(before) if before is not None else None
        if goal is moved:
            return
        others = [row for row in self.waiting() if row.id != job_id]
        place = others.index(goal) if goal is not None else len(others)
        wanted = [*others[:place], moved, *others[place:]]
        # The places stay, the jobs change: what is cut off in the middle leaves an order in which
        # nothing is missing.
        orders = sorted({row.order for row in wanted})
        orders += range(orders[-1] + 1, orders[-1] + 1 + len(wanted) - len(orders))
        for row, order in zip(wanted, orders, strict=True):
            if row.order != order:
                self.show(self._shelf.set_order(row.id, order))

    def waiting(self) -> list[JobRow]:
        """Return the jobs that wait, in the order of their turns."""
        return sorted(self._queued.values(), key=lambda row: (row.order, row.created, row.id))

    def _waiting_row(self, job_id: UUID) -> JobRow:
        row = self.row(job_id)
        if row.state is not JobState.QUEUED:
            raise InputError("job_not_waiting", f'The job "{row.name}" does not wait any more.')
        return row

    def next_order(self) -> int:
        """Return the place behind all others."""
        # Behind a folder that claims the last number the time of creation decides.
        return min(self._last_order + 1, LARGEST_ORDER)

    def load(self, job_id: UUID) -> None:
        """Read a job's spec and result and tell them, or why they cannot be read."""
        row = self.row(job_id)
        folder = self._shelf.folder(job_id)
        is_finished = row.state is JobState.FINISHED
        try:
            spec = folder.read_spec()
            result = require_result(folder) if is_finished else None
        except Exception as error:
            # Whatever it is: who asked waits for one of the two answers.
            fault = in_words(error)
            if is_finished:
                self._show_if_other(without_result(row, fault))
            self._publish(JobLoadFailed(job_id, _sentence(fault), fault.details))
            return
        if result is not None:
            self._show_if_other(with_result(row, result))
        self._publish(JobLoaded(job_id, spec, result, str(folder.path), imported_from(folder)))

    def tell_refused(self, error: PandaVisionError) -> None:
        """Tell that something cannot be done."""
        self._publish(CommandRefused(_sentence(error), error.details))

    def _requeue(self, job_id: UUID) -> None:
        """Let a job wait again; its order stays, so that it comes before those that came later."""
        try:
            self.show(self._shelf.move(job_id, Trigger.REQUEUE))
        except PandaVisionError as error:  # it stays interrupted, and can be resumed
            self.tell_refused(error)

    def _load_index(self, is_over: Callable[[], bool]) -> Iterable[tuple[UUID, int]]:
        """Tell what the index knows, part by part; return of which `job.json` it knows it."""
        ids: list[UUID] = []
        stamps = array("q")  # of a long history a mapping would be the largest thing of the start
        is_first = True
        breath = Breath()
        try:
            for part in self._shelf.index.parts():
                ids += (row.id for row, _ in part)
                stamps.extend(stamp for _, stamp in part)
                rows = tuple(row for row, _ in part)
                self._keep(rows)
                self._publish(HistoryLoaded(rows) if is_first else JobsFound(rows))
                is_first = False
                breath.take()
                if is_over():
                    break
        except EnvironmentFault as error:  # the folders hold every job all the same
            if is_first:
                self._publish(HistoryLoaded(()))
            self.tell_refused(error)
        return zip(ids, stamps, strict=True)

    def _found(self, rows: tuple[JobRow, ...]) -> None:
        self._keep(rows)
        self._publish(JobsFound(rows))

    def _keep(self, rows: Iterable[JobRow]) -> None:
        for row in rows:
            before, self._rows[row.id] = self._rows.get(row.id), row
            if self._finished is not None:
                self._finished.note(before, row)
            self._last_order = max(self._last_order, row.order)
            if row.state is JobState.QUEUED:
                self._queued[row.id] = row
            else:
                self._queued.pop(row.id, None)

    def _show_if_other(self, row: JobRow) -> None:
        if row != self._rows[row.id]:
            self.show(row)


def _sentence(error: PandaVisionError) -> str:
    return shortened(error.sentence(), LONGEST_REASON)
