"""The first pictures of a dataset, each with what it shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from pandavision_gui.views.plain_text import PlainLabel, one_line, plain_tooltip
from pandavision_gui.views.theme import UNIT, set_role

_COLUMNS = 6
_ROWS = 2
_SIDE = 96
_LONGEST = 14


class PreviewGrid(QWidget):
    """Two rows of six pictures; the room is kept while there are none."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(UNIT // 2)
        self._cells: list[tuple[QLabel, PlainLabel]] = []
        for place in range(_COLUMNS * _ROWS):
            picture, caption = QLabel(), PlainLabel(one_line=True)
            picture.setFixedSize(_SIDE, _SIDE)
            set_role(caption, "muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(picture)
            cell.addWidget(caption)
            grid.addLayout(cell, place // _COLUMNS, place % _COLUMNS)
            self._cells.append((picture, caption))

    def show_pictures(self, pictures: np.ndarray, captions: Sequence[str]) -> None:
        """Show uint8 pictures, shape (n, side, side, 3)."""
        for place, (picture, caption) in enumerate(self._cells):
            if place < min(len(pictures), len(captions)):
                words = one_line(captions[place])
                picture.setPixmap(_pixmap(pictures[place]))
                picture.setAccessibleName(words)
                picture.setToolTip(plain_tooltip(words))
                caption.setText(words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…")
            else:
                picture.clear()
                picture.setToolTip("")
                caption.setText("")

    def clear(self) -> None:
        """Show nothing."""
        self.show_pictures(np.empty((0, 1, 1, 3), dtype=np.uint8), ())

    def captions(self) -> list[str]:
        """Return what stands below the pictures that are shown."""
        return [caption.text() for _, caption in self._cells if caption.text()]


def _pixmap(pixels: np.ndarray) -> QPixmap:
    height, width, _ = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)  # copies: `data` may go
