"""The cell that says where a job stands: words, and a bar while it is worked on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate, Index
from pandavision_gui.views.jobs_table.job_columns import Column, Listed, has_no_figures
from pandavision_gui.views.jobs_table.job_words import state_words, widest_progress
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.theme import UNIT

_BAR_HEIGHT = 6
_LINE_HEIGHT = 3
"""Of a bar that has no room beside the words and lies below them."""
_LEAST_BAR = 3 * UNIT


class ProgressDelegate(CellDelegate):
    """Paints a bar with share and time left, or an icon with a word."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the state."""
        words = state_words(listed.row, listed.progress, listed.place, listed.stage)
        if words.share is None:
            paint_words(self, painter, rect, listed, index)
            return
        # Of the widest words, not of those that stand there: the bar must not jump with the time.
        room = rect.width() - painter.fontMetrics().horizontalAdvance(widest_progress()) - UNIT
        if room >= _LEAST_BAR:
            bar = QRectF(rect.left(), 0, min(8 * UNIT, room), _BAR_HEIGHT)
            bar.moveTop(rect.center().y() - _BAR_HEIGHT / 2 + 0.5)
            rect = rect.adjusted(int(bar.width()) + UNIT, 0, 0, 0)
        else:
            top = rect.bottom() - _LINE_HEIGHT - 1
            bar = QRectF(rect.left(), top, rect.width(), _LINE_HEIGHT)
            rect = rect.adjusted(0, 0, 0, -_LINE_HEIGHT)
        self._paint_bar(painter, bar, words.share, listed.number)
        self.write(painter, rect, words.text, tone=words.tone)

    def _paint_bar(
        self, painter: QPainter, groove: QRectF, share: float, number: int | None
    ) -> None:
        width, radius = groove.width(), groove.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.colours.line))
        painter.drawRoundedRect(groove, radius, radius)
        if share > 0:
            colour = (
                self.theme.colours.accent
                if number is None
                else SeriesStyle(number).colour(dark=self.theme.is_dark)
            )
            painter.setBrush(QColor(colour))
            groove.setWidth(max(groove.height(), width * share))
            painter.drawRoundedRect(groove, radius, radius)


def paint_words(
    delegate: CellDelegate, painter: QPainter, rect: QRect, listed: Listed, index: Index
) -> None:
    """Paint a state without a bar; a job without figures tells its reason across their cells.

    Each of these cells paints its part of it: Qt paints cell by cell, over what was there.
    """
    words = state_words(listed.row, listed.progress, listed.place, listed.stage)
    if has_no_figures(listed):
        rect = delegate.across(index, Column.STATE, Column.LEVEL)
    taken = delegate.paint_icon(painter, rect, words.icon, words.tone) if words.icon else 0
    delegate.write(painter, rect.adjusted(taken, 0, 0, 0), words.text, tone=words.tone)
