"""The files about the window's own life: the session's, its log, and reports of crashes.

They lie in the data folder, which one process owns. Whoever else can write there must not make the
program write elsewhere: new files are made, never opened through what is there already.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.atomic_file import make_folder, write_text_atomically
from pandavision_gui.bounded_read import open_regular

_MOST_BYTES = 256 * 1024
_LOG_BYTES = 16 * 1024
_MOST_REPORTS = 5
_END_OF_HEAD = b"---\n"
_NEW, _KEPT = "new-crash-", "crash-"
_NAME = re.compile(r"(?:new-)?crash-\d{8}-\d{6}-\d{6}\.txt")


class CrashFiles:
    """Names and contents; see the format in docs/formats/data-folder.md.

    Parameters
    ----------
    folder
        Is made when something is written first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = folder / "session.txt"
        self.log = folder / "window.log"

    def begin(self, head: str) -> BinaryIO:
        """Make the session's file, to which stacks are appended.

        What an earlier session has left of a crash becomes a new report before.

        Raises
        ------
        OSError
            When the folder cannot be written to.
        """
        make_folder(self.folder)
        with contextlib.suppress(OSError):
            self.report_session(self.session)
        with contextlib.suppress(FileNotFoundError):
            self.session.unlink()
        # "x": whatever somebody puts there meanwhile, even a link, is not ours.
        file = open(self.session, "xb", buffering=0)  # noqa: SIM115 - open for the whole session
        file.write(head.encode() + b"\n" + _END_OF_HEAD)
        return file

    def report_session(self, session: Path, skipped: int = 0) -> Path | None:
        """Make a new report of what a session's file says; None where nothing happened.

        Parameters
        ----------
        skipped
            Bytes after the head that the user has seen already.

        Raises
        ------
        OSError, PandaVisionError
            When it cannot be read or written.
        """
        text = self.session_text(session, skipped)
        if not text:
            return None
        path = self.folder / f"{_NEW}{_stamp()}"
        write_text_atomically(path, text)
        self._remove_oldest()
        return path

    def session_text(self, session: Path, skipped: int = 0) -> str:
        """Return the report on a session so far; empty where nothing happened.

        Raises
        ------
        OSError
            When it cannot be read.
        """
        head, _, happened = _start_of(session, _MOST_BYTES).partition(_END_OF_HEAD)
        happened = happened[skipped:]
        if not happened.strip():
            return ""
        # Most sessions need no report, and all would wait for its patterns.
        from pandavision_gui.views.crash.report_text import private_here, report_text

        log = ""
        with contextlib.suppress(OSError):
            log = _end_of(self.log, _LOG_BYTES)
        return report_text(_text(head), _text(happened), log, private_here())

    def new_reports(self) -> list[Path]:
        """Return the reports that nobody has answered, the newest first."""
        return [path for path in self._reports() if path.name.startswith(_NEW)]

    def text_of(self, report: Path) -> str:
        """Return a report.

        Raises
        ------
        OSError
            When it cannot be read.
        """
        return _text(_start_of(report, 2 * _MOST_BYTES))

    def keep(self, report: Path) -> None:
        """Let a report lie, and offer it no longer."""
        if report.name.startswith(_NEW):
            os.replace(report, report.with_name(_KEPT + report.name.removeprefix(_NEW)))

    def keep_text(self, text: str) -> None:
        """Write a report that is kept from the beginning.

        Raises
        ------
        PandaVisionError
            When it cannot be written.
        """
        write_text_atomically(self.folder / f"{_KEPT}{_stamp()}", text)
        self._remove_oldest()

    def _reports(self) -> list[Path]:
        """Return all reports, the newest first."""
        try:
            found = [path for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        except OSError:
            return []
        return sorted(found, key=lambda path: path.name.removeprefix("new-"), reverse=True)

    def _remove_oldest(self) -> None:
        for path in self._reports()[_MOST_REPORTS:]:
            with contextlib.suppress(OSError):
                path.unlink()


def _stamp() -> str:
    """Return the end of a report's name: the later, the greater."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"


def _start_of(path: Path, most: int) -> bytes:
    with open_regular(path) as file:
        return file.read(most)


def _end_of(path: Path, most: int) -> str:
    """Return the last whole lines of a file."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - most))
        data = file.read(most)
    return _text(data if size <= most else data.partition(b"\n")[2])


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
