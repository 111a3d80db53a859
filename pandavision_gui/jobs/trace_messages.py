"""What is said to and by a worker that replays the attack on one sample."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.jobs.message import Message


class TraceSample(Message):
    """Attack one sample of a finished job once more, and note every pass."""

    type: Literal["trace_sample"] = "trace_sample"
    folder: str = Field(description="The job folder.")
    place: str = Field(description="A new folder; the passes go there as `trace.npy`.")
    index: int = Field(ge=0, description="Row of the dataset.")
    threads: int = Field(ge=1, description="Threads for the libraries.")


class SampleTraced(Message):
    """The passes are in the file: float64 (n, 3), size, logit difference, cross-entropy."""

    type: Literal["sample_traced"] = "sample_traced"
    passes: int = Field(ge=0, description="Rows of the file; the attack may have made more.")
    made: int = Field(ge=0, description="Passes that the attack made.")
    stages: tuple[int, ...] = Field(
        description="Passes of each stage, in order; those after them checked the search's "
        "assumption. None for attacks without stages."
    )
    minimum_perturbation: float | None = Field(
        description="What the replay found; null where nothing broke the sample."
    )
