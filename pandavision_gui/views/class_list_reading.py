"""Reads files with names of classes beside the window: their drive may hang for good."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.errors import EnvironmentFault, InternalError, PandaVisionError

_PATIENCE_MS = 20_000

_log = logging.getLogger(__name__)


class ClassListReading(QObject):
    """One question at a time; a new one takes the place of the one before.

    Parameters
    ----------
    read
        Returns the names in a file; it may block for ever.
    patience_ms
        After so long without an answer the file counts as unreachable.

    Signals
    -------
    answered
        The question's number, and the names or the `PandaVisionError` why there are none.
    """

    answered = Signal(int, object)

    _came = Signal(str, object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        read: Callable[[Path], tuple[str, ...]] = read_class_list,
        patience_ms: int = _PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._question: tuple[int, str] | None = None
        self._under_way: set[str] = set()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(patience_ms)
        self._patience.timeout.connect(self._give_up)
        self._came.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def ask(self, number: int, path: str) -> None:
        """Have the names in a file read; the answer is `answered`."""
        self._question = (number, path)
        self._patience.start()
        # A drive that does not answer gets one thread, however often its file is asked for.
        if path in self._under_way:
            return
        self._under_way.add(path)
        # Unlike one of a pool, it does not hold up the end of the program.
        threading.Thread(
            target=self._read_on_thread, args=(path,), name="class-names", daemon=True
        ).start()

    def _read_on_thread(self, path: str) -> None:
        answer: object
        try:
            answer = self._read(Path(path))
        except PandaVisionError as error:
            answer = error
        except Exception as error:
            # A mistake of ours must reach the user, not end a thread in silence.
            _log.exception("internal error while names of classes were read")
            answer = InternalError(
                "internal", f"The program made a mistake ({type(error).__name__}).", str(error)
            )
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._came.emit(path, answer)

    @Slot(str, object)
    def _on_answer(self, path: str, answer: object) -> None:
        self._under_way.discard(path)
        if self._question is not None and self._question[1] == path:
            self._answer(answer)

    def _give_up(self) -> None:
        if self._question is not None:
            path, seconds = self._question[1], self._patience.interval() / 1000
            self._answer(
                EnvironmentFault(
                    "class_list_unreachable",
                    f'The list of classes "{path}" did not answer for {seconds:.0f} seconds.',
                    "See whether its drive is connected.",
                )
            )

    def _answer(self, answer: object) -> None:
        question, self._question = self._question, None
        self._patience.stop()
        if question is not None:
            self.answered.emit(question[0], answer)
