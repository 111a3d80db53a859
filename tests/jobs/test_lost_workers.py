"""A setting takes a job up again by itself, once, when its worker was lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from pandavision_gui.jobs.events import Event, JobChanged
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger

from .watched_queue import watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")

KILLED = "it was killed (SIGKILL)"


def noted(folder: JobFolder) -> Job:
    job = folder.read_job()
    assert job is not None
    return job


def test_without_the_setting_a_lost_worker_fails_its_job(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add("die_once")
        row = watched.settled(job_id)
        assert row.state is JobState.FAILED
        assert KILLED in row.reason
        assert watched.events.states(job_id) == ["queued", "running", "failed"]


def test_with_it_the_job_goes_on_by_itself_and_its_note_says_why(tmp_path: Path) -> None:
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        job_id = watched.add("die_once")
        row = watched.settled(job_id)
        assert row.state is JobState.FINISHED
        states = ["queued", "running", "queued", "running", "finished"]
        assert watched.events.states(job_id) == states
        (_, waiting) = (
            event.row.reason
            for event in watched.events.of(JobChanged)
            if event.row.id == job_id and event.row.state is JobState.QUEUED
        )
        assert KILLED in waiting
        assert "goes on by itself" in waiting
        job = noted(watched.folder(job_id))
        assert KILLED in job.retried_after
        assert job.resumed == 1


def test_it_does_not_go_on_a_second_time_until_the_user_resumes_it(tmp_path: Path) -> None:
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        job_id = watched.add("die")
        twice = ["queued", "running", "queued", "running", "failed"]
        row = watched.settled(job_id)
        assert row.state is JobState.FAILED
        assert KILLED in row.reason
        assert "once before" in row.reason
        assert watched.events.states(job_id) == twice
        watched.answer(watched.queue.resume(job_id))
        watched.events.wait_until(lambda _: len(watched.events.states(job_id)) >= 10)
        assert watched.events.states(job_id) == [*twice, *twice]


def test_that_it_went_on_once_is_remembered_over_the_programs_end(tmp_path: Path) -> None:
    paused: list[Event] = []

    def pause(event: Event) -> None:
        if isinstance(event, JobChanged) and event.row.reason and not paused:
            paused.append(event)
            # On the queue's own thread: nothing starts after it.
            watched.queue._running.is_paused = True

    with watched_queue(tmp_path, retry_lost_workers=True, publish=pause) as watched:
        job_id = watched.add("die")
        watched.events.wait_until(lambda _: len(watched.events.states(job_id)) == 3)
    assert noted(watched.folder(job_id)).state is JobState.QUEUED
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        row = watched.events.wait_for_state(job_id, JobState.FAILED)
        assert watched.events.states(job_id) == ["running", "failed"]
        assert "once before" in row.reason


def test_the_programs_end_in_between_does_not_make_it_forgotten() -> None:
    lost = Job(name="x").moved(Trigger.START).taken_up_again("It crashed.")
    later = lost.moved(Trigger.START).moved(Trigger.PROGRAM_LOST).moved(Trigger.REQUEUE)
    assert later.retried_after == "It crashed."
    resumed = lost.moved(Trigger.START).moved(Trigger.WORKER_LOST).moved(Trigger.REQUEUE)
    assert resumed.retried_after == ""


def test_it_keeps_its_place_before_those_that_wait(tmp_path: Path) -> None:
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        first, second = watched.add("die_once"), watched.add("finish")
        watched.settled(second)
        ended = [
            event.row.id
            for event in watched.events.of(JobChanged)
            if event.row.state is JobState.FINISHED
        ]
        assert ended == [first, second]


def test_a_job_that_was_being_stopped_does_not_go_on(tmp_path: Path) -> None:
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        job_id = watched.add_running("die_when_stopped")
        watched.answer(watched.queue.stop(job_id))
        assert watched.settled(job_id).state is JobState.CANCELLED
        watched.settle()
        assert watched.events.states(job_id)[-1] == "cancelled"


def test_a_worker_lost_after_its_result_leaves_a_finished_job_without_a_state(
    tmp_path: Path,
) -> None:
    with watched_queue(tmp_path, retry_lost_workers=True) as watched:
        job_id = watched.add("die_late")
        assert watched.settled(job_id).state is JobState.FINISHED
        assert watched.events.states(job_id) == ["queued", "running", "finished"]
        assert not (watched.folder(job_id).path / "checkpoint.npz").exists()


def test_the_setting_can_be_changed_while_jobs_run(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add("die_once")
        assert watched.settled(job_id).state is JobState.FAILED
        watched.queue.rules.retries_lost = True
        again = watched.answer(watched.queue.run_again(job_id))
        assert watched.settled(again).state is JobState.FINISHED
