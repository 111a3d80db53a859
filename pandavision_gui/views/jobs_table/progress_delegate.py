"""The cell that says where a job stands: words, and a bar while it is worked on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate, Index
from pandavision_gui.views.jobs_table.job_columns import Column, Listed, has_no_figures
from pandavision_gui.views.jobs_table.job_words import state_words
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.theme import UNIT

_BAR_HEIGHT = 6


class ProgressDelegate(CellDelegate):
    """Paints a bar with share and time left, or an icon with a word."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the state."""
        words = state_words(listed.row, listed.progress, listed.place, listed.stage)
        if words.share is None:
            paint_words(self, painter, rect, listed, index)
            return
        taken = self._paint_bar(painter, rect, words.share, listed.number) + UNIT
        self.write(painter, rect.adjusted(taken, 0, 0, 0), words.text, tone=words.tone)

    def _paint_bar(self, painter: QPainter, rect: QRect, share: float, number: int | None) -> int:
        width = min(8 * UNIT, rect.width() // 3)
        top = rect.center().y() - _BAR_HEIGHT / 2 + 0.5
        groove = QRectF(rect.left(), top, width, _BAR_HEIGHT)
        radius = _BAR_HEIGHT / 2
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
            groove.setWidth(max(float(_BAR_HEIGHT), width * share))
            painter.drawRoundedRect(groove, radius, radius)
        return width


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
