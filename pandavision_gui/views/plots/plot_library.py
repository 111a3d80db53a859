"""Loads what draws the curves while the window can be used already."""

from __future__ import annotations

import importlib
import logging
import threading

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)

_DRAWS_CURVES = "pandavision_gui.views.plots.curve_plot"


class PlotLibrary(QObject):
    """Imports pyqtgraph on a thread of its own: at once it would hold the window for 0.2 s.

    Signals
    -------
    loaded
        Whoever imports it now does not wait, or is told at once why it cannot be imported.
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
        try:
            importlib.import_module(_DRAWS_CURVES)
        except Exception:  # a broken library raises anything, and the window goes on without it
            _log.exception("what draws curves cannot be loaded")
        finally:
            self.loaded.emit()
