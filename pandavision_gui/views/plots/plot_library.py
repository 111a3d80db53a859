"""Loads what draws the curves once the window is there."""

from __future__ import annotations

import importlib
import logging

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)

_DRAWS_CURVES = "pandavision_gui.views.plots.curve_plot"


class PlotLibrary(QObject):
    """Imports pyqtgraph, which holds the window once for 0.2 s.

    On a thread of its own it would not, but pyqtgraph looks at every name that Qt's modules have,
    and PySide makes classes and enumerations when they are first looked at: while another thread
    does that, painting crashes the program, once in about fifty starts of a busy machine.

    Signals
    -------
    loaded
        Whoever imports it now does not wait, or is told at once why it cannot be imported.
    """

    loaded = Signal()

    def start(self) -> None:
        """Load."""
        try:
            importlib.import_module(_DRAWS_CURVES)
        except Exception:  # a broken library raises anything, and the window goes on without it
            _log.exception("what draws curves cannot be loaded")
        finally:
            self.loaded.emit()
