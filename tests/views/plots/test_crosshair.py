"""The readout at a perturbation value, by pointer and by keyboard."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.plots import curve_plot
from pandavision_gui.views.plots.crosshair import ReadoutBox
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.style_sample import readable_colour
from pandavision_gui.views.plots.x_scale import XUnit

from .curve_series import EIGHT_255, TOP, finished, unfinished


def box_of(plot: CurvePlot) -> ReadoutBox:
    box = plot.findChild(ReadoutBox)
    assert isinstance(box, ReadoutBox)
    return box


def view_of(plot: CurvePlot) -> PlotView:
    view = plot.findChild(PlotView)
    assert isinstance(view, PlotView)
    return view


def luminance(colour: QColor) -> float:
    weights = {"red": 0.2126, "green": 0.7152, "blue": 0.0722}
    # 2.2 instead of sRGB's exact curve: written down independently, and close.
    return sum(w * getattr(colour, f"{part}F")() ** 2.2 for part, w in weights.items())


def hover(qtbot: QtBot, plot: CurvePlot, value: float) -> None:
    view = view_of(plot)
    # The pointer may be there from the test before: where it does not move nothing is told.
    qtbot.mouseMove(view.viewport(), QPoint(2, 2))
    qtbot.mouseMove(view.viewport(), QPoint(view.pixel_of(value), view.area().center().y()))


def test_the_pointer_reads_out_the_nearest_value(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.set_series([finished(0, robust=(97, 78, 62)), unfinished(1)])
    assert not box_of(plot).isVisible()
    hover(qtbot, plot, EIGHT_255 + 0.004)
    assert box_of(plot).isVisible()
    assert box_of(plot).texts() == [
        "8/255 = 0.031",
        "78 of 100 stay right (69–85 %)",
        "57 to 68 of 100",
    ]
    hover(qtbot, plot, TOP)
    assert box_of(plot).texts()[0] == "0.05"
    hover(qtbot, plot, 0.001)
    assert box_of(plot).texts()[0] == "No perturbation"


def test_the_readout_shows_the_line_of_each_curve(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.set_series([finished(0), finished(1)])
    hover(qtbot, plot, TOP)
    image = box_of(plot).grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(8, 32) for y in range(image.height())}
    assert {SeriesStyle(number).colour(dark=False).lower() for number in (0, 1)} <= seen


def test_the_readout_goes_with_the_pointer(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.set_series([finished(0)])
    hover(qtbot, plot, TOP)
    assert box_of(plot).isVisible()
    qtbot.mouseMove(view_of(plot).viewport(), QPoint(4, 4))
    assert not box_of(plot).isVisible()
    hover(qtbot, plot, TOP)
    assert box_of(plot).isVisible()
    QApplication.sendEvent(view_of(plot), QEvent(QEvent.Type.Leave))
    assert not box_of(plot).isVisible()


def test_a_hidden_curve_and_one_without_intervals_are_read_out_accordingly(
    plot: CurvePlot, qtbot: QtBot
) -> None:
    plot.set_series([finished(0), finished(1, with_intervals=False)])
    plot.set_shown(UUID(int=1), False)
    hover(qtbot, plot, 0.0)
    assert box_of(plot).texts() == ["No perturbation", "97 of 100 stay right"]


def test_a_curve_without_the_value_says_so_instead_of_guessing(
    plot: CurvePlot, qtbot: QtBot
) -> None:
    plot.set_series([finished(0), finished(1, values=(0.0, 0.02, TOP))])
    hover(qtbot, plot, 0.02)
    assert box_of(plot).texts() == ["0.02", "no value here", "78 of 100 stay right (69–85 %)"]


def test_the_arrow_keys_move_along_the_values(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.set_series([finished(0)])
    headers = []
    for key in ("Right", "Right", "Right", "Right", "Left", "Home", "End"):
        qtbot.keyClick(view_of(plot), getattr(Qt.Key, f"Key_{key}"))
        headers.append(box_of(plot).texts()[0])
    zero, eight, top = "No perturbation", "8/255 = 0.031", "0.05"
    assert headers == [zero, eight, top, top, eight, zero, top]
    qtbot.keyClick(view_of(plot), Qt.Key.Key_Escape)
    assert not box_of(plot).isVisible()


def test_what_a_key_leads_to_is_spoken_curve_by_curve(
    plot: CurvePlot, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(
        curve_plot.QAccessible, "updateAccessibility", lambda event: spoken.append(event.message())
    )
    plot.set_series([finished(0, name="one", robust=(97, 78, 62)), finished(1, name="two")])
    qtbot.keyClick(view_of(plot), Qt.Key.Key_Right)
    qtbot.keyClick(view_of(plot), Qt.Key.Key_Right)
    assert [said.split(".")[0] for said in spoken] == ["No perturbation", "8/255 = 0"]
    assert "one: 78 of 100 stay right" in spoken[1]
    assert "two: " in spoken[1]


@pytest.mark.parametrize("key", ["Home", "Right"])
def test_a_first_key_from_the_left_starts_at_the_left(
    plot: CurvePlot, qtbot: QtBot, key: str
) -> None:
    plot.set_series([finished(0)])
    qtbot.keyClick(view_of(plot), getattr(Qt.Key, f"Key_{key}"))
    assert box_of(plot).texts()[0] == "No perturbation"


def test_the_readout_follows_a_running_job_and_ends_with_its_curve(
    plot: CurvePlot, qtbot: QtBot
) -> None:
    plot.set_series([unfinished(0)])
    hover(qtbot, plot, TOP)
    plot.set_series([finished(0, robust=(97, 78, 62))])
    assert box_of(plot).texts() == ["0.05", "62 of 100 stay right (52–71 %)"]
    plot.set_series([])
    assert not box_of(plot).isVisible()


@pytest.mark.parametrize("width", [240, 400, 900])
@pytest.mark.parametrize("curves", [1, 25])
def test_the_box_stays_in_the_plot_and_off_the_line(
    plot: CurvePlot, qtbot: QtBot, width: int, curves: int
) -> None:
    values = tuple(TOP * i / 10 for i in range(11))
    plot.set_series([finished(number, values=values) for number in range(curves)])
    plot.resize(width, 260)
    view, box = view_of(plot), box_of(plot)
    for value in values:
        hover(qtbot, plot, value)
        column = view.pixel_of(value)
        assert view.area().contains(box.geometry())
        assert not box.geometry().left() <= column <= box.geometry().right()
    box.grab()


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize(("dark", "ground"), [(False, "#ffffff"), (True, "#2a3038")])
def test_text_in_the_colour_of_a_curve_can_be_read(number: int, dark: bool, ground: str) -> None:
    colour = readable_colour(SeriesStyle(number).colour(dark=dark), background=ground)
    lighter, darker = sorted((luminance(colour), luminance(QColor(ground))), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_grey_levels_are_named_only_where_every_curve_is_in_the_max_norm(
    plot: CurvePlot, qtbot: QtBot
) -> None:
    plot.set_series([finished(0), finished(1, scale=Norm.L2)])
    hover(qtbot, plot, EIGHT_255)
    assert box_of(plot).texts()[0] == "0.0313725"
    plot.set_shown(UUID(int=2), False)
    hover(qtbot, plot, EIGHT_255)
    assert box_of(plot).texts()[0] == "8/255 = 0.031"


def test_a_value_is_read_as_the_axis_measures(plot: CurvePlot) -> None:
    plot.set_series([finished(0, values=(0.0, 0.02, 8 / 255))])
    plot.set_axis(is_log=False, unit=XUnit.OVER_255)
    plot._look_near(0.02)
    assert box_of(plot).texts()[0] == "5.1/255 = 0.02"
    plot._look_near(8 / 255)
    assert box_of(plot).texts()[0] == "8/255 = 0.031"
    plot.set_axis(is_log=False, unit=XUnit.FRACTION)
    plot._look_near(0.02)
    assert box_of(plot).texts()[0] == "0.02"


def test_a_grey_level_is_told_of_curves_in_the_max_norm_only(plot: CurvePlot) -> None:
    l2 = finished(1, name="other", scale=Norm.L2, values=(0.0, 0.5, 2.0))
    plot.set_series([finished(0, name="one"), l2])
    plot.set_marked(8 / 255)
    assert plot.marked_words().startswith("8/255 = 0.031  –  one: ")
    assert "other: " not in plot.marked_words()
    assert plot.marked_words().endswith("; in other norms than L∞ it means nothing")
    for told in (0.5, 0.2, 1.0):  # 51/255 and 255/255 are no grey levels to anybody
        plot.set_marked(told)
        assert "other: " in plot.marked_words()
