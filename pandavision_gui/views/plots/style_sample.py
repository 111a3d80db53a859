"""A short piece of a curve, for legends and readouts: its dash, its symbol and its colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pandavision_gui.views.plots.series_style import SeriesStyle

LINE_WIDTH = 2
SYMBOL_SIZE = 8
"""Pixels across."""
_READABLE = 4.5
"""Contrast of text that the Web Content Accessibility Guidelines (1.4.3) ask for."""


def paint_sample(painter: QPainter, rect: QRect, style: SeriesStyle, *, colour: QColor) -> None:
    """Paint the line across `rect` with the symbol in its middle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, LINE_WIDTH, style.dash)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    middle = rect.top() + rect.height() / 2
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.left() + rect.width(), middle))
    painter.translate(rect.left() + rect.width() / 2, middle)
    painter.scale(SYMBOL_SIZE, SYMBOL_SIZE)
    painter.fillPath(style.symbol, colour)
    painter.restore()


def readable_colour(colour: str, *, background: str) -> QColor:
    """Return the colour, darker or lighter where text of it could not be read."""
    text, ground = QColor(colour), QColor(background)
    for _ in range(20):
        if _contrast(text, ground) >= _READABLE:
            break
        text = text.darker(108) if _luminance(ground) > 0.5 else text.lighter(108)
    return text


def _contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    """Relative luminance in [0, 1], as the guidelines define it for sRGB."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
