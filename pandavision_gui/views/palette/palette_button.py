"""The field in the toolbar that opens the palette: it looks like one to type into."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

from pandavision_gui.views.theme import UNIT, Theme, set_role


class PaletteButton(QPushButton):
    """Says what can be found and by which keys; where room is short, less of it."""

    def __init__(self, theme: Theme, action: QAction) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("palette_button")
        self._words = self.tr("Search jobs and actions")
        self._keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(self._words)
        self.setToolTip(f"{self._words} ({self._keys})")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        set_role(self, "search")
        self.clicked.connect(action.trigger)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the room for everything it says."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self._words) + metrics.horizontalAdvance(self._keys)
        return QSize(words + self._side() + 6 * UNIT, metrics.height() + UNIT + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the room for the icon alone."""
        return QSize(self._side() + 2 * UNIT, self.fontMetrics().height() + UNIT + 2)

    def _side(self) -> int:
        return max(2 * UNIT, self.fontMetrics().height() - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, the icon, then as much of the words as there is room for."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        colours = self._theme.colours
        room = self.rect().adjusted(UNIT, 0, -UNIT, 0)
        side = self._side()
        icon = QRect(room.left(), room.center().y() - side // 2, side, side)
        self._theme.coloured_icon("search", colours.muted).paint(painter, icon)
        room.setLeft(icon.right() + UNIT)
        metrics = self.fontMetrics()
        words, keys = map(metrics.horizontalAdvance, (self._words, self._keys))
        painter.setPen(QColor(colours.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        has_words = room.width() >= words  # a half of them would say nothing
        if has_words:
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, self._words)
        if room.width() >= keys + (words + 2 * UNIT if has_words else 0):
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._keys)
