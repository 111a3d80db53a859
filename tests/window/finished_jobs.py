"""Finished jobs in a data folder, and selecting them as a user does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QItemSelectionModel, QSortFilterProxyModel

from pandavision_gui.views.jobs_table.job_view import JobView

from ..support.recorded import RECORDED
from .opened_window import OpenedWindow


def put_finished(jobs: Path, name: str, hour: int, **result: object) -> UUID:
    job_id = uuid4()
    folder = jobs / str(job_id)
    shutil.copytree(RECORDED / "finished_job", folder)
    job = {"id": str(job_id), "name": name, "created": f"2026-01-01T{hour:02}:00:00Z"}
    for file, changes in (("job.json", job), ("result.json", result)):
        document = json.loads((folder / file).read_text("utf-8"))
        (folder / file).write_text(json.dumps({**document, **changes}), "utf-8")
    return job_id


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
