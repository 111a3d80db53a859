"""How long the parts of the window hold its event loop, and whether they grow.

`python -m tests.benchmarks.window_parts`, part of `make bench`: ten overlaid curves that are
updated, ten thousand samples that are listed, sorted and scrolled through, ten thousand scripted
actions. A handler's time is the thread's own processor time. Everything is done in events of their
own, as in the program, so that what a call takes is a handler's time like what is painted after it;
what comes once (a view that is built, the first picture) is told apart from the rest.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from functools import partial

import psutil
from PySide6.QtCore import QEvent, QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest

from pandavision_gui.engine.robustness_curve import curve_point
from pandavision_gui.views.classes.class_wishes import ClassWishes
from pandavision_gui.views.classes.classes_view import ClassesView
from pandavision_gui.views.narrow_box import NarrowBox
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Theme

from ..views.jobs_table.job_rows import job_id
from ..views.opened_jobs import made_up_table, opened_job, shown_samples
from .window import WatchedApplication

Step = Callable[[], object]
SAMPLES = 10_000
CURVES, POINTS = 10, 50
ACTIONS = 10_000
_WARM = 1_000
_MIB = 2**20


def main() -> None:
    """Print what was measured, and what is above its aim."""
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform remarks on each window
    app = WatchedApplication()
    theme = Theme(app)
    parts = [
        ("ten curves of 50 points, updated 200 times", _curves),
        (f"{SAMPLES:,} samples: sorted, each order 10 times", _sorted),
        (f"{SAMPLES:,} samples scrolled 300 steps", _scrolled),
        (f"classes of {SAMPLES:,} samples, each value 10 times", _classes),
    ]
    _say(f"{'what':<48} {'p99 ms':>7} {'longest':>8} {'first':>8}   (aims: 8, 50 and 50)")
    for what, make in parts:
        begin, steps = make(theme)
        first = max(_handlers(app, [begin]))
        times = _handlers(app, steps)
        typical, longest = statistics.quantiles(times, n=100, method="inclusive")[98], max(times)
        missed = " MISSED" if typical > 8 or max(longest, first) > 50 else ""
        _say(f"{what:<48} {typical:>7.1f} {longest:>8.1f} {first:>8.1f}{missed}")
    _say(f"memory after {_WARM:,} and {ACTIONS:,} actions, MiB: {_growth(app, theme)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _handlers(app: WatchedApplication, steps: Sequence[Step]) -> list[float]:
    """Do each step in an event of its own; return the milliseconds of every event."""
    app.processEvents()
    app.longest.clear()
    for step in steps:
        QTimer.singleShot(0, step)
        QTest.qWait(16)
    QTest.qWait(300)
    return [1000 * seconds for seconds, _ in app.longest]


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


def _curves(theme: Theme) -> tuple[Step, list[Step]]:
    tab = CurveTab(theme)
    tab.place_plot()
    tab.resize(820, 560)
    tab.show()
    updates = [partial(tab.set_series, _series(step % 7)) for step in range(200)]
    return partial(tab.set_series, _series(7)), [*updates, tab.close]


def _shown_samples_view(theme: Theme) -> SamplesView:
    view = SamplesView(theme, SampleWishes())
    view.wishes.pictures_wanted.connect(
        lambda samples, side, purpose: view.show_pictures(
            shown_samples(samples, side, purpose, size=(32, 32))
        )
    )
    view.resize(820, 560)
    view.show()
    return view


def _sorted(theme: Theme) -> tuple[Step, list[Step]]:
    view = _shown_samples_view(theme)
    order = view.filters.findChild(NarrowBox, "sample_order")
    opened = opened_job(made_up_table(SAMPLES))
    orders = [partial(order.setCurrentIndex, place) for place in (1, 2, 3, 0) * 10]
    return partial(view.show_opened, opened), [*orders, view.close]


def _scrolled(theme: Theme) -> tuple[Step, list[Step]]:
    view = _shown_samples_view(theme)
    opened = opened_job(made_up_table(SAMPLES))

    def scroll() -> None:
        bar = view.grid.verticalScrollBar()
        bar.setValue(bar.value() + 3 * bar.singleStep())

    return partial(view.show_opened, opened), [*[scroll] * 300, view.close]


def _classes(theme: Theme) -> tuple[Step, list[Step]]:
    view = ClassesView(theme, ClassWishes())
    view.resize(820, 560)
    view.show()
    opened = opened_job(made_up_table(SAMPLES, classes=12))
    values = range(len(opened.result.curve))
    chosen = [partial(view.value.setCurrentIndex, place) for place in [*values] * 10]
    return partial(view.show_opened, opened), [*chosen, view.close]


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
