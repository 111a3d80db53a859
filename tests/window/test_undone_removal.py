"""A removed job comes back by Undo as it was shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from .finished_jobs import ids, put_finished, select
from .opened_window import OpenedWindow

Open = Callable[..., OpenedWindow]


def looks(window: OpenedWindow) -> dict[UUID, int]:
    return {one.job_id: one.style.number for one in window.window.curve_tab.shown()}


def test_undo_brings_back_tick_colour_and_selection(open_window: Open, tmp_path: Path) -> None:
    for hour, name in enumerate("abcde"):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    window = open_window()
    window.wait(lambda: len(window.rows()) == 5)
    a, b, c, d, e = ids(window, *"abcde")
    for job in (c, a, b):
        window.window.model.set_ticked(job, True)
        window.wait(lambda job=job: job in looks(window))
    before = looks(window)
    assert before == {e: 0, c: 1, a: 2, b: 3}
    select(window, "a", "c", "d")
    selected = window.window.table.selected()
    window.window.actions_by_name["remove"].trigger()
    window.wait(lambda: len(window.rows()) == 2)
    window.wait(lambda: looks(window) == {e: 0, b: 3})
    window.window.table.select(e)
    window.window.actions_by_name["undo"].trigger()
    window.wait(lambda: len(window.rows()) == 5)
    window.wait(lambda: looks(window) == before)
    window.wait(lambda: set(window.window.table.selected()) == set(selected))
    assert not window.window.model.is_ticked(d)


def test_jobs_that_come_back_one_by_one_are_selected_together(
    open_window: Open, tmp_path: Path
) -> None:
    for hour, name in enumerate("abc"):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    window = open_window()
    window.wait(lambda: len(window.rows()) == 3)
    a, b, c = ids(window, *"abc")
    gone, table = window.window.presenter._gone, window.window.table
    select(window, "a", "b")
    for job in (a, b):
        gone.note(job)
    table.select(c)
    for job in (a, b):
        assert gone.take_back(job)
        gone.select()
    assert set(table.selected()) == {a, b}
    table.select(c)
    gone.note(c)
    assert gone.take_back(c)
    gone.select()
    assert table.selected() == (c,)
