"""The crosshair: a line at a perturbation value, and beside it a box that says what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.style_sample import paint_sample, readable_colour
from pandavision_gui.views.theme import UNIT, Theme, tabular

_SAMPLE_WIDTH = 24
_RADIUS = 4
_ABOVE_EVERY_CURVE = 1_000


@dataclass(frozen=True)
class ReadoutRow:
    """What one curve is at the value; its name is spoken, where its style cannot be seen."""

    style: SeriesStyle
    text: str
    name: str


class ReadoutBox(QWidget):
    """A small box with a header and a line per curve; plain text, painted."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._header = ""
        self._rows: tuple[ReadoutRow, ...] = ()
        self._fitting = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFont(tabular(self.font()))
        self.hide()

    def show_beside(
        self, column: int, area: QRect, *, header: str, rows: Sequence[ReadoutRow]
    ) -> None:
        """Show the texts inside `area`, right of the column or else left of it, never over it."""
        self._header, self._rows = header, tuple(rows)
        wanted = self._wanted_size()
        right = area.right() - column - UNIT
        left = column - area.left() - UNIT
        on_the_right = right >= wanted.width() or right >= left
        width = min(wanted.width(), max(right, left))
        height = min(wanted.height(), area.height() - UNIT)
        self._fitting = max(0, (height - 2 * UNIT) // self._line_height() - 1)
        x = column + UNIT if on_the_right else column - UNIT - width
        self.setGeometry(QRect(QPoint(x, area.top() + UNIT // 2), QSize(width, height)))
        self.show()
        self.raise_()
        self.update()

    def texts(self) -> list[str]:
        """Return what the box says, line by line."""
        return [self._header, *(row.text for row in self._rows)]

    def spoken(self) -> list[str]:
        """Return what the box says to somebody who sees no lines, curve by curve."""
        return [self._header, *(f"{row.name}: {row.text}" for row in self._rows)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, header and rows."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.strong_line)))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
        line = QRect(UNIT, UNIT, self.width() - 2 * UNIT, self._line_height())
        self._draw_text(painter, line, self._header, colour=QColor(colours.muted))
        shown = self._rows
        if len(shown) > self._fitting:
            shown = shown[: max(0, self._fitting - 1)]
        for row in shown:
            line.translate(0, self._line_height())
            self._paint_row(painter, line, row)
        if len(shown) < len(self._rows):
            line.translate(0, self._line_height())
            more = self.tr("and {count} more").format(count=len(self._rows) - len(shown))
            self._draw_text(painter, line, more, colour=QColor(colours.muted))

    def _paint_row(self, painter: QPainter, line: QRect, row: ReadoutRow) -> None:
        colour = row.style.colour(dark=self._theme.is_dark)
        sample = QRect(line.left(), line.top(), _SAMPLE_WIDTH, line.height())
        paint_sample(painter, sample, row.style, colour=QColor(colour))
        text_colour = readable_colour(colour, background=self._theme.colours.raised)
        rest = line.adjusted(_SAMPLE_WIDTH + UNIT, 0, 0, 0)
        self._draw_text(painter, rest, row.text, colour=text_colour)

    def _draw_text(self, painter: QPainter, line: QRect, text: str, *, colour: QColor) -> None:
        painter.setPen(colour)
        elided = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(
            line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), elided
        )

    def _line_height(self) -> int:
        return self.fontMetrics().height() + UNIT // 4

    def _wanted_size(self) -> QSize:
        advance = self.fontMetrics().horizontalAdvance
        rows = [_SAMPLE_WIDTH + UNIT + advance(row.text) for row in self._rows]
        width = max([advance(self._header), *rows]) + 2 * UNIT + 1
        return QSize(width, (1 + len(self._rows)) * self._line_height() + 2 * UNIT)


class Crosshair:
    """The line and the box; hidden until a value is looked at."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setZValue(_ABOVE_EVERY_CURVE)
        self._line.hide()
        view.addItem(self._line, ignoreBounds=True)
        self.box = ReadoutBox(view, view.theme)
        self.restyle()

    def show_at(self, value: float, *, header: str, rows: Sequence[ReadoutRow]) -> None:
        """Put the line on a perturbation value and say what is there."""
        self._line.setValue(self._view.x_scale.place(value))
        self._line.show()
        self.box.show_beside(
            self._view.pixel_of(value), self._view.area(), header=header, rows=rows
        )

    def hide(self) -> None:
        """Take both away."""
        self._line.hide()
        self.box.hide()

    def restyle(self) -> None:
        """Take the colours of the scheme in force."""
        colour = QColor(self._view.theme.colours.muted)
        self._line.setPen(self._view.pen(colour, 1, Qt.PenStyle.DashLine))
        self.box.update()
