"""The legend over the plot, and the tab without any curve."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionFrame, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.crosshair import ReadoutBox
from pandavision_gui.views.plots.curve_legend import CurveLegend, LegendEntry
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.tabs import curve_tab
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import LIGHT, Theme

from ..plots.curve_series import TOP, finished, unfinished

HOSTILE = "<b>x</b><img src=x>"


def entries(tab: CurveTab) -> list[LegendEntry]:
    legend = tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    return legend.entries()


def plot_of(tab: CurveTab) -> CurvePlot:
    plot = tab.findChild(CurvePlot)
    assert isinstance(plot, CurvePlot)
    return plot


def drawn_texts(entry: LegendEntry, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []

    def record(_painter: QPainter, *args: Any) -> None:
        texts.append(args[-1])

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", record)
        entry.grab()
    return texts


def test_while_the_plot_is_loaded_for_long_its_place_says_so(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curve_tab, "PATIENCE_MS", 1)
    tab = CurveTab(theme)
    qtbot.addWidget(tab)
    tab.set_series([finished(0)])
    tab.show()

    def said() -> list[str]:
        labels = tab.findChildren(PlainLabel)
        return [one.text() for one in labels if one.isVisible() and one.text().endswith("…")]

    qtbot.waitUntil(lambda: said() == ["Drawing the curves …"])
    tab.place_plot()
    qtbot.waitUntil(lambda: plot_of(tab).isVisible())
    assert said() == []


def test_without_a_curve_the_tab_says_how_to_get_one(tab: CurveTab) -> None:
    assert not plot_of(tab).isVisible()
    tab.set_series([finished(0)])
    assert plot_of(tab).isVisible()
    tab.set_series([])
    assert not plot_of(tab).isVisible()


def test_what_the_ticked_jobs_do_is_said_where_no_curve_is_yet(tab: CurveTab) -> None:
    def said() -> list[str]:
        return [one.text() for one in tab.findChildren(PlainLabel) if one.isVisible()]

    usual = said()
    assert len(usual) == 1
    tab.say_what_comes("“net” waits for its turn.")
    assert said() == ["“net” waits for its turn."]
    tab.say_what_comes("")
    assert said() == usual


def test_the_legend_stands_above_the_plot_which_gets_the_height(tab: CurveTab) -> None:
    tab.set_series([finished(0)])
    QApplication.processEvents()
    legend = tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    assert legend.geometry().bottom() < plot_of(tab).geometry().top()
    assert plot_of(tab).height() > 0.85 * tab.height()


def test_names_are_drawn_as_they_are(tab: CurveTab, monkeypatch: pytest.MonkeyPatch) -> None:
    tab.set_series([finished(0, name=HOSTILE), finished(1, name="a\x1b[31m\nb & c")])
    first, second = entries(tab)
    assert drawn_texts(first, monkeypatch) == [HOSTILE]
    assert drawn_texts(second, monkeypatch) == ["a\\x1b[31m\\nb & c"]
    assert first.accessibleName() == HOSTILE
    assert "&lt;b&gt;x&lt;/b&gt;&lt;img src=x&gt;" in first.toolTip()


def test_an_unfinished_curve_is_called_so_until_it_is_finished(tab: CurveTab) -> None:
    tab.set_series([unfinished(0, name="a")])
    (entry,) = entries(tab)
    assert entry.drawn_name() == "a (unfinished)"
    tab.set_series([finished(0, name="a")])
    assert entries(tab) == [entry]
    assert entry.drawn_name() == "a"


def test_a_click_or_the_space_key_hides_and_shows_a_curve(tab: CurveTab, qtbot: QtBot) -> None:
    tab.set_series([finished(0, name="a"), finished(1, name="b")])
    first, second = entries(tab)
    place = QPoint(first.width() - 4, first.height() // 2)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=place)
    assert "a: " not in plot_of(tab).accessibleDescription()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=place)
    assert "a: " in plot_of(tab).accessibleDescription()
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert "b: " not in plot_of(tab).accessibleDescription()
    assert "Click to show" in second.toolTip()


def test_the_name_of_a_hidden_curve_is_struck_out(
    tab: CurveTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.set_series([finished(0, name="a"), finished(1, name="b")])
    first, second = entries(tab)
    first.click()
    struck: dict[str, bool] = {}
    with monkeypatch.context() as patch:
        patch.setattr(
            QPainter,
            "drawText",
            lambda painter, *args: struck.update({str(args[-1]): painter.font().strikeOut()}),
        )
        for entry in (first, second):
            entry.grab()
    assert struck == {"a": True, "b": False}


def test_the_entry_with_the_keyboard_is_framed(tab: CurveTab, qtbot: QtBot) -> None:
    tab.set_series([finished(0, name="a"), finished(1, name="b")])
    first, second = entries(tab)
    tab.activateWindow()
    second.setFocus()
    qtbot.waitUntil(second.hasFocus)

    def has_frame(entry: LegendEntry) -> bool:
        image, row = entry.grab().toImage(), entry.height() // 2
        return image.pixelColor(0, row) == QColor(LIGHT.accent)

    assert [has_frame(entry) for entry in (first, second)] == [False, True]
    first.setFocus()
    assert [has_frame(entry) for entry in (first, second)] == [True, False]


def test_a_hidden_curve_stays_hidden_while_others_run_on(tab: CurveTab) -> None:
    tab.set_series([finished(0, name="a"), unfinished(1)])
    entries(tab)[0].setChecked(False)
    tab.set_series([finished(0, name="a"), unfinished(1, count=90)])
    assert not entries(tab)[0].isChecked()
    assert "a: " not in plot_of(tab).accessibleDescription()


def test_the_tab_key_goes_through_the_legend_in_its_order(tab: CurveTab, qtbot: QtBot) -> None:
    tab.set_series([finished(2)])
    tab.set_series([finished(0), finished(1), finished(2)])
    tab.activateWindow()
    first, second, third = entries(tab)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    for following in (second, third):
        QApplication.focusWidget().focusNextChild()
        assert following.hasFocus()


@pytest.mark.parametrize("width", [320, 640, 1600])
@pytest.mark.parametrize("curves", [1, 10, 40])
def test_a_long_legend_keeps_within_its_width_and_three_rows(
    tab: CurveTab, width: int, curves: int
) -> None:
    tab.resize(width, 400)
    tab.set_series([finished(n, name=f"a rather long name of number {n}") for n in range(curves)])
    QApplication.processEvents()
    legend = tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    row = entries(tab)[0].height()
    assert legend.height() <= 3 * row
    assert all(entry.geometry().right() < legend.width() for entry in entries(tab))
    tops_and_lefts = {(e.y(), e.x()) for e in entries(tab)}
    assert len(tops_and_lefts) == curves


def test_the_copied_picture_is_sharp_and_shows_the_curve(tab: CurveTab) -> None:
    tab.set_series([finished(0)])
    tab.copy_picture()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1280, 800)
    assert image.pixelColor(2, 2) == QColor(LIGHT.window)
    blue = QColor("#0072b2").rgb()
    assert any(image.pixel(x, y) == blue for x in range(1280) for y in range(100, 800, 7))


def test_the_copied_picture_has_no_crosshair(tab: CurveTab, qtbot: QtBot) -> None:
    tab.set_series([finished(0)])
    for _ in range(3):  # the axes get their room in turns
        QApplication.processEvents()
    tab.copy_picture()
    without = QGuiApplication.clipboard().image()
    view = plot_of(tab).view
    qtbot.mouseMove(view.viewport(), QPoint(2, 2))  # it may be there from the test before
    qtbot.mouseMove(view.viewport(), QPoint(view.pixel_of(TOP), view.area().center().y()))
    assert plot_of(tab).findChild(ReadoutBox).isVisible()
    tab.copy_picture()
    assert QGuiApplication.clipboard().image() == without


@pytest.mark.parametrize("width", [640, 500])
def test_the_copied_picture_has_no_fields_and_buttons(tab: CurveTab, width: int) -> None:
    tab.resize(width, 400)
    tab.set_series([finished(0)])
    QApplication.processEvents()
    tab.copy_picture()
    image = QGuiApplication.clipboard().image()
    corner = tab.options.mapTo(tab, QPoint(0, 0)) * 2
    size = tab.options.size() * 2
    xs, ys = range(corner.x(), corner.x() + size.width()), range(corner.y(), corner.y() + 30)
    assert size.width() > 200
    assert {image.pixel(x, y) for x in xs for y in ys} == {QColor(LIGHT.window).rgb()}


def test_curves_that_came_before_the_plot_are_drawn_once_it_is_there(
    qtbot: QtBot, theme: Theme
) -> None:
    tab = CurveTab(theme)
    qtbot.addWidget(tab)
    tab.set_series([finished(0, name="a"), finished(1, name="b")])
    first, _ = entries(tab)
    first.setChecked(False)
    assert tab.findChild(CurvePlot) is None
    tab.copy_picture()
    tab.place_plot()
    tab.place_plot()
    (plot,) = tab.findChildren(CurvePlot)
    assert "b: " in plot.accessibleDescription()
    assert "a: " not in plot.accessibleDescription()


def test_a_legend_is_laid_out_anew_only_for_other_entries_or_names(
    tab: CurveTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [finished(number) for number in range(60)]
    tab.set_series([*many, unfinished(60)])
    QApplication.processEvents()
    measured: list[int] = []
    width_up_to = LegendEntry.width_up_to

    def record(entry: LegendEntry, widest: int) -> int:
        measured.append(widest)
        return width_up_to(entry, widest)

    monkeypatch.setattr(LegendEntry, "width_up_to", record)
    tab.set_series([*many, unfinished(60, count=90)])
    assert measured == []
    tab.set_series([*many, finished(60)])
    assert measured != []


def test_a_name_without_end_is_cut_in_the_legend_and_forges_no_line(tab: CurveTab) -> None:
    tab.set_series([finished(0, name="a\n100 % robust\u202e" + "x" * 1_000_000)])
    (entry,) = entries(tab)
    assert len(entry.accessibleName()) <= 300
    assert entry.accessibleName().startswith("a\\n100 % robust\\u202e")
    assert entry.toolTip().count("<br>") == 1
    assert len(plot_of(tab).accessibleDescription()) < 500


@pytest.mark.parametrize(
    "name", ["net {} for road signs", "{} network of a road", "for road signs, {}"]
)
def test_names_that_get_short_can_still_be_told_apart(tab: CurveTab, name: str) -> None:
    kinds = ("standard", "robust", "wide", "small", "large", "old", "new", "best", "worst")
    tab.set_series([finished(n, name=name.format(kind)) for n, kind in enumerate(kinds)])
    are_cut = False
    for width in range(180, 480, 60):
        tab.resize(width, 400)
        QApplication.processEvents()
        drawn = {entry.drawn_name() for entry in entries(tab)}
        are_cut = are_cut or any("…" in text for text in drawn)
        assert len(drawn) == len(kinds)
    assert are_cut


def test_the_copied_curve_is_as_thick_as_its_legend(tab: CurveTab) -> None:
    tab.set_series([finished(0, robust=(50, 50, 50), with_intervals=False)])
    tab.copy_picture()
    image = QGuiApplication.clipboard().image()
    blue = QColor("#0072b2").rgb()
    column = [image.pixel(image.width() * 2 // 5, y) == blue for y in range(120, image.height())]
    assert sum(column) >= 3


def test_a_marked_budget_says_what_every_shown_curve_does_there(tab: CurveTab) -> None:
    first, second = finished(0, name="first"), finished(1, name="second")
    tab.set_series([first, second])
    evaluated = first.curve[1]
    tab.options.budget.setText(f"{evaluated.value!r}")
    words = " ".join(label.text() for label in tab.findChildren(PlainLabel) if label.isVisible())
    assert f"first: {evaluated.robust} of {evaluated.count} stay right" in words
    assert "second: " in words
    entries(tab)[1].click()
    words = " ".join(label.text() for label in tab.findChildren(PlainLabel) if label.isVisible())
    assert "second: " not in words


def columns_of(tab: CurveTab, colour: QColor) -> list[int]:
    """The columns of the plot's axes in which a colour is seen in many lines."""
    assert tab._plot is not None
    view = tab._plot.view
    picture, area = view.grab().toImage(), view.area()
    return [
        x
        for x in range(area.left(), area.right())
        if sum(picture.pixelColor(x, y) == colour for y in range(area.top(), area.bottom())) > 40
    ]


