"""A job's states, and which trigger leads from which to which: all of it in one table."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands; the value is what is stored."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def words(self) -> str:
        """What people read: they stop a job, and it is stopped."""
        return "stopped" if self is JobState.CANCELLED else str(self)

    @property
    def is_open(self) -> bool:
        """Whether the job waits or runs."""
        return self in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class Trigger(StrEnum):
    """What moves a job."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    WORKER_LOST = "worker lost"
    CANCEL = "cancel"
    HINDERED = "hindered"
    PROGRAM_LOST = "program lost"
    REQUEUE = "requeue"


TRANSITIONS: dict[tuple[JobState, Trigger], JobState] = {
    (JobState.QUEUED, Trigger.START): JobState.RUNNING,
    (JobState.QUEUED, Trigger.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, Trigger.FINISH): JobState.FINISHED,
    (JobState.RUNNING, Trigger.FAIL): JobState.FAILED,
    (JobState.RUNNING, Trigger.WORKER_LOST): JobState.FAILED,
    (JobState.RUNNING, Trigger.CANCEL): JobState.STOPPING,
    (JobState.RUNNING, Trigger.HINDERED): JobState.INTERRUPTED,
    (JobState.RUNNING, Trigger.PROGRAM_LOST): JobState.INTERRUPTED,
    (JobState.STOPPING, Trigger.FINISH): JobState.FINISHED,
    (JobState.STOPPING, Trigger.CANCEL): JobState.STOPPING,
    (JobState.STOPPING, Trigger.FAIL): JobState.CANCELLED,
    (JobState.STOPPING, Trigger.WORKER_LOST): JobState.CANCELLED,
    (JobState.STOPPING, Trigger.PROGRAM_LOST): JobState.CANCELLED,
    (JobState.STOPPING, Trigger.HINDERED): JobState.CANCELLED,
    (JobState.FAILED, Trigger.REQUEUE): JobState.QUEUED,
    (JobState.CANCELLED, Trigger.REQUEUE): JobState.QUEUED,
    (JobState.INTERRUPTED, Trigger.REQUEUE): JobState.QUEUED,
}


class ImpossibleTransitionError(Exception):
    """A trigger came in a state that has no answer to it: a bug."""


def after(state: JobState, trigger: Trigger) -> JobState:
    """Return the state that `trigger` leads to.

    Raises
    ------
    ImpossibleTransitionError
        Naming both.
    """
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise ImpossibleTransitionError(
            f'a job that is {state} has no answer to "{trigger}"'
        ) from None
