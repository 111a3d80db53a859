"""Reads and writes small files beside the window: their drive may hang for good."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from pandavision_gui.errors import EnvironmentFault, InternalError, PandaVisionError

_PATIENCE_MS = 20_000

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Work:
    """What is under way: `do` on a thread, then `tell` on the window's."""

    what: str
    do: Callable[[], object]
    tell: Callable[[object], None]
    is_told: bool = False
    patience: QTimer = field(default_factory=QTimer)


class FileWork(QObject):
    """Each piece of work has a thread of its own, which holds up neither others nor the end.

    Parameters
    ----------
    patience_ms
        After so long without an answer a file counts as unreachable.
    """

    _came = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, patience_ms: int = _PATIENCE_MS) -> None:
        super().__init__(parent)
        self._patience_ms = patience_ms
        self._came.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def begin(self, what: str, do: Callable[[], object], tell: Callable[[object], None]) -> None:
        """Have something done; `tell` gets what it returns, or the `PandaVisionError` why not.

        Parameters
        ----------
        what
            Name of the file, for the sentence about a drive that does not answer.
        """
        work = _Work(what, do, tell)
        work.patience.setParent(self)
        work.patience.setSingleShot(True)
        work.patience.timeout.connect(lambda: self._give_up(work))
        work.patience.start(self._patience_ms)
        threading.Thread(target=self._do, args=(work,), name="file-work", daemon=True).start()

    def _do(self, work: _Work) -> None:
        answer: object
        try:
            answer = work.do()
        except PandaVisionError as error:
            answer = error
        except Exception as error:
            # A mistake of ours must reach the user, not end a thread in silence.
            _log.exception("internal error while a file was read or written")
            answer = InternalError(
                "internal", f"The program made a mistake ({type(error).__name__}).", str(error)
            )
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._came.emit(work, answer)

    @Slot(object, object)
    def _on_answer(self, work: _Work, answer: object) -> None:
        if work.is_told:
            return
        work.is_told = True
        work.patience.stop()
        work.patience.deleteLater()
        work.tell(answer)

    def _give_up(self, work: _Work) -> None:
        fault = EnvironmentFault(
            "file_unreachable",
            f'"{work.what}" did not answer for {self._patience_ms / 1000:.0f} seconds.',
            "See whether its drive is connected.",
        )
        self._on_answer(work, fault)
