"""Holding the queue and changing its order, through the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs import hold
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


def waiting(window: OpenedWindow) -> list[str]:
    return [row.name for row in window.window.presenter.waiting()]


def shown(window: OpenedWindow) -> list[str]:
    return [label.text() for label in window.window.findChildren(QLabel) if label.isVisible()]


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


def test_a_pause_is_kept_over_the_end_and_the_window_says_so(
    open_window: Open, small_spec: Spec
) -> None:
    first = open_window()
    (job_id,) = paused_with(first, small_spec, "a")
    first.quit()

    window = open_window()
    pause = window.window.actions_by_name["pause"]
    window.wait(pause.isChecked)
    assert pause.text() == "&Continue queue"
    assert pause.toolTip().startswith("Continue queue (")
    assert "The queue is still paused" in window.said()
    window.window.table.select(job_id)
    window.wait(lambda: "Queue paused · 1 waiting · 1 in the history" in shown(window))
    window.wait(lambda: any("until it goes on" in text for text in shown(window)))
    assert not any("starts by itself" in text for text in shown(window))
    assert window.row(job_id).state is JobState.QUEUED

    window.click(window.button("Continue queue"))
    window.wait_for_state(job_id, JobState.FINISHED)
    assert "paused" not in window.said()
    window.wait(lambda: "1 in the history" in shown(window))
    assert not pause.isChecked()
    window.quit()

    later = open_window()
    later.program.opened.queue.listed().result(timeout=30)
    assert not later.window.actions_by_name["pause"].isChecked()
    assert later.said() == ""


def test_the_icon_is_of_what_a_click_does(open_window: Open) -> None:
    window = open_window()
    pause, theme = window.window.actions_by_name["pause"], window.program.theme

    def looks_like(name: str) -> bool:
        shown, wanted = (icon.pixmap(32, 32).toImage() for icon in (pause.icon(), theme.icon(name)))
        return shown == wanted

    assert looks_like("pause")
    pause.trigger()
    window.wait(lambda: looks_like("continue"))
    theme.set_scheme("dark")
    assert looks_like("continue")  # whatever else has its icons painted anew
    pause.trigger()
    window.wait(lambda: looks_like("pause"))


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


@pytest.mark.parametrize(
    ("dragged", "goal", "then"), [(2, 0, "cab"), (0, 2, "bca"), (0, 1, "bac"), (1, 1, "abc")]
)
def test_a_job_that_is_dragged_onto_another_takes_its_turn(
    open_window: Open, small_spec: Spec, dragged: int, goal: int, then: str
) -> None:
    window = open_window()
    ids = paused_with(window, small_spec, "a", "b", "c")
    window.window.table.reordered.emit(ids[dragged], ids[goal])
    window.wait(lambda: waiting(window) == list(then))
    # The table shows it: what runs next stands lowest, as long as nobody sorted it otherwise.
    window.wait(lambda: [row.name for row in window.rows()] == list(reversed(then)))
    if dragged != goal:
        moved, place = "abc"[dragged], ("1st", "2nd", "3rd")[then.index("abc"[dragged])]
        status = window.window.statusBar()
        window.wait(lambda: status.currentMessage() == f"“{moved}” is {place} in the queue now.")


def test_what_kept_a_job_waiting_is_said_no_longer_once_its_file_is_back(
    open_window: Open,
    small_spec: Spec,
    sample_files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.2)
    window = open_window()
    dataset = Path(shutil.copy(sample_files / "road_signs.h5", tmp_path))
    (job_id,) = paused_with(window, partial(small_spec, dataset=str(dataset)), "a")
    dataset.rename(dataset.with_suffix(".away"))
    window.window.actions_by_name["pause"].trigger()
    window.wait(lambda: "cannot be read" in window.said())
    dataset.with_suffix(".away").rename(dataset)
    window.wait_for_state(job_id, JobState.FINISHED)
    window.wait(lambda: "cannot be read" not in window.said())


def test_nothing_says_that_a_paused_queue_goes_on(open_window: Open) -> None:
    window = open_window()
    pause, status = window.window.actions_by_name["pause"], window.window.statusBar()
    for _ in range(2):
        pause.trigger()
        window.wait(lambda: "paused" in window.said())
        assert status.currentMessage() == ""
        pause.trigger()
        window.wait(lambda: "paused" not in window.said())
        assert status.currentMessage() == "The queue goes on."
        assert window.said() == "", "nothing moves for it"
