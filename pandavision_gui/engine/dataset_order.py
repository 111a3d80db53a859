"""What a dataset is to be made of, and how: the request that travels to the worker."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LARGEST_SIDE = 8192
"""Pixels; a picture larger than this in both directions is refused anyway."""

_Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]


class Fit(StrEnum):
    """How a picture of another shape gets the wanted one."""

    CROP = "crop"
    PAD = "pad"
    STRETCH = "stretch"


class Channels(StrEnum):
    """Whether pictures are stored in colour."""

    RGB = "rgb"
    GREY = "grey"


class ClassOrder(StrEnum):
    """How folders of classes are numbered."""

    NAME = "name"
    NUMBER = "number"


class Split(StrEnum):
    """Which part of a data set that comes in parts is meant."""

    TEST = "test"
    VALIDATION = "validation"
    TRAIN = "train"


class DatasetOrder(BaseModel):
    """What a dataset is to be made of, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(description="The folder or file that holds the samples.")
    size: tuple[_Side, _Side] | None = Field(
        None, description="Height and width of every sample; null to keep the pictures' own."
    )
    fit: Fit = Field(Fit.CROP, description="How a picture of another shape gets the wanted one.")
    channels: Channels | None = Field(
        None, description="Colour or grey; null for what the pictures are."
    )
    per_class: Annotated[int, Field(ge=1)] | None = Field(
        None, description="At most so many samples of each class, drawn with the seed."
    )
    samples: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="So many samples altogether, of each class as its share is, drawn with the "
        "seed.",
    )
    seed: Annotated[int, Field(ge=0, lt=2**63)] = Field(0, description="What the draw begins from.")
    skip_bad: bool = Field(False, description="Leave out pictures that cannot be read.")
    split: Split | None = Field(
        None, description="The part that is taken, where there are several; null for the test one."
    )
    labels_file: str | None = Field(None, description="A file with one label per sample.")
    label_column: str | None = Field(None, description="Name of the labels' column in a CSV file.")
    shape: tuple[Annotated[int, Field(ge=1, le=4)], _Side, _Side] | None = Field(
        None, description="Channels, height and width of samples that are stored flat."
    )
    class_order: ClassOrder | None = Field(
        None, description="How folders are numbered whose names are numbers."
    )
    class_list: str | None = Field(
        None, description="A file with the names of all classes in the model's order."
    )


PICTURE_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff",
     ".ppm", ".pgm", ".pbm", ".pnm")
)  # fmt: skip
_SOURCE_SUFFIXES = ("", ".npz", ".npy", ".csv", ".tsv")
_IDX = re.compile(r".*[-._]idx[1-4]([-._]ubyte)?(\.gz)?", re.IGNORECASE)


def may_be_source(path: str) -> bool:
    """Whether a name says that datasets are made of such: known ends, and none, as folders have.

    Not .txt, which is seldom a table. Nothing is opened.
    """
    pure = PurePath(path)
    return pure.suffix.lower() in _SOURCE_SUFFIXES or names_idx_file(pure.name)


def names_idx_file(name: str) -> bool:
    """Whether a file is called like one of MNIST's: t10k-images-idx3-ubyte.gz."""
    return _IDX.fullmatch(name) is not None
