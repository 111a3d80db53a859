"""Ctrl+C in the terminal and the system's polite request to end."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QSocketNotifier


class EndSignals(contextlib.AbstractContextManager[None]):
    """While entered, SIGINT and SIGTERM call `on_signal` inside Qt's event loop.

    Python's handlers run between two of its own instructions, which a waiting event loop does not
    execute: the signal's byte on a socket wakes it.
    """

    def __init__(self, on_signal: Callable[[], None]) -> None:
        self._on_signal = on_signal

    def __enter__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._there.setblocking(False)
        self._before = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_byte)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)

    def __exit__(self, *_: object) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        self._here.close()
        self._there.close()

    def _on_byte(self) -> None:
        self._here.recv(64)
        self._on_signal()
