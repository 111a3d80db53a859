"""A few small pictures of a dataset, to see at a glance what was opened."""

from __future__ import annotations

import base64
import binascii
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_SHOWN = 8
LARGEST_SIDE = 64
_CHANNELS = 3


class SampleStrip(BaseModel):
    """Pictures side by side, each of another class as far as there are some.

    They travel within a message, unlike arrays: they are never larger than a line of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    height: int = Field(ge=1, le=LARGEST_SIDE, description="Pixels of each.")
    width: int = Field(ge=1, le=LARGEST_SIDE, description="Pixels of each.")
    labels: tuple[int, ...] = Field(
        min_length=1, max_length=MOST_SHOWN, description="What each is labelled, as stored."
    )
    pixels: str = Field(
        max_length=2 * MOST_SHOWN * _CHANNELS * LARGEST_SIDE**2,
        description="RGB bytes of one after the other, row by row, in base64.",
    )

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        try:
            size = len(base64.b64decode(self.pixels, validate=True))
        except binascii.Error as error:
            raise ValueError("the pixels are not in base64") from error
        if size != len(self.labels) * self.height * self.width * _CHANNELS:
            raise ValueError("the pixels are not of so many pictures")
        return self

    def pictures(self) -> list[bytes]:
        """Return the RGB bytes of each picture."""
        data = base64.b64decode(self.pixels)
        size = self.height * self.width * _CHANNELS
        return [data[start : start + size] for start in range(0, len(data), size)]
