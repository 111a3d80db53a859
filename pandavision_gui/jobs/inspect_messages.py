"""What is said to and by a worker that looks into one file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.sample_strip import SampleStrip
from pandavision_gui.jobs.message import Message


class InspectFile(Message):
    """Look into an ONNX or HDF5 file."""

    type: Literal["inspect_file"] = "inspect_file"
    path: str = Field(description="The file.")
    labels: str = Field(
        "", description="Name of a dataset's labels where it has several; empty for the usual ones."
    )
    output: str = Field(
        "",
        description="Name of the model's output that is read as class scores; empty for the "
        "likeliest.",
    )
    class_names: tuple[str, ...] = Field(
        (),
        description="What the user calls the classes: a dataset's labels may be these names. None "
        "for the file's own.",
    )


class Inspected(Message):
    """What is in the file."""

    type: Literal["inspected"] = "inspected"
    facts: Annotated[ModelFacts | DatasetFacts, Field(discriminator="kind")] = Field(
        description="See the result of `pandavision inspect --json`."
    )
    strip: SampleStrip | None = Field(None, description="Of a dataset: a few pictures.")
