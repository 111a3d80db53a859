"""The self-test as a process of its own: what it tries may end the process that tries it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pydantic import ValidationError
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from pandavision_gui.jobs.own_program import own_program
from pandavision_gui.jobs.self_test_report import SelfTestLine

_GRACE_MS = 6000
"""Longer than a self-test gets to end in order: it removes its folder and its worker."""
_LONGEST_LINE = 64 * 1024
_SHOWN = 300


class SelfTestRun(QObject):
    """One self-test at a time.

    Parameters
    ----------
    command
        The program and its arguments; by default this program's own self-test.

    Signals
    -------
    checked
        A `Check` that has ended.
    ended
        The `SelfTest`; None where it ended without one, with the reason.
    """

    checked = Signal(object)
    ended = Signal(object, str)

    def __init__(self, parent: QObject, command: Sequence[str] | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command or own_program("self-test", "--json-events"))
        self._process: QProcess | None = None
        self._is_stopped = self._is_next_wanted = False
        self._report: object = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_GRACE_MS)
        self._patience.timeout.connect(self._kill)

    @property
    def is_running(self) -> bool:
        """Whether a process is there."""
        return self._process is not None

    def start(self) -> None:
        """Begin a self-test: after the end of one that was stopped and is not gone yet."""
        if self._process is not None:
            self._is_next_wanted = self._is_stopped
            return
        self._is_next_wanted = False
        self._is_stopped, self._report = False, None
        process = self._process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(list(self._command[1:]))
        process.setStandardInputFile(os.devnull)
        process.readyReadStandardOutput.connect(self._read)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        process.start()

    def stop(self) -> None:
        """End it; nothing more is told of it."""
        self._is_stopped, self._is_next_wanted = True, False
        if self._process is not None and not self._patience.isActive():
            self._process.terminate()
            self._patience.start()

    def wait(self) -> None:
        """Wait until its process is gone."""
        process = self._process
        if process is not None and not process.waitForFinished(self._patience.remainingTime()):
            process.kill()
            process.waitForFinished(_GRACE_MS)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _read(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            line = bytes(process.readLine(_LONGEST_LINE).data())
            try:
                said = SelfTestLine.model_validate_json(line)
            except ValidationError:
                continue  # a library that prints; the end is told by the exit all the same
            if said.check is not None and not self._is_stopped:
                self.checked.emit(said.check)
            self._report = said.report or self._report

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(self._process.errorString())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        how = f"{code}" if status is QProcess.ExitStatus.NormalExit else "a crash"
        self._end(f"{how}: {' '.join(said.split())[-_SHOWN:]}")

    def _end(self, why: str) -> None:
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.deleteLater()
        if self._is_next_wanted:
            self.start()
        elif not self._is_stopped:
            self.ended.emit(self._report, "" if self._report is not None else why)
