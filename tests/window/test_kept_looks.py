"""Curves over a restart of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSettings

from pandavision_gui.views.kept_ticks import kept_ticks

from .finished_jobs import ids, put_finished
from .opened_window import OpenedWindow

Open = Callable[..., OpenedWindow]


def looks(window: OpenedWindow) -> dict[UUID, int]:
    rows = window.window.presenter.rows(window.window.model.ticked())
    series = window.window.presenter.news.series(rows, window.window.model.style_of)
    return {one.job_id: one.style.number for one in series}


def test_ticked_curves_keep_colour_and_symbol_over_a_restart(
    open_window: Open, tmp_path: Path
) -> None:
    for hour, name in enumerate("abcd"):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    first = open_window()
    first.wait(lambda: len(first.rows()) == 4)
    a, b, c, d = ids(first, *"abcd")
    for job in (c, a, b):
        first.window.model.set_ticked(job, True)
        first.wait_for_curve(job)
    first.window.model.set_ticked(d, False)
    before = looks(first)
    assert before == {c: 1, a: 2, b: 3}
    first.window.keep_arrangement()
    first.quit()
    later = open_window()
    later.wait(lambda: len(later.rows()) == 4)
    for job in (a, b, c):
        later.wait_for_curve(job)
    assert looks(later) == before


def test_a_program_that_is_killed_has_kept_what_was_drawn(
    open_window: Open, tmp_path: Path
) -> None:
    for hour, name in enumerate("abc"):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    window = open_window()
    window.wait(lambda: len(window.rows()) == 3)
    a, b, c = ids(window, *"abc")
    for job in (a, b):
        window.window.model.set_ticked(job, True)
        window.wait_for_curve(job)
    window.window.model.set_ticked(c, False)
    place = str(window.folders.config / "window.ini")
    # Read as the next start reads it; nobody has closed the window.
    window.wait(
        lambda: kept_ticks(QSettings(place, QSettings.Format.IniFormat)) == looks(window) != {}
    )
    assert looks(window).keys() == {a, b}
