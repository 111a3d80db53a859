"""A scroll area whose content is as wide with a scroll bar as without one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.theme import UNIT

_MARGIN = 2 * UNIT
_LABEL_HEIGHT = 3 * UNIT
_LEAST = 30 * UNIT


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
        self._has_bar = False
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: nothing scrolls to the side, and what is wider is cut off."""
        shown = self.widget()
        content = shown.minimumSizeHint().width() if shown is not None else 0
        bar = self.verticalScrollBar().sizeHint().width() if self._has_bar else 0
        return QSize(max(_LEAST, content + bar), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more room when what is shown needs it."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the focus into view, its label too: a key may have led there."""
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, _LABEL_HEIGHT)

    def _make_room(self, _lowest: int, highest: int) -> None:
        self._has_bar = highest > 0
        bar = self.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        self.column.setContentsMargins(_MARGIN, UNIT, max(_MARGIN - bar, 0), UNIT)
