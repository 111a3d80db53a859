"""The window's middle: announcements above the pages, neither of which moves the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.fitted_scroll import FittedScroll
from pandavision_gui.views.theme import UNIT

_LEAST = QSize(34 * UNIT, 24 * UNIT)
_LARGEST_SHARE, _LARGEST_OF_LITTLE, _LITTLE = 3, 4, 60 * UNIT
"""Announcements have at most one part in so many of the height, or of little height; more of them
are scrolled."""


class MiddleColumn(QWidget):
    """Asks for the same room whatever it shows.

    Otherwise a window that has little room would grow, or take room from its docks, when a tab is
    looked at or something is announced.
    """

    def __init__(self, announcements: Announcements, pages: QWidget) -> None:
        super().__init__()
        self._announcements = announcements
        says = not announcements.isHidden()
        self.notices = FittedScroll(announcements, self.tr("Messages"))
        self.notices.setObjectName("notices")
        announcements.setVisible(says)  # the area has shown them
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
        if not said.isHidden():
            share = _LARGEST_SHARE if self.height() >= _LITTLE else _LARGEST_OF_LITTLE
            self.notices.fit(self.width(), self.height() // share)
