"""Loads what draws the curves while the window can be used already."""

from __future__ import annotations

import importlib
import threading

from PySide6.QtCore import QObject, Signal

_DRAWS_CURVES = "pandavision_gui.views.plots.curve_plot"


class PlotLibrary(QObject):
    """Imports pyqtgraph on a thread of its own: at once it would hold the window for 0.2 s.

    Signals
    -------
    loaded
        Whoever imports it now does not wait.
    """

    loaded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = threading.Thread(target=self._load, name="plot-library")

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    def wait(self) -> None:
        """Wait until the thread has ended, if it was started."""
        if self._thread.ident is not None:
            self._thread.join()

    def _load(self) -> None:
        importlib.import_module(_DRAWS_CURVES)
        self.loaded.emit()
