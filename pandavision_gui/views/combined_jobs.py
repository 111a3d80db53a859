"""Has worst cases made of finished jobs, and says what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.opening import Opened
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.job_presenter import JobPresenter


class CombinedJobs(QObject):
    """Makes a worst case, shows it, and says why where there is none.

    Parameters
    ----------
    combine
        Begins to make one; the future holds the new job, or why not.
    """

    _answered = Signal(object)

    def __init__(
        self,
        combine: Callable[[Sequence[UUID]], Future[Opened]],
        presenter: JobPresenter,
        announcements: Announcements,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._combine = combine
        self._presenter = presenter
        self._announcements = announcements
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def combine(self, job_ids: Sequence[UUID]) -> None:
        """Make the worst case of these finished jobs."""
        count = len(job_ids)
        self._announcements.busy(self.tr("Combining {n} jobs …").format(n=count))
        self._combine(tuple(job_ids)).add_done_callback(partial(self._tell, count))

    def _tell(self, count: int, answer: Future[Opened]) -> None:
        """On the queue's thread."""
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._answered.emit((count, answer))

    @Slot(object)
    def _on_answer(self, told: tuple[int, Future[Opened]]) -> None:
        count, answer = told
        error = answer.exception()
        if error is not None:
            if isinstance(error, PandaVisionError):
                self._announcements.failed(error.sentence(), error.details)
            else:
                self._announcements.failed(str(error), "")
            return
        job_id = answer.result().job_id
        rows = self._presenter.rows([job_id])  # none where it is gone again
        self._announcements.rest()
        self._presenter.show_jobs([job_id])
        for row in rows:
            self._announcements.combined(row, count)
