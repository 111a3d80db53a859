"""The empty plot: axes, grid and titles; it neither pans nor zooms and has no menu."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene

from pandavision_gui.errors import plain_text
from pandavision_gui.views.plots.x_scale import XScale
from pandavision_gui.views.plots.x_titles import x_titles
from pandavision_gui.views.theme import UNIT, Theme

_TO_THE_END = 1_000_000
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -_TO_THE_END,
    Qt.Key.Key_End: _TO_THE_END,
}
_FEWEST_COLUMN_BITS = 8
_HALF_LABEL = 3 * UNIT
_TICKS = (0, 20, 40, 60, 80, 100)


class EdgeLabelAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with a grid that labels its ends too.

    pyqtgraph leaves out labels that stand out of the axis' rectangle, and with a grid that
    rectangle ends where the axis does.
    """

    def boundingRect(self) -> QRectF:
        """Return the rectangle with room for half a label at each end."""
        rect: QRectF = super().boundingRect()
        return rect.adjusted(-_HALF_LABEL, -_HALF_LABEL, _HALF_LABEL, _HALF_LABEL)


def make_plot_item() -> pg.PlotItem:
    """Return what a `PlotView` shows: to build it takes most of the time that the view takes."""
    axes = {side: EdgeLabelAxis(side) for side in ("left", "bottom")}
    return pg.PlotItem(axisItems=axes, enableMenu=False)


