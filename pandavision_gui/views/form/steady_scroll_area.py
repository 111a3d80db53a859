"""A scroll area whose content is as wide with a scroll bar as without one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.theme import UNIT

_MARGIN = 2 * UNIT


class SteadyScrollArea(QScrollArea):
    """Scrolls vertically; the bar takes its room from the right margin, so no text wraps anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, UNIT)
        self.column.setSpacing(UNIT + UNIT // 2)
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, _lowest: int, highest: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        self.column.setContentsMargins(_MARGIN, _MARGIN, max(_MARGIN - bar, 0), UNIT)
