"""Writes down what nobody expected: a crash of the process, an exception that nobody caught."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import traceback
from collections import Counter
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from PySide6.QtCore import QObject, Signal

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.crash.crash_files import CrashFiles

_LOG_BYTES = 512 * 1024
_MOST_EXCEPTIONS = 20
"""Of a session: a fault in painting comes with every frame."""
_LONGEST = 16_000
"""Characters of one exception's text."""

_log = logging.getLogger(__name__)


class CrashWatch(QObject):
    """While entered, a session's file and the log are written in the data folder.

    Where that folder cannot be written to, the program runs without.

    Parameters
    ----------
    folder
        Of the window's own files; this process owns it.
    head
        Versions, one a line: after a crash of this program another version may read it.

    Signals
    -------
    happened
        An exception that nobody caught was written down; from any thread.
    """

    happened = Signal()

    def __init__(self, folder: Path, head: str) -> None:
        super().__init__()
        self.files = CrashFiles(folder)
        self._head = head
        self._file: BinaryIO | None = None
        self._handlers: list[logging.Handler] = []
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._answered = 0
        """Bytes of the session's file, without its head, that the user has decided about."""
        self._begin_of_body = 0

    def __enter__(self) -> CrashWatch:
        begun = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        try:
            self._file = self.files.begin(f"{self._head}\nStarted: {begun}")
            self._begin_of_body = self._file.tell()
        except (OSError, PandaVisionError) as error:
            _log.warning("what may go wrong in the window cannot be written down: %s", error)
        if self._file is not None:
            faulthandler.enable(self._file)
            self._begin_log()
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook = self._before
        if self._file is None:
            return
        faulthandler.disable()
        with contextlib.suppress(OSError, PandaVisionError):
            self.files.report_session(self.files.session, self._answered)
        _log.info("the window's program ends in order")
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            self.files.session.unlink()

    def text(self) -> str:
        """Return the report on this session, of what the user has not decided about."""
        with contextlib.suppress(OSError):
            return self.files.session_text(self.files.session, self._answered)
        return ""

    def set_answered(self) -> None:
        """Note that the user has decided about all that has happened so far."""
        if self._file is not None:
            self._answered = self._file.tell() - self._begin_of_body

    def _begin_log(self) -> None:
        root = logging.getLogger()
        try:
            written = _LogFile(self.files.log)
        except OSError as error:
            _log.warning("the window's log cannot be written: %s", error)
            return
        written.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._handlers = [written]
        if not root.handlers and sys.stderr is not None:
            # Python says warnings there by itself only as long as nobody else handles them.
            said = logging.StreamHandler(sys.stderr)
            said.setLevel(logging.WARNING)
            self._handlers.append(said)
        for handler in self._handlers:
            root.addHandler(handler)
        logging.getLogger("pandavision_gui").setLevel(logging.INFO)
        _log.info("the window's program begins, process %d", os.getpid())

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._before[0](kind, error, trace)  # it is said where it was said before, too
        if not issubclass(kind, KeyboardInterrupt):
            self._write("an exception", error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self._before[1](args)
        if args.exc_value is not None and args.exc_type is not SystemExit:
            name = args.thread.name if args.thread else ""
            self._write(f"an exception in the thread {name}", args.exc_value)

    def _write(self, what: str, error: BaseException) -> None:
        text = "".join(traceback.format_exception(error))[-_LONGEST:]
        with self._lock:
            self._seen[text] += 1
            is_new = self._seen[text] == 1 and len(self._seen) <= _MOST_EXCEPTIONS
            if not is_new or self._file is None:
                return
            moment = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
            with contextlib.suppress(OSError):
                self._file.write(f"{moment}, {what}:\n{text}\n".encode(errors="replace"))
        _log.error("%s that nobody caught: %s", what, type(error).__name__)
        self.happened.emit()


class _LogFile(RotatingFileHandler):
    """Two files of bounded size; a link in their place is not followed."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")

    def _open(self) -> TextIOWrapper[Any]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.baseFilename, flags, 0o600)
        return open(file, "a", encoding=self.encoding, errors="backslashreplace")
