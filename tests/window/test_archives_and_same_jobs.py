"""Jobs leave and arrive as files; a finished job is offered in place of one that asks the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import WindowWanted
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.plain_text import PlainLabel

from ..support.recorded import RECORDED
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


@pytest.fixture
def history(open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window on three finished jobs with all their rows."""
    folders = user_folders(tmp_path / "data")
    for number in range(3):
        job_id = uuid4()
        folder = folders.jobs / str(job_id)
        shutil.copytree(RECORDED / "finished_job", folder)
        job = json.loads((folder / "job.json").read_text("utf-8"))
        job |= {"id": str(job_id), "name": f"job/{number}"}
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
    window = open_window()
    window.wait(lambda: len(window.rows()) == 3)
    return window


def dialog_of(window: OpenedWindow, name: str) -> QFileDialog:
    window.wait(lambda: window.window.findChild(QFileDialog, name) is not None)
    found = window.window.findChild(QFileDialog, name)
    assert isinstance(found, QFileDialog)
    return found


def archived(window: OpenedWindow, job_id: UUID, path: Path) -> Path:
    window.do("archive", job_id)
    dialog = dialog_of(window, "export_dialog")
    dialog.selectFile(str(path))
    dialog.accept()
    window.wait(lambda: "Saved as" in window.said())
    return path


def details(window: OpenedWindow) -> str:
    labels = window.window.details.findChildren(PlainLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def note(window: OpenedWindow, job_id: UUID) -> None:
    """Change a job, so that it is not what its archive says any more."""
    window.window.details.remarks.remarks_wanted.emit(job_id, "changed since", None)
    window.wait(lambda: window.row(job_id).notes == "changed since")


def ids(window: OpenedWindow) -> set[UUID]:
    return {row.id for row in window.rows()}


def drop(window: OpenedWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    place = window.window.windowHandle()  # where the system's drags arrive
    enter = QDragEnterEvent(QPoint(5, 5), copy, mime, buttons, none)
    QApplication.sendEvent(place, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(place, QDropEvent(QPointF(5, 5), copy, mime, buttons, none))


def test_a_job_goes_into_a_file_and_comes_back_from_one_dropped_on_the_window(
    history: OpenedWindow, tmp_path: Path
) -> None:
    known = ids(history)
    job_id = next(row.id for row in history.rows() if row.name == "job/1")
    history.window.table.select(job_id)
    history.window.actions_by_name["archive"].trigger()
    dialog = dialog_of(history, "export_dialog")
    assert Path(dialog.selectedFiles()[0]).name == "job_1.pandavision"
    dialog.reject()
    history.wait(lambda: history.window.findChild(QFileDialog, "export_dialog") is None)
    path = archived(history, job_id, tmp_path / "my job.pandavision")
    history.window.table.select((known - {job_id}).pop())
    drop(history, path)
    history.wait(lambda: "is here already" in history.said())
    assert history.said() == (
        "The job “job/1” of “my job.pandavision” is here already, unchanged: it is selected."
    )
    assert history.window.table.selected() == (job_id,)
    assert ids(history) == known
    note(history, job_id)
    drop(history, path)
    history.wait(lambda: len(history.rows()) == 4)
    (arrived,) = ids(history) - known
    name = history.row(job_id).name
    history.wait(lambda: "Took in" in history.said())
    assert history.said() == f"Took in the job “{name}” from “my job.pandavision”."
    assert history.window.table.selected() == (arrived,)
    assert arrived in history.window.model.ticked()
    history.wait(lambda: "From an archive (my job.pandavision, today" in details(history))
    assert "not computed here" in details(history)
    assert history.row(arrived).imported
    history.window.table.select(job_id)
    history.wait(lambda: "From an archive" not in details(history))


def test_several_jobs_go_into_a_file_each_and_overwrite_none(
    history: OpenedWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    names = [row.name.replace("/", "_") for row in history.rows()]
    (folder / f"{names[0]}.pandavision").write_text("mine")
    view = history.window.table.findChild(JobView)
    assert view is not None
    view.selectAll()
    history.window.actions_by_name["archive"].trigger()
    dialog = dialog_of(history, "export_dialog")
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.setDirectory(str(folder))
    dialog.selectFile(str(folder))
    dialog.accept()
    history.wait(lambda: "3 jobs saved in" in history.said())
    written = sorted(path.name for path in folder.iterdir())
    assert written == sorted([*(f"{n}.pandavision" for n in names), f"{names[0]} 2.pandavision"])
    assert (folder / f"{names[0]}.pandavision").read_text() == "mine"

    # And all of them come back at once, but for the one that is none and the one that is here.
    for row in history.rows()[1:]:
        note(history, row.id)
    history.window.actions_by_name["open_archive"].trigger()
    opening = dialog_of(history, "open_archive_dialog")
    opening.filesSelected.emit([str(path) for path in sorted(folder.iterdir())])
    opening.reject()
    history.wait(lambda: "1 of 4 archives could not be opened" in history.said())
    assert f'"{names[0]}.pandavision" cannot be opened' in history.said()
    assert len(history.rows()) == 5


def test_a_second_start_with_an_archive_opens_it_here_and_a_bad_one_is_refused(
    history: OpenedWindow, tmp_path: Path
) -> None:
    path = archived(history, history.rows()[0].id, tmp_path / "A.PandaVision")
    note(history, history.rows()[0].id)
    history.program.opened.queue._publish(WindowWanted((str(path),)))
    history.wait(lambda: len(history.rows()) == 4)
    evil = tmp_path / "evil.pandavision"
    evil.write_bytes(path.read_bytes()[:-40])
    history.program.opened.queue._publish(WindowWanted((str(evil), "/nowhere/signs.onnx")))
    history.wait(lambda: '"evil.pandavision" cannot be opened' in history.said())
    assert history.window.form.model.edit.path == "/nowhere/signs.onnx"
    assert len(history.rows()) == 4


def test_the_same_evaluation_is_told_shown_and_removed(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    old = window.add(small_spec(name="old"))
    window.wait_for_state(old, JobState.FINISHED)
    window.window.actions_by_name["pause"].trigger()
    window.window.model.set_ticked(old, False)
    new = window.add(small_spec(name="new"))
    window.wait(lambda: "The same evaluation has finished already: “old” (today" in window.said())
    window.click(window.button("Show it"))
    assert window.window.table.selected() == (old,)
    assert old in window.window.model.ticked()
    window.click(window.button("Remove the new one"))
    window.wait(lambda: ids(window) == {old})
    assert "Removed the job “new”." in window.said()
    assert "The same evaluation" not in window.said()
    window.click(window.button("Undo"))
    window.wait(lambda: ids(window) == {old, new})


def test_a_new_job_that_runs_already_is_stopped_and_removed(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    quick = {"attack-params": {"steps": 400, "early_stop": False}, "indexes": [0, 30]}
    old = window.add(small_spec(name="old", **quick))
    window.wait_for_state(old, JobState.FINISHED)
    new = window.add(small_spec(name="new", **quick))
    window.wait(lambda: "The same evaluation has finished already" in window.said())
    window.click(window.button("Remove the new one"))
    window.wait(lambda: ids(window) == {old})
    window.click(window.button("Undo"))
    window.wait(lambda: new in ids(window))
    assert window.row(new).state in (JobState.CANCELLED, JobState.FINISHED)
