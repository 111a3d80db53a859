"""The first pictures of a dataset, each with what it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.theme import UNIT

PLACES = 12
_LARGEST = 160
_SMALLEST = 48
_GAP = UNIT


class PreviewGrid(QWidget):
    """Twelve places for pictures, as large as the room allows; words where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[QPixmap] = []
        self._captions: list[str] = []
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pictures(self, pictures: np.ndarray, captions: Sequence[str]) -> None:
        """Show uint8 pictures with opacity, shape (n, side, side, 4)."""
        count = min(len(pictures), len(captions), PLACES)
        self._pictures = [_pixmap(pixels) for pixels in pictures[:count]]
        self._captions = [one_line(caption) for caption in captions[:count]]
        self._name()

    def show_words(self, words: str) -> None:
        """Show no pictures, and say why."""
        self._pictures, self._captions, self._words = [], [], words
        self._name()

    def captions(self) -> list[str]:
        """Return what stands below the pictures that are shown."""
        return list(self._captions)

    def sizeHint(self) -> QSize:
        """Return the room for three rows of four."""
        return self._size_of(columns=4, side=112)

    def minimumSizeHint(self) -> QSize:
        """Return the room for three rows of four that can still be told apart."""
        return self._size_of(columns=4, side=_SMALLEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures, or the words."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        if not self._pictures:
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), centred, self._words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        metrics = self.fontMetrics()
        for picture, caption, place in zip(
            self._pictures, self._captions, self._places(), strict=False
        ):
            painter.drawPixmap(place, picture)
            below = QRect(place.x(), place.bottom() + 1, place.width(), metrics.height())
            shown = metrics.elidedText(caption, Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(
                below, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, shown
            )

    def event(self, event: QEvent) -> bool:
        """Say the whole caption of the picture below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.caption_at(event.pos())), self)
            return True
        return super().event(event)

    def caption_at(self, point: QPoint) -> str:
        """Return the caption of the picture at a point, empty where there is none."""
        below = QPoint(0, self.fontMetrics().height())
        for caption, place in zip(self._captions, self._places(), strict=False):
            if QRect(place.topLeft(), place.bottomRight() + below).contains(point):
                return caption
        return ""

    def _places(self) -> list[QRect]:
        """Return where the pictures are: the arrangement in which they are largest."""
        caption = self.fontMetrics().height()
        side, columns = max((self._side(columns), columns) for columns in range(2, PLACES + 1))
        across, down = side + _GAP, side + caption + _GAP
        return [
            QRect(place % columns * across, place // columns * down, side, side)
            for place in range(PLACES)
        ]

    def _side(self, columns: int) -> int:
        rows = math.ceil(PLACES / columns)
        across = (self.width() + _GAP) // columns - _GAP
        down = (self.height() + _GAP) // rows - _GAP - self.fontMetrics().height()
        return max(1, min(across, down, _LARGEST))

    def _size_of(self, *, columns: int, side: int) -> QSize:
        rows = math.ceil(PLACES / columns)
        down = side + self.fontMetrics().height() + _GAP
        return QSize(columns * (side + _GAP) - _GAP, rows * down - _GAP)

    def _name(self) -> None:
        self.setAccessibleName(", ".join(self._captions) or self._words)
        self.update()


def _pixmap(pixels: np.ndarray) -> QPixmap:
    height, width, _ = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    image = QImage(data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(image)  # copies: `data` may go
