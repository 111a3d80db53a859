"""A scroll area whose content is as wide with a scroll bar as without one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
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
        self._focused: QWidget | None = None
        self._is_scrolled_away = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._keep_focus_in_view)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._on_scrolled_by_hand())

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
        if watched is self.widget():
            if event.type() is QEvent.Type.LayoutRequest:
                self.updateGeometry()
                self._settling.start()
            elif event.type() is QEvent.Type.Resize:
                self._settling.start()
        return super().eventFilter(watched, event)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the focus into view, its label too: a key may have led there."""
        content = self.widget()
        is_mine = now is not None and content is not None and content.isAncestorOf(now)
        self._focused = now if is_mine else None
        self._is_scrolled_away = False
        self._keep_focus_in_view()

    def _keep_focus_in_view(self) -> None:
        """What is said above a field must not push it out of sight while it is written in."""
        if self._focused is not None and not self._is_scrolled_away:
            self.ensureWidgetVisible(self._focused, 0, _LABEL_HEIGHT)

    def _on_scrolled_by_hand(self) -> None:
        """Whoever scrolls the field away looks for something else until another has the focus."""
        self._is_scrolled_away = True

    def _make_room(self, _lowest: int, highest: int) -> None:
        self._has_bar = highest > 0
        bar = self.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        self.column.setContentsMargins(_MARGIN, UNIT, max(_MARGIN - bar, 0), UNIT)