def test_a_marked_budget_is_a_line_where_its_value_stands(tab: CurveTab, theme: Theme) -> None:
    tab.place_plot()
    tab.set_series([finished(0, values=(0.0, 0.02, 0.04))])
    assert tab._plot is not None
    accent = QColor(theme.colours.accent)
    assert columns_of(tab, accent) == []
    tab.options.budget.setText("0.03")
    (column, *more) = columns_of(tab, accent)
    assert len(more) <= 1
    assert abs(column - tab._plot.view.pixel_of(0.03)) <= 1
    tab.options.budget.setText("0.05")  # beyond the axis
    assert columns_of(tab, accent) == []


def test_a_marked_budget_stands_at_its_value_on_a_logarithmic_axis_too(
    tab: CurveTab, theme: Theme
) -> None:
    tab.set_series([finished(0, values=(0.0, 0.001, 0.01, 0.1))])
    option(tab, "&Logarithmic").trigger()
    tab.options.budget.setText("0.03")
    assert tab._plot is not None
    (column, *more) = columns_of(tab, QColor(theme.colours.accent))
    assert len(more) <= 1
    assert abs(column - tab._plot.view.pixel_of(0.03)) <= 1


def test_a_budget_between_two_values_is_told_by_both(tab: CurveTab) -> None:
    series = finished(0, name="first")
    tab.set_series([series])
    below, above = series.curve[1], series.curve[2]
    tab.options.budget.setText(f"{(below.value + above.value) / 2!r}")
    words = " ".join(label.text() for label in tab.findChildren(PlainLabel) if label.isVisible())
    assert f"{above.robust} to {below.robust} of {above.count}" in words
    tab.options.budget.setText(f"{series.curve[-1].value * 2!r}")
    words = " ".join(label.text() for label in tab.findChildren(PlainLabel) if label.isVisible())
    assert "evaluated up to" in words


