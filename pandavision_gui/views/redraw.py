"""Draws once for all that came meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

PAUSE_MS = 100
"""Between two drawings of news: jobs may tell more than anybody can read."""


class Redraw(QObject):
    """Puts a drawing off to the next turn of the event loop, or to some time after the last one."""

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._draw = draw
        self._is_for_news = False
        self._since_news = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)

    def soon(self) -> None:
        """Draw what the user asked for, in the next turn."""
        self._is_for_news = False
        self._timer.start(0)

    def for_news(self) -> None:
        """Draw news: in the next turn, but not before the last ones have stood for a while."""
        if self._timer.isActive():
            return
        self._is_for_news = True
        stood = self._since_news.elapsed() if self._since_news.isValid() else PAUSE_MS
        self._timer.start(max(0, PAUSE_MS - stood))

    def at_once(self) -> None:
        """Draw news here and now, or after the last ones have stood for a while."""
        self.for_news()
        if self._timer.isActive() and self._timer.interval() == 0:
            self._timer.stop()
            self._run()

    def _run(self) -> None:
        self._draw()
        if self._is_for_news:
            self._since_news.start()
