"""Holding the queue and changing its order, through the window."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


def waiting(window: OpenedWindow) -> list[str]:
    return [row.name for row in window.window.presenter.waiting()]


def paused_with(window: OpenedWindow, spec: Spec, *names: str) -> list[UUID]:
    window.window.actions_by_name["pause"].trigger()
    window.wait(lambda: "paused" in window.said())
    return [window.add(spec(name=name)) for name in names]


def test_a_paused_queue_says_so_and_goes_on_by_the_same_button(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    (job_id,) = paused_with(window, small_spec, "a")
    pause = window.window.actions_by_name["pause"]
    assert pause.isChecked()
    assert pause.text() == "&Continue queue"
    assert window.row(job_id).state is JobState.QUEUED
    pause.trigger()
    window.wait_for_state(job_id, JobState.FINISHED)
    assert not pause.isChecked()
    assert pause.text() == "&Pause queue"


@pytest.mark.parametrize(
    ("action", "chosen", "order"),
    [
        ("run_next", 2, ["c", "a", "b"]),
        ("move_up", 2, ["a", "c", "b"]),
        ("move_up", 0, ["a", "b", "c"]),
        ("move_down", 0, ["b", "a", "c"]),
        ("move_down", 1, ["a", "c", "b"]),
        ("move_down", 2, ["a", "b", "c"]),
    ],
)
def test_a_waiting_job_is_moved(
    open_window: Open, small_spec: Spec, action: str, chosen: int, order: list[str]
) -> None:
    window = open_window()
    jobs = paused_with(window, small_spec, "a", "b", "c")
    assert waiting(window) == ["a", "b", "c"]
    window.do(action, jobs[chosen])
    if order == ["a", "b", "c"]:
        # Nothing is asked of the queue: what is asked after it comes first to show.
        window.do("stop", jobs[chosen])
        window.wait_for_state(jobs[chosen], JobState.CANCELLED)
        left = [name for name in order if name != order[chosen]]
        assert waiting(window) == left
    else:
        window.wait(lambda: waiting(window) == order)


def test_only_a_waiting_job_can_be_moved(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    job_id = window.add(small_spec())
    window.wait_for_state(job_id, JobState.FINISHED)
    window.window.table.select(job_id)
    for name in ("run_next", "move_up", "move_down"):
        assert not window.window.actions_by_name[name].isEnabled()