@pytest.mark.parametrize(
    "kind", [{"is_noise": True}, {"scale": CORRUPTIONS["gaussian-noise"].severity}]
)
def test_between_two_values_of_draws_nothing_is_known(tab: CurveTab, kind: dict[str, Any]) -> None:
    rising = finished(0, name="noise", values=(0.0, 0.02, 0.05), robust=(90, 60, 80), **kind)
    tab.set_series([rising])
    tab.options.budget.setText("0.03")
    words = [label.text() for label in tab.findChildren(PlainLabel) if label.isVisible()]
    assert words == ["0.03  –  noise: not evaluated there"]
    tab.options.budget.setText("0.02")
    words = [label.text() for label in tab.findChildren(PlainLabel) if label.isVisible()]
    assert "noise: 60 of 100 stay right" in words[0]


def test_the_sentence_for_a_budget_tells_what_was_wrong_already(tab: CurveTab) -> None:
    tab.set_series(
        [
            finished(0, name="a", values=(0.0, 0.02, 0.05), robust=(92, 37, 10)),
            finished(1, name="b", values=(0.0, 0.02, 0.03), robust=(100, 50, 20)),
        ]
    )
    tab.options.budget.setText("0.02")
    told = tab._marked.text()
    assert "a: 37 of 100 stay right (28–47 %), 8 were wrong already" in told
    assert "b: 50 of 100 stay right" in told
    assert told.count("wrong already") == 1
    tab.options.budget.setText("0.04")
    told = tab._marked.text()
    assert "(between two values), 8 were wrong already" in told
    assert told.endswith("b: evaluated up to 0.03 only")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("8", "That is over half of the input range. Do you mean 8/255?"),
        ("1.5", "That is over half of the input range."),
        ("0.9", "That is over half of the input range."),
        ("8/255", ""),
        ("0.5", ""),
    ],
)
def test_a_budget_that_can_hardly_be_meant_is_questioned(
    tab: CurveTab, text: str, doubt: str
) -> None:
    tab.set_series([finished(0)])
    tab.options.budget.setText(text)
    assert tab._marked.text().startswith(doubt or text)
    assert ("half" in tab._marked.text()) is bool(doubt)
    tab.set_series([finished(0, scale=Norm.L2, values=(0.0, 2.0), robust=(90, 10))])
    assert "half" not in tab._marked.text(), "in L2 larger values are usual"


