"""News that only tell leave by themselves, once there was time to read them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

LEAST_MS = 8000
PER_LETTER_MS = 80
"""Half of the pace at which most people read."""
_AGAIN_MS = 2000


class PassingNews(QObject):
    """Takes a message away after a while, but not from under the pointer or the keyboard.

    Parameters
    ----------
    place
        Where the message stands.
    leave
        Takes it away.
    """

    def __init__(self, place: QWidget, leave: Callable[[], None]) -> None:
        super().__init__(place)
        self._place, self._leave = place, leave
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._look)

    def begin(self, letters: int) -> None:
        """Let what is said now leave when so many letters can have been read."""
        self._patience.start(LEAST_MS + PER_LETTER_MS * letters)

    def stay(self) -> None:
        """What is said now stays until somebody closes it."""
        self._patience.stop()

    def _look(self) -> None:
        focus = QApplication.focusWidget()
        is_used = focus is not None and self._place.isAncestorOf(focus)
        if self._place.underMouse() or is_used or not self._place.window().isActiveWindow():
            self._patience.start(_AGAIN_MS)  # nobody reads a window that is behind another one
        else:
            self._leave()
