"""A data folder with very many finished jobs, made without running them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import make_row, require_result, stamp_of, with_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.store import Store
from pandavision_gui.paths import UserFolders

_TEMPLATE = Path(__file__).parents[1] / "recorded" / "finished_job"
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def make_history(folders: UserFolders, count: int, *, waiting: int = 0) -> None:
    """Fill an empty data folder with `count` jobs: the oldest few wait, all others have finished.

    Folders and index are in step, as an ordinary end of the program leaves them.
    """
    folders.jobs.mkdir(parents=True)
    template = JobFolder(_TEMPLATE)
    spec = template.read_spec()
    result = require_result(template)
    known = []
    for number in range(count):
        job_id = UUID(int=(number + 1) << 64)
        folder = JobFolder(folders.jobs / str(job_id))
        folder.path.mkdir()
        shutil.copyfile(_TEMPLATE / "spec.json", folder.path / "spec.json")
        begun = _FIRST + timedelta(minutes=number)
        is_waiting = number < waiting
        job = Job(
            id=job_id,
            name=f"network {number % 97} on signs {number}",
            state=JobState.QUEUED if is_waiting else JobState.FINISHED,
            created=begun,
            started=None if is_waiting else begun,
            ended=None if is_waiting else begun + timedelta(seconds=3 + number % 50),
            worked_s=None if is_waiting else 3 + number % 50 + number / 7e6,
            order=number,
        )
        if not is_waiting:
            shutil.copyfile(_TEMPLATE / "result.json", folder.path / "result.json")
        (folder.path / "job.json").write_text(job.model_dump_json(indent=2) + "\n")
        row = make_row(job, spec) if is_waiting else with_result(make_row(job, spec), result)
        known.append((row, stamp_of(folder.path)))
    store = Store(folders.index)
    store.put_all(known)
    store.close()
