"""A worst case is made of selected jobs from the menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.views.plain_text import PlainLabel

from .finished_jobs import put_finished, select
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


@pytest.fixture
def history(open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window on three finished jobs; the third is of another dataset."""
    jobs = user_folders(tmp_path / "data").jobs
    put_finished(jobs, "first", 1)
    put_finished(jobs, "second", 2, warnings=["Odd."])
    third = put_finished(jobs, "third", 3, warnings=["Other."])
    for file in ("result.json", "resolved.json"):
        path = jobs / str(third) / file
        document = json.loads(path.read_text("utf-8"))
        document["dataset"]["sha256"] = "0" * 64
        path.write_text(json.dumps(document), "utf-8")
    window = open_window()
    window.wait(lambda: len(window.rows()) == 3)
    return window


def combine(window: OpenedWindow, *names: str) -> None:
    select(window, *names)
    action = window.window.actions_by_name["combine"]
    assert action.isEnabled()
    action.trigger()


def test_two_finished_jobs_become_a_third_that_is_shown(history: OpenedWindow) -> None:
    combine(history, "first", "second")
    history.wait(lambda: len(history.rows()) == 4)
    history.wait(lambda: "is made of 2 jobs" in history.said())
    row = next(row for row in history.rows() if row.attack == "worst-case")
    assert row.state is JobState.FINISHED
    assert row.name == "Worst case of first, second"
    assert (row.clean, row.warnings, row.imported) == (1.0, 1, False)
    assert history.window.table.selected() == (row.id,)
    result = JobFolder(history.folders.jobs / str(row.id)).path / "result.json"
    sources = json.loads(result.read_text("utf-8"))["sources"]
    assert [source["name"] for source in sources] == ["first", "second"]

    def details() -> str:
        labels = history.window.details.findChildren(PlainLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    history.wait(lambda: "Worst case" in details())
    assert not history.window.actions_by_name["again"].isEnabled(), "there is nothing to run"


def test_jobs_of_other_data_are_refused_in_words(history: OpenedWindow) -> None:
    combine(history, "first", "third")
    history.wait(lambda: "different datasets" in history.said())
    assert len(history.rows()) == 3
    assert list(history.folders.removed.glob("incoming-*/*")) == []


def test_one_job_is_not_combined(history: OpenedWindow) -> None:
    action = history.window.actions_by_name["combine"]
    select(history, "first")
    assert not action.isEnabled()
    assert "Select two or more finished jobs." in action.toolTip()
