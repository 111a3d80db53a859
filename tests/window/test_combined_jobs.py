"""A worst case is made of selected jobs from the menu."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QItemSelectionModel, QSortFilterProxyModel

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.plain_text import PlainLabel

from ..support.recorded import RECORDED
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def put_finished(jobs: Path, name: str, hour: int, **result: object) -> UUID:
    job_id = uuid4()
    folder = jobs / str(job_id)
    shutil.copytree(RECORDED / "finished_job", folder)
    job = {"id": str(job_id), "name": name, "created": f"2026-01-01T{hour:02}:00:00Z"}
    for file, changes in (("job.json", job), ("result.json", result)):
        document = json.loads((folder / file).read_text("utf-8"))
        (folder / file).write_text(json.dumps({**document, **changes}), "utf-8")
    return job_id


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


def ids(window: OpenedWindow, *names: str) -> list[UUID]:
    return [next(row.id for row in window.rows() if row.name == name) for name in names]


def select(window: OpenedWindow, *names: str) -> None:
    """Select lines of the table, as a click with Ctrl does."""
    view = window.window.findChild(JobView)
    assert isinstance(view, JobView)
    proxy, flags = view.model(), QItemSelectionModel.SelectionFlag
    assert isinstance(proxy, QSortFilterProxyModel)
    view.clearSelection()
    for job_id in ids(window, *names):
        line = proxy.mapFromSource(window.window.model.index_of(job_id))
        view.selectionModel().select(line, flags.Select | flags.Rows)
    window.wait(lambda: len(window.window.table.selected()) == len(names))


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
