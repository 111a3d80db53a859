"""Curves of several norms: all on one axis, or those of one norm."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.plots.curve_legend import CurveLegend
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.tabs.scale_choice import ScaleChoice

from ..plots.curve_series import finished, unfinished

FIRST = finished(0, name="a")
SECOND = finished(1, name="b")
IN_L2 = finished(2, name="c", values=(0.0, 1.0), robust=(97, 3), scale=Norm.L2)
BLURRED = finished(3, name="d", scale=next(iter(CORRUPTIONS.values())).severity)


def choice_of(tab: CurveTab) -> ScaleChoice:
    found = tab.findChild(ScaleChoice)
    assert isinstance(found, ScaleChoice)
    return found


def offered(tab: CurveTab) -> list[str]:
    box = choice_of(tab)
    return [box.itemText(place) for place in range(box.count())]


def choose(tab: CurveTab, beginning: str) -> None:
    """Choose by the keyboard, as somebody without a mouse does."""
    box = choice_of(tab)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range([text.startswith(beginning) for text in offered(tab)].index(True)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText().startswith(beginning)


def drawn(tab: CurveTab) -> list[str]:
    """Return the names that legend and plot agree on."""
    legend, plot = tab.findChild(CurveLegend), tab.findChild(CurvePlot)
    assert isinstance(legend, CurveLegend)
    assert isinstance(plot, CurvePlot)
    names = [entry.name for entry in legend.entries()]
    assert [one.name for one in tab.shown()] == names
    said = plot.accessibleDescription()
    assert [name for name in "abcd" if f" {name}: " in said] == names
    return names


def end_of_axis(tab: CurveTab) -> float:
    plot = tab.findChild(CurvePlot)
    assert isinstance(plot, CurvePlot)
    return plot.view.x_scale.top


@pytest.mark.parametrize("series", [[], [FIRST], [FIRST, SECOND], [IN_L2]])
def test_there_is_nothing_to_choose_among_curves_of_one_norm(
    tab: CurveTab, series: list[CurveSeries]
) -> None:
    tab.set_series(series)
    assert not choice_of(tab).isVisible()


def test_curves_of_one_norm_can_be_drawn_alone(tab: CurveTab, qtbot: QtBot) -> None:
    tab.set_series([FIRST, SECOND, IN_L2])

    assert choice_of(tab).isVisible()
    assert offered(tab) == ["All 3 curves", "Max-norm (L∞): 2", "Euclidean norm (L2): 1"]
    assert drawn(tab) == ["a", "b", "c"]
    assert end_of_axis(tab) == 1.0

    choose(tab, "Max")
    assert drawn(tab) == ["a", "b"]
    assert end_of_axis(tab) == 0.05

    choose(tab, "Eucl")
    assert drawn(tab) == ["c"]
    box = choice_of(tab)
    needed = box.fontMetrics().horizontalAdvance(box.currentText()) + 40
    qtbot.waitUntil(lambda: box.width() >= needed)
    choose(tab, "All")
    assert drawn(tab) == ["a", "b", "c"]


def test_a_corruption_is_told_from_another(tab: CurveTab) -> None:
    tab.set_series([FIRST, BLURRED])
    assert offered(tab)[-1] == "Severity of the Gaussian noise: 1"
    choose(tab, "Severity")
    assert drawn(tab) == ["d"]


def test_a_choice_stays_while_its_curves_grow_or_get_company(tab: CurveTab) -> None:
    running = unfinished(0, name="a")
    tab.set_series([running, IN_L2])
    choose(tab, "Max")
    tab.set_series([FIRST, IN_L2])
    assert drawn(tab) == ["a"]
    tab.set_series([FIRST, SECOND, IN_L2])
    assert drawn(tab) == ["a", "b"]
    assert choice_of(tab).currentText() == "Max-norm (L∞): 2"


def test_what_is_ticked_is_drawn_whatever_was_chosen(tab: CurveTab) -> None:
    tab.set_series([FIRST, IN_L2])
    choose(tab, "Max")
    tab.set_series([FIRST, IN_L2, BLURRED])
    assert drawn(tab) == ["a", "c", "d"]
    assert choice_of(tab).currentText() == "All 3 curves"


def test_a_curve_that_takes_the_place_of_another_is_drawn(tab: CurveTab) -> None:
    """As many of each norm as before, but not the same."""
    other = finished(4, name="d", values=(0.0, 1.0), robust=(97, 3), scale=Norm.L2)
    tab.set_series([FIRST, SECOND, IN_L2])
    choose(tab, "Max")
    tab.set_series([FIRST, SECOND, other])
    assert drawn(tab) == ["a", "b", "d"]


def test_a_curve_that_was_hidden_stays_so_while_others_are_drawn(tab: CurveTab) -> None:
    tab.set_series([FIRST, SECOND, IN_L2])
    legend = tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    legend.entries()[0].click()
    assert [one.name for one in tab.shown()] == ["b", "c"]
    choose(tab, "Eucl")
    choose(tab, "All")
    assert [one.name for one in tab.shown()] == ["b", "c"]
    plot = tab.findChild(CurvePlot)
    assert isinstance(plot, CurvePlot)
    assert " a: " not in plot.accessibleDescription()
    legend.entries()[0].click()
    choose(tab, "Max")
    choose(tab, "All")
    assert [one.name for one in tab.shown()] == ["a", "b", "c"]


def test_a_choice_ends_with_the_last_of_its_curves(tab: CurveTab) -> None:
    tab.set_series([FIRST, IN_L2])
    choose(tab, "Eucl")
    tab.set_series([FIRST])
    assert drawn(tab) == ["a"]
    assert not choice_of(tab).isVisible()


def test_tab_goes_from_the_choice_to_the_budget(tab: CurveTab) -> None:
    tab.set_series([FIRST, IN_L2])
    choice_of(tab).setFocus()
    QTest.keyClick(choice_of(tab), Qt.Key.Key_Tab)
    assert tab.options.budget.hasFocus()
