"""The queue: first in, first out; applies triggers, keeps folders and index, publishes events.

Everything that is asked of it is done on one thread of its own, in order: no caller waits for the
disk, no state needs a lock, and the workers have a parent that outlives them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobProgressed,
    JobRemoved,
    JobRow,
    JobsInterrupted,
    JobWarned,
)
from pandavision_gui.jobs.job_rows import read_result
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import JobStarted, Progress, Report, WarningGiven
from pandavision_gui.jobs.supervised_job import SupervisedJob, end_in_words
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind
from pandavision_gui.jobs.threads import threads_per_job
from pandavision_gui.jobs.work_thread import WorkThread, ending_error
from pandavision_gui.jobs.worker_pool import WorkerPool

CANCEL_GRACE_S = 0.6
"""A user who stops a job waits for no checkpoint: what is lost is at most ten seconds of work."""
CLOSE_GRACE_S = 5.0
_MACHINE_FAULTS = {"disk_full", "cannot_write", "worker_not_started"}

_log = logging.getLogger(__name__)


class JobQueue:
    """All jobs and what happens to them. Every method may be called from any thread.

    Each returns a future at once. What is refused is told as a `CommandRefused` event, too.

    Parameters
    ----------
    shelf
        The job folders and their index.
    start_thread
        Runs a callable on a thread: a supervisor stays on it as long as its job runs.
    publish
        Hears every event, on the queue's thread; it must not block.
    """

    def __init__(
        self,
        shelf: JobShelf,
        *,
        start_thread: Callable[[Callable[[], None]], None],
        publish: Callable[[Event], None],
        parallel_jobs: int = 1,
        workers: WorkerPool | None = None,
    ) -> None:
        self._shelf = shelf
        self._start_thread = start_thread
        self._publish = publish
        self._parallel_jobs = parallel_jobs
        self._workers = workers or WorkerPool()
        self._rows: dict[UUID, JobRow] = {}
        self._running: dict[UUID, SupervisedJob] = {}
        self._is_held = False
        self._is_closing = False
        self._closed: Future[None] = Future()
        self._thread = WorkThread("queue", self._tell_refused)
        self._ask = self._thread.ask

    def start(self) -> None:
        """Load the history, put right what the last end left, and begin to work."""
        self._thread.start()
        self._ask(self._load_history)

    def add(self, spec: EvaluationSpec) -> Future[UUID]:
        """Put a new job at the end of the queue."""
        return self._ask(lambda: self._add(spec))

    def run_again(self, job_id: UUID) -> Future[UUID]:
        """Put a new job with the spec of an old one at the end of the queue."""
        return self._ask(lambda: self._add(self._shelf.folder(job_id).read_spec()))

    def stop(self, job_id: UUID) -> Future[None]:
        """End a job; what is finished is kept. Nothing happens to one that has ended."""
        return self._ask(lambda: self._stop(job_id))

    def resume(self, job_id: UUID) -> Future[None]:
        """Put a failed, stopped or interrupted job back into the queue, where it goes on."""
        return self._ask(lambda: self._resume(job_id))

    def remove(self, job_id: UUID) -> Future[None]:
        """Take a job that does not run off the list; `restore` brings it back."""
        return self._ask(lambda: self._remove(job_id))

    def restore(self, job_id: UUID) -> Future[None]:
        """Bring a removed job back; only until the program ends."""
        return self._ask(lambda: self._restore(job_id))

    def load(self, job_id: UUID) -> Future[None]:
        """Read a job's spec and result; the answer is a `JobLoaded` event."""
        return self._ask(lambda: self._load(job_id))

    def keep_spare_worker(self) -> Future[None]:
        """Warm a worker up for the next job."""
        return self._ask(self._workers.keep_spare)

    def close(self, *, resume_next_time: bool) -> Future[None]:
        """End everything and come to rest; the future is done when no worker is left.

        Parameters
        ----------
        resume_next_time
            Running jobs go on at the next start instead of being stopped.
        """
        self._ask(lambda: self._close(resume_next_time))
        return self._closed

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread's end after `close`; return whether it has ended."""
        return self._thread.join(timeout_s)

    # On the queue's thread from here on.

    def _tell_refused(self, error: PandaVisionError) -> None:
        self._publish(CommandRefused(error.sentence(), error.details))

    def _load_history(self) -> None:
        known = self._shelf.index.rows()
        self._rows = {job_id: row for job_id, (row, _) in known.items()}
        self._publish(HistoryLoaded(tuple(self._rows.values())))
        recovered = self._shelf.recover(known)
        for job_id in recovered.removed:
            del self._rows[job_id]
            self._publish(JobRemoved(job_id))
        for row in recovered.changed:
            self._show(row)
        if recovered.interrupted:
            self._publish(JobsInterrupted(recovered.interrupted))
        self._start_waiting()

    def _add(self, spec: EvaluationSpec) -> UUID:
        self._refuse_when_closing()
        row = self._shelf.add(uuid4(), spec, order=self._next_order())
        self._show(row)
        self._is_held = False
        self._start_waiting()
        return row.id

    def _stop(self, job_id: UUID) -> None:
        running = self._running.get(job_id)
        if running is not None:
            if not running.stop.is_asked:
                running.job = running.job.moved(Trigger.CANCEL)
                self._note(running)
            running.stop.ask(CANCEL_GRACE_S)
        elif self._row(job_id).state is JobState.QUEUED:
            self._show(self._shelf.move(job_id, Trigger.CANCEL, "Stopped before it began."))

    def _resume(self, job_id: UUID) -> None:
        self._refuse_when_closing()
        state = self._row(job_id).state
        if state not in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
            return  # it waits, runs or has finished: there is nothing to resume
        self._show(self._shelf.move(job_id, Trigger.REQUEUE, order=self._next_order()))
        self._is_held = False
        self._start_waiting()

    def _remove(self, job_id: UUID) -> None:
        if job_id in self._running:
            raise InputError(
                "job_running", f'The job "{self._row(job_id).name}" is running.', "Stop it first."
            )
        self._row(job_id)
        self._shelf.remove(job_id)
        del self._rows[job_id]
        self._publish(JobRemoved(job_id))

    def _restore(self, job_id: UUID) -> None:
        self._show(self._shelf.restore(job_id))
        self._start_waiting()

    def _load(self, job_id: UUID) -> None:
        self._row(job_id)
        folder = self._shelf.folder(job_id)
        self._publish(JobLoaded(job_id, folder.read_spec(), read_result(folder), str(folder.path)))

    def _start_waiting(self) -> None:
        """Start waiting jobs while there is room."""
        while not self._is_closing and not self._is_held:
            waiting = [row for row in self._rows.values() if row.state is JobState.QUEUED]
            if not waiting or len(self._running) >= self._parallel_jobs:
                return
            first = min(waiting, key=lambda row: (row.order, row.created))
            try:
                self._start_job(first)
            except PandaVisionError as error:
                self._pass_over(first, error)

    def _pass_over(self, row: JobRow, error: PandaVisionError) -> None:
        """Deal with a job that could not be started."""
        if error.code in _MACHINE_FAULTS:
            # It waits on, and so do the others until something is asked of the queue again: what
            # hinders one (a full disk) will hinder all.
            self._is_held = True
        elif not self._shelf.folder(row.id).path.exists():
            del self._rows[row.id]
            self._publish(JobRemoved(row.id))
        else:
            # Its folder is damaged or in use: it is shown so, and the others go on.
            self._show(replace(row, state=JobState.FAILED, reason=error.sentence()))
        sentence = f'The job "{row.name}" could not be started: {error.sentence()}'
        self._publish(CommandRefused(sentence, error.details))

    def _start_job(self, row: JobRow) -> None:
        running = self._shelf.begin(row.id, self._workers.take)
        self._running[row.id] = running
        started = running.job.started
        self._show(replace(row, state=running.job.state, reason="", started=started, ended=None))
        work = partial(
            running.run,
            threads_per_job(self._parallel_jobs),
            lambda report: self._later(partial(self._heard, row.id, report)),
            lambda outcome: self._later(partial(self._ended, row.id, outcome)),
        )
        try:
            self._start_thread(work)
        except Exception as error:
            # Without a supervisor it would run for ever.
            _log.exception("no thread for the supervisor of job %s", row.id)
            running.worker.kill()
            running.worker.close()
            sentence = f"Its supervisor could not be started ({type(error).__name__})."
            self._ended(row.id, Outcome(OutcomeKind.FAILED, sentence, details=str(error)))

    def _later(self, work: Callable[[], None]) -> None:
        self._ask(work)

    def _heard(self, job_id: UUID, report: Report) -> None:
        if isinstance(report, Progress):
            self._publish(JobProgressed(job_id, report))
        elif isinstance(report, WarningGiven):
            self._publish(JobWarned(job_id, report.text))
        elif isinstance(report, JobStarted) and not self._is_closing:
            # Only now: while a job loads its libraries a second worker would slow it down.
            self._workers.keep_spare()

    def _ended(self, job_id: UUID, outcome: Outcome) -> None:
        running = self._running.pop(job_id)
        if outcome.kind is OutcomeKind.STOPPED and running.goes_on_next_time:
            lost = running.job.moved(Trigger.PROGRAM_LOST)
            running.job = lost.moved(Trigger.REQUEUE)
        else:
            running.job = running.job.moved(outcome.trigger, end_in_words(outcome))
        self._note(running)
        running.give_back()
        if running.job.state is JobState.FINISHED:
            try:
                self._load(job_id)
            except PandaVisionError as error:
                self._tell_refused(error)
        self._start_waiting()
        self._rest_when_closed()

    def _note(self, running: SupervisedJob) -> None:
        """Write down where a running job stands; what hinders that is told, the state shown."""
        try:
            self._show(self._shelf.note(running))
        except PandaVisionError as error:
            self._publish(CommandRefused(error.sentence(), error.details))
            known = self._rows[running.job.id]
            job = running.job
            self._show(replace(known, state=job.state, reason=job.reason, ended=job.ended))

    def _close(self, resume_next_time: bool) -> None:
        self._is_closing = True
        for running in self._running.values():
            if running.stop.is_asked:
                continue
            running.goes_on_next_time = resume_next_time
            if not resume_next_time:
                running.job = running.job.moved(Trigger.CANCEL)
                self._note(running)
            running.stop.ask(CLOSE_GRACE_S)
        self._rest_when_closed()

    def _rest_when_closed(self) -> None:
        if self._is_closing and not self._running and not self._closed.done():
            self._workers.close()
            self._shelf.close()
            self._thread.end()
            self._closed.set_result(None)

    def _refuse_when_closing(self) -> None:
        if self._is_closing:
            raise ending_error()

    def _row(self, job_id: UUID) -> JobRow:
        try:
            return self._rows[job_id]
        except KeyError:
            raise InputError("job_unknown", f"There is no job {job_id}.") from None

    def _next_order(self) -> int:
        return max((row.order for row in self._rows.values()), default=0) + 1

    def _show(self, row: JobRow) -> None:
        self._rows[row.id] = row
        self._publish(JobChanged(row))
