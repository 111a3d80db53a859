"""One running job of the queue: its folder's lock, its worker, its switch, and its end in words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import filelock
import psutil

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_documents import WorkerIdentity
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_log import JobLog
from pandavision_gui.jobs.job_rows import has_result
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import Failed, JobFinished, JobStopped, Report, RunJob
from pandavision_gui.jobs.rows_at_once import halve_rows_at_once
from pandavision_gui.jobs.supervisor import Limits, Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

_FILES_NOT_THERE = {
    "file_missing",
    "dataset_missing",
    "dataset_not_a_file",
    "dataset_no_permission",
    "model_missing",
    "model_not_a_file",
    "model_weights_missing",
}
_TRIED_AGAIN = "No job starts for the moment; it is tried again by itself."
_BRING_BACK = "Connect its drive or bring the file back, then resume the job."

_log = logging.getLogger(__name__)


@dataclass
class SupervisedJob:
    """What the queue holds of a job that runs.

    Attributes
    ----------
    goes_on_next_time
        The stop that was asked for comes from the program's end: the job waits for its next start.
    began
        By a clock that nobody sets and that rests while the machine sleeps.
    """

    job: Job
    spec: EvaluationSpec
    folder: JobFolder
    lock: filelock.FileLock
    worker: WorkerProcess
    room: DiskRoom
    stop: StopSwitch = field(default_factory=StopSwitch)
    goes_on_next_time: bool = False
    began: float = field(default_factory=time.monotonic)

    def note_worker(self) -> None:
        """Write down which process works on the job, for a recovery that has to end it."""
        try:
            created = psutil.Process(self.worker.pid).create_time()
        except psutil.Error:  # it has ended already, which the supervisor will find
            return
        self.folder.write_worker(WorkerIdentity(pid=self.worker.pid, created=created))

    def run(
        self,
        threads: int,
        limits: Limits | None,
        on_report: Callable[[Report], None],
        on_end: Callable[[Outcome], object],
    ) -> None:
        """Stay with the worker to its end. Runs on a thread of its own; always calls `on_end`."""
        outcome = Outcome(OutcomeKind.FAILED, "Its supervisor broke off.")
        try:
            outcome = self._watched(threads, limits, on_report)
        finally:
            on_end(outcome)

    def _watched(
        self, threads: int, limits: Limits | None, on_report: Callable[[Report], None]
    ) -> Outcome:
        log = JobLog(self.folder.path / "job.log")
        try:
            outcome = supervise(
                self.worker,
                # A job that ran before goes on from what its folder holds.
                RunJob(folder=str(self.folder.path), resume=self.ran_before, threads=threads),
                on_report=on_report,
                on_log=log.note,
                each_second=log.keep_small,
                stop=self.stop,
                hindrance=lambda: self.room.shortage(self.folder.path),
                limits=limits,
            )
            if outcome.memory_was_short:
                halve_rows_at_once(self.folder)
            return self._as_interrupted(outcome)
        except Exception as error:
            # Whatever it is, the queue must hear of the end, or the job would run for ever.
            _log.exception("the supervision of job %s failed", self.job.id)
            self.worker.kill()
            return Outcome(
                OutcomeKind.FAILED,
                f"The program made a mistake ({type(error).__name__}). Please report it.",
                details=str(error),
            )
        finally:
            self.worker.close()

    def _as_interrupted(self, outcome: Outcome) -> Outcome:
        """Return the end with a kind that lets a job wait for its files.

        They were there when it was queued: that they are not there now, or are not the ones that it
        began with, is no mistake of its spec.
        """
        report = outcome.report
        if outcome.kind is not OutcomeKind.REFUSED or not isinstance(report, Failed):
            return outcome
        if report.code == "file_changed":
            return replace(outcome, kind=OutcomeKind.HINDERED)
        if report.code in _FILES_NOT_THERE:
            sentence = plain_text(f"{report.message} {_BRING_BACK}")
            return replace(outcome, kind=OutcomeKind.HINDERED, sentence=sentence)
        return outcome

    @property
    def ran_before(self) -> bool:
        """Whether the folder may hold rows of an earlier run."""
        return self.job.resumed > 0 or (self.folder.path / "resolved.json").exists()

    def take_end(self, outcome: Outcome, *, retries_lost: bool) -> None:
        """Move the job to where this end leads, and add the time of this run.

        Parameters
        ----------
        retries_lost
            Whether a job whose worker was lost goes on by itself, once until the user resumes it.
        """
        job = self.job.after_work(time.monotonic() - self.began)
        is_lost = outcome.kind is OutcomeKind.LOST
        if outcome.kind is not OutcomeKind.DONE and has_result(self.folder):
            # The stop, or whatever it was, came when nothing was missing but the worker's word.
            self.job = job.moved(Trigger.FINISH)
            self.folder.drop_checkpoint()
        elif outcome.kind is OutcomeKind.STOPPED and self.goes_on_next_time:
            self.job = job.moved(Trigger.PROGRAM_LOST).moved(Trigger.REQUEUE)
        elif is_lost and retries_lost and job.state is JobState.RUNNING and not job.retried_after:
            self.job = job.taken_up_again(outcome.sentence)
        else:
            reason = end_in_words(outcome)
            if is_lost and job.retried_after:
                reason += " It had gone on by itself once before."
            self.job = job.moved(outcome.trigger, reason)

    def wait_on(self, outcome: Outcome) -> bool:
        """Put the job back in its place: the machine hinders every job, and not for its sake.

        Returns
        -------
        False when it was being stopped: it takes its end then.
        """
        if self.job.state is not JobState.RUNNING or self.stop.is_asked:
            return False
        self.job = self.job.put_back(f"{outcome.sentence} {_TRIED_AGAIN}")
        return True

    def give_back(self) -> None:
        """Release the folder after the worker's end."""
        try:
            # One that the system holds is left to the next start, which ends it by this note.
            if self.worker.exit_code is not None:
                self.folder.forget_worker()
        finally:
            self.lock.release()


def end_in_words(outcome: Outcome) -> str:
    """Return the reason that is kept with the job; empty when it finished."""
    report = outcome.report
    if isinstance(report, JobFinished):
        return ""
    if isinstance(report, JobStopped):
        kept = stop_in_words(report)
        return f"{outcome.sentence} {kept}" if outcome.kind is OutcomeKind.HINDERED else kept
    return outcome.sentence


def stop_in_words(report: JobStopped) -> str:
    """Return what a stop has left; a search whose samples are all finished was being checked."""
    if not report.finished:
        return f"Stopped; none of {report.total} samples was finished."
    if report.finished < report.total:
        return f"Stopped; {report.finished} of {report.total} samples are finished and kept."
    kept = "its only sample is" if report.total == 1 else f"all {report.total} samples are"
    return f"Stopped; {kept} kept, only the checks that follow the search are not done."
