"""What a server that owns the data folder does with jobs that were cut off or removed."""

from __future__ import annotations

import threading
import time

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.owner_commands import AddJobs, JobLine, ListJobs, RemoveJobs
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.desk import ServingDesk

from .conftest import BODY, SAMPLES

FILES = {key: str(SAMPLES / BODY[key]) for key in ("dataset", "trained-model")}
LIMIT_S = 30.0


def add(desk: ServingDesk, count: int) -> list[JobLine]:
    specs = tuple(BODY | FILES | {"seed": seed} for seed in range(count))
    return list(desk.answer(AddJobs(specs=specs)).jobs)


def test_a_job_that_was_cut_off_keeps_its_turn(folders: UserFolders) -> None:
    desk = ServingDesk(folders, workers=0)
    desk.start()
    lines = add(desk, 3)
    desk.close()
    # As a kill leaves it while it runs.
    folder = JobFolder(folders.jobs / str(lines[0].id))
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.moved(Trigger.START))
    desk = ServingDesk(folders, workers=0)
    desk.start()
    try:
        found = {line.id: line for line in desk.answer(ListJobs()).jobs}
    finally:
        desk.close()
    assert [found[line.id].state for line in lines] == [JobState.QUEUED] * 3
    assert [found[line.id].place for line in lines] == [1, 2, 3]


def test_removed_jobs_leave_nothing_on_the_disk(folders: UserFolders) -> None:
    desk = ServingDesk(folders, workers=0)
    desk.start()
    try:
        lines = add(desk, 5)
        assert desk.answer(RemoveJobs(jobs=tuple(line.id for line in lines))).done
        end = time.monotonic() + LIMIT_S
        while left := [*folders.removed.iterdir(), *folders.jobs.glob("*-*")]:
            assert time.monotonic() < end, left
            threading.Event().wait(0.01)
    finally:
        desk.close()
