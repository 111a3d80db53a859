"""A name on one line, its middle left out where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption

from pandavision_gui.views.plain_text import LONGEST_LINE, PlainLabel, both_ends

_SHORTEST = "abcd…wxyz"


class ElidedLabel(PlainLabel):
    """Shows its text on one line; it can be made as narrow as a few letters."""

    def __init__(self) -> None:
        super().__init__(one_line=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show `text`."""
        line = both_ends(text, LONGEST_LINE)
        super().setText(line)
        self.setAccessibleName(line)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        return QSize(self.fontMetrics().horizontalAdvance(_SHORTEST), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write what there is room for."""
        option = QStyleOption()
        option.initFrom(self)
        metrics = self.fontMetrics()
        rect = self.contentsRect()
        text = metrics.elidedText(QLabel.text(self), Qt.TextElideMode.ElideMiddle, rect.width())
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                rect,
                int(self.alignment() | Qt.TextFlag.TextSingleLine),
                option.palette,
                bool(option.state & QStyle.StateFlag.State_Enabled),
                text,
                self.foregroundRole(),
            )
