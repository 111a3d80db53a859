"""What is known about a job besides its spec and its results: `job.json`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from pandavision_gui.jobs.job_state import JobState, Trigger, after


class Job(BaseModel):
    """A job; unchangeable, a change makes a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["pandavision-job"] = Field(
        "pandavision-job", description="What this document is."
    )
    format_version: Literal[1] = Field(1, description="Version of the format.")
    id: UUID = Field(default_factory=uuid4, description="Name of the job for programs.")
    name: str = Field(description="Name of the job for people.")
    state: JobState = Field(JobState.QUEUED, description="Where it stands.")
    reason: str = Field("", description="Why it failed, was cancelled or interrupted.")
    created: datetime = Field(
        default_factory=lambda: datetime.now(UTC), description="When it was made, UTC."
    )
    started: datetime | None = Field(None, description="When it first ran, UTC.")
    ended: datetime | None = Field(None, description="When it last ended, UTC.")
    resumed: int = Field(0, description="How often it was taken up again.")
    order: int = Field(0, description="Waiting jobs run by ascending order.")

    def moved(self, trigger: Trigger, reason: str = "") -> Self:
        """Return the job after a trigger.

        Raises
        ------
        ImpossibleTransitionError
            When its state has no answer to the trigger.
        """
        state = after(self.state, trigger)
        changes: dict[str, object] = {"state": state, "reason": reason}
        now = datetime.now(UTC)
        if trigger is Trigger.START:
            changes["started"] = self.started or now
            changes["ended"] = None
        elif trigger is Trigger.REQUEUE:
            changes["resumed"] = self.resumed + 1
        elif state not in (JobState.STOPPING, JobState.QUEUED):
            changes["ended"] = now
        return self.model_copy(update=changes)
