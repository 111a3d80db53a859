"""The first two cells of a row: the tick, and the line and symbol of the job's curve."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate, Index
from pandavision_gui.views.jobs_table.job_columns import Listed
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.style_sample import paint_sample

_BOX_PX = 15


class TickDelegate(CellDelegate):
    """Paints the box; a click anywhere in the cell ticks."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the box, which the system's style would hardly show on a dark ground."""
        colours = self.theme.colours
        box = QRectF(0, 0, _BOX_PX - 1, _BOX_PX - 1)
        box.moveCenter(QPointF(rect.center().x() + 0.5, rect.center().y() + 0.5))
        ticked = listed.is_ticked
        painter.setPen(QPen(QColor(colours.accent if ticked else colours.muted), 1.0))
        painter.setBrush(QColor(colours.accent if ticked else colours.surface))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            icon = self.theme.coloured_icon("good", colours.accent_text)
            icon.paint(painter, box.toAlignedRect())

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Tick or untick when the mouse button is let go in the cell."""
        if (
            event.type() is not QEvent.Type.MouseButtonRelease
            or not isinstance(event, QMouseEvent)
            or event.button() is not Qt.MouseButton.LeftButton
        ):
            return False
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        other = (
            Qt.CheckState.Unchecked if ticked is Qt.CheckState.Checked else Qt.CheckState.Checked
        )
        return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)


class SwatchDelegate(CellDelegate):
    """Paints the line of a ticked job with its dash and symbol."""

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the line."""
        if listed.number is None:
            return
        style = SeriesStyle(listed.number)
        paint_sample(painter, rect, style, colour=QColor(style.colour(dark=self.theme.is_dark)))
