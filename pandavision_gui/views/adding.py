"""Jobs on their way into the queue: said until their rows are there, and none twice by mistake."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.form.evaluation_form import EvaluationForm

_SLOW_MS = 150
"""A notice that comes and goes sooner would only make the window flicker."""


class Adding(QObject):
    """Hands evaluations to the queue, which may be busy with something else for seconds.

    Parameters
    ----------
    add, run_again
        Ask the queue; their futures are done when the row was told or the wish refused.
    """

    _form_done = Signal(object, bool)
    _again_done = Signal(object)

    def __init__(
        self,
        add: Callable[[EvaluationSpec], Future[UUID]],
        run_again: Callable[[UUID], Future[UUID]],
        form: EvaluationForm,
        announcements: Announcements,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._add, self._run_again = add, run_again
        self._form, self._announcements = form, announcements
        self._again: set[UUID] = set()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SLOW_MS)
        self._patience.timeout.connect(self._say)
        # The futures end on the queue's thread, after it has told the row.
        self._form_done.connect(self._on_form_done)
        self._again_done.connect(self._on_again)

    def add(self, spec: EvaluationSpec) -> None:
        """Add what the form says; it takes nothing more until that is done."""
        self._form.set_adding(True)
        self._add(spec).add_done_callback(
            lambda done: self._form_done.emit(spec, not done.cancelled() and not done.exception())
        )

    def run_again(self, job_id: UUID) -> None:
        """Add a job of before once more, unless it is being added."""
        if job_id in self._again:
            return
        self._again.add(job_id)
        self._patience.start()
        self._run_again(job_id).add_done_callback(lambda _: self._again_done.emit(job_id))

    def _on_form_done(self, spec: EvaluationSpec, is_taken: bool) -> None:
        if not is_taken:
            self._form.advanced.bring_name_back(spec.name)
        self._form.set_adding(False)

    def _on_again(self, job_id: UUID) -> None:
        self._again.discard(job_id)
        if not self._again:
            self._patience.stop()
            self._announcements.take_back(self._words)

    def _say(self) -> None:
        self._announcements.busy(self._words)

    @property
    def _words(self) -> str:
        return self.tr("Adding it to the queue again …")
