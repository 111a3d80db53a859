"""How a cell of the table is painted: the row's background, then one line of words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pandavision_gui.views.jobs_table.job_cells import LISTED_ROLE
from pandavision_gui.views.jobs_table.job_columns import NUMBERS, Column, Listed, text_in
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.theme import UNIT, Theme, tabular

Index = QModelIndex | QPersistentModelIndex
_MUTED = frozenset({Column.MODEL, Column.DATASET, Column.STARTED, Column.TOOK})


class CellDelegate(QStyledItemDelegate):
    """Paints plain text; whoever shows more overrides `paint_content`."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view
        self._elide: dict[int, Qt.TextElideMode] = {}

    def set_elide(self, column: Column, mode: Qt.TextElideMode) -> None:
        """Say where the texts of a column are cut that have no room."""
        self._elide[column] = mode

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint background, content and, in the row that has the keyboard, its frame."""
        # Neither initStyleOption, which asks the model for seven things, nor the style sheet, which
        # takes longer than all words of a row: every news repaints the table.
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(self.theme.colours.accent_soft))
        line = QRect(option.rect)
        line.setTop(line.bottom())
        painter.fillRect(line, QColor(self.theme.colours.line))
        painter.setFont(tabular(option.font))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)
        listed = index.data(LISTED_ROLE)
        if isinstance(listed, Listed):
            rect = option.rect.adjusted(UNIT, 0, -UNIT, -1)
            self.paint_content(painter, rect, listed, index)
        self._paint_focus(painter, option.rect, index)
        painter.restore()

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint what the cell shows into `rect`, which leaves the cell's margins free."""
        column = Column(index.column())
        right = column in NUMBERS
        self.write(
            painter,
            rect,
            text_in(column, listed),
            tone=Tone.MUTED if index.column() in _MUTED else Tone.TEXT,
            elide=self._elide.get(index.column(), Qt.TextElideMode.ElideRight),
            side=Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft,
        )

    def write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        *,
        tone: Tone,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        """Write one line of text and return how wide it has become, in pixels."""
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, elide, rect.width())
        painter.setPen(self.colour(tone))
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(rect, int(flags), shown)
        return metrics.horizontalAdvance(shown)

    def across(self, index: Index, first: Column, last: Column) -> QRect:
        """Return the room of several cells of a row, without the margins at both ends."""
        ends = (index.sibling(index.row(), column) for column in (first, last))
        left, right = (self._view.visualRect(end) for end in ends)
        return left.united(right).adjusted(UNIT, 0, -UNIT, -1)

    def colour(self, tone: Tone) -> QColor:
        """Return the colour of a tone in the scheme in force."""
        return QColor(getattr(self.theme.colours, tone.value))

    def bold(self, font: QFont) -> QFont:
        """Return the font in bold."""
        font = QFont(font)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def paint_icon(self, painter: QPainter, rect: QRect, name: str, tone: Tone) -> int:
        """Paint an icon at the left of `rect` and return how much room it takes, in pixels."""
        size = icon_size(painter.fontMetrics())
        place = QRect(rect.left(), rect.center().y() - size // 2, size, size)
        self.theme.coloured_icon(name, getattr(self.theme.colours, tone.value)).paint(
            painter, place
        )
        return size + UNIT // 2

    def _paint_focus(self, painter: QPainter, rect: QRect, index: Index) -> None:
        view = self._view
        if not view.hasFocus() or view.currentIndex().row() != index.row():
            return
        left, right, top, bottom = (QRect(rect) for _ in range(4))
        left.setWidth(1)
        right.setLeft(rect.right())
        top.setHeight(1)
        bottom.setTop(rect.bottom())
        shown = [column for column in Column if not view.isColumnHidden(column)]
        sides = [top, bottom]
        sides += [left] if index.column() == shown[0] else []
        sides += [right] if index.column() == shown[-1] else []
        # A line of the painter ends within its last pixel, which leaves a gap on fine screens.
        for side in sides:
            painter.fillRect(side, QColor(self.theme.colours.accent))


def icon_size(metrics: QFontMetrics) -> int:
    """Return the side of an icon beside text, in pixels."""
    return max(12, metrics.height() - 2)