class PlotView(pg.PlotWidget):  # type: ignore[misc]
    """Robust accuracy in percent over the perturbation value, without any curve.

    pyqtgraph's own mouse and key handling is never called: its context menu leads to an export
    dialog that imports heavy libraries, and a curve that was dragged away by accident is lost.

    Signals
    -------
    hovered(value)
        The pointer is over the plot, at this perturbation value.
    stepped(steps)
        A key asks for another value, so many steps on.
    left
        Pointer or keyboard have gone.
    resized
        Values are elsewhere on the screen now.
    focus_changed
        The plot got or lost the keyboard.
    pixel_ratio_changed
        The pens of `pen` have another width now.
    """

    hovered = Signal(float)
    stepped = Signal(int)
    left = Signal()
    resized = Signal()
    focus_changed = Signal()
    pixel_ratio_changed = Signal()

    def __init__(self, theme: Theme, plot_item: pg.PlotItem | None = None) -> None:
        super().__init__(
            background=theme.colours.window,
            plotItem=make_plot_item() if plot_item is None else plot_item,
        )
        self.theme = theme
        self._titles = x_titles(())
        self._picture_ratio: float | None = None
        self.x_scale = XScale(top=0.0)
        # Qt's index of places keeps pointers to items that pyqtgraph has moved and later removed:
        # painting then crashes. For a few dozen items a plain list is as fast.
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        plot = self.plotItem
        plot.hideButtons()
        # Never shown, but there, and nobody's: it would outlive the plot.
        plot.ctrlMenu.setParent(self, plot.ctrlMenu.windowFlags())
        plot.setMouseEnabled(x=False, y=False)
        plot.disableAutoRange()
        # Lines and symbols at 0 and 100 % are whole only if they may stand out of the area.
        plot.vb.setFlag(plot.vb.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        plot.layout.setContentsMargins(UNIT, UNIT * 1.5, UNIT * 3, UNIT)
        self._left, self._bottom = plot.getAxis("left"), plot.getAxis("bottom")
        self._left.setTicks([[(tick, self.tr("{0} %").format(tick)) for tick in _TICKS]])
        for axis in (self._left, self._bottom):
            axis.enableAutoSIPrefix(False)
            axis.setStyle(maxTickLevel=0, tickLength=0, tickTextOffset=UNIT)
            axis.setGrid(255)
            # pyqtgraph draws the grid over the curves.
            axis.setZValue(-1)
        plot.setYRange(0, 100, padding=0)
        self.set_x_scale(XScale())
        self.restyle()

    def set_x_scale(self, scale: XScale) -> None:
        """Let the x axis run from 0 to the scale's end."""
        if scale == self.x_scale:
            return
        self.x_scale = scale
        self.plotItem.setXRange(0, scale.end, padding=0)
        self._bottom.setTicks(None if scale.is_usual else [scale.ticks()])

    def set_x_titles(self, titles: tuple[str, ...]) -> None:
        """Say what the x axis measures, in several lengths, the longest first."""
        if titles != self._titles:
            self._titles = titles
            self._show_titles()

    def pen(self, colour: QColor, width: int, dash: Qt.PenStyle) -> QPen:
        """Return a pen as wide as one outside the plot, whose pixels are not the screen's."""
        return pg.mkPen(  # type: ignore[no-any-return]
            colour, width=width * self.pen_ratio, style=dash, cosmetic=True
        )

    @property
    def pen_ratio(self) -> float:
        """Pixels of what is drawn on, the screen or a picture, to each of the window's."""
        return float(self._picture_ratio or self.devicePixelRatioF())

    def set_picture_ratio(self, ratio: float | None) -> None:
        """Draw for a picture of so many pixels to each of the window's; None: for the screen."""
        self._picture_ratio = ratio
        self.pixel_ratio_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Follow the window to a screen of other pixels."""
        taken = bool(super().event(event))
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.pixel_ratio_changed.emit()
        return taken

    def restyle(self) -> None:
        """Take the colours of the scheme and the font in force."""
        colours = self.theme.colours
        self.setBackground(colours.window)
        for axis in (self._left, self._bottom):
            axis.setPen(QPen(QColor(colours.grid)))
            axis.setTextPen(QPen(QColor(colours.muted)))
            axis.setTickFont(self.font())
            axis.label.setFont(self.font())
        self._show_titles()

    def area(self) -> QRect:
        """Return the rectangle of the axes in this widget's pixels."""
        rect: QRect = self.mapFromScene(self.plotItem.vb.sceneBoundingRect()).boundingRect()
        return rect

    def columns(self) -> int:
        """Return at least as many columns as the axes have pixels."""
        pixels: int = math.ceil(self.area().width() * self.devicePixelRatioF())
        # A power of two: hardly any change of the size is another number.
        return int(1 << max(_FEWEST_COLUMN_BITS, (pixels - 1).bit_length()))

    def pixel_of(self, value: float) -> int:
        """Return the column of this widget at which a perturbation value stands."""
        place = self.x_scale.place(value)
        scene = self.plotItem.vb.mapViewToScene(QPointF(place, 0))
        return int(self.mapFromScene(scene).x())

    def value_at(self, pixel: QPoint) -> float:
        """Return the perturbation value at a place of this widget."""
        place = float(self.plotItem.vb.mapSceneToView(self.mapToScene(pixel)).x())
        return self.x_scale.value(place)

    def _show_titles(self) -> None:
        style = {"color": self.theme.colours.text}
        area = self.area()
        left = self._fitting((self.tr("Robust accuracy"), self.tr("Robust")), area.height())
        self._left.setLabel(left, **style)
        bottom = self._fitting(self._titles, area.width())
        self._bottom.setLabel(escape(plain_text(bottom)), **style)
        for axis in (self._left, self._bottom):
            # pyqtgraph centres a title only when the axis gets another size.
            axis.resizeEvent()

    def _fitting(self, titles: Sequence[str], room: int) -> str:
        """Return the first title that fits into so many pixels, or else the last."""
        metrics = QFontMetrics(self.font())
        fitting = (title for title in titles if metrics.horizontalAdvance(title) <= room)
        return next(fitting, titles[-1])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value under the pointer, or that there is none."""
        pixel = event.position().toPoint()
        if self.area().adjusted(-UNIT, -UNIT, UNIT, UNIT).contains(pixel):
            self.hovered.emit(self.value_at(pixel))
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has gone."""
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step along the values; leave every other key to the window."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard is here."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has gone."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Choose titles that fit."""
        super().resizeEvent(event)
        # pyqtgraph calls this once while it is being built.
        if hasattr(self, "_bottom"):
            self._show_titles()
            self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is clicked."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing is clicked."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing is zoomed; the surroundings may scroll."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the surroundings."""
        event.ignore()