def test_in_little_height_nothing_lies_over_the_plot(tab: CurveTab, qtbot: QtBot) -> None:
    tab.resize(430, 250)
    tab.set_series([finished(n, name=f"a long name of network {n}") for n in range(5)])
    tab.options.budget.setText("0.02")
    plot, legend = plot_of(tab), tab.findChild(CurveLegend)
    assert legend is not None

    def are_apart() -> bool:
        parts: list[QWidget] = [legend, tab._sentence, plot, tab]
        tops = [part.mapTo(tab, QPoint(0, 0)).y() for part in parts[:-1]] + [tab.height()]
        return all(
            top + part.height() <= below
            for part, top, below in zip(parts, tops, tops[1:], strict=False)
        )

    qtbot.waitUntil(are_apart)
    assert plot.height() >= plot.minimumHeight()
    assert legend.verticalScrollBar().maximum() > 0, "the others are scrolled to"


def test_the_sentence_for_a_budget_leaves_the_plot_its_height(tab: CurveTab) -> None:
    tab.resize(900, 600)
    tab.set_series([finished(n, name=f"{n} {'x' * 250} {n}") for n in range(20)])
    tab.options.budget.setText("0.03")
    QApplication.processEvents()
    assert tab._marked.text().endswith("; and 12 more")
    assert "…" in tab._marked.text()
    assert tab._marked.height() < tab.height() / 4


