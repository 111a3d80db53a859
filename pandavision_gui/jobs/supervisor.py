"""From a command to a worker to one Outcome: reads its reports, watches it, ends it.

Being alive is not the same as getting on: a worker whose heartbeat stops is killed, one that beats
without progress is only reported on. Every way a process can end becomes one sentence.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import replace

from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.messages import (
    PROTOCOL_VERSION,
    ArchiveOpened,
    DatasetCreated,
    DatasetPreviewed,
    Diagnosed,
    Exported,
    Failed,
    Hello,
    Inspected,
    JobFinished,
    JobsCombined,
    JobsCompared,
    JobStopped,
    PackVerified,
    Report,
    RunJob,
    SampleTraced,
    SmallTask,
    decode_report,
)
from pandavision_gui.jobs.outcome import Outcome, OutcomeKind
from pandavision_gui.jobs.worker_process import WorkerProcess, exit_in_words
from pandavision_gui.jobs.worker_watch import STOPPED, Limits, StopSwitch, WorkerWatch, end_worker

__all__ = ["Limits", "Outcome", "OutcomeKind", "StopSwitch", "supervise"]

POLL_S = 0.1
EXIT_GRACE_S = 5.0
EACH_S = 1.0
_LONGEST_LOG_LINE = 1000
# A library reads a file as memory (ONNX Runtime a model's external data), and the file has become
# shorter or cannot be read any more.
_FILE_TAKEN_AWAY = -signal.SIGBUS if hasattr(signal, "SIGBUS") else None


_ANSWERS = (
    JobFinished,
    Inspected,
    Diagnosed,
    Exported,
    ArchiveOpened,
    JobsCombined,
    JobsCompared,
    DatasetCreated,
    DatasetPreviewed,
    PackVerified,
    SampleTraced,
)


def _ignore(_: object) -> None:
    return None


def _nothing() -> None:
    return None


def _no_hindrance() -> PandaVisionError | None:
    return None


def supervise(
    worker: WorkerProcess,
    command: RunJob | SmallTask,
    *,
    on_report: Callable[[Report], None] = _ignore,
    on_log: Callable[[str], None] = _ignore,
    each_second: Callable[[], None] = _nothing,
    stop: StopSwitch | None = None,
    limits: Limits | None = None,
    hindrance: Callable[[], PandaVisionError | None] = _no_hindrance,
) -> Outcome:
    """Give a worker its task and stay with it to the end.

    Parameters
    ----------
    on_report
        Called with every report as it comes, on this thread.
    on_log
        Called with lines that are no reports, shortened.
    each_second
        Called about once a second, and once at the end.
    hindrance
        Asked every few seconds on this thread; what it returns is why the worker is asked to store
        its state and stop. The outcome is "hindered" then.
    """
    watch = WorkerWatch(
        worker,
        stop or StopSwitch(),
        limits or Limits(),
        can_use_less=isinstance(command, RunJob),
        hindrance=hindrance,
    )
    worker.send(command)
    try:
        return _watched(worker, watch, on_report, on_log, each_second)
    finally:
        each_second()


def _watched(
    worker: WorkerProcess,
    watch: WorkerWatch,
    on_report: Callable[[Report], None],
    on_log: Callable[[str], None],
    each_second: Callable[[], None],
) -> Outcome:
    called = time.monotonic()
    spoke = False
    while True:
        if time.monotonic() - called >= EACH_S:
            each_second()
            called = time.monotonic()
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
            return replace(_lost(worker, watch), never_spoke=not spoke)
        spoke = True
        ended = watch.heard()
        if ended is not None:
            return ended
        report = decode_report(line)
        if report is None:
            start = line[:_LONGEST_LOG_LINE]
            on_log(plain_text(start.decode("utf-8", errors="replace").rstrip()))
            continue
        if isinstance(report, Hello) and report.protocol != PROTOCOL_VERSION:
            stuck = end_worker(worker)
            return Outcome(
                OutcomeKind.FAILED,
                f"The worker speaks version {report.protocol} of the protocol, this program "
                f"version {PROTOCOL_VERSION}: the installation is mixed up.{stuck}",
            )
        on_report(report)
        outcome = _outcome_of(report)
        if outcome is not None:
            if worker.wait(EXIT_GRACE_S) is None:
                worker.kill()
            return watch.with_reason(outcome)


def _outcome_of(report: Report) -> Outcome | None:
    if isinstance(report, _ANSWERS):
        return Outcome(OutcomeKind.DONE, "Finished.", report)
    if isinstance(report, JobStopped):
        return replace(STOPPED, report=report)
    if isinstance(report, Failed):
        kind = {
            "input": OutcomeKind.REFUSED,
            "environment": OutcomeKind.HINDERED,
            "internal": OutcomeKind.FAILED,
        }[report.kind]
        sentence = plain_text(f"{report.message} {report.hint}".strip())
        return Outcome(kind, sentence, report, report.details)
    return None


def _lost(worker: WorkerProcess, watch: WorkerWatch) -> Outcome:
    code = worker.wait(EXIT_GRACE_S)
    stuck = end_worker(worker) if code is None else ""
    if watch.stop_was_sent:
        return watch.with_reason(STOPPED)
    if code is not None and code == _FILE_TAKEN_AWAY:
        return Outcome(
            OutcomeKind.HINDERED,
            "The model or the dataset was cut short, or its drive went away, while the job read it "
            "(SIGBUS). Bring the file back as it was, then resume.",
            details=worker.log_tail(),
        )
    how, memory = exit_in_words(code), watch.memory_in_words
    was_short = bool(memory) and hasattr(signal, "SIGKILL") and code == -signal.SIGKILL
    sentence = f"The worker process ended before its work was done: {how}.{stuck}"
    if was_short:
        sentence = (
            "The worker process ended before its work was done: it was killed (SIGKILL), most "
            f"likely by the system for lack of memory: it used {memory}. Resume it, which takes "
            f"fewer samples at a time, or close other programs.{stuck}"
        )
    return Outcome(
        OutcomeKind.LOST,
        sentence,
        details=worker.log_tail(),
        memory_was_short=was_short,
    )
