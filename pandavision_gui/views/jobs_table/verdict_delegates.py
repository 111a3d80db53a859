"""The cells with a job's figures: robust accuracy with its value, and the security level."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate, Index, icon_size
from pandavision_gui.views.jobs_table.job_columns import (
    Column,
    Listed,
    at_words,
    clean_figure,
    has_no_figures,
    level_words,
    robust_figure,
)
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.jobs_table.progress_delegate import paint_words
from pandavision_gui.views.theme import UNIT

_ROUNDED = 2
"""Advances are rounded: in exactly as many pixels the words would be cut."""


def widest_value() -> str:
    """Return words whose room is always kept: figures before the value stand in one line."""
    return at_words("16/255")


class FigureDelegate(CellDelegate):
    """Paints a share and, muted, the value it holds at; figures that may change are muted, too."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the figure."""
        if has_no_figures(listed):
            paint_words(self, painter, rect, listed, index)
            return
        is_robust = index.column() == Column.ROBUST
        figure = robust_figure(listed) if is_robust else clean_figure(listed)
        if not figure.text:
            return
        room = 0
        if is_robust:
            widths = map(painter.fontMetrics().horizontalAdvance, (widest_value(), figure.at))
            room = max(widths) + _ROUNDED + UNIT // 2
            value = rect.adjusted(rect.width() - room + UNIT // 2, 0, 0, 0)
            # The header, too, ends at the right.
            right = Qt.AlignmentFlag.AlignRight
            self.write(painter, value, figure.at, tone=Tone.MUTED, side=right)
        self.write(
            painter,
            rect.adjusted(0, 0, -room, 0),
            figure.text,
            tone=Tone.MUTED if figure.is_open else Tone.TEXT,
            side=Qt.AlignmentFlag.AlignRight,
        )


class LevelDelegate(CellDelegate):
    """Paints the level's word in its colour, the security value, and a mark for warnings."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the verdict."""
        if has_no_figures(listed):
            paint_words(self, painter, rect, listed, index)
            return
        words = level_words(listed.row)
        if words.is_warned:
            size = icon_size(painter.fontMetrics())
            mark = rect.adjusted(rect.width() - size, 0, 0, 0)
            self.paint_icon(painter, mark, "warn", Tone.WARN)
            rect = rect.adjusted(0, 0, -size - UNIT // 2, 0)
        if not words.word:
            return
        plain = painter.font()
        painter.setFont(self.bold(plain))
        taken = self.write(painter, rect, words.word, tone=words.tone)
        painter.setFont(plain)
        rest = rect.adjusted(taken + UNIT // 2, 0, 0, 0)
        self.write(painter, rest, words.value, tone=Tone.TEXT)