def test_a_budget_among_thousands_of_values_holds_nothing_up(tab: CurveTab) -> None:
    values = tuple(n / 20_000 for n in range(10_000))
    many = [finished(n, values=values, robust=(50,) * 10_000) for n in range(8)]
    tab.set_series(many)
    tab.options.budget.setText("0.033333333")
    assert "50 of 100 stay right" in tab._marked.text()
    began = time.perf_counter()
    for _ in range(10):
        tab._say_what_is_marked()
    assert time.perf_counter() - began < 0.1


def test_a_budget_says_nothing_while_every_curve_is_hidden(tab: CurveTab) -> None:
    tab.set_series([finished(0)])
    tab.options.budget.setText("0.03")
    entries(tab)[0].click()
    assert not tab._marked.isVisible()


@pytest.mark.parametrize("text", ["-1", "x", "0.01, 0.02", "1e999", "0"])
def test_what_is_no_budget_is_marked_as_wrong_and_marks_nothing(tab: CurveTab, text: str) -> None:
    tab.set_series([finished(0)])
    tab.options.budget.setText(text)
    assert tab.options.marked is None
    assert tab.options.budget.property("role") == "bad"
    assert "8/255" in tab.options.budget.toolTip()
    assert tab.options.problem in [label.text() for label in tab.findChildren(PlainLabel)]
    tab.options.budget.setText("")
    assert tab.options.budget.property("role") == ""


def option(tab: CurveTab, words: str) -> QAction:
    return next(one for one in tab.options.findChildren(QAction) if one.text() == words)


