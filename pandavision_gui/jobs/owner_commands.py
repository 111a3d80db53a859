"""What other programs of this user ask of the owner of a data folder, and what it answers.

One JSON document each way. What comes in is checked before anything of it is believed: whoever can
reach the socket is this user, but not every program of this user is a friend.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.disk_use import JobBytes
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress

MOST_AT_ONCE = 10_000
"""Jobs that one command may name."""

_LONGEST_TEXT = 1_000_000
"""Characters; how much of it is kept is for the queue to say, in words."""

_LONGEST_SEARCH = 1000

_Ids = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]

MOST_FILES = 100


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ShowWindow(_Command):
    """Bring the window to the front, and put files into its form."""

    type: Literal["show_window"] = "show_window"
    files: tuple[str, ...] = Field((), max_length=MOST_FILES, description="Absolute paths.")


class AddJobs(_Command):
    """Put new jobs at the end of the queue."""

    type: Literal["add_jobs"] = "add_jobs"
    specs: tuple[dict[str, Any], ...] = Field(
        min_length=1, max_length=MOST_AT_ONCE, description="Specs with absolute paths."
    )
    unless_same: bool = Field(
        False,
        description="Whether a spec that a finished job has answered is left out: that job is told "
        "in its place.",
    )
    tells_same: bool = Field(
        True,
        description="Whether the answer names finished jobs that have answered the same: it waits "
        "some seconds for a silent drive.",
    )


class ListJobs(_Command):
    """Tell what there is."""

    type: Literal["list_jobs"] = "list_jobs"
    newest: int = Field(
        20,
        ge=0,
        le=1_000_000,
        description="How many ended jobs; all that wait, run or were cut off are told.",
    )
    notes: bool = Field(False, description="Whether their notes are told, too.")
    progress: bool = Field(
        False, description="Whether it is told how far running ones are, with their open curves."
    )
    limit: int | None = Field(
        None,
        ge=1,
        le=MOST_AT_ONCE,
        description="Only so many of all jobs, the newest first; the next keys say which.",
    )
    offset: int = Field(0, ge=0, description="How many of them are passed over.")
    search: str = Field(
        "", max_length=_LONGEST_SEARCH, description="Words that they must hold, as in the window."
    )
    state: JobState | None = Field(None, description="Where they must stand; null for any.")
    jobs: tuple[UUID, ...] | None = Field(
        None,
        max_length=MOST_AT_ONCE,
        description="Only these, as far as they are there, whatever their state; null for all.",
    )


class StopJobs(_Command):
    """End jobs; what is finished of them is kept."""

    type: Literal["stop_jobs"] = "stop_jobs"
    jobs: _Ids


class ResumeJobs(_Command):
    """Put jobs that failed, were stopped or interrupted back into the queue."""

    type: Literal["resume_jobs"] = "resume_jobs"
    jobs: _Ids


class RemoveJobs(_Command):
    """Take jobs off the list; one that runs is stopped first, and is gone when it has ended."""

    type: Literal["remove_jobs"] = "remove_jobs"
    jobs: _Ids


class RenameJob(_Command):
    """Give a job another name; its spec stays as it is."""

    type: Literal["rename_job"] = "rename_job"
    job: UUID
    name: str = Field(max_length=_LONGEST_TEXT)


class AnnotateJob(_Command):
    """Replace what people say about a job."""

    type: Literal["annotate_job"] = "annotate_job"
    job: UUID
    notes: str | None = Field(
        None, max_length=_LONGEST_TEXT, description="Null leaves them as they are."
    )
    tags: tuple[str, ...] | None = Field(
        None, max_length=MOST_AT_ONCE, description="Null leaves them as they are."
    )


class MeasureJobs(_Command):
    """Tell how much room the files of jobs take."""

    type: Literal["measure_jobs"] = "measure_jobs"
    jobs: tuple[UUID, ...] = Field(
        (), max_length=MOST_AT_ONCE, description="Which; none means all there are."
    )


class ClearJobs(_Command):
    """Take pictures, or rows and pictures, of jobs that have ended away."""

    type: Literal["clear_jobs"] = "clear_jobs"
    jobs: _Ids
    what: Cleared = Field(description='"pictures", or "rows" for rows and pictures.')


class PauseQueue(_Command):
    """Start no waiting job any more, or start them again; what runs goes on.

    It holds over the program's end, and without a window for the next one.
    """

    type: Literal["pause_queue"] = "pause_queue"
    paused: bool


class OpenArchives(_Command):
    """Take in the jobs of archives."""

    type: Literal["open_archives"] = "open_archives"
    files: tuple[str, ...] = Field(
        min_length=1, max_length=MOST_FILES, description="Absolute paths."
    )


def require_few(files: Sequence[object]) -> None:
    """Refuse more files than a command takes.

    Raises
    ------
    InputError
        ``too_many_files``.
    """
    if len(files) > MOST_FILES:
        raise InputError(
            "too_many_files",
            f"{len(files)} files were given; at most {MOST_FILES} are opened at once.",
            "Give them in several portions.",
        )


def require_text(files: Sequence[str]) -> None:
    """Refuse names that no document can carry from one process to another.

    Raises
    ------
    InputError
        ``file_name_no_text``.
    """
    for file in files:
        try:
            file.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InputError(
                "file_name_no_text",
                f'The name "{plain_text(file)}" is no text: the window that is open already cannot '
                "be told it.",
                "Rename the file.",
            ) from error


OwnerCommand = (
    ShowWindow
    | AddJobs
    | ListJobs
    | StopJobs
    | ResumeJobs
    | RemoveJobs
    | RenameJob
    | AnnotateJob
    | MeasureJobs
    | ClearJobs
    | PauseQueue
    | OpenArchives
)

COMMANDS: TypeAdapter[OwnerCommand] = TypeAdapter(
    Annotated[OwnerCommand, Field(discriminator="type")]
)


class JobLine(BaseModel):
    """A job as it is told to another program."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    state: JobState = Field(description='Where it stands; "cancelled" is a job that was stopped.')
    reason: str = Field(description="Why it failed, was stopped or interrupted; else empty.")
    place: int | None = Field(None, description="Of a waiting job: 1 for the next one.")
    share: float | None = Field(None, description="Of a running job: how much is done, 0 to 1.")
    progress: Progress | None = Field(
        None, description="How far a running job is, in full; of a list only on demand."
    )
    model: str
    dataset: str
    attack: str
    created: datetime
    clean: float | None = None
    robust: float | None = None
    top_value: float = Field(description="The largest perturbation value.")
    norm: Norm | None = Field(
        None,
        description="In which it is measured; absent where it is a severity, or the spec cannot be "
        "read.",
    )
    perturbation: str = Field(
        "", description="The perturbation type; empty where the spec cannot be read."
    )
    level: SecurityLevel | None = None
    notes: str = Field("", description="What people note about it; of a list only on demand.")
    tags: tuple[str, ...] = Field((), description="Words to find it by.")
    cut_off: bool = Field(
        False,
        description="Whether the program ended while it ran, and nobody has answered the offer to "
        "resume it.",
    )
    imported: bool = Field(
        False,
        description="Whether it was taken in from an archive: its figures are as the archive says, "
        "this computer did not compute them.",
    )
    cleared: Cleared | None = Field(
        None, description='What was taken away of it to make room: "pictures" or "rows".'
    )
    folder: str = Field(description="Path of the job folder.")
    bytes: JobBytes | None = Field(
        None,
        description="Sizes of its files, where they were asked for: `pictures`, `rows`, `log`, "
        "`other`.",
    )
    same: tuple[UUID, ...] = Field(
        (),
        description="After an add: the finished jobs that have answered the same, newest first; "
        "the job itself among them when none was added.",
    )
    was_here: bool = Field(
        False,
        description="After an open: whether the job was here already, as the archive has it.",
    )


class Answer(BaseModel):
    """What the owner says to a command."""

    model_config = ConfigDict(frozen=True)

    done: bool = Field(description="Whether it was done, all of it.")
    sentence: str = Field("", description="Why not.")
    code: str = Field("", description="Name of the error that says why not, where it has one.")
    is_fault: bool = Field(
        False, description="Whether the machine hinders it, rather than what was asked for."
    )
    too_late: bool = Field(
        False,
        description="Whether nothing else was wrong but that a job has ended, or runs, already.",
    )
    is_ending: bool = Field(
        False, description="Whether the owner is ending: its data folder is soon free."
    )
    jobs: tuple[JobLine, ...] = Field((), description="The jobs that the command was about.")
    total: int = Field(0, description="How many there are of which a part was asked for.")
    paused: bool = Field(False, description="Whether the queue starts no waiting job.")
    has_window: bool = Field(True, description="Whether a window shows the queue.")
    freed_bytes: int = Field(0, description="How much room a clearing has made.")
    free_bytes: int | None = Field(
        None, description="After a measurement: what may still be written to the disk."
    )
