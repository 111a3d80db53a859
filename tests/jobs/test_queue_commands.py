"""What may be asked of a job in every state, with stand-ins for workers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.events import (
    CommandRefused,
    JobChanged,
    JobRemoved,
)
from pandavision_gui.jobs.job_state import JobState

from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


def started_names(watched: WatchedQueue) -> list[str]:
    rows = [event.row for event in watched.events.of(JobChanged)]
    return [row.name for row in rows if row.state is JobState.RUNNING]


# Commands in every state.

STOPPED_ENDS = {"refuse": "failed", "hinder": "interrupted", "finish": "finished"}


@pytest.mark.parametrize("name", STOPPED_ENDS)
def test_nothing_happens_to_a_job_that_has_ended_when_it_is_stopped(
    tmp_path: Path, name: str
) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add(name))
        watched.answer(watched.queue.stop(row.id))
        assert watched.events.states(row.id)[-1] == STOPPED_ENDS[name]
        assert watched.events.of(CommandRefused) == []


@pytest.mark.parametrize("name", ["refuse", "hinder", "die", "once"])
def test_a_job_that_did_not_finish_is_resumed_with_its_count_and_first_start(
    tmp_path: Path, name: str
) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add(name)
        if name == "once":
            watched.events.wait_for_state(job_id, JobState.RUNNING)
            watched.answer(watched.queue.stop(job_id))
        first = watched.settled(job_id)
        watched.answer(watched.queue.resume(job_id))
        watched.events.wait_until(lambda _: len(watched.events.states(job_id)) > 5)
        watched.settled(job_id)
        job = watched.folder(job_id).read_job()
    assert job is not None
    assert job.resumed == 1
    assert job.started == first.started
    if name == "once":
        assert job.state is JobState.FINISHED


def test_resume_leaves_waiting_running_stopping_and_finished_jobs_alone(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        finished = watched.add("finish")
        watched.settled(finished)
        running, waiting = watched.add_running("hang"), watched.add("wait")
        watched.queue.stop(running)
        jobs = {finished: "finished", running: "stopping", waiting: "queued"}
        for job_id in jobs:
            assert watched.queue.resume(job_id).exception(LIMIT_S) is None
        assert watched.events.states(finished)[-1] == "finished"
        for job_id in jobs:
            job = watched.folder(job_id).read_job()
            assert job is not None
            assert job.resumed == 0
        assert watched.events.of(CommandRefused) == []


def test_a_job_runs_again_as_a_new_one(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        old = watched.settled(watched.add("finish"))
        new = watched.settled(watched.answer(watched.queue.run_again(old.id)))
        assert new.id != old.id
        assert (new.name, new.state) == (old.name, JobState.FINISHED)
        assert watched.rows()[old.id] == old
        assert watched.folder(new.id).read_spec() == watched.folder(old.id).read_spec()


@pytest.mark.parametrize("command", ["stop", "resume", "remove", "restore", "load", "run_again"])
def test_what_is_asked_of_an_unknown_job_is_refused_in_words(tmp_path: Path, command: str) -> None:
    with watched_queue(tmp_path) as watched:
        error = getattr(watched.queue, command)(uuid4()).exception(LIMIT_S)
        assert isinstance(error, InputError)
        (refused,) = watched.events.of(CommandRefused)
        assert refused.sentence == error.sentence()
        assert list((tmp_path / "jobs").iterdir()) == []


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.STOPPING])
def test_a_job_whose_end_the_disk_did_not_take_down_is_resumed_all_the_same(
    tmp_path: Path, state: JobState
) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("once")
        watched.answer(watched.queue.stop(job_id))
        watched.settled(job_id)
        folder = watched.folder(job_id)
        job = folder.read_job()
        assert job is not None
        folder.write_job(job.model_copy(update={"state": state}))  # as it was while it ran
        watched.answer(watched.queue.resume(job_id))
        watched.events.wait_for_state(job_id, JobState.FINISHED)


# Remove and restore.


def test_a_running_or_stopping_job_cannot_be_removed(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("hang")
        assert isinstance(watched.queue.remove(job_id).exception(LIMIT_S), InputError)
        watched.queue.stop(job_id)
        assert isinstance(watched.queue.remove(job_id).exception(LIMIT_S), InputError)
        assert job_id in watched.rows()
        assert watched.folder(job_id).path.exists()


@pytest.mark.parametrize("name", ["finish", "refuse"])
def test_a_removed_job_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add(name))
        watched.answer(watched.queue.remove(row.id))
        assert watched.events.of(JobRemoved) == [JobRemoved(row.id)]
        assert not watched.folder(row.id).path.exists()
        watched.answer(watched.queue.restore(row.id))
        assert watched.rows() == {row.id: row}
        watched.answer(watched.queue.load(row.id))
    with watched_queue(tmp_path) as watched:
        assert watched.rows() == {row.id: row}


def test_a_waiting_job_that_was_removed_does_not_run_until_it_is_restored(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        job_id = watched.add("finish")
        watched.answer(watched.queue.remove(job_id))
        watched.answer(watched.queue.stop(blocker))
        watched.settled(blocker)
        watched.settle()
        assert watched.events.states(job_id) == ["queued"]
        watched.answer(watched.queue.restore(job_id))
        assert watched.settled(job_id).state is JobState.FINISHED


def test_removed_jobs_are_gone_for_good_after_close(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add("finish"))
        watched.answer(watched.queue.remove(row.id))
    assert [path for path in tmp_path.rglob(f"*{row.id}*")] == []
    with watched_queue(tmp_path) as watched:
        assert watched.rows() == {}
        assert isinstance(watched.queue.restore(row.id).exception(LIMIT_S), InputError)


def test_removing_twice_is_refused_and_restoring_twice_changes_nothing(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add("finish"))
        watched.answer(watched.queue.remove(row.id))
        assert isinstance(watched.queue.remove(row.id).exception(LIMIT_S), InputError)
        watched.answer(watched.queue.restore(row.id))
        watched.answer(watched.queue.restore(row.id))  # it is there
        assert watched.rows() == {row.id: row}


def test_a_job_whose_removal_is_refused_by_the_index_is_still_there(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add("finish"))
        watched.queue._shelf.index._connection.execute("PRAGMA busy_timeout = 10")
        with closing(sqlite3.connect(tmp_path / "jobs.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            error = watched.queue.remove(row.id).exception(LIMIT_S)
            other.execute("ROLLBACK")
        is_listed = row.id in watched.rows()
        assert is_listed == watched.folder(row.id).path.exists()
    with watched_queue(tmp_path) as watched:
        assert (row.id in watched.rows()) == (error is not None), "refused, yet gone for good"
