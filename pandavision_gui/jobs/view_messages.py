"""What is said to and by a worker that shows a finished job's samples."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.jobs.message import Message

TABLE = "table.npz"
"""Name of the sample table in the folder that the worker may write to."""
MOST_SHOWN = 64
LARGEST_SIDE = 1024
KINDS = 3
"""Pictures of each sample: itself, its adversarial example, the difference."""


def pictures_name(number: int) -> str:
    """Return the name of the file with the pictures that were asked for with `number`."""
    return f"{number}.npy"


class ViewJob(Message):
    """Open a finished job, then show samples of it until the owner goes."""

    type: Literal["view_job"] = "view_job"
    folder: str = Field(description="The job folder.")
    place: str = Field(
        description="Where small files go: the rows as `table.npz`, pictures as NUMBER.npy."
    )


class ShowSamples(Message):
    """Make small pictures of samples of the opened job."""

    type: Literal["show_samples"] = "show_samples"
    number: int = Field(ge=0, description="Of the request.")
    indexes: tuple[int, ...] = Field(
        min_length=1, max_length=MOST_SHOWN, description="Rows of the dataset."
    )
    side: int = Field(ge=1, le=LARGEST_SIDE, description="Pixels that the longer side has at most.")


class JobViewed(Message):
    """The job is open: its rows are in the file, in the order of the result."""

    type: Literal["job_viewed"] = "job_viewed"
    samples: int = Field(ge=0, description="Rows in the table.")
    examples: int = Field(ge=0, description="Adversarial examples that are kept as pictures.")
    remark: str = Field(description="Why no samples themselves can be shown; else empty.")


class SamplesShown(Message):
    """The pictures are in the file: uint8 (n, 3, height, width, 4), RGBA.

    Each sample has itself, its adversarial example and their difference; one that is not there is
    transparent.
    """

    type: Literal["samples_shown"] = "samples_shown"
    number: int = Field(description="Of the request.")
    height: int = Field(ge=1, le=LARGEST_SIDE, description="Pixels.")
    width: int = Field(ge=1, le=LARGEST_SIDE, description="Pixels.")
    amplified: tuple[float, ...] = Field(
        description="How many times each difference is amplified; 0 where there is none."
    )
