"""What a series is painted with: fills, lines and symbols.

Qt's own items instead of pyqtgraph's, which work out where they stand and what they look like anew
for every picture: of ten curves that takes longer than painting them, and the window waits for it.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from pandavision_gui.views.plots.style_sample import SYMBOL_SIZE

Floats = NDArray[np.float64]


class Area(QGraphicsPolygonItem):
    """A fill without an edge."""

    def __init__(self) -> None:
        super().__init__()
        self._is_smooth = True
        self.setPen(QPen(Qt.PenStyle.NoPen))

    def set_smooth(self, is_smooth: bool) -> None:
        """Say whether its edges are smooth; that takes five times as long."""
        if is_smooth != self._is_smooth:
            self._is_smooth = is_smooth
            self.update()

    def show_between(self, places: Floats, lower: Floats, upper: Floats) -> None:
        """Fill what lies between two heights at each place; nothing where there is no place."""
        polygon = QPolygonF()
        if places.size:
            polygon = pg.functions.arrayToQPolygonF(
                np.concatenate([places, places[::-1]]), np.concatenate([upper, lower[::-1]])
            )
        self.setPolygon(polygon)

    def set_fill(self, colour: QColor, opacity: float) -> None:
        """Fill it with this colour."""
        fill = QColor(colour)
        fill.setAlphaF(opacity)
        self.setBrush(fill)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the polygon; pyqtgraph's views draw without smooth edges."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._is_smooth)
        super().paint(painter, option, widget)


class Line(QGraphicsPathItem):
    """A line from point to point."""

    def __init__(self) -> None:
        super().__init__()
        self._room = QRectF()

    def set_room(self, room: QRectF) -> None:
        """Say where in the plot it may be."""
        self.prepareGeometryChange()
        self._room = room

    def show_through(self, places: Floats, heights: Floats) -> None:
        """Draw it through these points."""
        self.setPath(pg.functions.arrayToQPath(places, heights))

    def boundingRect(self) -> QRectF:
        """Return where it may be; Qt would trace the outline of the line for it."""
        return self._room

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the line with smooth edges."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option, widget)


class Symbols(QGraphicsItem):
    """The same symbol at each of some points, as large in pixels whatever the axes are."""

    def __init__(self) -> None:
        super().__init__()
        self._room = QRectF()
        self._points = QPolygonF()
        self._symbol = QPainterPath()
        self._colour = QColor()
        self._painted: tuple[QTransform, QPainterPath] | None = None
        """What was painted last, and the place of the axes at which it was right."""

    @property
    def count(self) -> int:
        """How many there are."""
        return self._points.size()

    def set_room(self, room: QRectF) -> None:
        """Say where in the plot they may be."""
        self.prepareGeometryChange()
        self._room = room

    def show_at(self, places: Floats, heights: Floats) -> None:
        """Paint one at each of these points."""
        self._points = pg.functions.arrayToQPolygonF(places, heights)
        self._painted = None
        self.update()

    def set_look(self, symbol: QPainterPath, colour: QColor) -> None:
        """Paint this outline (in a box of 1 by 1 around (0, 0)) in this colour."""
        self._symbol, self._colour = symbol, colour
        self._painted = None
        self.update()

    def boundingRect(self) -> QRectF:
        """Return where they may be."""
        return self._room

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint them in pixels of the widget, so that they are not stretched with the axes."""
        del option, widget
        axes = painter.worldTransform()
        if self._painted is None or self._painted[0] != axes:
            self._painted = axes, self._outlines(axes)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._painted[1], self._colour)
        painter.restore()

    def _outlines(self, axes: QTransform) -> QPainterPath:
        outline = QTransform.fromScale(SYMBOL_SIZE, SYMBOL_SIZE).map(self._symbol)
        every = QPainterPath()
        every.setFillRule(Qt.FillRule.WindingFill)  # where two overlap there is no hole
        points = axes.map(self._points)
        for number in range(points.size()):
            every.addPath(outline.translated(points.at(number)))
        return every
