"""From a command to a worker to one Outcome: reads its reports, watches it, ends it.

Being alive is not the same as getting on: a worker whose heartbeat stops is killed, one that beats
without progress is only reported on. Every way a process can end becomes one sentence.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import psutil

from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.job_state import Trigger
from pandavision_gui.jobs.messages import (
    PROTOCOL_VERSION,
    Exported,
    ExportFigure,
    Failed,
    Hello,
    Inspected,
    InspectFile,
    JobFinished,
    JobStopped,
    Report,
    RunJob,
    Stop,
    decode_report,
)
from pandavision_gui.jobs.worker_process import WorkerProcess, exit_in_words

POLL_S = 0.1
STOP_GRACE_S = 10.0
EXIT_GRACE_S = 5.0
SHARE_OF_MEMORY = 0.9
HINDRANCE_S = 3.0
"""Between two looks at what may hinder the work from outside: a disk that fills up."""
# A library reads a file as memory (ONNX Runtime a model's external data), and the file has become
# shorter or cannot be read any more.
_FILE_TAKEN_AWAY = -signal.SIGBUS if hasattr(signal, "SIGBUS") else None


class OutcomeKind(StrEnum):
    """How it ended."""

    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"
    HINDERED = "hindered"
    FAILED = "failed"
    LOST = "lost"


@dataclass(frozen=True)
class Outcome:
    """The end of a worker's task.

    Attributes
    ----------
    sentence
        What happened, for the user.
    report
        The worker's last word: what was finished, stopped, found or failed; None when it was lost.
    details
        More for "Show details".
    """

    kind: OutcomeKind
    sentence: str
    report: JobFinished | JobStopped | Inspected | Exported | Failed | None = None
    details: str = ""

    @property
    def trigger(self) -> Trigger:
        """What this end means for the job's state."""
        return {
            OutcomeKind.DONE: Trigger.FINISH,
            OutcomeKind.STOPPED: Trigger.FAIL,
            OutcomeKind.REFUSED: Trigger.FAIL,
            OutcomeKind.HINDERED: Trigger.HINDERED,
            OutcomeKind.FAILED: Trigger.FAIL,
            OutcomeKind.LOST: Trigger.WORKER_LOST,
        }[self.kind]


_STOPPED = Outcome(OutcomeKind.STOPPED, "Stopped; what was finished is kept.")


class StopSwitch:
    """A wish to stop, from any thread or signal handler: first politely, then at once."""

    def __init__(self) -> None:
        self.is_asked = False
        self.is_urgent = False
        self.grace_s = STOP_GRACE_S

    def ask(self, grace_s: float | None = None) -> None:
        """Ask for a stop; the second time insist on it.

        Parameters
        ----------
        grace_s
            Seconds that the worker has to store its state before it is ended; ten by default.
        """
        self.grace_s = STOP_GRACE_S if grace_s is None else grace_s
        self.is_urgent = self.is_asked
        self.is_asked = True


@dataclass(frozen=True)
class Limits:
    """When a worker is ended.

    Attributes
    ----------
    silence_s
        Seconds without any line: it hangs.
    task_s
        Seconds for the whole task, None for no limit.
    memory_bytes
        Resident memory of the worker, None for nine tenths of the machine's.
    """

    silence_s: float = 20.0
    task_s: float | None = None
    memory_bytes: int | None = None


def _nothing() -> PandaVisionError | None:
    return None


def _ignore(_: object) -> None:
    return None


def supervise(
    worker: WorkerProcess,
    command: RunJob | InspectFile | ExportFigure,
    *,
    on_report: Callable[[Report], None] = _ignore,
    on_log: Callable[[str], None] = _ignore,
    stop: StopSwitch | None = None,
    limits: Limits | None = None,
    hindrance: Callable[[], PandaVisionError | None] = _nothing,
) -> Outcome:
    """Give a worker its task and stay with it to the end.

    Parameters
    ----------
    on_report
        Called with every report as it comes, on this thread.
    on_log
        Called with lines that are no reports.
    hindrance
        Asked every few seconds on this thread; what it returns is why the worker is asked to store
        its state and stop. The outcome is "hindered" then.
    """
    watch = _Watch(worker, stop or StopSwitch(), limits or Limits(), hindrance)
    worker.send(command)
    while True:
        ended = watch.look()
        if ended is not None:
            return ended
        try:
            line = worker.next_line(POLL_S)
        except TimeoutError:
            # Only now: lines that were waiting while the owner was held up are no silence.
            ended = watch.listen()
            if ended is not None:
                return ended
            continue
        if line is None:
            return _lost(worker, watch)
        watch.heard()
        report = decode_report(line)
        if report is None:
            on_log(plain_text(line.decode("utf-8", errors="replace").rstrip()))
            continue
        if isinstance(report, Hello) and report.protocol != PROTOCOL_VERSION:
            worker.kill()
            return Outcome(
                OutcomeKind.FAILED,
                f"The worker speaks version {report.protocol} of the protocol, this program "
                f"version {PROTOCOL_VERSION}: the installation is mixed up.",
            )
        on_report(report)
        outcome = _outcome_of(report)
        if outcome is not None:
            if worker.wait(EXIT_GRACE_S) is None:
                worker.kill()
            return watch.with_reason(outcome)


