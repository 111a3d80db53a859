"""Removing with its way back, and an end that cannot come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QDockWidget, QFileDialog

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.open_queue import OpenedQueue
from pandavision_gui.views.jobs_table.job_view import JobView

from ..support.log_guard import LogGuard
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


def finished(window: OpenedWindow, spec: EvaluationSpec) -> UUID:
    job_id = window.add(spec)
    window.wait_for_state(job_id, JobState.FINISHED)
    return job_id


def details(window: OpenedWindow) -> QDockWidget:
    found = window.window.findChild(QDockWidget, "details")
    assert isinstance(found, QDockWidget)
    return found


def ids(window: OpenedWindow) -> set[UUID]:
    return {row.id for row in window.rows()}


def test_a_refused_removal_does_not_take_the_undo_of_another_job_away(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    gone, kept = (finished(window, small_spec(name=name)) for name in ("gone", "kept"))
    in_the_way = window.folders.removed / str(kept)
    in_the_way.mkdir(parents=True)
    (in_the_way / "file").write_text("")
    view = window.window.table.findChild(JobView)
    assert view is not None
    view.selectAll()
    window.window.actions_by_name["remove"].trigger()
    window.wait(lambda: ids(window) == {kept} and str(kept) in window.said())
    assert "Removed the job “gone”." in window.said()
    window.click(window.button("Undo"))
    window.wait(lambda: ids(window) == {gone, kept})
    assert "Removed" not in window.said()


def test_removals_are_undone_one_after_the_other(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    first, second = (finished(window, small_spec(name=name)) for name in ("first", "second"))
    for job_id in (first, second):
        window.do("remove", job_id)
        window.wait(lambda job_id=job_id: job_id not in ids(window))  # type: ignore[misc]
    assert "Removed the job “second”." in window.said()
    window.click(window.button("Undo"))
    window.wait(lambda: ids(window) == {second})
    window.wait(lambda: "Removed the job “first”." in window.said())
    window.click(window.button("Undo"))
    window.wait(lambda: ids(window) == {first, second})
    assert window.said() == ""


def test_an_undo_at_once_waits_for_the_removal(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    job_id = finished(window, small_spec())
    with window.qtbot.waitSignals(
        [window.program.bridge.job_removed, window.program.bridge.job_changed], order="strict"
    ):
        window.do("remove", job_id)
        window.window.actions_by_name["undo"].trigger()
        window.window.actions_by_name["undo"].trigger()
    assert ids(window) == {job_id}
    assert window.said() == ""
    window.window.actions_by_name["undo"].trigger()
    assert window.said() == "There is no removed job to bring back."
    window.do("remove", job_id)
    window.window.actions_by_name["undo"].trigger()
    window.quit()
    assert (window.folders.jobs / str(job_id)).is_dir(), "it comes back although the program ends"


def test_a_program_that_cannot_come_to_rest_ends_all_the_same(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, log_guard: LogGuard
) -> None:
    log_guard.expect("did not come to rest")
    window = open_window()
    never: Future[None] = Future()
    with monkeypatch.context() as patch:
        patch.setattr(OpenedQueue, "close", lambda *_, **__: never)
        window.program._patience.setInterval(50)
        with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
            window.program.end(False)
    assert window.program.is_stuck
    # It was only told so: the queue comes to rest now, and the program with it.
    window.program.opened.close(resume_next_time=False).result(timeout=20)
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        never.set_result(None)


def test_an_export_under_way_is_finished_before_the_program_ends(
    open_window: Open, small_spec: Spec, tmp_path: Path
) -> None:
    window = open_window()
    job_id = finished(window, small_spec())
    window.window.table.select(job_id)
    window.window.actions_by_name["export_figure"].trigger()
    dialog = window.window.findChild(QFileDialog, "export_dialog")
    assert dialog is not None
    dialog.selectFile(str(tmp_path / "curve.png"))
    dialog.accept()
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        window.window.close()
    assert not window.program.is_stuck
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_a_logout_keeps_what_the_window_shows_as_closing_it_does(
    open_window: Open, small_spec: Spec
) -> None:
    first = open_window()
    shown, hidden = (finished(first, small_spec(name=name)) for name in ("shown", "hidden"))
    first.window.model.set_all_ticked([hidden], False)
    first.window.curve_tab.options.budget.setText("8/255")
    details(first).hide()
    first.program.end_at_once()
    first.wait(lambda: first._has_ended)
    first.quit()
    second = open_window(first.folders.data)
    second.wait_for_curve(shown)
    assert set(second.window.model.ticked()) == {shown}
    assert second.window.curve_tab.options.budget.text() == "8/255"
    assert details(second).isHidden()