@pytest.mark.parametrize(
    "chosen",
    [
        ["&Logarithmic"],
        ["&255ths of the input range"],
        ["&Logarithmic", "&255ths of the input range"],
    ],
)
def test_another_axis_is_drawn_and_its_readout_stays_true(tab: CurveTab, chosen: list[str]) -> None:
    series = finished(0)
    tab.set_series([series])
    view = plot_of(tab).findChild(PlotView)
    assert isinstance(view, PlotView)
    for words in chosen:
        before = view.grab().toImage()
        option(tab, words).trigger()
        assert view.grab().toImage() != before
    for point in series.curve[1:]:
        pixel = QPoint(view.pixel_of(point.value), 10)
        assert view.value_at(pixel) == pytest.approx(point.value, rel=0.05)


def test_numbers_that_the_axis_cannot_have_are_pale_and_say_why(tab: CurveTab) -> None:
    def pale() -> dict[str, str]:
        actions = tab.options.findChildren(QAction)
        return {one.text(): one.toolTip() for one in actions if not one.isEnabled()}

    def curve(number: int, scale: Norm, width: float) -> CurveSeries:
        return replace(finished(number, scale=scale), width=width)

    data = "Only where all shown curves are measured in max-norm and have one input range."
    tab.set_series([curve(0, Norm.LINF, 255.0)])
    assert pale() == {}
    tab.set_series([curve(0, Norm.LINF, 255.0), curve(1, Norm.LINF, 1.0)])
    assert pale() == {"&Data units": data}
    tab.set_series([curve(0, Norm.LINF, 255.0), curve(1, Norm.L2, 255.0)])
    assert pale() == {
        "&255ths of the input range": "Only where all shown curves are measured in max-norm.",
        "&Data units": data,
    }
    entries(tab)[1].setChecked(False)
    assert pale() == {}


def test_the_axis_begins_in_fractions_which_is_said(tab: CurveTab) -> None:
    ticked = [one.text() for one in tab.options.findChildren(QAction) if one.isChecked()]
    assert ticked == ["&Fraction of the input range"]
    assert tab.options.unit == "fraction"


def test_a_budget_may_be_above_1_where_changes_add_up(tab: CurveTab) -> None:
    tab.options.budget.setText("3")
    assert tab.options.marked == 3.0
    assert tab.options.problem == ""


def test_a_kept_axis_is_drawn_at_the_next_start(tab: CurveTab, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    settings.setValue("curve/unit", "255")
    tab.set_series([finished(0)])
    view = plot_of(tab).view
    before = view.grab().toImage()
    tab.options.restore(settings)
    assert view.grab().toImage() != before


def test_axis_and_budget_are_kept(tab: CurveTab, qapp: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    tab.options.budget.setText("8/255")
    for action in tab.options.findChildren(QAction):
        if action.text() in ("&Logarithmic", "&Data units"):
            action.trigger()
    tab.options.keep(settings)
    other = CurveTab(Theme(qapp))
    other.options.restore(settings)
    assert (other.options.is_log, other.options.unit) == (True, "data")
    assert other.options.marked == 8 / 255
    settings.setValue("curve/unit", ["what", "ever"])
    settings.setValue("curve/marked", 7)
    other.options.restore(settings)
    assert other.options.marked is None


def test_tab_goes_from_the_options_over_the_legend_to_the_plot(tab: CurveTab) -> None:
    tab.set_series([finished(1)])
    tab.set_series([finished(number) for number in range(3)])
    tab.options.budget.setFocus()
    seen = []
    for _ in range(6):
        widget = QApplication.focusWidget()
        assert widget is not None
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert seen[0] is tab.options.budget
    assert seen[2:5] == entries(tab)
    assert seen[5] is plot_of(tab).view


@pytest.mark.parametrize("share", [100, 150, 200])
@pytest.mark.parametrize("words", ["Mark 8/255 …", "8/255 markieren …"])
def test_the_field_for_a_budget_has_room_for_its_words(
    tab: CurveTab, words: str, share: int
) -> None:
    field = tab.options.budget
    font = field.font()
    font.setPointSizeF(font.pointSizeF() * share / 100)
    field.setFont(font)
    field.setPlaceholderText(words)
    field.updateGeometry()  # the words of a language are there before the field has a place
    QApplication.processEvents()
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    # A line edit leaves two pixels free at both ends.
    assert field.fontMetrics().horizontalAdvance(words) <= room.width() - 4
