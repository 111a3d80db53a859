"""What the plot draws, and that it only ever changes what it has."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.curve_marks import Area, Line, Symbols
from pandavision_gui.views.plots.curve_plot import CurvePlot
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.style_sample import SYMBOL_SIZE
from pandavision_gui.views.plots.x_scale import XUnit
from pandavision_gui.views.theme import DARK, LIGHT, Theme

from .curve_series import TOP, finished, unfinished


def view_of(plot: CurvePlot) -> PlotView:
    view = plot.findChild(PlotView)
    assert isinstance(view, PlotView)
    return view


def scatter_counts(plot: CurvePlot) -> list[int]:
    items = view_of(plot).scene().items()
    return sorted(i.count if i.isVisible() else 0 for i in items if isinstance(i, Symbols))


def areas(plot: CurvePlot) -> int:
    items = view_of(plot).scene().items()
    return sum(isinstance(i, Area) and i.isVisible() and i.polygon().count() > 0 for i in items)


def pixels_of(plot: CurvePlot, colour: str) -> int:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def x_title(plot: CurvePlot) -> str:
    text: str = view_of(plot).plotItem.getAxis("bottom").label.toPlainText()
    return text.strip()


def note_of(plot: CurvePlot) -> str:
    note = plot.findChild(PlainLabel)
    assert isinstance(note, PlainLabel)
    return note.text() if note.isVisible() else ""


def test_a_finished_curve_is_drawn_with_its_interval_and_a_symbol_at_every_point(
    plot: CurvePlot,
) -> None:
    assert pixels_of(plot, "#0072b2") == 0
    plot.set_series([finished(0)])
    assert pixels_of(plot, "#0072b2") > 300
    assert areas(plot) == 1
    assert scatter_counts(plot) == [3]


def test_samples_that_the_user_chose_have_no_interval(plot: CurvePlot) -> None:
    plot.set_series([finished(0, with_intervals=False)])
    assert areas(plot) == 0


def test_many_points_get_fewer_symbols(plot: CurvePlot) -> None:
    plot.set_series([finished(0, values=tuple(TOP * i / 49 for i in range(50)))])
    assert scatter_counts(plot) == [16]


def test_an_open_curve_is_a_band_without_symbols_until_it_is_finished(plot: CurvePlot) -> None:
    plot.set_series([unfinished(0)])
    assert (areas(plot), scatter_counts(plot)) == (2, [0])
    plot.set_series([finished(0)])
    assert (areas(plot), scatter_counts(plot)) == (1, [3])


def test_without_a_started_sample_nothing_is_drawn_and_the_plot_says_so(plot: CurvePlot) -> None:
    plot.set_series([unfinished(0, count=0)])
    assert areas(plot) == 0
    assert note_of(plot) == "No sample has been attacked yet."
    plot.set_series([unfinished(0)])
    assert note_of(plot) == ""


def test_a_running_job_moves_the_items_it_has(plot: CurvePlot) -> None:
    plot.set_series([finished(0), unfinished(1, count=90)])
    before = set(map(id, view_of(plot).scene().items()))
    for count in range(91, 99):
        plot.set_series([finished(0), unfinished(1, count=count)])
    assert set(map(id, view_of(plot).scene().items())) == before


def test_curves_that_come_and_go_leave_no_item_behind(plot: CurvePlot, qtbot: QtBot) -> None:
    empty = len(view_of(plot).scene().items())
    for _ in range(20):
        plot.set_series([finished(n) for n in range(4)] + [unfinished(4)])
        plot.set_series([finished(2)])
        plot.grab()
        plot.set_series([])
        plot.grab()
        QApplication.processEvents()
    assert len(view_of(plot).scene().items()) == empty


def test_a_hidden_curve_comes_back_shown_after_its_job_was_unticked(plot: CurvePlot) -> None:
    plot.set_series([finished(0)])
    plot.set_shown(UUID(int=1), False)
    assert pixels_of(plot, "#0072b2") == 0
    assert note_of(plot).startswith("Every curve is hidden.")
    plot.set_series([])
    plot.set_series([finished(0)])
    assert pixels_of(plot, "#0072b2") > 300
    assert note_of(plot) == ""
    assert "network: 97 of 100" in plot.accessibleDescription()


def test_the_x_axis_reaches_to_the_largest_shown_value(plot: CurvePlot) -> None:
    plot.set_series([finished(0), finished(1, values=(0.0, 0.2))])
    assert view_of(plot).viewRect().right() == pytest.approx(0.2)
    plot.set_shown(UUID(int=2), False)
    assert view_of(plot).viewRect().right() == pytest.approx(TOP)
    assert view_of(plot).viewRect().left() == 0.0


def test_the_accuracy_runs_from_0_to_100_percent_and_its_axis_says_so(
    plot: CurvePlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot.set_series([finished(0)])
    view = view_of(plot)
    lowest, highest = view.plotItem.vb.viewRange()[1]
    assert (lowest, highest) == pytest.approx((0, 100))
    assert view.plotItem.getAxis("left").label.toPlainText().strip() == "Robust accuracy"
    written: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", lambda _, *args: written.append(str(args[-1])))
        view.restyle()  # else the axes keep the picture of themselves
        view.grab()
    assert {f"{share} %" for share in (0, 20, 40, 60, 80, 100)} <= set(written)


def test_every_curve_is_drawn_with_the_dash_of_its_style(plot: CurvePlot) -> None:
    plot.set_series([finished(number) for number in range(5)])
    items = view_of(plot).scene().items()
    lines = {item.pen().style() for item in items if isinstance(item, Line) and item.isVisible()}
    assert lines == {SeriesStyle(number).dash for number in range(5)}
    assert len(lines) > 1


def test_a_later_curve_lies_on_top_and_the_grid_below_all(plot: CurvePlot) -> None:
    assert pixels_of(plot, LIGHT.grid) > 1000
    first = QColor(SeriesStyle(0).colour(dark=False)).name()
    plot.set_series([finished(1), finished(0)])
    on_top = pixels_of(plot, first)
    plot.set_series([finished(0), finished(1)])
    assert pixels_of(plot, first) < on_top


def test_a_single_value_of_zero_is_drawn_all_the_same(plot: CurvePlot) -> None:
    plot.set_series([finished(0, values=(0.0,))])
    assert view_of(plot).viewRect().right() == pytest.approx(1.0)
    plot.grab()


def test_the_x_axis_says_what_is_measured_if_all_curves_measure_the_same(plot: CurvePlot) -> None:
    plot.set_series([finished(0), finished(1)])
    assert x_title(plot) == "Perturbation size, max-norm (L∞), fraction of the input range"
    both = "Perturbation size, max-norm (L∞), fraction of the input range"
    plot.set_series([finished(0), finished(1, is_noise=True)])
    assert x_title(plot) == both
    plot.set_series([finished(0, is_noise=True)])
    assert x_title(plot) == "Perturbation size, random noise (L∞), fraction of the input range"
    plot.set_series([finished(0, scale=Norm.L2)])
    assert x_title(plot) == "Perturbation size, Euclidean norm (L2), in units of the input range"
    plot.resize(900, 300)
    plot.set_series([finished(0), finished(1, scale=Norm.L2)])
    assert x_title(plot) == (
        "Perturbation size, each curve in its own norm, in units of the input range"
    )
    plot.set_shown(UUID(int=1), False)
    assert x_title(plot) == "Perturbation size, Euclidean norm (L2), in units of the input range"


@pytest.mark.parametrize(
    ("unit", "words"),
    [(XUnit.OVER_255, "in 255ths of the input range"), (XUnit.DATA, "in the data's own units")],
)
def test_the_x_axis_says_what_its_numbers_are(plot: CurvePlot, unit: XUnit, words: str) -> None:
    plot.resize(900, 300)
    plot.set_series([replace(finished(0), width=255.0)])
    plot.set_axis(is_log=False, unit=unit)
    assert x_title(plot) == f"Perturbation size, max-norm (L∞), {words}"


def test_the_x_axis_of_corruptions_speaks_of_severity_and_of_no_norm(plot: CurvePlot) -> None:
    plot.resize(900, 300)
    turned, blurred = (
        finished(n, scale=CORRUPTIONS[name].severity) for n, name in enumerate(("rotation", "blur"))
    )
    plot.set_series([turned])
    assert x_title(plot) == "Severity of the rotation, 1 is 180°"
    plot.set_series([turned, blurred])
    assert x_title(plot) == "Severity, each curve of its own corruption"
    plot.set_series([turned, finished(1)])
    assert x_title(plot) == "Perturbation size or severity, each curve in its own unit"
    plot.resize(260, 300)
    assert x_title(plot) == "Perturbation size or severity"


def test_a_narrow_plot_has_a_title_that_fits(plot: CurvePlot) -> None:
    plot.set_series([finished(0)])
    titles: list[str] = []
    for width in range(640, 230, -10):
        plot.resize(width, 300)
        if x_title(plot) not in titles:
            titles.append(x_title(plot))
    assert titles == [
        "Perturbation size, max-norm (L∞), fraction of the input range",
        "Perturbation size, L∞, fraction of the input range",
        "L∞, fraction of the input range",
        "Perturbation size, L∞",
    ]


def test_a_low_plot_has_a_title_that_fits_beside_it(plot: CurvePlot) -> None:
    plot.set_series([finished(0)])
    titles: list[str] = []
    for height in range(400, 150, -10):
        plot.resize(640, height)
        label = view_of(plot).plotItem.getAxis("left").label
        place = view_of(plot).mapFromScene(label.sceneBoundingRect()).boundingRect()
        # The letters end a few pixels inside of the label.
        assert view_of(plot).rect().adjusted(0, -4, 0, 4).contains(place), height
        if label.toPlainText().strip() not in titles:
            titles.append(label.toPlainText().strip())
    assert titles == ["Robust accuracy", "Robust"]


def test_the_colours_follow_the_scheme(plot: CurvePlot, theme: Theme) -> None:
    plot.set_series([finished(0)])
    theme.colours = DARK
    theme.changed.emit()
    assert pixels_of(plot, "#0072b2") == 0
    assert pixels_of(plot, SeriesStyle(0).colour(dark=True)) > 300
    assert plot.grab().toImage().pixelColor(20, 20) == QColor(DARK.window)


def pen_widths(plot: CurvePlot) -> set[float]:
    items = view_of(plot).scene().items()
    curves = [item for item in items if isinstance(item, Line)]
    return {item.pen().widthF() for item in curves if item.isVisible()}


def test_a_curve_is_as_thick_as_in_the_legend_on_every_screen(
    plot: CurvePlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot.set_series([finished(0)])
    assert pen_widths(plot) == {2.0}
    monkeypatch.setattr(view_of(plot), "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(view_of(plot), QEvent(QEvent.Type.DevicePixelRatioChange))
    assert pen_widths(plot) == {4.0}
    plot.set_picture_ratio(3)
    assert pen_widths(plot) == {6.0}
    plot.set_picture_ratio(None)
    plot.set_series([unfinished(0)])
    assert pen_widths(plot) == {2.0}


def test_the_edge_of_a_fill_is_smooth(plot: CurvePlot) -> None:
    plot.set_series([finished(0, robust=(100, 40, 0))])
    # Without smooth edges there are ground, grid, fill and fill over grid.
    assert colours_of_the_fills(plot) > 12


def test_among_many_curves_fills_have_rough_edges_and_smooth_ones_again_among_few(
    plot: CurvePlot,
) -> None:
    many = [finished(n, robust=(100, 40, 0), with_intervals=n == 0) for n in range(5)]
    plot.set_series(many)
    assert colours_of_the_fills(plot) <= 4
    plot.set_series(many[:1])
    assert colours_of_the_fills(plot) > 12


def colours_of_the_fills(plot: CurvePlot) -> int:
    hidden = [i for i in view_of(plot).scene().items() if isinstance(i, Line | Symbols)]
    for item in hidden:
        item.setOpacity(0)
    area = view_of(plot).area().adjusted(2, 2, -2, -2)
    image = view_of(plot).grab(area).toImage()
    for item in hidden:
        item.setOpacity(1)
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_a_symbol_is_as_large_as_in_the_legend_wherever_the_axes_put_it(plot: CurvePlot) -> None:
    plot.set_series([finished(0, values=(0.0, TOP), robust=(100, 0), with_intervals=False)])
    for item in view_of(plot).scene().items():
        if isinstance(item, Line):
            item.setOpacity(0)
    for size in (QSize(700, 500), QSize(1300, 320)):
        plot.resize(size)
        QApplication.processEvents()
        image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        wanted = QColor("#0072b2").rgb()
        places = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixel(x, y) == wanted
        ]
        for at_left in (True, False):
            half = [(x, y) for x, y in places if (x < image.width() / 2) == at_left]
            for axis in (0, 1):
                extent = max(place[axis] for place in half) - min(place[axis] for place in half)
                assert SYMBOL_SIZE - 3 <= extent <= SYMBOL_SIZE


def test_neither_wheel_nor_drag_moves_the_axes(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.set_series([finished(0)])
    viewport, before = view_of(plot).viewport(), view_of(plot).viewRect()
    wheel = QWheelEvent(
        QPointF(300, 200),
        QPointF(300, 200),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, wheel)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    qtbot.mouseMove(viewport, QPoint(200, 100))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert view_of(plot).viewRect() == before
    assert not wheel.isAccepted()


def test_there_is_no_menu_and_so_no_export_dialog(plot: CurvePlot, qtbot: QtBot) -> None:
    viewport = view_of(plot).viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.RightButton, pos=QPoint(300, 200))
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(300, 200), QPoint(300, 200))
    QApplication.sendEvent(viewport, asked)
    assert QApplication.activePopupWidget() is None
    assert [menu for menu in plot.findChildren(QMenu) if menu.isVisible()] == []
    assert not view_of(plot).plotItem.menuEnabled()
    assert not view_of(plot).plotItem.vb.menuEnabled()


def test_the_plot_is_framed_while_it_has_the_keyboard(plot: CurvePlot, qtbot: QtBot) -> None:
    def has_frame() -> bool:
        image, middle = plot.grab().toImage(), plot.height() // 2
        ends = (QPoint(0, middle), QPoint(plot.width() - 1, middle))
        return all(image.pixelColor(end) == QColor(LIGHT.accent) for end in ends)

    plot.activateWindow()
    view_of(plot).setFocus()
    qtbot.waitUntil(view_of(plot).hasFocus)
    assert has_frame()
    view_of(plot).clearFocus()
    assert not has_frame()


def test_the_plot_is_described_in_words(plot: CurvePlot) -> None:
    assert plot.accessibleDescription() == "No robustness curve is shown."
    plot.set_series([finished(0, name="a\x1b[31m"), unfinished(1, name="b")])
    assert plot.accessibleDescription() == (
        "Robustness curves. a\\x1b[31m: 97 of 100 stay right (92–99 %) at no perturbation, "
        "59 of 100 stay right (49–68 %) at 0.05. "
        "b (unfinished): 57 to 68 of 100 at no perturbation, 57 to 68 of 100 at 0.05."
    )


def test_the_plot_loads_no_heavy_library() -> None:
    program = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from pandavision_gui.views.theme import Theme
from pandavision_gui.views.tabs.curve_tab import CurveTab
tab = CurveTab(Theme(app))
tab.grab()
heavy = {"h5py", "matplotlib", "scipy", "torch", "onnx", "pyqtgraph.exporters"}
sys.exit(len(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
