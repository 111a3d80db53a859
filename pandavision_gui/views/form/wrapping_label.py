"""A plain label that breaks words that are longer than a line, as file names are."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy

from pandavision_gui.views.plain_text import PlainLabel, explain

LONGEST_SHOWN = 240
"""Characters; a longer text is shortened in the middle, with more of it in the tooltip."""
_LONGEST_TOOLTIP = 2000


class WrappingLabel(PlainLabel):
    """A plain label as narrow as it is made: QLabel itself asks for the width of its longest word.

    Parameters
    ----------
    lines
        Lines for which room is kept, whatever the text.
    longest
        Characters that are shown of a text.
    """

    def __init__(self, text: str = "", *, lines: int = 0, longest: int = LONGEST_SHOWN) -> None:
        self._lines = lines
        self._longest = longest
        self._heights: dict[int, int] = {}
        self._of: tuple[str, str, bool] | None = None
        """Of which text, font and underline the heights are."""
        super().__init__(wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, shortened in the middle where it is very long."""
        super().setText(shortened(text, self._longest))
        if len(text) > self._longest:
            explain(self, shortened(text, _LONGEST_TOOLTIP))
        else:
            explain(self, "")
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width: always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at `width`."""
        of = QLabel.text(self), self.font().key(), self.buddy() is not None
        if of != self._of:
            self._of = of
            self._heights.clear()
        found = self._heights.get(width)
        if found is None:  # layouts ask dozens of times for each change
            lowest = self._lines * self.fontMetrics().lineSpacing()
            found = max(lowest, math.ceil(self._laid_out(width).boundingRect().height()))
            self._heights[width] = found
        return found

    def minimumSizeHint(self) -> QSize:
        """Return the least size; layouts ask `heightForWidth` for what the text needs."""
        return QSize(0, max(self._lines, 1) * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        width = self.fontMetrics().horizontalAdvance("n" * 30)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._laid_out(self.width()).draw(painter, QPointF(0, 0))

    def _laid_out(self, width: int) -> QTextLayout:
        # QTextLayout knows lines, not paragraphs: U+2028 is its line break.
        text = QLabel.text(self).replace("\n", "\u2028")  # with the marks of its direction
        mark = text.find("&") if self.buddy() is not None else -1
        layout = QTextLayout(text[:mark] + text[mark + 1 :] if mark >= 0 else text, self.font())
        if mark >= 0:
            layout.setFormats([_underlined(mark)])
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        top, spacing = 0.0, self.fontMetrics().lineSpacing()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top))
            top += spacing
        layout.endLayout()
        return layout


def _underlined(place: int) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = place, 1
    form = QTextCharFormat()
    form.setFontUnderline(True)
    found.format = form
    return found


def shortened(text: str, longest: int) -> str:
    """Return `text` with its middle left out where it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    end = longest // 3
    return f"{text[: longest - end - 1]}…{text[-end:]}"
