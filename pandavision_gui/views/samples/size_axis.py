"""Where a sample's minimum perturbation stands among the values that were evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import value_words
from pandavision_gui.views.theme import UNIT, Theme, tabular

_MARK = 5.0


class SizeAxis(QWidget):
    """A line from 0 to the largest value; below the mark the sample is right, from it on not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._values: tuple[float, ...] = (0.0, 1.0)
        self._scale: Scale = Norm.LINF
        self._size: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_size(self, size: float | None, values: Sequence[float], scale: Scale) -> None:
        """Show a minimum perturbation, None where nothing broke the sample."""
        self._size, self._values, self._scale = size, tuple(values), scale
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the line and the numbers below."""
        return QSize(40 * UNIT, 3 * UNIT + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same height, however narrow."""
        return QSize(16 * UNIT, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        colours, metrics = self._theme.colours, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tabular(self.font()))
        # The default attack finds examples beyond the largest value, too.
        top = max(self._values[-1], self._size or 0.0) or 1.0
        ends = value_words(0.0, self._scale), value_words(top, self._scale)
        inset = max(map(metrics.horizontalAdvance, ends)) / 2 + 1
        left, right, middle = inset, self.width() - inset, 1.5 * UNIT

        def place(value: float) -> float:
            return left + (right - left) * min(1.0, value / top)

        mark = None if self._size is None else place(self._size)
        end = right if mark is None else mark
        for start, stop, colour in ((left, end, colours.good), (end, right, colours.bad)):
            painter.setPen(QPen(QColor(colour), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(start, middle), QPointF(stop, middle))
        painter.setPen(QPen(QColor(colours.muted), 1.0))
        for value in self._values:
            x = place(value)
            painter.drawLine(QPointF(x, middle + 4), QPointF(x, middle + UNIT))
        for x, words in zip((left, right), ends, strict=True):
            room = QRectF(x - inset, middle + UNIT + 2, 2 * inset, metrics.height())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), words)
        if mark is not None:
            painter.setPen(QPen(QColor(colours.surface), 1.5))
            painter.setBrush(QColor(colours.bad))
            painter.drawEllipse(QPointF(mark, middle), _MARK, _MARK)
