"""Ten thousand perturbation values, and two hundred curves."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QGraphicsPolygonItem

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import BandPoint, curve_point
from pandavision_gui.views.plots.crosshair import ReadoutBox
from pandavision_gui.views.plots.curve_marks import Line
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.curve_words import CurveWords
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_data import SeriesData, distinct, thinned
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle

from ..counted_calls import calls_of
from .curve_series import finished, unfinished

MANY = 10_000


def open_series(finished_samples: int) -> CurveSeries:
    """A band that gets narrower, over many values."""
    points = tuple(
        BandPoint(
            value=0.05 * place / MANY,
            lowest=(MANY - place) * finished_samples // MANY,
            highest=100 - place * finished_samples // MANY,
            count=100,
            lower=0.0,
            upper=1.0,
        )
        for place in range(MANY)
    )
    return CurveSeries(UUID(int=1), "many", SeriesStyle(0), band=points)


def lines(plot: CurvePlot) -> list[Line]:
    items = plot.findChild(PlotView).scene().items()
    return [item for item in items if isinstance(item, Line) and item.isVisible()]


def most_points(plot: CurvePlot) -> int:
    return max(line.path().elementCount() for line in lines(plot))


def test_news_of_ten_thousand_values_do_not_hold_the_window(plot: CurvePlot) -> None:
    plot.set_series([open_series(1)])
    QApplication.processEvents()
    series = open_series(10)
    # The numbers of a value are read once; all else is numpy's.
    assert calls_of(lambda: plot.set_series([series])) < 5 * MANY


def test_no_more_points_are_drawn_than_pixels_can_show(plot: CurvePlot) -> None:
    plot.set_series([open_series(50)])
    columns = plot.findChild(PlotView).columns()
    width = plot.findChild(PlotView).area().width()
    assert width <= columns < 2 * width
    assert 0 < most_points(plot) <= 4 * columns
    polygons = [
        item.polygon().count()
        for item in plot.findChild(PlotView).scene().items()
        if isinstance(item, QGraphicsPolygonItem)
    ]
    assert 0 < max(polygons) <= 8 * columns


def test_a_larger_plot_shows_more_points(plot: CurvePlot) -> None:
    plot.set_series([open_series(50)])
    before = most_points(plot)
    plot.resize(3000, 400)
    QApplication.processEvents()
    assert most_points(plot) > before


@pytest.mark.parametrize("seed", range(5))
def test_thinning_keeps_the_extremes_and_ends_of_every_column(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.sort(random.random(5000) ** 3)
    heights = (random.random(5000), np.round(random.random(5000), 1))
    kept = thinned(values, heights, columns=64)
    assert len(kept) < 64 * 7
    assert (kept[0], kept[-1]) == (0, 4999)
    edges = np.linspace(values[0], values[-1], 65)
    column = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, 63)
    for height in heights:
        for number in np.unique(column):
            there = height[column == number]
            shown = height[kept[column[kept] == number]]
            assert (shown.min(), shown.max()) == (there.min(), there.max())


def test_a_single_spike_among_ten_thousand_values_is_drawn(plot: CurvePlot) -> None:
    points = [curve_point(0.05 * n / MANY, 50, 100) for n in range(MANY)]
    points[4321] = curve_point(points[4321].value, 3, 100)
    plot.set_series([CurveSeries(UUID(int=1), "x", SeriesStyle(0), curve=tuple(points))])
    heights = [
        line.path().elementAt(n).y
        for line in lines(plot)
        for n in range(line.path().elementCount())
    ]
    assert min(heights) == pytest.approx(3.0)


def test_few_points_are_all_drawn_and_equal_values_are_no_trouble() -> None:
    values = np.zeros(5000)
    assert len(thinned(values[:100], (values[:100],), columns=64)) == 100
    assert list(thinned(values, (values,), columns=64)) == [0, 4999]


def test_every_single_value_is_read_out_exactly(plot: CurvePlot) -> None:
    plot.set_series([open_series(50)])
    view = plot.findChild(PlotView)
    data = SeriesData(open_series(50))
    box = plot.findChild(ReadoutBox)
    for place in (1, 4567, 4568, 9999):
        view.hovered.emit(0.05 * place / MANY)
        point = data[place]
        assert isinstance(point, BandPoint)
        header, text = box.texts()
        assert header == f"{point.value:.6g}"
        assert text == f"{point.lowest} to {point.highest} of 100"


def test_a_value_stands_for_grey_levels_in_the_max_norm_only() -> None:
    words = CurveWords()
    for norms in ({Norm.L2}, {Norm.L2, Norm.LINF}):
        assert words.value(8 / 255, norms) == "0.0313725"
    assert words.value(1500.5, {Norm.L1}) == "1500.5"
    data = SeriesData(finished(0, scale=Norm.L2, values=(0.0, 8 / 255), robust=(90, 10)))
    assert "at 0.0313725." in words.description([data])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "No perturbation"),
        (0.0313, "0.0313"),
        (0.0314, "0.0314"),
        (0.03137, "8/255 = 0.031"),
        (8 / 255, "8/255 = 0.031"),
        (0.049995, "0.049995"),
    ],
)
def test_the_readout_names_a_value_as_the_table_does(value: float, words: str) -> None:
    assert CurveWords().value(value) == words


def test_news_of_one_of_many_curves_touch_that_one_only(plot: CurvePlot) -> None:
    many = [finished(number) for number in range(40)]
    plot.set_series([*many, unfinished(40)])
    before = {id(line): line.path() for line in lines(plot)}
    plot.set_series([*many, unfinished(40, count=90)])
    changed = [line for line in lines(plot) if line.path() != before[id(line)]]
    assert len(changed) == 2  # the two edges of its band


@given(st.lists(st.integers(0, 8).map(lambda n: n / 8), max_size=30))
def test_distinct_values_are_those_of_numpy(values: list[float]) -> None:
    given_values = np.array(values)
    np.testing.assert_array_equal(distinct(given_values), np.unique(given_values))
