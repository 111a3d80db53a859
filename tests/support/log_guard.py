"""Fails a test in which Qt or Python warned of something that was not expected."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

_HARMLESS = (
    # The offscreen and minimal platforms say this of what they cannot do.
    "This plugin does not support",
)


class LogGuard(logging.Handler):
    """Collects warnings; `expect` lets those pass that a test causes on purpose."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []
        self._expected: list[str] = []

    def expect(self, part: str) -> None:
        """Let warnings with `part` in them pass."""
        self._expected.append(part)

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def from_qt(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.seen.append(f"Qt: {text}")

    def unexpected(self) -> list[str]:
        """Return what nobody expected."""
        passing = (*_HARMLESS, *self._expected)
        return [text for text in self.seen if not any(part in text for part in passing)]


@contextlib.contextmanager
def guarded_log() -> Iterator[LogGuard]:
    guard = LogGuard()
    before = qInstallMessageHandler(guard.from_qt)
    logging.getLogger().addHandler(guard)
    try:
        yield guard
    finally:
        logging.getLogger().removeHandler(guard)
        qInstallMessageHandler(before)
    assert not guard.unexpected(), guard.unexpected()
