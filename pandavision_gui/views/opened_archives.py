"""Takes jobs in from archives, and says what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.opening import Opened
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.plain_text import one_line


@dataclass
class _Batch:
    """Archives that were chosen together."""

    paths: Sequence[str]
    answers: dict[int, Future[Opened]] = field(default_factory=dict)


class OpenedArchives(QObject):
    """Opens archives one after the other; says once for all that were chosen together.

    Parameters
    ----------
    open_archive
        Begins to take one in; the future holds the job, or why not.
    """

    _answered = Signal(object)

    def __init__(
        self,
        open_archive: Callable[[Path], Future[Opened]],
        presenter: JobPresenter,
        announcements: Announcements,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open_archive = open_archive
        self._presenter = presenter
        self._announcements = announcements
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def open(self, paths: Sequence[str]) -> None:
        """Take the jobs of these archives in."""
        if not paths:
            return
        self._announcements.busy(
            self.tr("Opening “{file}” …").format(file=one_line(Path(paths[0]).name))
            if len(paths) == 1
            else self.tr("Opening {n} archives …").format(n=len(paths))
        )
        batch = _Batch(tuple(paths))
        for number, path in enumerate(paths):
            self._open_archive(Path(path)).add_done_callback(partial(self._tell, batch, number))

    def _tell(self, batch: _Batch, number: int, answer: Future[Opened]) -> None:
        """On the queue's thread."""
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._answered.emit((batch, number, answer))

    @Slot(object)
    def _on_answer(self, told: tuple[_Batch, int, Future[Opened]]) -> None:
        batch, number, answer = told
        batch.answers[number] = answer
        if len(batch.answers) == len(batch.paths):
            self._say(batch)

    def _say(self, batch: _Batch) -> None:
        answers = [batch.answers[number] for number in range(len(batch.paths))]
        errors = [error for answer in answers if (error := answer.exception()) is not None]
        opened = [answer.result() for answer in answers if answer.exception() is None]
        taken_in = list(dict.fromkeys(one.job_id for one in opened))
        new = {one.job_id for one in opened if not one.was_here}
        # A job may be gone again: it was removed while others were read.
        rows = self._presenter.rows(taken_in)
        self._presenter.show_jobs(taken_in)
        self._announcements.rest()
        if not errors:
            if rows:
                here = len([row for row in rows if row.id not in new])
                self._announcements.opened(rows, Path(batch.paths[0]).name, here=here)
            return
        sentences = [
            sentence_text(error.sentence()) if isinstance(error, PandaVisionError) else str(error)
            for error in errors
        ]
        if len(answers) == 1:
            details = errors[0].details if isinstance(errors[0], PandaVisionError) else ""
            self._announcements.failed(sentences[0], details)
            return
        self._announcements.failed(
            self.tr("{n} of {total} archives could not be opened. {why}").format(
                n=len(errors), total=len(answers), why=sentences[0]
            ),
            "\n".join(sentences),
        )
