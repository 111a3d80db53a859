"""How a worker's task ended: one kind, one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pandavision_gui.jobs.job_state import Trigger
from pandavision_gui.jobs.messages import (
    ArchiveOpened,
    DatasetCreated,
    DatasetPreviewed,
    Diagnosed,
    Exported,
    Failed,
    Inspected,
    JobFinished,
    JobsCombined,
    JobsCompared,
    JobStopped,
    PackVerified,
    SampleTraced,
)


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
    memory_was_short
        The worker was ended, by us or the system, because it took too much memory: what is done
        again should be done with fewer samples at a time.
    never_spoke
        The worker ended by itself before its first word: it has not seen its task.
    """

    kind: OutcomeKind
    sentence: str
    report: (
        JobFinished
        | JobStopped
        | PackVerified
        | SampleTraced
        | Inspected
        | Diagnosed
        | Exported
        | ArchiveOpened
        | JobsCombined
        | JobsCompared
        | DatasetCreated
        | DatasetPreviewed
        | Failed
        | None
    ) = None
    details: str = ""
    memory_was_short: bool = False
    never_spoke: bool = False

    @property
    def code(self) -> str:
        """What a worker that failed calls its fault; else empty."""
        return self.report.code if isinstance(self.report, Failed) else ""

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
