"""What the queue tells everyone: typed events, published on the queue's own thread.

Three words for three directions: a *message* travels between supervisor and worker, an *event* from
the queue to whoever listens, a *signal* inside Qt. Events carry ids and values, never files.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job import Imported
from pandavision_gui.jobs.job_row import JobRow as JobRow
from pandavision_gui.jobs.messages import Progress


@dataclass(frozen=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True)
class HistoryLoaded(Event):
    """The first event about jobs: every one that is not at its end, and of the others the newest.

    Older ones follow as `JobsFound`, until `HistoryComplete` tells that there are no more.
    """

    rows: tuple[JobRow, ...]


@dataclass(frozen=True)
class JobsFound(Event):
    """A few hundred more jobs of the history, or known ones as their folders say they are.

    Unlike the one of `JobChanged`, none of them is news.
    """

    rows: tuple[JobRow, ...]


@dataclass(frozen=True)
class HistoryComplete(Event):
    """Every job that was there at the start has been told."""


@dataclass(frozen=True)
class JobChanged(Event):
    """A job is new or no longer as it was."""

    row: JobRow


@dataclass(frozen=True)
class JobRemoved(Event):
    """A job and its folder are gone."""

    job_id: UUID


@dataclass(frozen=True)
class JobStageBegan(Event):
    """What is done next before the attack of a job begins."""

    job_id: UUID
    stage: Stage


@dataclass(frozen=True)
class JobProgressed(Event):
    """A running job got on."""

    job_id: UUID
    progress: Progress


@dataclass(frozen=True)
class JobWarned(Event):
    """A running job has something to say that will stand in its result."""

    job_id: UUID
    text: str


@dataclass(frozen=True)
class JobLoaded(Event):
    """What a job's folder says: the answer to a request, and told when a job finishes.

    Attributes
    ----------
    result
        Of a finished job; None of any other.
    folder
        Path of the job folder.
    imported
        When and from which archive the job was taken in; None where it was computed here.
    """

    job_id: UUID
    spec: EvaluationSpec
    result: EvaluationResult | None
    folder: str
    imported: Imported | None = None


@dataclass(frozen=True)
class JobLoadFailed(Event):
    """What a job's folder says cannot be read: the answer to a request instead of `JobLoaded`.

    Whoever asked may ask again: the files may have been put back.
    """

    job_id: UUID
    sentence: str
    details: str = ""


@dataclass(frozen=True)
class JobsInterrupted(Event):
    """Found at the start: jobs that an end of the program cut off, and nobody has answered it."""

    job_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class SameJobExists(Event):
    """A job that was added asks for what finished jobs have answered already.

    Attributes
    ----------
    others
        The finished jobs, newest first, at most five.
    """

    job_id: UUID
    others: tuple[UUID, ...]


@dataclass(frozen=True)
class CommandRefused(Event):
    """Something that was asked of the queue cannot be done."""

    sentence: str
    details: str = ""


@dataclass(frozen=True)
class RefusalSettled(Event):
    """What a `CommandRefused` told does not hold any more.

    Attributes
    ----------
    sentence
        What it told.
    """

    sentence: str


@dataclass(frozen=True)
class WindowWanted(Event):
    """The program was started a second time: this window is the one to show.

    Attributes
    ----------
    files
        Paths that the second start was given.
    """

    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueuePaused(Event):
    """No waiting job starts any more, or they start again; what runs goes on.

    Attributes
    ----------
    since_before
        Told at the start: it was paused already when the program ended.
    """

    paused: bool
    since_before: bool = False
