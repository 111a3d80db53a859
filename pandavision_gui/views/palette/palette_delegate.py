"""How a line of the palette is painted: icon, title, what is beside it, keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pandavision_gui.views.palette.palette_entry import ENTRY_ROLE, Entry
from pandavision_gui.views.theme import UNIT, Theme

Index = QModelIndex | QPersistentModelIndex
_LEAST_DETAIL = 6 * UNIT
"""Pixels; narrower words beside the title say nothing."""
_TITLE_SHARE = 0.6
"""Of the line, for a title that has something beside it."""


class PaletteDelegate(QStyledItemDelegate):
    """Paints plain text; what cannot be done now is pale, and says why."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line."""
        return QSize(0, option.fontMetrics.height() + UNIT + UNIT // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line."""
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        colours = self._theme.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(option.rect, UNIT // 2, UNIT // 2)
        room = option.rect.adjusted(UNIT, 0, -UNIT, 0)
        side = max(12, option.fontMetrics.height() - 2)
        icon = QRect(room.left(), room.center().y() - side // 2, side, side)
        pale = bool(entry.reason)
        self._theme.coloured_icon(entry.icon, colours.muted).paint(painter, icon)
        room.setLeft(icon.right() + UNIT)
        if entry.shortcut:
            self._write(painter, room, entry.shortcut, colours.muted, Qt.AlignmentFlag.AlignRight)
            width = option.fontMetrics.horizontalAdvance(entry.shortcut)
            room.setRight(room.right() - width - 2 * UNIT)
        beside = entry.reason or entry.detail
        title = QRect(room)
        wanted = option.fontMetrics.horizontalAdvance(entry.title)
        if beside and wanted > _TITLE_SHARE * room.width():
            title.setWidth(int(_TITLE_SHARE * room.width()))
        colour = colours.muted if pale else colours.text
        room.setLeft(title.left() + self._write(painter, title, entry.title, colour) + 2 * UNIT)
        if room.width() > _LEAST_DETAIL:
            self._write(painter, room, beside, colours.muted)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        colour: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(colour))
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, int(flags), shown)
        return metrics.horizontalAdvance(shown)
