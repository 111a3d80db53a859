"""A scroll area whose content is as wide with a scroll bar as without one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.theme import UNIT

_MARGIN = 2 * UNIT
_LABEL_HEIGHT = 3 * UNIT


class SteadyScrollArea(QScrollArea):
    """Scrolls vertically; the bar takes its room from the right margin, so no text wraps anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(_MARGIN, UNIT, _MARGIN, UNIT)
        self.column.setSpacing(UNIT)
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the focus into view, its label too: a key may have led there."""
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, _LABEL_HEIGHT)

    def _make_room(self, _lowest: int, highest: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        self.column.setContentsMargins(_MARGIN, UNIT, max(_MARGIN - bar, 0), UNIT)
