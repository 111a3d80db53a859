"""Files that the system hands over while the program runs: macOS sends events, no arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class FileEvents(QObject):
    """Collects such files from the start, and hands them on once somebody takes them."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._waiting: list[Path] = []
        self._take: Callable[[Sequence[Path]], None] | None = None
        app.installEventFilter(self)

    def give_to(self, take: Callable[[Sequence[Path]], None] | None) -> None:
        """Hand files to `take` from now on, those that came before at once; None: keep them."""
        self._take = take
        if take is not None and self._waiting:
            waiting, self._waiting = self._waiting, []
            take(waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take an event that names a file of this machine."""
        if event.type() is not QEvent.Type.FileOpen or not isinstance(event, QFileOpenEvent):
            return False
        name = event.file()
        if name:
            if self._take is not None:
                self._take([Path(name)])
            else:
                self._waiting.append(Path(name))
        return True
