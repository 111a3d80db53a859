"""The program's window as a test uses it: what a user sees and does, and waiting for states."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.exceptions import TimeoutError as NotSoError
from pytestqt.qtbot import QtBot

from pandavision_gui.app import WindowProgram
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.settings import Settings, save_settings
from pandavision_gui.views.plots.series_style import CurveSeries

PATIENCE_MS = 120_000


class OpenedWindow:
    def __init__(self, qtbot: QtBot, folder: Path, parallel_jobs: int, **settings: Any) -> None:
        self.qtbot = qtbot
        self.folders = user_folders(folder)
        kept = Settings(parallel_jobs=parallel_jobs, **settings)
        save_settings(self.folders.config / "settings.json", kept)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        for _ in range(2):  # it would give its style to every widget of one that was closed
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.program = WindowProgram(app, self.folders)
        self.window = self.program.window
        self._has_ended = False
        self._is_gone = False
        self.history_is_there = False
        self.window.presenter.count_changed.connect(self._note_history)
        self.program.ended.connect(self._note_end)
        self.program.show()
        self.wait(lambda: self.history_is_there)

    def _note_history(self, _: int) -> None:
        self.history_is_there = True

    def _note_end(self) -> None:
        self._has_ended = True

    def wait(self, is_so: Callable[[], bool]) -> None:
        try:
            self.qtbot.waitUntil(lambda: bool(is_so()), timeout=PATIENCE_MS)
        except NotSoError as error:
            jobs = [(row.name, row.state.value, row.reason) for row in self.rows()]
            raise AssertionError(f"not within the time: {jobs}, {self.said()}") from error

    def add(self, spec: EvaluationSpec) -> UUID:
        """Fill the form with a spec and press the button, as a user does."""
        before = {row.id for row in self.rows()}
        self.window.form.load_spec(spec)
        button = self.button("Add to queue")
        self.wait(button.isEnabled)
        self.click(button)
        self.wait(lambda: {row.id for row in self.rows()} - before)
        return ({row.id for row in self.rows()} - before).pop()

    def button(self, words: str) -> QPushButton:
        found = [
            button
            for button in self.window.findChildren(QPushButton)
            if words in button.text().replace("&", "") and button.isVisible()
        ]
        assert len(found) == 1, [b.text() for b in self.window.findChildren(QPushButton)]
        return found[0]

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def do(self, action: str, job_id: UUID) -> None:
        """Select a job and trigger an action that must be possible."""
        self.window.table.select(job_id)
        wanted = self.window.actions_by_name[action]
        assert wanted.isEnabled(), f"{action} is disabled"
        wanted.trigger()

    def rows(self) -> tuple[JobRow, ...]:
        return tuple(self.window.model.rows())

    def row(self, job_id: UUID) -> JobRow:
        row = self.window.model.row_of(job_id)
        assert row is not None
        return row

    def wait_for_state(self, job_id: UUID, state: JobState) -> JobRow:
        self.wait(lambda: self.row(job_id).state is state)
        return self.row(job_id)

    def result(self, job_id: UUID) -> dict[str, Any]:
        path = self.folders.jobs / str(job_id) / "result.json"
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found

    def said(self) -> str:
        """Return what is announced, with the hint."""
        shown = [m for m in self.window.announcements.messages() if m.isVisible()]
        return "\n".join(message.sentence() for message in shown)

    def drawn(self, job_id: UUID) -> CurveSeries | None:
        """Return the curve that the plot was given for a job."""
        rows = self.window.presenter.rows(self.window.model.ticked())
        for series in self.window.presenter.news.series(rows, self.window.model.style_of):
            if series.job_id == job_id:
                return series
        return None

    def wait_for_curve(self, job_id: UUID) -> CurveSeries:
        """Wait until the plot was given a job's finished curve."""
        self.wait(lambda: bool((series := self.drawn(job_id)) and series.curve))
        series = self.drawn(job_id)
        assert series is not None
        return series

    def question(self) -> QMessageBox | None:
        found: list[QMessageBox] = self.window.findChildren(QMessageBox, "close_question")
        return found[0] if found else None

    def quit(self) -> None:
        """Close the program, stopping what runs, and wait until everything is at rest."""
        if self._is_gone:
            return
        self._is_gone = True
        if not self._has_ended:
            self.window.hide()
            self.program.end(False)
            self.wait(lambda: self._has_ended)
        self.window.deleteLater()
        self.program.deleteLater()
