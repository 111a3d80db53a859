"""One running job of the queue: its folder's lock, its worker, its switch, and its end in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import filelock
import psutil

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder, WorkerIdentity
from pandavision_gui.jobs.messages import JobFinished, JobStopped, Report, RunJob
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

_log = logging.getLogger(__name__)


@dataclass
class SupervisedJob:
    """What the queue holds of a job that runs.

    Attributes
    ----------
    goes_on_next_time
        The stop that was asked for comes from the program's end: the job waits for its next start.
    """

    job: Job
    spec: EvaluationSpec
    folder: JobFolder
    lock: filelock.FileLock
    worker: WorkerProcess
    stop: StopSwitch = field(default_factory=StopSwitch)
    goes_on_next_time: bool = False

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
        on_report: Callable[[Report], None],
        on_end: Callable[[Outcome], None],
    ) -> None:
        """Stay with the worker to its end. Runs on a thread of its own; always calls `on_end`."""
        try:
            outcome = supervise(
                self.worker,
                # A job that ran before goes on from what its folder holds.
                RunJob(folder=str(self.folder.path), resume=self.ran_before, threads=threads),
                on_report=on_report,
                stop=self.stop,
            )
        except Exception as error:
            # Whatever it is, the queue must hear of the end, or the job would run for ever.
            _log.exception("the supervision of job %s failed", self.job.id)
            self.worker.kill()
            outcome = Outcome(
                OutcomeKind.FAILED,
                f"The program made a mistake ({type(error).__name__}). Please report it.",
                details=str(error),
            )
        finally:
            self.worker.close()
        on_end(outcome)

    @property
    def ran_before(self) -> bool:
        """Whether the folder may hold rows of an earlier run."""
        return self.job.resumed > 0 or (self.folder.path / "resolved.json").exists()

    def give_back(self) -> None:
        """Release the folder after the worker's end."""
        self.folder.forget_worker()
        self.lock.release()


def end_in_words(outcome: Outcome) -> str:
    """Return the reason that is kept with the job; empty when it finished."""
    report = outcome.report
    if isinstance(report, JobFinished):
        return ""
    if isinstance(report, JobStopped):
        return f"Stopped; {report.finished} of {report.total} samples are finished and kept."
    return outcome.sentence
