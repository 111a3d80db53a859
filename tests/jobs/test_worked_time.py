"""How long a job worked: its runs, not the time between them."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.jobs.job import LONGEST_WORK_S, Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import make_row
from pandavision_gui.jobs.job_state import JobState, Trigger

from .hand_made_folders import id_of, look, put_job, without_index
from .watched_queue import RECORDED_JOB, job_spec, watched_queue

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]
HOUR = timedelta(hours=1)
YEAR_S = 365 * 86_400.0


def ended_job(**changes: Any) -> Job:
    running = Job.model_validate({"name": "a job"}).moved(Trigger.START)
    return running.moved(Trigger.FAIL, "It broke.").model_copy(update=changes)


def hours_before(job: Job, hours: int) -> Job:
    """Return a job whose runs were so long ago."""
    assert job.started is not None
    assert job.ended is not None
    times = {"started": job.started - hours * HOUR, "ended": job.ended - hours * HOUR}
    return job.model_copy(update=times)


def took_of(job: Job) -> float | None:
    return make_row(job, job_spec("a job")).took_s


def test_the_runs_of_a_job_are_added_up() -> None:
    job = ended_job().after_work(31.0)
    assert took_of(hours_before(job, 5)) == 31.0
    again = hours_before(job, 5).moved(Trigger.REQUEUE).moved(Trigger.START)
    assert took_of(again) is None, "it runs"
    assert took_of(again.moved(Trigger.FINISH).after_work(2.5)) == 33.5


def test_a_job_that_has_not_run_has_worked_for_nobody_knows_how_long() -> None:
    job = Job.model_validate({"name": "a job"})
    assert job.worked_s is None
    assert took_of(job.moved(Trigger.CANCEL, "Stopped before it began.")) is None


def test_a_clock_that_goes_wrong_gives_no_impossible_time() -> None:
    assert ended_job().after_work(-5.0).worked_s == 0.0
    long = ended_job().after_work(1e300)
    assert long.worked_s == LONGEST_WORK_S
    assert Job.model_validate_json(long.model_dump_json()) == long


def test_a_job_of_an_older_version_took_from_its_start_to_its_end_and_keeps_that() -> None:
    old = ended_job(worked_s=None)
    assert old.started is not None
    old = old.model_copy(update={"ended": old.started + HOUR})
    assert took_of(old) == 3600.0
    again = hours_before(old, 9).moved(Trigger.REQUEUE).moved(Trigger.START)
    assert took_of(again.moved(Trigger.FINISH).after_work(2.0)) == 3602.0


def test_a_recorded_job_folder_says_how_long_it_took() -> None:
    job = JobFolder(RECORDED_JOB).read_job()
    assert job is not None
    assert job.worked_s is None
    assert took_of(job) == pytest.approx(3.37, abs=0.01)


def test_time_that_a_stopped_job_waits_is_not_counted(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("once")
        watched.answer(watched.queue.stop(job_id))
        stopped = watched.settled(job_id)
        assert stopped.took_s is not None
        job = watched.folder(job_id).read_job()
        assert job is not None
        watched.folder(job_id).write_job(hours_before(job, 5))  # as if the program had been closed
        resumed_at = time.monotonic()
        watched.answer(watched.queue.resume(job_id))
        finished = watched.events.wait_for_state(job_id, JobState.FINISHED)
        longest = time.monotonic() - resumed_at
        written = watched.folder(job_id).read_job()
    assert written is not None
    assert finished.took_s == written.worked_s
    assert finished.took_s is not None
    assert 0.0 < finished.took_s - stopped.took_s <= longest
    assert look(tmp_path)[0][job_id].took_s == finished.took_s


def test_a_run_that_the_end_of_the_program_stops_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("hang")
        watched.close(resume_next_time=True)
    job = watched.folder(job_id).read_job()
    assert job is not None
    assert job.state is JobState.QUEUED
    assert job.worked_s is not None
    assert job.worked_s >= 0.3


def written_at(path: Path, seconds: float) -> None:
    path.touch()
    os.utime(path, (seconds, seconds))


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.STOPPING])
@pytest.mark.parametrize("note", ["worker.json", "job.json"])
@pytest.mark.parametrize(
    ("stored", "took"),
    [({"checkpoint.npz": 1007.5}, 17.5), ({"checkpoint.npz": 900.0}, 10.0), ({}, 10.0)],
)
def test_a_run_that_was_cut_off_counts_up_to_its_last_checkpoint(
    tmp_path: Path, state: JobState, note: str, stored: dict[str, float], took: float
) -> None:
    folder = put_job(tmp_path, state)
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.after_work(10.0))
    written_at(folder.path / note, 1000.0)
    for name, seconds in stored.items():
        written_at(folder.path / name, seconds)
    assert look(tmp_path)[0][id_of(folder)].took_s == took
    without_index(tmp_path)
    assert look(tmp_path)[0][id_of(folder)].took_s == took, "it was counted twice"


@pytest.mark.parametrize(
    ("begun_ago_s", "stored_ago_s", "most_s"),
    [
        (20 * YEAR_S, 0.0, 0.0),  # set right while the job ran
        (100.0, -20 * YEAR_S, 200.0),  # ran ahead, and was set right after the crash
        (-20 * YEAR_S, -20 * YEAR_S - 5.0, 0.0),
        (-20 * YEAR_S, 10.0, 0.0),
        (29 * 86_400.0, 10.0, 29 * 86_400.0),
    ],
)
def test_a_clock_that_was_set_while_a_lost_run_went_on_gives_no_impossible_time(
    tmp_path: Path, begun_ago_s: float, stored_ago_s: float, most_s: float
) -> None:
    folder, now = put_job(tmp_path, JobState.RUNNING), time.time()
    written_at(folder.path / "worker.json", now - begun_ago_s)
    written_at(folder.path / "checkpoint.npz", now - stored_ago_s)
    took = look(tmp_path)[0][id_of(folder)].took_s or 0.0  # None: nobody knows
    assert most_s / 2 <= took <= most_s


def test_a_run_that_was_cut_off_after_its_result_counts_to_that(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.RUNNING, result=True)
    written_at(folder.path / "worker.json", 1000.0)
    written_at(folder.path / "result.json", 1004.0)
    row = look(tmp_path)[0][id_of(folder)]
    assert (row.state, row.took_s) == (JobState.FINISHED, 4.0)


def test_a_run_that_was_cut_off_before_anything_was_stored_took_nobody_knows_how_long(
    tmp_path: Path,
) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    row = look(tmp_path)[0][id_of(folder)]
    assert (row.state, row.took_s) == (JobState.INTERRUPTED, None)
