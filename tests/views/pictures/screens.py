"""Screens whose look is recorded: real widgets on made-up data, the same on every machine.

Letters come from the DejaVu fonts that matplotlib brings, without hinting; sizes, scale, style and
times are fixed, and nothing is shown while it still changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QEvent, QPoint, QSize
from PySide6.QtGui import QFont, QFontDatabase, QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.views.classes.class_wishes import ClassWishes
from pandavision_gui.views.classes.classes_view import ClassesView
from pandavision_gui.views.compare.compare_window import CompareWindow
from pandavision_gui.views.details_panel import DetailsPanel
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Scheme, Theme
from pandavision_gui.views.welcome import Welcome

from ..compare.compared_jobs import compared
from ..form.conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report
from ..jobs_table.job_results import make_loaded, make_result
from ..jobs_table.job_rows import finished_row, job_id, make_progress, make_row, running_row
from ..opened_jobs import made_up_table, opened_job
from ..plots.curve_series import finished

_PIXELS = 12
_NAMES = ("stop", "no entry", "priority", "turn left", "limit 30")
_BEGAN = datetime(2026, 3, 12, 9, 0).astimezone()  # by the clock of whatever zone this is
_PATIENCE_MS = 10_000

Make = Callable[[Theme, QWidget], QWidget]


def welcome(theme: Theme, _: QWidget) -> QWidget:
    return Welcome(theme)


def form(theme: Theme, _: QWidget) -> QWidget:
    made = AskedForm(theme)
    made.take_files([MODEL_PATH, DATASET_PATH])
    made.answer(MODEL_PATH, model_report())
    made.answer(DATASET_PATH, dataset_report())
    made.advanced.toggle.setChecked(True)
    return made


def curve(theme: Theme, _: QWidget) -> QWidget:
    made = CurveTab(theme)
    made.place_plot()
    values = (0.0, 0.01, 0.02, 0.03, 0.04)
    made.set_series(
        [
            finished(0, name="robust network", values=values, robust=(98, 95, 90, 81, 70)),
            finished(1, name="standard network", values=values, robust=(99, 60, 22, 6, 1)),
        ]
    )
    return made


def jobs(theme: Theme, _: QWidget) -> QWidget:
    model = JobTableModel()
    made = JobTable(theme, model)
    model.setParent(made)
    times: dict[str, Any] = {"started": _BEGAN, "ended": _BEGAN + timedelta(seconds=12)}
    broken: dict[str, Any] = {
        "clean": 1.0,
        "robust": 0.0,
        "level": SecurityLevel.LOW,
        "sec_value": 0.29,
    }
    model.set_rows(
        [
            finished_row(1, name="road signs, robust network", **times),
            finished_row(2, name="road signs, standard network", **broken, **times),
            make_row(
                3, name="cut off", state=JobState.INTERRUPTED, reason="The program ended.", **times
            ),
            running_row(4, name="at work", started=_BEGAN),
            make_row(5, name="its turn comes", tags=("baseline",)),
        ]
    )
    model.set_progress(job_id(4), make_progress())
    for number in (1, 2):
        model.set_ticked(job_id(number), True)
    made.select(job_id(2))
    return made


def samples(theme: Theme, _: QWidget) -> QWidget:
    made = SamplesView(theme, SampleWishes())
    opened = opened_job(made_up_table(9), names=_NAMES)
    made.wishes.pictures_wanted.connect(
        lambda indexes, side, purpose: made.show_pictures(_pictures(indexes, side, purpose))
    )
    made.show_opened(opened)
    return made


def _pictures(indexes: list[int], side: int, purpose: Any) -> ShownSamples:
    """Return pictures of one hue each: a slope, the same turned, and their difference."""
    slope = np.linspace(40, 220, 8)
    pictures = np.zeros((len(indexes), 3, 8, 8, 4), dtype=np.uint8)
    for place, index in enumerate(indexes):
        sample = np.add.outer(slope, slope) / 2
        for kind, picture in enumerate((sample, sample.T[::-1], np.abs(sample - 128))):
            pictures[place, kind, ..., index % 3] = picture
            pictures[place, kind, ..., 3] = 255
    return ShownSamples(purpose, tuple(indexes), side, pictures, (9.0,) * len(indexes))


def classes(theme: Theme, _: QWidget) -> QWidget:
    made = ClassesView(theme, ClassWishes())
    made.show_opened(opened_job(made_up_table(200), names=_NAMES))
    return made


def details(theme: Theme, _: QWidget) -> QWidget:
    made = DetailsPanel(theme)
    row = finished_row(
        1, name="road signs", started=_BEGAN, ended=_BEGAN + timedelta(seconds=12), tags=("night",)
    )
    made.show_job(row, make_loaded(make_result()), None, ())
    return made


def comparison(theme: Theme, beneath: QWidget) -> QWidget:
    made = CompareWindow(beneath, theme)
    made.set_names(["weak network", "robust network"])
    made.show_compared(compared())
    made.page.show_curves(
        [finished(0, robust=(40, 30, 20)), finished(1)], [SeriesStyle(0), SeriesStyle(1)]
    )
    made.page.curves.place_plot()
    return made


_SIZES: dict[Make, tuple[str, QSize]] = {
    welcome: ("welcome", QSize(512, 448)),
    form: ("form", QSize(320, 1024)),
    curve: ("curve", QSize(576, 416)),
    jobs: ("jobs", QSize(1120, 224)),
    samples: ("samples", QSize(640, 480)),
    classes: ("classes", QSize(736, 480)),
    details: ("details", QSize(288, 832)),
    comparison: ("compare", QSize(768, 800)),
}
_SCHEMES: dict[Scheme, str] = {"light": "", "dark": "-dark"}

SCREENS: dict[str, tuple[Make, QSize, Scheme]] = {
    f"{name}{suffix}": (make, size, scheme)
    for make, (name, size) in _SIZES.items()
    for scheme, suffix in _SCHEMES.items()
}


def recorded_picture(name: str) -> Path:
    """Return where the picture of a screen is kept."""
    return Path(__file__).parent / "recorded" / f"{name}.png"


@contextmanager
def stage(
    app: QApplication, hinting: QFont.HintingPreference = QFont.HintingPreference.PreferNoHinting
) -> Iterator[Theme]:
    """Let the program look the same everywhere, and as it did before at the end.

    Parameters
    ----------
    hinting
        How letters are fitted to the pixels; without it, words have the same width everywhere.
    """
    before = app.font()
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in _font_files()]
    (family,) = {one for number in loaded for one in QFontDatabase.applicationFontFamilies(number)}
    font = QFont(family)
    font.setPointSizeF(_PIXELS * 72 / app.primaryScreen().logicalDotsPerInch())
    font.setHintingPreference(hinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    app.setFont(font)
    theme = Theme(app, "light")
    try:
        yield theme
    finally:
        theme.set_scheme("light")
        app.setFont(before)
        for number in loaded:
            QFontDatabase.removeApplicationFont(number)


def _font_files() -> list[Path]:
    """Return letters that matplotlib brings, which is not imported for it."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return [folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"]


