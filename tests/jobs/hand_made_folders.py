"""Job folders made by hand, as another end of the program would have left them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger

from .watched_queue import RECORDED_JOB, Events, job_spec, watched_queue

PATHS = {
    JobState.QUEUED: (),
    JobState.RUNNING: (Trigger.START,),
    JobState.STOPPING: (Trigger.START, Trigger.CANCEL),
    JobState.FINISHED: (Trigger.START, Trigger.FINISH),
    JobState.FAILED: (Trigger.START, Trigger.FAIL),
    JobState.CANCELLED: (Trigger.CANCEL,),
    JobState.INTERRUPTED: (Trigger.START, Trigger.HINDERED),
}


def put_job(data: Path, state: JobState, *, name: str = "wait", result: bool = False) -> JobFolder:
    """Write a job folder by hand."""
    job = Job(name=name, order=1)
    for trigger in PATHS[state]:
        job = job.moved(trigger, "A reason." if trigger is not Trigger.START else "")
    folder = JobFolder(data / "jobs" / str(job.id))
    folder.path.mkdir(parents=True)
    folder.write_spec(job_spec(name))
    folder.write_job(job)
    if result or state is JobState.FINISHED:
        shutil.copyfile(RECORDED_JOB / "result.json", folder.path / "result.json")
    return folder


def id_of(folder: JobFolder) -> UUID:
    return UUID(folder.path.name)


def look(data: Path) -> tuple[dict[UUID, JobRow], Events]:
    """Start and end a program that shows the list, and return what it showed; no job runs."""
    with watched_queue(data, parallel_jobs=0) as watched:
        return watched.rows(), watched.events


def without_index(data: Path) -> None:
    for path in data.glob("jobs.sqlite*"):
        path.unlink()


def write_rubbish(path: Path) -> None:
    path.write_bytes(b"\xff{[\x00")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def from_the_future(path: Path) -> None:
    path.write_text('{"format": "pandavision-job", "format_version": 99}')


@pytest.fixture
def jobs(tmp_path: Path) -> dict[JobState, JobFolder]:
    """A data folder whose index knows a job of every state in which nothing runs."""
    resting = set(JobState) - {JobState.RUNNING, JobState.STOPPING}
    made = {state: put_job(tmp_path, state) for state in sorted(resting)}
    rows, _ = look(tmp_path)
    assert {id_of(folder): state for state, folder in made.items()} == {
        job_id: row.state for job_id, row in rows.items()
    }
    return made