class _Watch:
    """Looks at a worker between its reports."""

    def __init__(
        self,
        worker: WorkerProcess,
        stop: StopSwitch,
        limits: Limits,
        hindrance: Callable[[], PandaVisionError | None],
    ) -> None:
        self._worker = worker
        self._stop = stop
        self._limits = limits
        self._hindrance = hindrance
        self._fault: PandaVisionError | None = None
        self._memory = limits.memory_bytes or int(psutil.virtual_memory().total * SHARE_OF_MEMORY)
        self._began = self._heard = self._looked = self._asked = time.monotonic()
        self._stop_sent: float | None = None

    @property
    def stop_was_sent(self) -> bool:
        """Whether the worker was asked to stop."""
        return self._stop_sent is not None

    def heard(self) -> None:
        """Note that the worker said something."""
        self._heard = time.monotonic()

    def listen(self) -> Outcome | None:
        """Return an outcome when the worker was silent for too long and had to be ended."""
        if time.monotonic() - self._heard > self._limits.silence_s:
            return self._end(f"it did not answer for {self._limits.silence_s:.0f} seconds")
        return None

    def look(self) -> Outcome | None:
        """Return an outcome when the worker had to be ended."""
        now = time.monotonic()
        if self._stop_sent is None and now - self._asked > HINDRANCE_S:
            self._asked = now
            self._fault = self._hindrance()
        wanted = self._stop.is_asked or self._fault is not None
        if wanted and self._stop_sent is None:
            self._worker.send(Stop())
            self._stop_sent = now
        waited = 0.0 if self._stop_sent is None else now - self._stop_sent
        if self._stop.is_urgent or waited > self._stop.grace_s:
            self._worker.kill()
            return self.with_reason(_STOPPED)
        if self._limits.task_s is not None and now - self._began > self._limits.task_s:
            return self._end(f"it took longer than {self._limits.task_s:.0f} seconds")
        if now - self._looked > 1.0:
            self._looked = now
            used = self._worker.memory_bytes()
            if used > self._memory:
                return self._end(
                    f"it used {used / 2**30:.1f} GiB of memory, more than the limit of "
                    f"{self._memory / 2**30:.1f} GiB; try a smaller batch-size"
                )
        return None

    def with_reason(self, outcome: Outcome) -> Outcome:
        """Return the outcome of a stop that nobody asked for with its reason."""
        if outcome.kind is not OutcomeKind.STOPPED or self._fault is None or self._stop.is_asked:
            return outcome
        fault = self._fault
        return Outcome(OutcomeKind.HINDERED, fault.sentence(), outcome.report, fault.details)

    def _end(self, why: str) -> Outcome:
        self._worker.kill()
        return Outcome(OutcomeKind.LOST, f"The worker process was ended: {why}.")


def _outcome_of(report: Report) -> Outcome | None:
    if isinstance(report, JobFinished | Inspected | Exported):
        return Outcome(OutcomeKind.DONE, "Finished.", report)
    if isinstance(report, JobStopped):
        return Outcome(OutcomeKind.STOPPED, "Stopped; what was finished is kept.", report)
    if isinstance(report, Failed):
        kind = {
            "input": OutcomeKind.REFUSED,
            "environment": OutcomeKind.HINDERED,
            "internal": OutcomeKind.FAILED,
        }[report.kind]
        sentence = plain_text(f"{report.message} {report.hint}".strip())
        return Outcome(kind, sentence, report, report.details)
    return None


def _lost(worker: WorkerProcess, watch: _Watch) -> Outcome:
    code = worker.wait(EXIT_GRACE_S)
    if code is None:
        worker.kill()
    if watch.stop_was_sent:
        return watch.with_reason(_STOPPED)
    if code is not None and code == _FILE_TAKEN_AWAY:
        return Outcome(
            OutcomeKind.HINDERED,
            "The model or the dataset was cut short, or its drive went away, while the job read it "
            "(SIGBUS). Bring the file back as it was, then resume.",
            details=worker.log_tail(),
        )
    return Outcome(
        OutcomeKind.LOST,
        f"The worker process ended before its work was done: {exit_in_words(code)}.",
        details=worker.log_tail(),
    )
