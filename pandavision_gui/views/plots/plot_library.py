"""Loads what draws the curves once the window is there, a little at a time."""

from __future__ import annotations

import gc
import importlib
import logging
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

_log = logging.getLogger(__name__)

_QT = ("QtCore", "QtGui", "QtWidgets", "QtSvg")
"""Modules whose every name pyqtgraph looks at."""
_IMPORTED = (
    *("xml.etree.ElementTree", "multiprocessing.connection", "pydoc", "html", "pkgutil"),
    *("numpy", "numpy.typing", "pyqtgraph", "pandavision_gui.views.plots.curve_plot"),
)
"""What draws the curves, and before it what it imports of the standard library, one each turn."""
_TURN_S = 0.006
"""How long a turn may hold the window; the first look at one name takes up to 4 ms."""


class PlotLibrary(QObject):
    """Imports pyqtgraph in turns of the event loop, so that the window answers in between.

    Most of the import is that PySide makes each class and enumeration when it is first looked at,
    and pyqtgraph looks at all of them. They are made here in short turns; then each module that is
    left is imported in a turn of its own.

    On a thread of its own it would not hold the window at all, but while another thread makes such
    classes, painting crashes the program, once in about fifty starts of a busy machine.

    Signals
    -------
    loaded
        Whoever imports it now does not wait, or is told at once why it cannot be imported.
    """

    loaded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names = _parts()
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._take_turn)

    def start(self) -> None:
        """Begin to load."""
        self._turns.start()

    def _take_turn(self) -> None:
        end = time.perf_counter() + _TURN_S
        was_collecting = gc.isenabled()
        gc.disable()  # an import makes much and drops little
        try:
            for _ in self._names:
                if time.perf_counter() > end:
                    return
        except Exception:  # a broken library raises anything, and the window goes on without it
            _log.exception("what draws curves cannot be loaded")
        finally:
            if was_collecting:
                gc.enable()
        self._turns.stop()
        self.loaded.emit()


def _parts() -> Iterator[None]:
    """Look at one name of Qt after the other, then import one module after the other."""
    for module_name in _QT:
        try:
            module = importlib.import_module(f"PySide6.{module_name}")
        except ImportError:
            continue  # pyqtgraph can do without those that a system may lack
        yield
        for name in dir(module):
            getattr(module, name, None)
            yield
    for module_name in _IMPORTED:
        importlib.import_module(module_name)
        yield
