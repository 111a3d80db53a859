"""A choice that takes no more room than what is chosen; its list has the room that it needs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from pandavision_gui.views.theme import UNIT

_WIDEST = 26
"""Letters of ordinary width."""
_LIST_WIDEST = 60 * UNIT


class NarrowBox(QComboBox):
    """As wide as the entry that is chosen, within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(self.updateGeometry)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def sizeHint(self) -> QSize:
        """Return room for the entry that is chosen."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self.currentText()) + UNIT // 2
        widest = _WIDEST * metrics.averageCharWidth()
        size = QSize(min(widest, words), metrics.height())
        kind = QStyle.ContentsType.CT_ComboBox
        return self.style().sizeFromContents(kind, option, size, self)

    def minimumSizeHint(self) -> QSize:
        """Return the same: words that are cut off choose nothing."""
        return self.sizeHint()

    def showPopup(self) -> None:
        """Show the list as wide as its longest entry."""
        metrics = self.fontMetrics()
        texts = (self.itemText(place) for place in range(min(self.count(), 200)))
        widest = max(map(metrics.horizontalAdvance, texts), default=0) + 5 * UNIT
        self.view().setMinimumWidth(max(self.width(), min(_LIST_WIDEST, widest)))
        super().showPopup()
