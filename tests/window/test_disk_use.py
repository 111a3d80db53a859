"""The dialog of the disk use: figures arrive, jobs are cleared, the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.disk_use.disk_use_dialog import DiskUseDialog
from pandavision_gui.views.disk_use.disk_use_model import SizeColumn

from ..jobs.hand_made_folders import id_of, put_job
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

MIB = 2**20


def put(data: Path, state: JobState, pictures: int, rows: int) -> JobFolder:
    folder = put_job(data, state, name=f"{state} {pictures} {rows}")
    for name, size in (("adversarial/0", pictures), ("rows/0", rows)):
        (folder.path / name).parent.mkdir()
        with (folder.path / name).open("wb") as file:
            file.truncate(size * MIB)
    return folder


def opened_dialog(window: OpenedWindow) -> DiskUseDialog:
    window.window.actions_by_name["disk_use"].trigger()
    dialog = window.window.findChild(DiskUseDialog, "disk_use")
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    return dialog


def measured(window: OpenedWindow, dialog: DiskUseDialog) -> None:
    window.wait(lambda: all(dialog.model.bytes_of(row.id) for row in dialog.model.rows()))
    window.wait(lambda: "measuring" not in dialog.heading.text())


def select(dialog: DiskUseDialog, *folders: JobFolder) -> None:
    wanted = {id_of(folder) for folder in folders}
    dialog.table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for line, row in enumerate(dialog.model.rows()):
        if row.id in wanted:
            dialog.table.selectionModel().select(dialog.model.index(line, 0), flags)


def texts(dialog: DiskUseDialog, column: SizeColumn) -> list[str]:
    model = dialog.model
    return [model.index(line, column).data() for line in range(model.rowCount())]


def answer(window: OpenedWindow, dialog: DiskUseDialog, words: str) -> str:
    window.wait(lambda: dialog.findChild(QMessageBox, "clear_question") is not None)
    box = dialog.findChild(QMessageBox, "clear_question")
    assert box is not None
    said = f"{box.text()} {box.informativeText()}".replace("\u00a0", " ")
    (button,) = [b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == words]
    button.click()
    window.wait(lambda: dialog.findChild(QMessageBox, "clear_question") is None)
    return said


def test_jobs_are_shown_with_their_size_and_cleared_of_what_is_asked_for(
    open_window: Callable[..., OpenedWindow], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    finished = put(data, JobState.FINISHED, 3, 5)
    stopped = put(data, JobState.CANCELLED, 2, 1)
    failed = put(data, JobState.FAILED, 0, 7)
    window = open_window()
    dialog = opened_dialog(window)
    assert dialog.model.rowCount() == 3  # before anything is measured
    measured(window, dialog)
    assert texts(dialog, SizeColumn.PICTURES) == ["3 MiB", "–", "2 MiB"]
    assert texts(dialog, SizeColumn.ROWS) == ["5 MiB", "7 MiB", "1 MiB"]
    assert "18 MiB in jobs" in dialog.heading.text()
    assert " free" in dialog.heading.text()
    assert not dialog.pictures.isEnabled()
    select(dialog, failed)
    assert (dialog.pictures.isEnabled(), dialog.rows.isEnabled()) == (False, True)

    select(dialog, finished, stopped, failed)
    assert "3 selected: 5 MiB of pictures, 13 MiB of rows." in dialog.chosen.text()
    dialog.pictures.click()
    said = answer(window, dialog, "Keep")
    assert "Clear the pictures of 2 jobs? This frees 5 MiB." in said
    assert "goes on where it was" in said
    assert (finished.path / "adversarial").exists()
    dialog.pictures.click()
    answer(window, dialog, "Clear")
    window.wait(lambda: dialog.chosen.text() == "5 MiB freed.")
    measured(window, dialog)
    assert "13 MiB in jobs" in dialog.heading.text()
    assert not (finished.path / "adversarial").exists()
    assert (finished.path / "rows").exists()
    assert {row.id for row in dialog.selected()} == {id_of(f) for f in (finished, stopped, failed)}

    select(dialog, stopped, finished)
    dialog.rows.click()
    said = answer(window, dialog, "Clear")
    assert "frees 6 MiB" in said
    assert "Finished jobs keep result and curve" in said
    assert "start anew when they are resumed" in said
    window.wait(lambda: dialog.chosen.text() == "6 MiB freed.")
    measured(window, dialog)
    assert not (stopped.path / "rows").exists()
    assert (failed.path / "rows").exists()
    dialog.close()


def test_the_dialog_follows_the_jobs(
    open_window: Callable[..., OpenedWindow],
    tmp_path: Path,
    small_spec: Callable[..., object],
) -> None:
    old = put(tmp_path / "data", JobState.FINISHED, 1, 1)
    window = open_window()
    dialog = opened_dialog(window)
    measured(window, dialog)
    new = window.add(small_spec())  # type: ignore[arg-type]
    window.wait_for_state(new, JobState.FINISHED)

    def is_measured() -> bool:
        found = dialog.model.bytes_of(new)
        return found is not None and found.rows > 0

    window.wait(is_measured)
    window.do("remove", id_of(old))
    window.wait(lambda: [row.id for row in dialog.model.rows()] == [new])
    window.window.actions_by_name["disk_use"].trigger()
    assert len(window.window.findChildren(DiskUseDialog)) == 1
    dialog.close()


def test_a_job_that_waits_is_left_as_it_is(
    open_window: Callable[..., OpenedWindow], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    ended = put(data, JobState.CANCELLED, 1, 1)
    window = open_window()
    window.program.opened.queue.pause(True).result(30)
    dialog = opened_dialog(window)
    measured(window, dialog)
    window.program.opened.queue.resume(id_of(ended)).result(30)
    window.wait(lambda: dialog.model.rows()[0].state is JobState.QUEUED)
    select(dialog, ended)
    assert not dialog.pictures.isEnabled()
    assert not dialog.rows.isEnabled()
    assert "Jobs that wait or run are left as they are." in dialog.chosen.text()
    dialog.close()


@pytest.mark.parametrize("column", SizeColumn)
def test_every_column_sorts_both_ways_and_keeps_the_selection(
    open_window: Callable[..., OpenedWindow], tmp_path: Path, column: SizeColumn
) -> None:
    folders = [put(tmp_path / "data", JobState.FAILED, n, 2 * n) for n in (2, 1, 3)]
    window = open_window()
    dialog = opened_dialog(window)
    measured(window, dialog)
    select(dialog, folders[0])
    ids = [id_of(folder) for folder in (folders[1], folders[0], folders[2])]
    if column in (SizeColumn.STATE, SizeColumn.ENDED):
        ids = [id_of(folder) for folder in folders]
    for order, wanted in ((0, ids), (1, ids[::-1])):
        dialog.table.sortByColumn(column, Qt.SortOrder(order))
        assert [row.id for row in dialog.model.rows()] == wanted
        assert [row.id for row in dialog.selected()] == [id_of(folders[0])]
    dialog.close()
