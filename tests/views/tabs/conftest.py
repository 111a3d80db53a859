"""A tab of curves, as a window has it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Theme


@pytest.fixture
def tab(qtbot: QtBot, qapp: QApplication) -> CurveTab:
    tab = CurveTab(Theme(qapp))
    tab.place_plot()
    qtbot.addWidget(tab)
    tab.resize(640, 400)
    tab.show()
    qtbot.waitExposed(tab)
    return tab
