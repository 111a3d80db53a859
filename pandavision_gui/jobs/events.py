"""What the queue tells everyone: typed events, published on the queue's own thread.

Three words for three directions: a *message* travels between supervisor and worker, an *event* from
the queue to whoever listens, a *signal* inside Qt. Events carry ids and values, never files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job import Cleared, Imported
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as lists show it: all that is known without opening a file.

    Attributes
    ----------
    name
        For people; untrusted text.
    reason
        Why it failed, was stopped or interrupted, or why a finished job has no figures; empty
        otherwise.
    order
        Waiting jobs run by ascending order.
    worked_s
        Seconds of work over all runs; None when nobody measured them (older versions).
    model, dataset
        File names without folder; untrusted text.
    attack
        Catalogue name.
    perturbation
        The spec's perturbation type, which tells the norm; empty where the spec cannot be read.
    top_value
        Largest perturbation value, a fraction of the input range.
    values
        Number of perturbation values, 0 included.
    clean, robust
        Accuracy without perturbation and at the largest value, in [0, 1]; None without a result.
    level, sec_value
        The verdict; None without a result. The value is −1 when the clean accuracy is 0.
    warnings
        How many the result holds.
    notes, tags
        What people say about it; untrusted text. Notes may have several lines.
    is_cut_off
        The program ended while it ran, and nobody has answered the offer to resume it. Only the
        folder knows that, not the index.
    imported
        Whether it was taken in from an archive: its figures are as the archive says.
    cleared
        What was taken away of it to make room; None while nothing was.
    """

    id: UUID
    name: str
    state: JobState
    reason: str
    order: int
    model: str
    dataset: str
    attack: str
    top_value: float
    values: int
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    worked_s: float | None = None
    clean: float | None = None
    robust: float | None = None
    level: SecurityLevel | None = None
    sec_value: float | None = None
    warnings: int = 0
    notes: str = ""
    tags: tuple[str, ...] = ()
    is_cut_off: bool = False
    imported: bool = False
    cleared: Cleared | None = None
    perturbation: str = ""

    @property
    def took_s(self) -> float | None:
        """Seconds of work of a job that has ended; None while it has not, or nobody knows them.

        Of a job of an older version it is the time from the first start to the last end.
        """
        if self.started is None or self.ended is None:
            return None
        if self.worked_s is None:
            return max(0.0, (self.ended - self.started).total_seconds())
        return self.worked_s or None  # a run that was cut off before anything of it was kept


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
