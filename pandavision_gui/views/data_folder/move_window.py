"""What is on the screen while the data folder moves: nothing else of the program is open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from pandavision_gui.errors import InternalError, PandaVisionError
from pandavision_gui.jobs.folder_move import Moved, move_data_folder
from pandavision_gui.paths import UserFolders
from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role

_WIDTH = 440
_STEPS = 1000


class MoveWindow(QDialog):
    """Moves the data folder on a thread of its own and shows how far it is.

    Attributes
    ----------
    outcome
        What became of it; None while it is under way.
    is_for_good
        The program shall not open again.

    Signals
    -------
    done_moving
        It has ended, one way or the other.
    """

    done_moving = Signal()
    _came = Signal(int, int)
    _ended = Signal(object)

    def __init__(self, folders: UserFolders, target: Path) -> None:
        super().__init__()
        self.setObjectName("move_window")
        self.setWindowTitle(self.tr("PandaVision"))
        self.outcome: Moved | PandaVisionError | None = None
        self.is_for_good = False
        self._stopped = threading.Event()
        heading = PlainLabel(self.tr("Moving the data folder"))
        set_role(heading, "heading")
        place = ElidedLabel()
        place.setText(str(target))
        set_role(place, "muted")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("How much is copied and compared"))
        self.stop = QPushButton(self.tr("&Stop"))
        self.stop.setToolTip(self.tr("Leave everything where it is, and open PandaVision again"))
        self.stop.clicked.connect(self._ask_to_stop)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT)
        for part in (heading, place, self.bar):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.setMinimumWidth(_WIDTH)
        queued = Qt.ConnectionType.QueuedConnection
        self._came.connect(self._show, queued)
        self._ended.connect(self._on_end, queued)
        self._thread = threading.Thread(
            target=self._work, args=(folders, target, self._came.emit), name="move", daemon=True
        )

    def begin(self) -> None:
        """Show it, and move."""
        self.show()
        self._thread.start()

    def stop_for_good(self) -> None:
        """Stop it because the program shall end."""
        self.is_for_good = True
        self._ask_to_stop()

    def reject(self) -> None:
        """Escape stops it like the button."""
        self._ask_to_stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop it; the window goes when that is done."""
        if self.outcome is None:
            event.ignore()
            self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        self._stopped.set()
        self.stop.setEnabled(False)

    def _work(self, folders: UserFolders, target: Path, tell: Callable[[int, int], None]) -> None:
        outcome: Moved | PandaVisionError
        try:
            outcome = move_data_folder(
                folders, target, tell=_seldom(tell), is_stopped=self._stopped.is_set
            )
        except PandaVisionError as error:
            outcome = error
        except Exception as error:
            # Whatever it is: the program must open again.
            outcome = InternalError(
                "internal", f"The program made a mistake ({type(error).__name__}).", str(error)
            )
        self._ended.emit(outcome)

    @Slot(int, int)
    def _show(self, steps: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(steps)

    @Slot(object)
    def _on_end(self, outcome: Moved | PandaVisionError) -> None:
        self._thread.join()
        self.outcome = outcome
        self.hide()
        self.done_moving.emit()


def _seldom(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Return what tells a thousandth at a time: the window has other things to do."""
    last = -1

    def note(done: int, total: int) -> None:
        nonlocal last
        step = _STEPS * done // max(1, total)
        if step != last:
            last = step
            tell(step, _STEPS)

    return note
