"""The window's middle: announcements above the pages, neither of which moves the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.theme import UNIT

_LEAST = QSize(34 * UNIT, 24 * UNIT)
_LARGEST_SHARE = 3
"""Announcements have at most one part in so many of the height; more of them are scrolled."""


class MiddleColumn(QWidget):
    """Asks for the same room whatever it shows.

    Otherwise a window that has little room would grow, or take room from its docks, when a tab is
    looked at or something is announced.
    """

    def __init__(self, announcements: Announcements, pages: QWidget) -> None:
        super().__init__()
        self._announcements = announcements
        self.notices = QScrollArea()
        self.notices.setObjectName("notices")
        self.notices.setFrameShape(QFrame.Shape.NoFrame)
        self.notices.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.notices.setWidgetResizable(True)
        says = not announcements.isHidden()
        self.notices.setWidget(announcements)
        announcements.setVisible(says)  # the area has shown them
        for widget in (self.notices.viewport(), announcements):
            widget.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(pages, 1)
        announcements.installEventFilter(self)
        announcements.said.connect(self._bring_into_view)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the room for tabs that scroll what does not fit."""
        return _LEAST

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when there is more or less to say."""
        if event.type() in (
            QEvent.Type.LayoutRequest,
            QEvent.Type.ShowToParent,
            QEvent.Type.HideToParent,
        ):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the announcements their share of the new height."""
        super().resizeEvent(event)
        self._fit()

    def _bring_into_view(self, message: QWidget) -> None:
        # It has its place when the layouts have been told, which they are by events.
        QTimer.singleShot(0, message, lambda: self.notices.ensureWidgetVisible(message, 0, 0))

    def _fit(self) -> None:
        said = self._announcements
        self.notices.setHidden(said.isHidden())
        if said.isHidden():
            return
        most = self.height() // _LARGEST_SHARE
        wanted = _height(said, self.width())
        if wanted > most:  # the bar takes some of the width
            bar = self.notices.verticalScrollBar().sizeHint().width()
            wanted = _height(said, self.width() - bar)
        self.notices.setFixedHeight(min(wanted, most))


def _height(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return widget.sizeHint().height()
