"""What the legend does with the room that it has."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.plots.curve_legend import CurveLegend, LegendEntry
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import UNIT, Theme

from ..plots.curve_series import finished, unfinished

ATTACKS = ("DeepFool L∞", "FMN L∞", "DDN L2", "Standard L∞", "PGD L∞", "Square L∞", "FGSM L∞")
NAMES = [f"cifar_baseline.onnx · {attack}" for attack in ATTACKS]


@pytest.fixture
def tab(qtbot: QtBot, qapp: QApplication) -> CurveTab:
    tab = CurveTab(Theme(qapp))
    qtbot.addWidget(tab)
    tab.show()
    return tab


def legend_of(tab: CurveTab) -> CurveLegend:
    legend = tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    return legend


def entries(tab: CurveTab) -> list[LegendEntry]:
    QApplication.processEvents()
    return legend_of(tab).entries()


def unused(tab: CurveTab) -> int:
    """Return the room right of the row that is cut and leaves most."""
    ends = {}
    for entry in entries(tab):
        if "…" in entry.drawn_name():
            ends[entry.y()] = 0
    for entry in entries(tab):
        if entry.y() in ends:
            ends[entry.y()] = max(ends[entry.y()], entry.geometry().right())
    return max((legend_of(tab).width() - right for right in ends.values()), default=0)


def test_seven_names_are_whole_where_three_lines_have_room_for_them(tab: CurveTab) -> None:
    tab.resize(1000, 500)
    tab.set_series([finished(n, name=name) for n, name in enumerate(NAMES)])
    assert [entry.drawn_name() for entry in entries(tab)] == NAMES


def test_long_names_take_more_rows_where_the_place_is_tall(tab: CurveTab) -> None:
    names = [f"a network with quite a long name.onnx · {attack}, seed 0" for attack in ATTACKS]
    series = [finished(n, name=name) for n, name in enumerate(names)]
    tab.resize(1000, 400)
    tab.set_series(series)
    assert any("…" in entry.drawn_name() for entry in entries(tab))
    low = legend_of(tab).height()
    tab.resize(1000, 1200)
    assert [entry.drawn_name() for entry in entries(tab)] == names
    assert low < legend_of(tab).height() <= tab.height() // 6


@pytest.mark.parametrize("width", [420, 560, 700, 800])
def test_no_name_is_cut_beside_room_that_nobody_uses(tab: CurveTab, width: int) -> None:
    tab.resize(width, 500)
    tab.set_series([finished(n, name=name) for n, name in enumerate(NAMES)])
    drawn = [entry.drawn_name() for entry in entries(tab)]
    assert unused(tab) < 2 * UNIT
    assert all(attack.split()[0] in one for one, attack in zip(drawn, ATTACKS, strict=True))
    for entry, name in zip(entries(tab), NAMES, strict=True):
        assert name in entry.toolTip()


def test_large_letters_still_tell_two_networks_apart(tab: CurveTab) -> None:
    tab.resize(360, 400)
    names = [f"road signs, {kind} network" for kind in ("standard", "robust", "wide", "small")]
    tab.set_series([finished(n, name=name) for n, name in enumerate(names)])
    font = QFont(tab.font())
    font.setPointSizeF(1.5 * font.pointSizeF())
    tab.setFont(font)
    drawn = [entry.drawn_name() for entry in entries(tab)]
    for kind, words in zip(("standard", "robust", "wide", "small"), drawn, strict=True):
        assert kind in words


@pytest.mark.parametrize("width", [360, 700])
def test_unfinished_is_said_however_little_room_there_is(tab: CurveTab, width: int) -> None:
    tab.resize(width, 400)
    tab.set_series([unfinished(n, name=f"{NAMES[n % 7]}, {n}") for n in range(12)])
    for entry in entries(tab):
        assert entry.drawn_name().endswith(" (unfinished)")
        assert entry.fontMetrics().horizontalAdvance(entry.drawn_name()) < entry.width() - 5 * UNIT
