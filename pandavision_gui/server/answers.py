"""What `/api/v1` answers, as models: the interface's document is made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import BandPoint
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.server.hidden_paths import HiddenPaths

_ID = "813f7810-0ce3-45c7-91de-aee0de968980"
_JOB: dict[str, Any] = {
    "id": _ID,
    "name": "signs_standard on road_signs",
    "state": "finished",
    "reason": "",
    "model": "signs_standard.onnx",
    "dataset": "road_signs.h5",
    "attack": "standard",
    "created": "2026-11-29T09:30:12.345678Z",
    "clean": 1.0,
    "robust": 0.07,
    "top_value": 0.04,
    "norm": "linf",
    "perturbation": "max-norm",
    "level": "medium",
    "tags": ["signs"],
    "cut_off": False,
    "imported": False,
}


class JobSummary(BaseModel):
    """A job as lists and events tell it; keys that say nothing are left out."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_JOB]})

    id: UUID
    name: str
    state: JobState = Field(description='Where it stands; "cancelled" is a job that was stopped.')
    reason: str = Field(description="Why it failed, was stopped or interrupted; else empty.")
    place: int | None = Field(None, description="Of a waiting job: 1 for the next one.")
    share: float | None = Field(None, description="Of a running job: how much is done, 0 to 1.")
    model: str = Field(description="Name of the model's file.")
    dataset: str = Field(description="Name of the dataset's file.")
    attack: str
    created: datetime
    clean: float | None = Field(None, description="Accuracy without perturbation.")
    robust: float | None = Field(None, description="Accuracy at the largest value.")
    top_value: float = Field(description="The largest perturbation value.")
    norm: Norm | None = Field(None, description="Absent where values are severities.")
    perturbation: str = Field("", description="The perturbation type.")
    level: SecurityLevel | None = None
    tags: tuple[str, ...] = Field((), description="Words to find it by.")
    cut_off: bool = Field(False, description="Whether the program ended while it ran.")
    imported: bool = Field(False, description="Whether it was computed elsewhere.")
    cleared: Cleared | None = Field(None, description="What was taken away of it to make room.")

    @classmethod
    def of(cls, line: JobLine, hidden: HiddenPaths) -> Self:
        """Return a job without what is nobody's business."""
        told = line.model_dump(include=set(cls.model_fields))
        return cls(**told | {"reason": hidden.hide(line.reason)})

    @model_serializer(mode="wrap")
    def _without_absent_keys(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in serialise(self).items() if value is not None}


class JobsPage(BaseModel):
    """Jobs, and whether waiting ones are started."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [{"paused": False, "total": 1, "offset": 0, "jobs": [_JOB]}]
        },
    )

    paused: bool = Field(description="Whether the queue starts no waiting job.")
    total: int = Field(description="How many jobs there are of what is asked for.")
    offset: int = Field(description="How many of them come before these.")
    jobs: list[JobSummary]


class JobsTold(BaseModel):
    """The jobs that a command was about, as they are now."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"jobs": [_JOB]}]})

    jobs: list[JobSummary]


class JobProgress(BaseModel):
    """How far a running job is."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "phase": "attack",
                    "share": 0.4,
                    "finished": 31,
                    "total": 100,
                    "left_s": 12.5,
                    "chosen_by_user": False,
                    "band": [
                        {
                            "value": 0.01,
                            "lowest": 20,
                            "highest": 37,
                            "count": 40,
                            "lower": 0.35,
                            "upper": 0.97,
                        }
                    ],
                }
            ]
        },
    )

    phase: str = Field(description="What is being done, in words.")
    share: float = Field(description="How much of the work is done, 0 to 1.")
    finished: int = Field(description="Samples done.")
    total: int = Field(description="Samples to evaluate.")
    left_s: float | None = Field(description="Estimated seconds left; null while unknown.")
    chosen_by_user: bool = Field(description="Whether the intervals describe no population.")
    band: tuple[BandPoint, ...] = Field(description="Where the curve can end up.")

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """Return what clients are told of it."""
        return cls(**progress.model_dump(include=set(cls.model_fields)))


class JobInFull(BaseModel):
    """A job with its spec and, once it has finished, its result."""

    model_config = ConfigDict(frozen=True)

    job: JobSummary
    notes: str = Field(description="What people note about it.")
    spec: dict[str, Any] = Field(
        description="What was asked for (docs/formats/spec.md); files without their folders."
    )
    progress: JobProgress | None = Field(description="Of a running job.")
    result: EvaluationResult | None = Field(
        description="Of a finished job (docs/formats/result.md); files without their folders."
    )


class JobChange(BaseModel):
    """What people call a job and say about it; what is left out stays as it is."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "signs, first try", "notes": "", "tags": ["signs"]}]
        },
    )

    name: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None


class QueueState(BaseModel):
    """Whether waiting jobs are started."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"paused": True}]})

    paused: bool


class AttackAnswer(BaseModel):
    """An attack that a spec can ask for."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "pgd-linf",
                    "title": "PGD (L∞)",
                    "description": "Projected gradient descent.",
                    "paper": "https://arxiv.org/abs/1706.06083",
                    "perturbation-types": ["max-norm"],
                    "parameters": {"steps": {"type": "integer", "default": 50}},
                }
            ]
        },
    )

    name: str = Field(description="What `attack` of a spec may be.")
    title: str
    description: str
    paper: str
    perturbation_types: tuple[str, ...]
    parameters: dict[str, Any] = Field(description="What `attack-params` may be, as JSON Schema.")

    @classmethod
    def of(cls, info: AttackInfo) -> Self:
        """Return what clients are told of it."""
        return cls(
            name=info.name,
            title=info.title,
            description=info.description,
            paper=info.paper,
            perturbation_types=tuple(info.perturbation_types),
            parameters=info.parameters.model_json_schema().get("properties", {}),
        )


class TaskStatus(BaseModel):
    """Where a job stands, in the PandaVision server's words."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"task_status": "started"}]})

    task_status: str


class Task(BaseModel):
    """A job and where it stands, in the PandaVision server's words."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "status": "queued"}]})

    id: UUID
    status: str


class RemovedJob(BaseModel):
    """A job that is removed, or will be once it has been stopped."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "removed": True}]})

    id: UUID
    removed: bool


class RemovedJobs(BaseModel):
    """How many jobs are removed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"removed": 3}]})

    removed: int


class Output(BaseModel):
    """What a finished job has found, as the PandaVision server tells it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "task_status": "finished",
                    "results": {
                        "sec-level": "medium",
                        "sec-value": 0.355,
                        "sec-curve": {"x-values": ["0.000", "0.010"], "y-values": [1.0, 0.78]},
                    },
                }
            ]
        }
    )

    task_status: str
    results: dict[str, Any]


class KeptFile(BaseModel):
    """An uploaded file that is kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "path": "upload:5e88…51c4.onnx",
                    "bytes": 375275,
                    "uploaded": "2026-11-29T09:30:12Z",
                }
            ]
        }
    )

    path: str = Field(description="What stands for it in a request.")
    bytes: int
    uploaded: datetime = Field(description="When it came first, UTC.")


class UploadedFile(BaseModel):
    """An uploaded file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"path": "upload:5e88…51c4.onnx", "sha256": "5e88…51c4", "bytes": 375275}]
        }
    )

    path: str = Field(description="What stands for it in a request.")
    sha256: str = Field(description="Of its content.")
    bytes: int
