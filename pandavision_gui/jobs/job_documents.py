"""The small documents of a job folder besides `spec.json`, `job.json` and `result.json`."""

from __future__ import annotations

from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)


class ExternalFile(BaseModel):
    """A file with a model's external data as it was when the job began."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="Path from the model's folder.")
    bytes: int = Field(ge=0, description="Size.")
    modified_ns: int = Field(description="Time of the last change.")
    inode: int = Field(description="Number of the file in its file system.")


class KnownFile(BaseModel):
    """A file as it was when the job began."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="File name without folder.")
    bytes: int = Field(ge=0, description="Size.")
    modified_ns: int = Field(description="Time of the last change.")
    inode: int | None = Field(None, description="Number of the file in its file system.")
    external_data: tuple[ExternalFile, ...] | None = Field(
        None,
        description="Of a model; null where they are too many to note, and in jobs of older "
        "versions.",
    )
    changed_ns: int | None = Field(
        None,
        description="Time of the last change of anything about it, a model's external data with "
        "it; nobody can set it back.",
    )
    sha256: str | None = Field(
        description="Of the content, a model's with its external data; null until it is known."
    )


class Resolved(BaseModel):
    """`resolved.json`: every "auto" of the job, decided once, so that it goes on the same way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_size: int = Field(ge=1, le=4096, description="Samples attacked side by side.")
    threads: int = Field(ge=1, le=65_536, description="Threads of the libraries.")
    device: str = Field(description="Where the converted model runs.")
    versions: dict[str, str] = Field(description="Program and libraries.")
    model: KnownFile = Field(description="The ONNX file.")
    dataset: KnownFile = Field(description="The HDF5 file.")
    surrogate: KnownFile | None = Field(
        None, description="The second ONNX file; absent for attacks without one."
    )
    altered: bool = Field(
        False,
        description="Whether device, threads, program or libraries changed between two runs of the "
        "job: it cannot be repeated bit for bit.",
    )

    @property
    def files(self) -> dict[str, KnownFile]:
        """The files of the job, by the spec's keys."""
        found = {"trained-model": self.model, "dataset": self.dataset}
        return found if self.surrogate is None else {**found, "surrogate-model": self.surrogate}

    @model_serializer(mode="wrap")
    def _without_absent_surrogate(
        self, serialise: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        """Jobs without one are noted as ever: older versions know no such key."""
        return {k: v for k, v in serialise(self).items() if k != "surrogate" or v is not None}

    def going_on_from(self, before: Self | None) -> Self:
        """Return the note of a run that goes on with what another run began; None for a new job."""
        if before is None:
            return self
        now, then = ((one.device, one.threads, one.versions) for one in (self, before))
        return self.model_copy(update={"altered": before.altered or now != then})


class RowsAtOnce(BaseModel):
    """`memory.json`: how many samples go through the models at a time, after memory was short."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = Field(ge=1, le=4096, description="Samples.")


class WorkerIdentity(BaseModel):
    """`worker.json`: who works on the job, so that the next start can end one that was left over.

    A process id alone may belong to somebody else by then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    pid: int = Field(gt=0, lt=2**32, description="Process id.")
    created: float = Field(gt=0, description="When the process began, seconds since 1970.")
