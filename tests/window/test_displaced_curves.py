"""What is said where a new job takes the curve of an older one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.engine.spec import EvaluationSpec

from .finished_jobs import ids, put_finished
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


@pytest.fixture
def window(open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window in which eight jobs are drawn as they were at its last end."""
    names = [f"job {number}" for number in range(8)]
    for hour, name in enumerate(names):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    opened = open_window()
    opened.wait(lambda: len(opened.rows()) == 8)
    opened.window.model.tick_again(ids(opened, *names))
    opened.wait(lambda: len(opened.window.curve_tab.shown()) == 8)
    opened.window.actions_by_name["pause"].trigger()
    return opened


def test_a_job_that_loses_its_curve_to_a_new_one_is_named(
    window: OpenedWindow, small_spec: Spec
) -> None:
    bar = window.window.statusBar()
    window.add(small_spec(name="the new one"))
    window.wait(lambda: bar.currentMessage() != "")
    assert bar.currentMessage() == (
        "“job 0” is drawn no longer: “the new one” took its place. Tick it to draw it again."
    )


def test_jobs_of_one_name_are_told_apart(window: OpenedWindow, small_spec: Spec) -> None:
    bar = window.window.statusBar()
    window.add(small_spec(name="job 0"))
    window.wait(lambda: bar.currentMessage() != "")
    told = bar.currentMessage()
    assert told.startswith("“job 0 · ")
    assert "” is drawn no longer: “job 0 · " in told
    old, _, new = told.partition("” is drawn no longer: “")
    assert old.removeprefix("“") != new.partition("”")[0]


def test_of_several_jobs_one_sentence_tells(window: OpenedWindow, small_spec: Spec) -> None:
    bar = window.window.statusBar()
    for seed in range(3):
        window.program.opened.queue.add(small_spec(seed=seed))
    window.wait(lambda: bar.currentMessage() != "")
    assert bar.currentMessage().startswith(
        "3 jobs are drawn no longer, the first is “job 0”: new ones took their places."
    )
