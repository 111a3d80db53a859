"""Reads a job's log beside the window, again and again while somebody looks at it."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from pandavision_gui.jobs.log_tail import LogTail, read_log_tail

_AGAIN_MS = 1000


class LogReading(QObject):
    """One log at a time; a drive that does not answer gets one thread, however long it takes.

    Signals
    -------
    came
        A `LogTail` that was not told before.
    failed
        Why the log cannot be read.
    """

    came = Signal(object)
    failed = Signal(str)

    _read = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._known: LogTail | None = None
        self._is_reading = False
        self._is_closed = False
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._begin)
        self._read.connect(self._on_read, Qt.ConnectionType.QueuedConnection)

    def follow(self, path: Path | None) -> None:
        """Read this log from now on; None: none."""
        if path != self._path:
            self._path, self._known = path, None
        if path is None or self._is_closed:
            self._again.stop()
        else:
            self._again.start()
            self._begin()

    def close(self) -> None:
        """Read nothing any more."""
        self._is_closed = True
        self.follow(None)

    def _begin(self) -> None:
        if self._is_reading or self._path is None:
            return
        self._is_reading = True
        # It may hang for good on a dead network drive: such a thread does not hold up the end.
        threading.Thread(
            target=self._work, args=(self._path, self._known), name="log", daemon=True
        ).start()

    def _work(self, path: Path, known: LogTail | None) -> None:
        told: LogTail | OSError
        try:
            told = read_log_tail(path, known)
        except OSError as error:
            told = error
        if not self._is_closed:
            self._read.emit(path, told)

    @Slot(object, object)
    def _on_read(self, path: Path, told: LogTail | OSError) -> None:
        self._is_reading = False
        if path != self._path:
            self._begin()
        elif isinstance(told, OSError):
            self._known = None
            self.failed.emit(told.strerror or str(told))
        elif told is not self._known:
            self._known = told
            self.came.emit(told)
