"""Messages about the making of datasets; `messages.py` has all there are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.jobs.message import Message


class CreateDataset(Message):
    """Make a dataset file from pictures, arrays or a table."""

    type: Literal["create_dataset"] = "create_dataset"
    order: DatasetOrder = Field(description="Of what, and how.")
    path: str = Field(description="The file to write, in a folder that nothing else is written to.")


class PreviewDataset(Message):
    """Show what a dataset would be, by a few of its pictures."""

    type: Literal["preview_dataset"] = "preview_dataset"
    order: DatasetOrder = Field(description="Of what, and how.")
    path: str = Field(description="Where small pictures go: uint8 .npy, (n, side, side, 4).")
    most: int = Field(ge=1, description="How many pictures.")


class DatasetProgress(Message):
    """How far the making of a dataset is; a few times a second at most."""

    type: Literal["dataset_progress"] = "dataset_progress"
    phase: str = Field(description="What is being done, in words.")
    done: int = Field(description="Samples that it is done for.")
    total: int = Field(description="Of so many; 0 while that is not known.")


class DatasetCreated(Message):
    """The dataset file was written."""

    type: Literal["dataset_created"] = "dataset_created"
    samples: int = Field(description="Samples in it.")
    shape: tuple[int, int, int] = Field(description="Channels, height and width of each.")
    classes: int = Field(description="Classes that have a sample.")
    skipped: tuple[str, ...] = Field(description="Samples that were left out, and why: the first.")
    skipped_count: int = Field(description="How many were left out.")
    remarks: tuple[str, ...] = Field(description="What was assumed of the source.")


class DatasetPreviewed(Message):
    """The small pictures were written; no dataset was made."""

    type: Literal["dataset_previewed"] = "dataset_previewed"
    kind: str = Field(description="What the source is, in words.")
    samples: int = Field(description="Samples that would be taken.")
    classes: int = Field(description="Their classes.")
    shape: tuple[int, int, int] | None = Field(description="Of each; null while it is open.")
    captions: tuple[str, ...] = Field(description="What each picture shows.")
    bad: tuple[str, ...] = Field(description="Samples that cannot be used, and why: some.")
    remarks: tuple[str, ...] = Field(description="What was assumed of the source.")
