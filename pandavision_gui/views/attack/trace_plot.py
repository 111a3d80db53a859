"""What an attack did to one sample, pass by pass: how wrong the model was, how far it had gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pandavision_gui.views.plots.axis_ticks import ticks
from pandavision_gui.views.theme import UNIT, Theme, tabular

_CURVE_WIDTH = 2.0
_LEAST_LINES = 15
"""Lines of text that both panels take with their titles and numbers."""
_UPPER_SHARE = 0.55
_WIDEST_NUMBER = "−0.0000"
_TO_THE_END = 1_000_000
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -_TO_THE_END,
    Qt.Key.Key_End: _TO_THE_END,
}


@dataclass(frozen=True)
class TracePanel:
    """One of the two curves.

    Attributes
    ----------
    title
        What is measured.
    values
        float64, (n,), by pass.
    has_zero_line
        Whether above 0 means that the model is wrong.
    mark
        A value that is marked by a line, None for none.
    short
        What is measured, where the title has no room.
    """

    title: str
    values: NDArray[np.float64]
    has_zero_line: bool = False
    mark: float | None = None
    short: str = ""


@dataclass(frozen=True)
class TraceSection:
    """Passes that belong together: a stage of the attack."""

    title: str
    begin: int
    short: str = ""


class TracePlot(QWidget):
    """Two curves over the passes, the sections named above.

    Signals
    -------
    looked_at
        Number of a pass that the pointer or the keyboard is at; −1 for none.
    """

    looked_at = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._panels: tuple[TracePanel, ...] = ()
        self._sections: tuple[TraceSection, ...] = ()
        self._pass = -1
        self.setObjectName("trace_plot")
        self.setAccessibleName(self.tr("The attack pass by pass"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_trace(self, panels: Sequence[TracePanel], sections: Sequence[TraceSection]) -> None:
        """Show curves of equal length."""
        self._panels, self._sections = tuple(map(_drawable, panels)), tuple(sections)
        self._look_at(-1)
        self.update()

    @property
    def passes(self) -> int:
        """How many passes are shown."""
        return len(self._panels[0].values) if self._panels else 0

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        return QSize(60 * UNIT, 36 * UNIT)

    def minimumSizeHint(self) -> QSize:
        """Return the size in which the curves can still be read."""
        return QSize(30 * UNIT, _LEAST_LINES * self.fontMetrics().height() + 4 * UNIT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the pass below the pointer."""
        room = self._room()
        if self.passes and room.width() > 0:
            share = (event.position().x() - room.left()) / room.width()
            self._look_at(round(share * max(1, self.passes - 1)))

    def leaveEvent(self, event: QEvent) -> None:
        """Look away."""
        self._look_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from pass to pass with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.passes:
            super().keyPressEvent(event)
        else:
            self._look_at(max(0, self._pass + step))

    def _look_at(self, number: int) -> None:
        number = min(number, self.passes - 1) if number >= 0 else -1
        if number != self._pass:
            self._pass = number
            self.looked_at.emit(number)
            self.update()

    def _room(self) -> QRectF:
        metrics = self.fontMetrics()
        left = max(7.0 * UNIT, metrics.horizontalAdvance(_WIDEST_NUMBER) + 2.0 * UNIT)
        top, bottom = 2 * metrics.height() + UNIT, 2 * metrics.height() + UNIT
        return QRectF(left, top, self.width() - left - UNIT * 2, self.height() - top - bottom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both panels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tabular(self.font()))
        if not self.passes:
            return
        room = self._room()
        gap = painter.fontMetrics().height() + UNIT  # the lower title stands in it
        upper = QRectF(room)
        upper.setHeight((room.height() - gap) * _UPPER_SHARE)
        lower = QRectF(room)
        lower.setTop(upper.bottom() + gap)
        for panel, place in zip(self._panels, (upper, lower), strict=False):
            self._paint_panel(painter, panel, place)
        self._paint_sections(painter, room, (upper, lower))
        self._paint_passes(painter, room)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _x(self, number: float, room: QRectF) -> float:
        return room.left() + room.width() * number / max(1, self.passes - 1)

    def _paint_panel(self, painter: QPainter, panel: TracePanel, room: QRectF) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        finite = panel.values[np.isfinite(panel.values)]
        lowest = min(0.0, float(finite.min(initial=0.0)))
        highest = max(float(finite.max(initial=0.0)), panel.mark or 0.0, lowest + 1e-12)

        def y(value: float) -> float:
            return room.bottom() - room.height() * (value - lowest) / (highest - lowest)

        if panel.has_zero_line and highest > 0:
            wrong = QRectF(room.left(), room.top(), room.width(), y(0.0) - room.top())
            painter.fillRect(wrong, QColor(colours.bad_soft))
        for value, words in ticks(lowest, highest):
            painter.setPen(QPen(QColor(colours.grid), 1))
            painter.drawLine(QPointF(room.left(), y(value)), QPointF(room.right(), y(value)))
            painter.setPen(QColor(colours.muted))
            height = metrics.height()
            place = QRectF(0, y(value) - height / 2, room.left() - UNIT, height)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words
            )
        if panel.mark is not None:
            painter.setPen(QPen(QColor(colours.bad), 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                QPointF(room.left(), y(panel.mark)), QPointF(room.right(), y(panel.mark))
            )
        painter.save()
        painter.setClipRect(room.adjusted(-2, -2, 2, 2))
        painter.setPen(QPen(QColor(colours.accent), _CURVE_WIDTH))
        painter.drawPolyline(self._line(panel.values, room, y))
        if self._pass >= 0:
            value = float(panel.values[self._pass])
            x = self._x(self._pass, room)
            painter.setPen(QPen(QColor(colours.muted), 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setBrush(QColor(colours.accent))
            painter.setPen(QPen(QColor(colours.surface), 1.5))
            painter.drawEllipse(QPointF(x, y(value)), 4.0, 4.0)
        painter.restore()
        painter.setPen(QColor(colours.text))
        shown = fitting(metrics, (panel.title, panel.short), round(room.width()))
        head = QRectF(
            room.left(), room.top() - metrics.height() - 3, room.width(), metrics.height()
        )
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft), shown)

    def _line(self, values: NDArray[np.float64], room: QRectF, y) -> QPolygonF:  # type: ignore[no-untyped-def]
        """Return the curve with no more points than the screen has columns: lowest and highest."""
        columns = max(1, int(room.width()))
        count = len(values)
        if count <= 2 * columns:
            chosen = np.arange(count)
        else:
            edges = np.linspace(0, count, columns + 1).astype(int)
            chosen = np.array(
                [
                    at
                    for begin, end in pairwise(edges)
                    for at in sorted(
                        {
                            begin + int(np.nanargmin(values[begin:end])),
                            begin + int(np.nanargmax(values[begin:end])),
                        }
                    )
                ]
            )
        return QPolygonF([QPointF(self._x(float(at), room), y(float(values[at]))) for at in chosen])

    def _paint_sections(self, painter: QPainter, room: QRectF, panels: Sequence[QRectF]) -> None:
        """Name the sections and part them by lines, which leave out the panels' titles."""
        colours, metrics = self._theme.colours, painter.fontMetrics()
        ends = [section.begin for section in self._sections[1:]] + [self.passes - 1]
        for section, end in zip(self._sections, ends, strict=False):
            left, right = self._x(section.begin, room), self._x(end, room)
            if section.begin:
                painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DotLine))
                above = room.top() - 2 * metrics.height()
                head = QRectF(left, above, 0, metrics.height() - 3)
                for part in (head, *panels):
                    painter.drawLine(QPointF(left, part.top()), QPointF(left, part.bottom()))
            width = round(right - left) - UNIT
            if width > 4 * UNIT:
                painter.setPen(QColor(colours.muted))
                shown = fitting(metrics, (section.title, section.short), width)
                above = room.top() - 2 * metrics.height() - UNIT // 2
                place = QRectF(left + (4 if section.begin else 0), above, width, metrics.height())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), shown)

    def _paint_passes(self, painter: QPainter, room: QRectF) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        painter.setPen(QColor(colours.muted))
        for value, words in ticks(0.0, float(max(1, self.passes - 1))):
            if value != round(value):
                continue
            width = metrics.horizontalAdvance(words) + 2
            place = QRectF(
                self._x(value, room) - width / 2, room.bottom() + 4, width, metrics.height()
            )
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)
        title = QRectF(
            room.left(), room.bottom() + 4 + metrics.height(), room.width(), metrics.height()
        )
        painter.setPen(QColor(colours.text))
        painter.drawText(title, int(Qt.AlignmentFlag.AlignCenter), self.tr("Model passes"))


def fitting(metrics: QFontMetrics, titles: Sequence[str], width: int) -> str:
    """Return the first title that has room, else the last one there is, cut at its end."""
    known = [title for title in titles if title]
    whole = (title for title in known if metrics.horizontalAdvance(title) <= width)
    last = metrics.elidedText(known[-1] if known else "", Qt.TextElideMode.ElideRight, width)
    return next(whole, last)


def _drawable(panel: TracePanel) -> TracePanel:
    """Return it with finite numbers: a model may answer anything, and infinity has no place."""
    finite = panel.values[np.isfinite(panel.values)]
    highest, lowest = float(finite.max(initial=0.0)), float(finite.min(initial=0.0))
    values = np.nan_to_num(panel.values, nan=0.0, posinf=highest, neginf=lowest)
    return replace(panel, values=values)
