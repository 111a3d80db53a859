"""The library that draws curves, there or broken."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.plot_library import PlotLibrary
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Theme

from ...support.log_guard import LogGuard
from .curve_series import finished

DRAWS = "pandavision_gui.views.plots.curve_plot"


@pytest.fixture
def tab(qtbot: QtBot, theme: Theme) -> CurveTab:
    tab = CurveTab(theme)
    qtbot.addWidget(tab)
    tab.resize(640, 400)
    tab.show()
    return tab


def load(tab: CurveTab, qtbot: QtBot) -> None:
    owner = QObject()
    library = PlotLibrary(owner)
    library.loaded.connect(tab.prepare_plot)
    with qtbot.waitSignal(library.loaded):
        library.start()
    QApplication.processEvents()


def said(tab: CurveTab) -> list[str]:
    return [label.text() for label in tab.findChildren(PlainLabel) if label.isVisible()]


def test_the_plot_is_placed_once_the_library_is_loaded(tab: CurveTab, qtbot: QtBot) -> None:
    load(tab, qtbot)
    qtbot.waitUntil(lambda: tab.findChild(CurvePlot) is not None)


def test_the_library_is_loaded_on_qts_own_thread(tab: CurveTab, qtbot: QtBot) -> None:
    """PySide makes classes when they are first looked at: beside painting that crashes."""
    owner = QObject()
    library = PlotLibrary(owner)
    heard: list[int] = []
    library.loaded.connect(lambda: heard.append(threading.get_ident()))
    before = threading.active_count()
    with qtbot.waitSignal(library.loaded):
        library.start()
    assert heard == [threading.get_ident()]
    assert threading.active_count() == before


_LOAD = """
import sys
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pandavision_gui.views.plots import plot_library

DRAWS = "pandavision_gui.views.plots.curve_plot"

plot_library._TURN_S = -1.0
app = QApplication([])
owner = QObject()
library = plot_library.PlotLibrary(owner)
turns, heard = [], []
between = QTimer()
between.setInterval(0)
between.timeout.connect(lambda: turns.append(("pyqtgraph" in sys.modules, DRAWS in sys.modules)))
library.loaded.connect(app.quit)
between.start()
library.start()
app.exec()
names = sum(len(dir(sys.modules["PySide6." + one])) for one in ("QtCore", "QtGui", "QtWidgets"))
print(len(turns), names, (True, False) in turns, DRAWS in sys.modules)
"""


def test_the_window_answers_while_the_library_is_loaded() -> None:
    """In a process of its own: here the library is loaded already."""
    told = subprocess.run(
        [sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True
    ).stdout.split()
    turns, names = (int(one) for one in told[:2])
    assert names > 500
    assert turns >= names  # a turn that has no time looks at one name
    assert told[2:] == ["True", "True"]  # pyqtgraph and what draws with it: a turn each


def test_axes_view_and_plot_are_built_in_turns_of_the_event_loop(
    tab: CurveTab, qtbot: QtBot
) -> None:
    tab.set_series([finished(0)])
    before = set(QApplication.allWidgets())

    def views() -> list[PlotView]:
        made = set(QApplication.allWidgets()) - before
        return [one for one in made if isinstance(one, PlotView)]

    tab.prepare_plot()
    assert views() == []
    QApplication.processEvents()
    (view,) = views()
    assert tab.findChild(CurvePlot) is None
    qtbot.waitUntil(lambda: tab.findChild(CurvePlot) is not None)
    assert tab.findChildren(PlotView) == [view]
    tab.prepare_plot()
    tab.place_plot()
    assert len(tab.findChildren(CurvePlot)) == 1


def test_a_library_that_cannot_be_loaded_is_said_in_the_tab(
    tab: CurveTab, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, log_guard: LogGuard
) -> None:
    log_guard.expect("cannot be loaded")
    monkeypatch.setitem(sys.modules, DRAWS, None)  # importing it fails from now on
    load(tab, qtbot)
    (sentence,) = said(tab)
    assert "the plotting library cannot be loaded" in sentence
    assert DRAWS in sentence
    assert "Install the program again" in sentence
    tab.set_series([finished(0)])
    assert said(tab) == [sentence]
    tab.set_series([])
    assert said(tab) == [sentence]
    assert tab.findChild(CurvePlot) is None
