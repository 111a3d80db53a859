"""Previews and makes datasets on threads beside the window; news come on the window's."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.errors import InternalError, PandaVisionError
from pandavision_gui.jobs.dataset_making import Making, make_dataset, preview_dataset
from pandavision_gui.jobs.messages import DatasetProgress
from pandavision_gui.jobs.supervisor import StopSwitch

_END_S = 12.0
"""Longer than a worker gets to end in order."""

_log = logging.getLogger(__name__)


class MakingWork(QObject):
    """One preview and one dataset at a time; a new preview takes the place of the one before.

    Signals
    -------
    previewed
        A `SeenPreview`, or the `PandaVisionError` why there is none.
    progressed
        A `DatasetProgress`.
    ended
        A `DatasetCreated`, the `PandaVisionError` why there is none, or None after a stop.
    """

    previewed = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)

    _seen = Signal(int, object)
    _came = Signal(object)
    _made = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._is_closed = False
        self._preview_stop: StopSwitch | None = None
        self._making_stop: StopSwitch | None = None
        self._threads: set[threading.Thread] = set()
        queued = Qt.ConnectionType.QueuedConnection
        self._seen.connect(self._on_seen, queued)
        self._came.connect(self.progressed, queued)
        self._made.connect(self._on_made, queued)

    @property
    def is_making(self) -> bool:
        """Whether a dataset is being made."""
        return self._making_stop is not None

    def preview(self, order: DatasetOrder) -> None:
        """Show what would be made; the answer is `previewed`."""
        self.forget_preview()
        number, stop = self._number, StopSwitch()
        self._preview_stop = stop
        self._start(
            lambda: preview_dataset(order, stop), lambda seen: self._seen.emit(number, seen)
        )

    def forget_preview(self) -> None:
        """Want no answer to what was asked for before."""
        self._number += 1
        if self._preview_stop is not None:
            _cut_off(self._preview_stop)
            self._preview_stop = None

    def make(self, order: DatasetOrder, path: Path) -> None:
        """Make the dataset, whatever is there already; the answer is `ended`."""
        if self.is_making:
            return
        stop = self._making_stop = StopSwitch()

        def tell(progress: DatasetProgress) -> None:
            if not self._is_closed:
                self._came.emit(progress)

        self._start(
            lambda: make_dataset(Making(order, path, replace=True), on_progress=tell, stop=stop),
            self._made.emit,
        )

    def stop(self) -> None:
        """Stop making; the second time at once."""
        if self._making_stop is not None:
            self._making_stop.ask()

    def close(self) -> None:
        """End everything; nothing is told any more."""
        self._is_closed = True
        self.forget_preview()
        if self._making_stop is not None:
            _cut_off(self._making_stop)

    def wait(self) -> None:
        """Wait until everything has ended."""
        for thread in list(self._threads):
            thread.join(_END_S)

    def _start(self, work: Callable[[], object], tell: Callable[[object], None]) -> None:
        def run() -> None:
            answer: object
            try:
                answer = work()
            except PandaVisionError as error:
                answer = error
            except Exception as error:
                # A mistake of ours must reach the user, not end a thread in silence.
                _log.exception("internal error while a dataset was made")
                answer = InternalError(
                    "internal", f"The program made a mistake ({type(error).__name__}).", str(error)
                )
            if not self._is_closed:  # else this object may be gone before a slow worker is
                tell(answer)

        self._threads = {thread for thread in self._threads if thread.is_alive()}
        thread = threading.Thread(target=run, name="dataset-making", daemon=True)
        self._threads.add(thread)
        thread.start()

    @Slot(int, object)
    def _on_seen(self, number: int, seen: object) -> None:
        if number == self._number and seen is not None:
            self._preview_stop = None
            self.previewed.emit(seen)

    @Slot(object)
    def _on_made(self, made: object) -> None:
        self._making_stop = None
        self.ended.emit(made)


def _cut_off(stop: StopSwitch) -> None:
    stop.ask()
    stop.ask()  # at once: nothing of it is kept
