"""The queue: first in, first out; applies triggers, keeps folders and index, publishes events.

Everything that is asked of it is done on one thread of its own, in order: no caller waits for the
disk, no state needs a lock, and the workers have a parent that outlives them.
"""

from __future__ import annotations

import contextlib
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
    JobProgressed,
    JobRow,
    JobWarned,
    QueuePaused,
)
from pandavision_gui.jobs.job import LONGEST_REASON, shortened
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import has_result, make_row
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import JobStarted, Progress, Report, WarningGiven
from pandavision_gui.jobs.mistakes import in_words
from pandavision_gui.jobs.supervised_job import SupervisedJob, end_in_words
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind
from pandavision_gui.jobs.threads import threads_per_job
from pandavision_gui.jobs.work_thread import WorkThread, ending_error
from pandavision_gui.jobs.worker_pool import WorkerPool

CANCEL_GRACE_S = 0.6
"""A user who stops a job waits for no checkpoint: what is lost is at most ten seconds of work."""
CLOSE_GRACE_S = 5.0
_MACHINE_FAULTS = {"disk_full", "worker_not_started"}

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
        self._jobs = JobList(shelf, publish)
        self._running: dict[UUID, SupervisedJob] = {}
        self._is_held = False
        self.is_paused = False
        self._shares: dict[UUID, float] = {}
        self._is_closing = False
        self._closed: Future[None] = Future()
        self._thread = WorkThread("queue", self._jobs.tell_refused)
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
        """Read a job's spec and result; the answer is a `JobLoaded` or `JobLoadFailed` event."""
        return self._ask(lambda: self._jobs.load(job_id))

    def pause(self, paused: bool) -> Future[None]:
        """Start no waiting job from now on, or start them again; what runs goes on."""
        return self._ask(lambda: self._pause(paused))

    def move(self, job_id: UUID, before: UUID | None) -> Future[None]:
        """Put a waiting job before another waiting one, or (None) behind all others."""
        return self._ask(lambda: self._jobs.move(job_id, before))

    def set_parallel_jobs(self, count: int) -> Future[None]:
        """Run so many jobs side by side from now on; what runs goes on."""
        return self._ask(lambda: self._set_parallel_jobs(count))

    def listed(self) -> Future[tuple[tuple[JobRow, ...], dict[UUID, float]]]:
        """Return all jobs, and of the running ones how much is done, 0 to 1."""
        return self._ask(lambda: (self._jobs.rows(), dict(self._shares)))

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

    def _load_history(self) -> None:
        try:
            self._jobs.load_history()
        finally:
            self._start_waiting()

    def _add(self, spec: EvaluationSpec) -> UUID:
        self._refuse_when_closing()
        row = self._shelf.add(uuid4(), spec, order=self._jobs.next_order())
        self._jobs.show(row)
        self._is_held = False
        self._start_waiting()
        return row.id

    def _stop(self, job_id: UUID) -> None:
        running = self._running.get(job_id)
        if running is not None:
            was_asked = running.stop.is_asked
            running.stop.ask(CANCEL_GRACE_S)
            if not was_asked:
                running.job = running.job.moved(Trigger.CANCEL)
                self._note(running)
        elif self._jobs.row(job_id).state is JobState.QUEUED:
            self._jobs.show(self._shelf.move(job_id, Trigger.CANCEL, "Stopped before it began."))

    def _resume(self, job_id: UUID) -> None:
        self._refuse_when_closing()
        state = self._jobs.row(job_id).state
        if state not in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
            return  # it waits, runs or has finished: there is nothing to resume
        self._jobs.show(self._shelf.move(job_id, Trigger.REQUEUE, order=self._jobs.next_order()))
        self._is_held = False
        self._start_waiting()

    def _set_parallel_jobs(self, count: int) -> None:
        self._parallel_jobs = count
        self._start_waiting()

    def _pause(self, paused: bool) -> None:
        if paused != self.is_paused:
            self.is_paused = paused
            self._publish(QueuePaused(paused))
        self._start_waiting()

    def _remove(self, job_id: UUID) -> None:
        if job_id in self._running:
            raise InputError(
                "job_running",
                f'The job "{self._jobs.row(job_id).name}" is running.',
                "Stop it first.",
            )
        self._jobs.row(job_id)
        self._shelf.remove(job_id)
        self._jobs.drop(job_id)

    def _restore(self, job_id: UUID) -> None:
        self._jobs.show(self._shelf.restore(job_id))
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start waiting jobs while there is room."""
        while not (self._is_closing or self._is_held or self.is_paused):
            first = self._jobs.first_waiting()
            if first is None or len(self._running) >= self._parallel_jobs:
                return
            try:
                running = self._shelf.begin(first.id, self._workers.take)
            except Exception as error:
                # Whatever it is, it is about this job: the others must not wait for it.
                self._pass_over(first, in_words(error))
            else:
                self._supervise(first, running)

    def _pass_over(self, row: JobRow, error: PandaVisionError) -> None:
        """Deal with a job that could not be started."""
        reason = shortened(error.sentence(), LONGEST_REASON)
        folder = self._shelf.folder(row.id)
        if error.code in _MACHINE_FAULTS or (
            error.code == "cannot_write" and not self._shelf.can_write()
        ):
            # It waits on, and so do the others until something is asked of the queue again: what
            # hinders one (a full disk) will hinder all.
            self._is_held = True
        elif folder.is_gone:
            self._jobs.drop(row.id)
        else:
            # Its folder is damaged or in use: it is shown so, and the others go on.
            self._jobs.show(replace(row, state=JobState.FAILED, reason=reason))
        sentence = f'The job "{row.name}" could not be started: {reason}'
        self._publish(CommandRefused(sentence, error.details))

    def _supervise(self, row: JobRow, running: SupervisedJob) -> None:
        self._running[row.id] = running
        job = running.job
        self._jobs.show(
            replace(
                row,
                state=job.state,
                reason="",
                started=job.started,
                ended=None,
                worked_s=job.worked_s,
            )
        )
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
            sentence = f"Its supervisor could not be started ({type(error).__name__})."
            outcome = Outcome(OutcomeKind.FAILED, sentence, details=str(error))
            with contextlib.ExitStack() as always:  # from the last to the first, whatever fails
                always.callback(self._ended, row.id, outcome)
                always.callback(running.worker.close)
                always.callback(running.worker.kill)

    def _later(self, work: Callable[[], None]) -> None:
        self._ask(work)

    def _heard(self, job_id: UUID, report: Report) -> None:
        if isinstance(report, Progress):
            self._shares[job_id] = report.share
            self._publish(JobProgressed(job_id, report))
        elif isinstance(report, WarningGiven):
            self._publish(JobWarned(job_id, report.text))
        elif isinstance(report, JobStarted) and not self._is_closing:
            # Only now: while a job loads its libraries a second worker would slow it down.
            self._workers.keep_spare()

    def _ended(self, job_id: UUID, outcome: Outcome) -> None:
        running = self._running.pop(job_id)
        self._shares.pop(job_id, None)
        # Whatever fails over this one: its folder is given back, the others go on, the end comes.
        with contextlib.ExitStack() as always:
            always.callback(self._rest_when_closed)
            always.callback(self._start_waiting)
            always.callback(running.give_back)
            self._take_end(running, outcome)

    def _take_end(self, running: SupervisedJob, outcome: Outcome) -> None:
        """Note how a job has ended."""
        running.note_end()
        if outcome.kind is not OutcomeKind.DONE and has_result(running.folder):
            # The stop, or whatever it was, came when nothing was missing but the worker's word.
            running.job = running.job.moved(Trigger.FINISH)
        elif outcome.kind is OutcomeKind.STOPPED and running.goes_on_next_time:
            lost = running.job.moved(Trigger.PROGRAM_LOST)
            running.job = lost.moved(Trigger.REQUEUE)
        else:
            running.job = running.job.moved(outcome.trigger, end_in_words(outcome))
        self._note(running)
        if running.job.state is JobState.FINISHED:
            self._jobs.load(running.job.id)

    def _note(self, running: SupervisedJob) -> None:
        """Write down where a running job stands; what hinders that is told, the state shown."""
        try:
            self._jobs.show(self._shelf.note(running))
        except Exception as error:
            # Whatever it is, the end of the job must not be missed for it.
            self._jobs.tell_refused(in_words(error))
            self._jobs.show(make_row(running.job, running.spec))

    def _close(self, resume_next_time: bool) -> None:
        self._is_closing = True
        to_stop = [running for running in self._running.values() if not running.stop.is_asked]
        for running in to_stop:
            running.goes_on_next_time = resume_next_time
            running.stop.ask(CLOSE_GRACE_S)
        self._rest_when_closed()
        if not resume_next_time:
            for running in to_stop:
                running.job = running.job.moved(Trigger.CANCEL)
                self._note(running)

    def _rest_when_closed(self) -> None:
        if self._is_closing and not self._running and not self._closed.done():
            with contextlib.ExitStack() as always:  # from the last to the first, whatever fails
                always.callback(self._closed.set_result, None)
                always.callback(self._thread.end)
                always.callback(self._shelf.close)
                always.callback(self._workers.close)

    def _refuse_when_closing(self) -> None:
        if self._is_closing:
            raise ending_error()
