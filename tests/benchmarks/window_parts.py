"""How long the parts of the window hold its event loop, and whether they grow.

`python -m tests.benchmarks.window_parts`, part of `make bench`: ten overlaid curves that are
updated, ten thousand samples that are listed, sorted and scrolled through, ten thousand scripted
actions. A handler's time is the thread's own processor time.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

import psutil
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest

from pandavision_gui.engine.robustness_curve import curve_point
from pandavision_gui.views.classes.classes_view import ClassesView
from pandavision_gui.views.narrow_box import NarrowBox
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Theme

from ..views.jobs_table.job_rows import job_id
from ..views.opened_jobs import made_up_table, opened_job, shown_samples
from .window import WatchedApplication

SAMPLES = 10_000
CURVES, POINTS = 10, 50
ACTIONS = 10_000
_WARM = 1_000
_MIB = 2**20


def main() -> None:
    """Print what was measured, and what is above its aim."""
    app = WatchedApplication()
    theme = Theme(app)
    rows = [
        ("ten curves of 50 points, updated 200 times", *_handlers(app, _curves(theme))),
        (f"{SAMPLES:,} samples: open, sort, filter", *_handlers(app, _samples(theme, scrolls=0))),
        (f"{SAMPLES:,} samples scrolled 300 steps", *_handlers(app, _samples(theme, scrolls=300))),
        (f"classes of {SAMPLES:,} samples, each value", *_handlers(app, _classes(theme))),
    ]
    _say(f"{'what':<45} {'p99 ms':>7} {'longest ms':>12}   (aims: 8 and 50)")
    for what, typical, longest in rows:
        missed = " MISSED" if typical > 8 or longest > 50 else ""
        _say(f"{what:<45} {typical:>7.1f} {longest:>12.1f}{missed}")
    _say(f"memory after {_WARM:,} and {ACTIONS:,} actions, MiB: {_growth(app, theme)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _handlers(app: WatchedApplication, act: Callable[[], None]) -> tuple[float, float]:
    app.processEvents()
    app.longest.clear()
    act()
    QTest.qWait(300)
    times = [1000 * seconds for seconds, _ in app.longest]
    return statistics.quantiles(times, n=100)[98], max(times)


def _series(shift: int) -> list[CurveSeries]:
    return [
        CurveSeries(
            job_id=job_id(number),
            name=f"job {number}",
            style=SeriesStyle(number),
            curve=tuple(
                curve_point(place / 1000, max(0, 1000 - 15 * place - number - shift), 1000)
                for place in range(POINTS)
            ),
        )
        for number in range(CURVES)
    ]


def _curves(theme: Theme) -> Callable[[], None]:
    tab = CurveTab(theme)
    tab.place_plot()
    tab.resize(820, 560)
    tab.show()

    def act() -> None:
        for step in range(200):
            tab.set_series(_series(step % 7))
            QTest.qWait(1)
        tab.close()

    return act


def _shown_samples_view(theme: Theme) -> SamplesView:
    view = SamplesView(theme)
    view.pictures_wanted.connect(
        lambda samples, side, purpose: view.show_pictures(
            shown_samples(samples, side, purpose, size=(32, 32))
        )
    )
    view.resize(820, 560)
    view.show()
    return view


def _samples(theme: Theme, *, scrolls: int) -> Callable[[], None]:
    view = _shown_samples_view(theme)
    opened = opened_job(made_up_table(SAMPLES))
    if scrolls:
        view.show_opened(opened)
        QTest.qWait(300)

    def act() -> None:
        if not scrolls:
            view.show_opened(opened)
            QTest.qWait(50)
            for place in range(4):
                view.filters.findChild(NarrowBox, "sample_order").setCurrentIndex(place)
                QTest.qWait(20)
        bar = view.grid.verticalScrollBar()
        for _ in range(scrolls):
            bar.setValue(bar.value() + 3 * bar.singleStep())
            QTest.qWait(16)
        view.close()

    return act


def _classes(theme: Theme) -> Callable[[], None]:
    view = ClassesView(theme)
    view.resize(820, 560)
    view.show()
    opened = opened_job(made_up_table(SAMPLES, classes=12))

    def act() -> None:
        view.show_opened(opened)
        for place in range(view.value.count()):
            view.value.setCurrentIndex(place)
            QTest.qWait(20)
        view.close()

    return act


def _growth(app: WatchedApplication, theme: Theme) -> str:
    """Open, sort, scroll and mark again and again; what it leaves must not grow."""
    view, tab = _shown_samples_view(theme), CurveTab(theme)
    tab.place_plot()
    tab.show()
    opened = [opened_job(made_up_table(300, seed=seed)) for seed in range(3)]
    series = [_series(shift) for shift in range(3)]
    order = view.filters.findChild(NarrowBox, "sample_order")
    seen = {}
    for action in range(1, ACTIONS + 1):
        match action % 5:
            case 0:
                view.show_opened(opened[action % 3])
            case 1:
                order.setCurrentIndex(action % 4)
            case 2:
                bar = view.grid.verticalScrollBar()
                bar.setValue(action * 37 % max(1, bar.maximum()))
            case 3:
                tab.set_series(series[action % 3])
            case _:
                tab.options.budget.setText(f"{action % 15 + 1}/255")
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.longest.clear()
        if action in (_WARM, ACTIONS):
            seen[action] = psutil.Process().memory_info().rss / _MIB
    return f"{seen[_WARM]:.0f}, {seen[ACTIONS]:.0f}"


if __name__ == "__main__":
    sys.exit(main())
