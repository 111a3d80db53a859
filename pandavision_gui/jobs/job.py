"""What is known about a job besides its spec and its results: `job.json`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID, uuid4

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pandavision_gui.engine.moment import Moment
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_labels import (
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGEST_TAG,
    MOST_TAGS,
    tidy_notes,
    tidy_tags,
)
from pandavision_gui.jobs.job_state import JobState, Trigger, after

LONGEST_REASON = 4000
LARGEST_ORDER = 2**53
_MOST_RESUMES = 10**9
LONGEST_WORK_S = 1e10


def shortened(text: str, most: int) -> str:
    """Return the text, cut off where it is longer than lists and messages can show."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _known_notes(text: str) -> str:
    try:
        return tidy_notes(text)
    except InputError as error:
        raise ValueError(error.message) from error


def _known_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tidy_tags(tags)
    except InputError as error:
        raise ValueError(error.message) from error


class Cleared(StrEnum):
    """What was taken away of a job that had ended, to make room."""

    PICTURES = "pictures"
    ROWS = "rows"
    """The pictures with them."""


class Imported(BaseModel):
    """Where a job that was computed elsewhere came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: Moment = Field(description="When it was taken in, UTC.")
    file: str = Field(max_length=255, description="Name of the archive, without folder.")


class Job(BaseModel):
    """A job; unchangeable, a change makes a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["pandavision-job"] = Field(
        "pandavision-job", description="What this document is."
    )
    format_version: Literal[1] = Field(1, description="Version of the format.")
    id: UUID = Field(default_factory=uuid4, description="Name of the job for programs.")
    name: Annotated[str, AfterValidator(lambda text: shortened(text, LONGEST_NAME))] = Field(
        description=f"Name of the job for people; more than {LONGEST_NAME} characters are cut off."
    )
    state: JobState = Field(JobState.QUEUED, description="Where it stands.")
    reason: Annotated[str, AfterValidator(lambda text: shortened(text, LONGEST_REASON))] = Field(
        "", description="Why it failed, was stopped or interrupted."
    )
    created: Moment = Field(
        default_factory=lambda: datetime.now(UTC), description="When it was made, UTC."
    )
    started: Moment | None = Field(None, description="When it first ran, UTC.")
    ended: Moment | None = Field(None, description="When it last ended, UTC.")
    worked_s: float | None = Field(
        None,
        ge=0,
        le=LONGEST_WORK_S,
        allow_inf_nan=False,
        description="Seconds of work over all runs, without the time between them; null before the "
        "first run and in jobs of older versions.",
    )
    resumed: int = Field(0, ge=0, le=_MOST_RESUMES, description="How often it was taken up again.")
    retried_after: Annotated[str, AfterValidator(lambda text: shortened(text, LONGEST_REASON))] = (
        Field(
            "",
            description="How its worker was lost when the job was taken up again by itself; not a "
            "second time before the user resumes it.",
        )
    )
    order: int = Field(
        0,
        ge=-LARGEST_ORDER,
        le=LARGEST_ORDER,
        description="Waiting jobs run by ascending order.",
    )
    notes: Annotated[str, AfterValidator(_known_notes)] = Field(
        "", description=f"What people note about it, at most {LONGEST_NOTES} characters."
    )
    tags: Annotated[tuple[str, ...], AfterValidator(_known_tags)] = Field(
        (),
        description=f"Words to find it by: at most {MOST_TAGS} of {LONGEST_TAG} characters.",
    )
    cut_off: bool = Field(
        False,
        description="Whether the program ended while it ran, and nobody has answered the offer to "
        "resume it: every start of a window makes the offer again.",
    )
    imported: Imported | None = Field(
        None,
        description="When (`when`) and from which archive (`file`) it was taken in: it was not "
        "computed here; null for all others.",
    )
    cleared: Cleared | None = Field(
        None,
        description='What was taken away to make room: "pictures", or "rows" and pictures; null '
        "while nothing was. A job without rows that is taken up again starts anew.",
    )

    def moved(self, trigger: Trigger, reason: str = "") -> Self:
        """Return the job after a trigger.

        Raises
        ------
        ImpossibleTransitionError
            When its state has no answer to the trigger.
        """
        state = after(self.state, trigger)
        changes: dict[str, object] = {
            "state": state,
            "reason": shortened(reason, LONGEST_REASON),
            "cut_off": trigger is Trigger.PROGRAM_LOST and state is JobState.INTERRUPTED,
        }
        now = datetime.now(UTC)
        if trigger is Trigger.START:
            changes["started"] = self.started or now
            changes["worked_s"] = _within(self._worked_before_s())
            changes["ended"] = None
            if self.cleared is Cleared.ROWS:
                changes["cleared"] = None  # it begins anew, with everything
        elif trigger is Trigger.REQUEUE:
            changes["resumed"] = min(self.resumed + 1, _MOST_RESUMES)
            if self.state is not JobState.INTERRUPTED:
                changes["retried_after"] = ""  # who resumes it has read how it ended
        elif state not in (JobState.STOPPING, JobState.QUEUED):
            # A clock that was set back must not make a job end before it began.
            changes["ended"] = max(now, self.started or now)
        return self.model_copy(update=changes)

    def taken_up_again(self, sentence: str) -> Self:
        """Return the job, whose worker was lost, back in the queue by itself.

        Parameters
        ----------
        sentence
            How the worker was lost.
        """
        lost = self.moved(Trigger.WORKER_LOST, sentence)
        waiting = lost.moved(Trigger.REQUEUE, f"{sentence} The job goes on by itself.")
        return waiting.model_copy(update={"retried_after": shortened(sentence, LONGEST_REASON)})

    def put_back(self, reason: str) -> Self:
        """Return the job, which a worker was to begin with and could not, waiting as before."""
        waiting = self.moved(Trigger.HINDERED, reason).moved(Trigger.REQUEUE, reason)
        never_ran = self.resumed == 0 and not self.worked_s
        return waiting.model_copy(
            update={
                "resumed": self.resumed,
                "ended": None,
                "started": None if never_ran else self.started,
                "worked_s": None if never_ran else self.worked_s,
            }
        )

    def at_rest(self) -> Self:
        """Return a job that nobody works on as it is.

        It may have ended without a note of that, as a full disk takes none.
        """
        if self.state in (JobState.RUNNING, JobState.STOPPING):
            return self.moved(Trigger.PROGRAM_LOST).answered()  # whoever changes it has seen it
        return self

    def answered(self) -> Self:
        """Return the job after the user has heard that it was cut off."""
        return self.model_copy(update={"cut_off": False}) if self.cut_off else self

    def after_work(self, seconds: float) -> Self:
        """Return the job after a run of so many seconds."""
        return self.model_copy(update={"worked_s": _within((self.worked_s or 0.0) + seconds)})

    def without(self, what: Cleared) -> Self:
        """Return the job after its pictures, or its rows and pictures, were taken away."""
        gone = Cleared.ROWS if Cleared.ROWS in (what, self.cleared) else what
        return self.model_copy(update={"cleared": gone})

    def taken_in(self, job_id: UUID, file: str | None, *, order: int, has_result: bool) -> Self:
        """Return the job as it arrives from an archive: nobody works on it, and it waits for none.

        Parameters
        ----------
        file
            Name of the archive; None for one that was made here of others.
        """
        if file is None:
            return self.model_copy(update={"id": job_id, "order": order})
        now = datetime.now(UTC)
        changes: dict[str, object] = {
            "id": job_id,
            "order": order,
            "cut_off": False,  # elsewhere
            "imported": Imported(when=now, file=file),
        }
        if self.state in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING):
            finished = has_result and self.state is not JobState.QUEUED
            changes["state"] = JobState.FINISHED if finished else JobState.INTERRUPTED
            changes["reason"] = "" if finished else "It had not finished when it was archived."
            changes["ended"] = self.ended or now
        return self.model_copy(update=changes)

    def _worked_before_s(self) -> float:
        if self.worked_s is not None:
            return self.worked_s
        if self.started is None or self.ended is None:
            return 0.0
        return (self.ended - self.started).total_seconds()  # a job of an older version


def _within(seconds: float) -> float:
    return min(max(0.0, seconds), LONGEST_WORK_S)