def picture(theme: Theme, name: str, change: Callable[[QWidget], None] | None = None) -> QImage:
    """Return what a screen looks like, after something was changed about it if so wanted."""
    make, size, scheme = SCREENS[name]
    theme.set_scheme(scheme)
    beneath = QWidget()
    widget = make(theme, beneath)
    widget.resize(size)
    widget.show()
    if change is not None:
        change(widget)
    try:
        return _at_rest(widget)
    finally:
        for one in (widget, beneath):
            one.close()
            one.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _at_rest(widget: QWidget) -> QImage:
    """Paint a widget until it looks the same twice and waits for no picture."""
    patience = QDeadlineTimer(_PATIENCE_MS)
    before = QImage()
    while not patience.hasExpired():
        for _ in range(10):
            QApplication.processEvents()
        focus = widget.focusWidget()
        if focus is not None:
            focus.clearFocus()  # a cursor comes and goes
        now = QImage(widget.size() * widget.devicePixelRatio(), QImage.Format.Format_RGB32)
        now.setDevicePixelRatio(widget.devicePixelRatio())
        widget.render(now, QPoint(), QRegion(widget.rect()))
        is_complete = not isinstance(widget, SamplesView) or widget.shows_pictures()
        if now == before and is_complete:
            return now
        before = now
    raise AssertionError("the screen does not come to rest")
