"""An evaluation on its way to the queue: its files must still be what was found in them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.requests import FileStamp
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion

_SLOW_MS = 300


class Submission(QObject):
    """Looks at the files once more before the evaluation is handed on.

    Attributes
    ----------
    is_adding
        Whether the queue is at it.

    Signals
    -------
    question_asked
        A `FileQuestion` that is a mere look; its answer comes by `take`.
    accepted
        The `EvaluationSpec`: its files are as they were.
    refused
        Path of the file that is not what was found in it, and the `FileAnswer` that says so.
    slow
        The looks take so long that it should be said.
    """

    PLACE = "submission"

    question_asked = Signal(object)
    accepted = Signal(object)
    refused = Signal(object, object)
    slow = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self.is_adding = False
        self._spec: EvaluationSpec | None = None
        self._expected: dict[str, FileStamp | None] = {}
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SLOW_MS)
        self._patience.timeout.connect(self.slow)

    @property
    def is_under_way(self) -> bool:
        """Whether an evaluation waits for its files to be looked at."""
        return self._spec is not None

    def busy_words(self) -> str:
        """Return what is done with the evaluation that was handed in last; empty for nothing."""
        if self.is_under_way and not self._patience.isActive():
            return self.tr("Making sure that the files have not changed …")
        return self.tr("Adding it to the queue …") if self.is_under_way or self.is_adding else ""

    def begin(self, spec: EvaluationSpec, stamps: Mapping[str, FileStamp | None]) -> None:
        """Have the files of `spec` looked at; `stamps` says by path what they were."""
        self._number += 1
        self._spec, self._expected = spec, dict(stamps)
        self._patience.start()
        for path in list(stamps):
            self.question_asked.emit(FileQuestion(self.PLACE, self._number, path, only_look=True))

    def take(self, question: FileQuestion, answer: FileAnswer) -> None:
        """Take the answer to a look."""
        if self._spec is None or question.number != self._number:
            return
        if answer.stamp is None or answer.stamp != self._expected.pop(question.path, None):
            self._end()
            self.refused.emit(question.path, answer)
        elif not self._expected:
            self.accepted.emit(self._end())

    def _end(self) -> EvaluationSpec | None:
        spec, self._spec = self._spec, None
        self._expected = {}
        self._patience.stop()
        return spec
