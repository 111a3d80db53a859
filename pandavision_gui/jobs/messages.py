"""What supervisor and worker say to each other: one JSON object a line, each with a `type`.

`docs/formats/messages.md` is generated from these models. A line that is no message is a line of
log: libraries print what they like. Infinity travels as null, arrays never travel: they go by file.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from pandavision_gui.engine.diagnosis import Diagnosis, SpecValue
from pandavision_gui.engine.progress import PassCounts, Stage
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive_messages import ArchiveJob as ArchiveJob
from pandavision_gui.jobs.archive_messages import ArchiveOpened as ArchiveOpened
from pandavision_gui.jobs.archive_messages import OpenArchive as OpenArchive
from pandavision_gui.jobs.combine_messages import CombineJobs as CombineJobs
from pandavision_gui.jobs.combine_messages import JobsCombined as JobsCombined
from pandavision_gui.jobs.compare_messages import CompareJobs as CompareJobs
from pandavision_gui.jobs.compare_messages import JobsCompared as JobsCompared
from pandavision_gui.jobs.dataset_messages import CreateDataset as CreateDataset
from pandavision_gui.jobs.dataset_messages import DatasetCreated as DatasetCreated
from pandavision_gui.jobs.dataset_messages import DatasetPreviewed as DatasetPreviewed
from pandavision_gui.jobs.dataset_messages import DatasetProgress as DatasetProgress
from pandavision_gui.jobs.dataset_messages import PreviewDataset as PreviewDataset
from pandavision_gui.jobs.inspect_messages import Inspected as Inspected
from pandavision_gui.jobs.inspect_messages import InspectFile as InspectFile
from pandavision_gui.jobs.message import Message as Message
from pandavision_gui.jobs.pack_messages import PackVerified as PackVerified
from pandavision_gui.jobs.pack_messages import VerifyPack as VerifyPack
from pandavision_gui.jobs.report_messages import ExportReport as ExportReport
from pandavision_gui.jobs.report_messages import FigureCurve, FigureKind
from pandavision_gui.jobs.trace_messages import SampleTraced as SampleTraced
from pandavision_gui.jobs.trace_messages import TraceSample as TraceSample
from pandavision_gui.jobs.view_messages import JobViewed as JobViewed
from pandavision_gui.jobs.view_messages import SamplesShown as SamplesShown
from pandavision_gui.jobs.view_messages import ShowSamples as ShowSamples
from pandavision_gui.jobs.view_messages import ViewJob as ViewJob

_T = TypeVar("_T")

PROTOCOL_VERSION = 1
LONGEST_LINE = 8 * 1024 * 1024
"""Bytes; a longer line is no message, whatever it holds."""


# To the worker.


class WarmUp(Message):
    """Load what an evaluation needs and wait: a spare worker for the next job."""

    type: Literal["warm_up"] = "warm_up"


class RunJob(Message):
    """Evaluate what `spec.json` in a job folder asks for."""

    type: Literal["run_job"] = "run_job"
    folder: str = Field(description="The job folder.")
    resume: bool = Field(description="Go on from what the folder holds.")
    threads: int = Field(ge=1, description="Threads for the libraries.")


class DiagnoseFiles(Message):
    """Try a model on clean samples, as a spec reads them and in other ways."""

    type: Literal["diagnose_files"] = "diagnose_files"
    spec: dict[str, SpecValue] = Field(
        description="The files, and the keys that say how to read them."
    )
    class_names: tuple[str, ...] = Field(
        (), description="Names for the classes other than those in the files."
    )


class ExportFigure(Message):
    """Draw the curves of finished jobs into one picture."""

    type: Literal["export_figure"] = "export_figure"
    folders: tuple[str, ...] = Field(description="Job folders, in the order of the legend.")
    path: str = Field(description="The picture to write; its suffix names the format.")
    figure: FigureKind = Field("curve", description="The curves, or one job's results by class.")
    curves: tuple[FigureCurve, ...] = Field(
        (),
        description="As the window draws them, one for each folder, whatever each measures; none: "
        "by the jobs' names and in their order, on one axis.",
    )


class Stop(Message):
    """Store the state and end; what is finished is kept."""

    type: Literal["stop"] = "stop"


class UseLessMemory(Message):
    """Send half as many samples through the models at a time from now on."""

    type: Literal["use_less_memory"] = "use_less_memory"


# From the worker.


class Hello(Message):
    """The first line of every worker."""

    type: Literal["hello"] = "hello"
    protocol: int = Field(description="Version of this protocol.")
    program: str = Field(description="Version of the program.")
    pid: int = Field(description="Process id.")


class Heartbeat(Message):
    """The process lives; it says nothing about progress."""

    type: Literal["heartbeat"] = "heartbeat"


class StageBegun(Message):
    """What is done next before the attack begins; the first one comes at once."""

    type: Literal["stage_begun"] = "stage_begun"
    stage: Stage = Field(description="What it is, in words.")


class JobStarted(Message):
    """Files were read and found right; the attack begins."""

    type: Literal["job_started"] = "job_started"
    samples: int = Field(description="Samples to evaluate.")
    classes: int = Field(description="Classes of the model.")
    attack: str = Field(description="Catalogue name.")
    device: str = Field(description="Where the model runs.")
    batch_size: int = Field(description="Samples attacked side by side.")
    assumptions: tuple[str, ...] = Field(description="What was assumed of the files.")


class RowsFinished(Message):
    """Rows that are on disk now."""

    type: Literal["rows_finished"] = "rows_finished"
    indexes: tuple[int, ...] = Field(description="Rows of the dataset.")


class Progress(Message):
    """How far the evaluation is; about once a second."""

    type: Literal["progress"] = "progress"
    phase: str = Field(description="What is being done, in words.")
    started: int = Field(description="Samples taken up.")
    finished: int = Field(description="Samples done.")
    total: int = Field(description="Samples to evaluate.")
    share: float = Field(ge=0, le=1, description="Estimated share of the work that is done.")
    passes: PassCounts = Field(description="Rows sent through the models.")
    elapsed_s: float = Field(description="Seconds of work.")
    left_s: float | None = Field(description="Estimated seconds left; null while unknown.")
    band: tuple[BandPoint, ...] = Field(description="Where the curve can end up.")
    chosen_by_user: bool = Field(
        False,
        description="True when the spec's `indexes` named the samples: the band then describes no "
        "population.",
    )
    unknown: int = Field(
        0, ge=0, description="Of how many of those that count as robust too little is known."
    )


class WarningGiven(Message):
    """A sentence that stands in the result, too."""

    type: Literal["warning"] = "warning"
    text: str = Field(description="The sentence.")


class JobFinished(Message):
    """The result is in the job folder."""

    type: Literal["job_finished"] = "job_finished"
    sec_level: SecurityLevel = Field(description="The level.")
    sec_value: float = Field(description="The security value.")
    curve: tuple[CurvePoint, ...] = Field(description="The curve.")
    evaluated: int = Field(description="Samples in the table.")
    warnings: tuple[str, ...] = Field(description="What the reader must know.")
    passes: PassCounts = Field(description="Rows sent through the models.")
    elapsed_s: float = Field(description="Seconds of work.")

    @classmethod
    def of(cls, result: EvaluationResult) -> Self:
        """Return what is told of a result."""
        return cls(
            sec_level=result.sec_level,
            sec_value=result.sec_value,
            curve=result.curve,
            evaluated=result.samples.evaluated,
            warnings=result.warnings,
            passes=result.passes,
            elapsed_s=result.run.elapsed_s,
        )


class JobStopped(Message):
    """The job was stopped as asked; it can be resumed."""

    type: Literal["job_stopped"] = "job_stopped"
    finished: int = Field(description="Samples done and on disk.")
    total: int = Field(description="Samples to evaluate.")


class Diagnosed(Message):
    """What came out on clean samples."""

    type: Literal["diagnosed"] = "diagnosed"
    diagnosis: Diagnosis = Field(
        description="See the result of `pandavision inspect MODEL DATASET --json`."
    )


class Exported(Message):
    """The file was written."""

    type: Literal["exported"] = "exported"
    path: str = Field(description="The file.")


class Failed(Message):
    """What was asked for cannot be done."""

    type: Literal["failed"] = "failed"
    kind: Literal["input", "environment", "internal"] = Field(
        description="Who can mend it: the user, the machine's owner, or we."
    )
    code: str = Field(description="Stable name of the error.")
    message: str = Field(description="One sentence.")
    hint: str = Field(description="What to do.")
    details: str = Field(description="More, for a report.")
    choices: tuple[str, ...] = Field((), description="What the user may choose instead.")


SmallTask = (
    InspectFile
    | DiagnoseFiles
    | ExportFigure
    | ExportReport
    | ArchiveJob
    | OpenArchive
    | CombineJobs
    | CompareJobs
    | CreateDataset
    | PreviewDataset
    | VerifyPack
    | ViewJob
    | TraceSample
)
"""What a worker does besides jobs."""
Command = WarmUp | RunJob | SmallTask | ShowSamples | Stop | UseLessMemory
Report = (
    Hello
    | Heartbeat
    | StageBegun
    | JobStarted
    | RowsFinished
    | Progress
    | WarningGiven
    | JobFinished
    | JobStopped
    | Inspected
    | Diagnosed
    | Exported
    | ArchiveOpened
    | JobsCombined
    | JobsCompared
    | DatasetProgress
    | DatasetCreated
    | DatasetPreviewed
    | PackVerified
    | JobViewed
    | SamplesShown
    | SampleTraced
    | Failed
)

_COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="type")])
_REPORTS: TypeAdapter[Report] = TypeAdapter(Annotated[Report, Field(discriminator="type")])


def encode(message: Message) -> bytes:
    """Return the message as one line.

    Raises
    ------
    InputError
        ``name_not_unicode`` for a file name that is no text (some systems allow any bytes).
    """
    try:
        return message.model_dump_json().encode("utf-8") + b"\n"
    except PydanticSerializationError as error:
        raise InputError(
            "name_not_unicode",
            "A file name or folder name is not valid Unicode text.",
            "Rename it.",
        ) from error


def decode_report(line: bytes) -> Report | None:
    """Return the worker's message in a line, or None when the line is no message."""
    return _decode(line, _REPORTS)


def decode_command(line: bytes) -> Command | None:
    """Return the supervisor's message in a line, or None when the line is no message."""
    return _decode(line, _COMMANDS)


def _decode(line: bytes, adapter: TypeAdapter[_T]) -> _T | None:
    if len(line) > LONGEST_LINE or not line.lstrip().startswith(b"{"):
        return None
    try:
        return adapter.validate_json(line)
    except ValidationError:
        return None
