"""The pictures of samples that are shown or were a moment ago, within some memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage, QPixmap

from pandavision_gui.jobs.job_view import ShownSamples

_MOST_BYTES = 32 * 2**20


@dataclass(frozen=True)
class SamplePictures:
    """A sample, its adversarial example and their difference; None for what is not there."""

    sample: QPixmap | None
    example: QPixmap | None
    difference: QPixmap | None
    amplified: float
    side: int

    @property
    def all(self) -> tuple[QPixmap | None, ...]:
        """The three in the order in which they stand side by side."""
        return self.sample, self.example, self.difference


class PictureStore:
    """Keeps what was looked at last; what does not fit any more is asked for again."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[int, SamplePictures] = OrderedDict()
        self._bytes = 0

    def clear(self) -> None:
        """Forget all: another job is shown."""
        self._pictures.clear()
        self._bytes = 0

    def get(self, index: int) -> SamplePictures | None:
        """Return the pictures of a sample by its row of the dataset; None where there are none."""
        found = self._pictures.get(index)
        if found is not None:
            self._pictures.move_to_end(index)
        return found

    def lacks(self, indexes: Sequence[int], side: int) -> list[int]:
        """Return which of these samples have no pictures of this size."""
        return [
            index
            for index in indexes
            if (found := self._pictures.get(index)) is None or found.side < side
        ]

    def has_room_for(self, count: int) -> bool:
        """Whether pictures of so many samples fit at once, going by those that are there."""
        mean = self._bytes / len(self._pictures) if self._pictures else 0.0
        return count * mean <= _MOST_BYTES

    def add(self, shown: ShownSamples, needed: Collection[int] = ()) -> None:
        """Keep pictures, and drop those that were looked at longest ago.

        Parameters
        ----------
        needed
            Samples that can be seen: they would only be asked for again.
        """
        for place, index in enumerate(shown.indexes):
            before = self._pictures.pop(index, None)
            self._bytes -= _size(before)
            made = pictures_of(shown, place)
            self._pictures[index] = made
            self._bytes += _size(made)
        kept = {*needed, *shown.indexes}
        for index in [index for index in self._pictures if index not in kept]:
            if self._bytes <= _MOST_BYTES:
                return
            self._bytes -= _size(self._pictures.pop(index))


def pictures_of(shown: ShownSamples, place: int) -> SamplePictures:
    """Return one of the samples that were shown."""
    sample, example, difference = (_pixmap(pixels) for pixels in shown.pictures[place])
    return SamplePictures(sample, example, difference, shown.amplified[place], shown.side)


def image_of(pixels: np.ndarray) -> QImage | None:
    """Return a picture of uint8, (height, width, 4), RGBA; None where it is transparent."""
    if not pixels[..., 3].any():
        return None
    height, width, _ = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    # A copy: `data` may go.
    return QImage(data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _pixmap(pixels: np.ndarray) -> QPixmap | None:
    image = image_of(pixels)
    return None if image is None else QPixmap.fromImage(image)


def _size(pictures: SamplePictures | None) -> int:
    if pictures is None:
        return 0
    return sum(4 * one.width() * one.height() for one in pictures.all if one is not None)
