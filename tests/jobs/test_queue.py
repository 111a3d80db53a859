"""The queue with stand-ins for workers: order, ends of all kinds, commands in every state."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from pandavision_gui.jobs import queue, supervisor
from pandavision_gui.jobs.events import (
    Event,
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobProgressed,
    JobWarned,
)
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.supervisor import Limits

from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


def started_names(watched: WatchedQueue) -> list[str]:
    rows = [event.row for event in watched.events.of(JobChanged)]
    return [row.name for row in rows if row.state is JobState.RUNNING]


# Order.


def test_jobs_run_one_after_the_other_in_the_order_they_came(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        ids = [watched.add(f"finish {number}") for number in range(4)]
        watched.answer(watched.queue.stop(blocker))
        watched.settled(ids[-1])
        assert started_names(watched) == ["wait", *(f"finish {number}" for number in range(4))]
        ends = [watched.events.states(job_id) for job_id in ids]
    assert ends == [["queued", "running", "finished"]] * 4


def test_the_order_survives_a_restart(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        watched.add_running("wait")
        for number in (3, 1, 2):
            watched.add(f"finish {number}")
    with watched_queue(tmp_path) as watched:
        wanted = ["finish 3", "finish 1", "finish 2"]
        watched.events.wait_until(
            lambda _: [r.state for r in watched.rows().values()].count(JobState.FINISHED) == 3
        )
        assert started_names(watched) == wanted


def test_a_job_that_is_resumed_waits_behind_those_that_are_there(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        refused = watched.add("refuse")
        watched.settled(refused)
        blocker = watched.add_running("wait")
        watched.add("finish first")
        watched.answer(watched.queue.resume(refused))
        last = watched.add("finish last")
        watched.answer(watched.queue.stop(blocker))
        watched.settled(last)
        assert started_names(watched)[2:] == ["finish first", "refuse", "finish last"]


def test_as_many_jobs_run_beside_each_other_as_allowed(tmp_path: Path) -> None:
    with watched_queue(tmp_path, parallel_jobs=2) as watched:
        first, second = watched.add_running("wait 1"), watched.add_running("wait 2")
        third = watched.add("finish")
        watched.settle()
        assert watched.rows()[third].state is JobState.QUEUED
        assert watched.worker_pid(first) != watched.worker_pid(second)
        watched.answer(watched.queue.stop(second))
        watched.events.wait_for_state(third, JobState.FINISHED)
        assert watched.rows()[first].state is JobState.RUNNING


# Ends of all kinds.


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("finish", JobState.FINISHED, ""),
        ("refuse", JobState.FAILED, "It broke."),
        ("hinder", JobState.INTERRUPTED, "It broke."),
        ("die", JobState.FAILED, "killed"),
    ],
)
def test_every_end_is_told_and_written_with_its_reason(
    tmp_path: Path, name: str, state: JobState, words: str
) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add(name))
        job = watched.folder(row.id).read_job()
        assert job is not None
        assert (row.state, job.state) == (state, state)
        assert words in row.reason
        assert bool(row.reason) == bool(words)
        assert row.reason == job.reason
        assert (row.started, row.ended) == (job.started, job.ended)
        assert row.ended is not None


def test_a_killed_worker_fails_its_own_job_while_the_other_goes_on(tmp_path: Path) -> None:
    with watched_queue(tmp_path, parallel_jobs=2) as watched:
        victim, other = watched.add_running("hang"), watched.add_running("wait")
        os.kill(watched.worker_pid(victim), signal.SIGKILL)
        row = watched.events.wait_for_state(victim, JobState.FAILED)
        assert "killed" in row.reason
        assert watched.events.states(other) == ["queued", "running"]
        watched.settled(watched.add("finish"))
        watched.answer(watched.queue.stop(other))
        assert watched.settled(other).state is JobState.CANCELLED


def test_a_silent_worker_fails_its_own_job_while_the_other_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched_queue(tmp_path, parallel_jobs=2) as watched:
        # A job counts as running a moment before its supervisor takes its limits.
        limits = iter((Limits(), Limits(silence_s=0.3)))
        monkeypatch.setattr(supervisor, "Limits", lambda: next(limits))
        other = watched.add_running("wait")
        silent = watched.add("hang")
        row = watched.events.wait_for_state(silent, JobState.FAILED)
        assert "did not answer" in row.reason
        assert watched.rows()[other].state is JobState.RUNNING


def test_what_a_job_says_is_told_before_its_end(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add("talk")
        watched.events.wait_until(lambda _: watched.events.of(JobLoaded))
        kinds = [type(event) for event in watched.events.seen]
        (warned,) = watched.events.of(JobWarned)
        (loaded,) = watched.events.of(JobLoaded)
    assert (warned.job_id, warned.text) == (job_id, "Mind the step.")
    assert kinds.index(JobProgressed) < kinds.index(JobWarned) < kinds.index(JobLoaded)
    assert loaded.job_id == job_id
    assert loaded.spec.name == "talk"
    assert loaded.result is not None
    assert Path(loaded.folder) == tmp_path / "jobs" / str(job_id)


def test_a_finished_job_is_shown_with_its_figures(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        row = watched.settled(watched.add("finish"))
    assert (row.clean, row.level, row.values) == (1.0, row.level, 3)
    assert row.level is not None


# Stop.


def test_a_waiting_job_is_stopped_at_once_and_never_runs(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        waiting = watched.add("finish")
        watched.answer(watched.queue.stop(waiting))
        assert watched.rows()[waiting].state is JobState.CANCELLED
        assert watched.rows()[waiting].reason
        watched.answer(watched.queue.stop(blocker))
        watched.settled(blocker)
        watched.settle()
        assert watched.events.states(waiting) == ["queued", "cancelled"]


def test_a_running_job_stops_by_way_of_stopping_with_what_is_finished(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("wait")
        watched.answer(watched.queue.stop(job_id))
        row = watched.settled(job_id)
        assert watched.events.states(job_id) == ["queued", "running", "stopping", "cancelled"]
    assert "1 of 3" in row.reason


@pytest.mark.parametrize("freeze", [False, True])
def test_a_worker_that_does_not_answer_a_stop_is_gone_within_a_second(
    tmp_path: Path, freeze: bool
) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("hang")
        pid = watched.worker_pid(job_id)
        if freeze:
            os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        watched.queue.stop(job_id)
        row = watched.settled(job_id)
        # The machine may be busy: the second is promised by the patience, the rest is slack.
        assert queue.CANCEL_GRACE_S < 0.8
        assert time.monotonic() - began < queue.CANCEL_GRACE_S + 5
        assert not psutil.pid_exists(pid)
    assert row.state is JobState.CANCELLED
    assert row.reason


def test_a_second_stop_of_a_stopping_job_changes_nothing_but_hurries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "CANCEL_GRACE_S", 10 * LIMIT_S)  # longer than anybody waits here
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("hang")
        began = time.monotonic()
        watched.queue.stop(job_id)
        watched.queue.stop(job_id)
        assert watched.settled(job_id).state is JobState.CANCELLED
        assert time.monotonic() - began < 10, "it was ended for its silence, not in a hurry"
        assert watched.events.states(job_id) == ["queued", "running", "stopping", "cancelled"]


def test_a_job_that_was_done_when_the_stop_came_is_finished(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("late")
        watched.answer(watched.queue.stop(job_id))
        assert watched.settled(job_id).state is JobState.FINISHED


# Events.


def test_the_history_comes_first_and_nothing_after_the_end(tmp_path: Path) -> None:
    closed: list[Any] = []
    late: list[Event] = []

    def publish(event: Event) -> None:
        if closed and closed[0].done():
            late.append(event)

    with watched_queue(tmp_path, publish=publish) as watched:
        watched.add_running("late")
        closed.append(watched.queue.close(resume_next_time=False))
        watched.is_closed = True
        closed[0].result(LIMIT_S)
        assert watched.queue.join(LIMIT_S)
        for thread in watched.threads:
            thread.join(LIMIT_S)
    assert isinstance(watched.events.seen[0], HistoryLoaded)
    assert [type(event).__name__ for event in late] == []


def test_whatever_a_reader_of_events_sees_of_a_job_is_on_disk_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    differing: list[tuple[str, Any, Any]] = []

    def compare(event: Event) -> None:
        if not isinstance(event, JobChanged):
            return
        row = event.row
        job = JobFolder(tmp_path / "jobs" / str(row.id)).read_job()
        for key in ("id", "name", "state", "reason", "order", "created", "started", "ended"):
            if getattr(job, key) != getattr(row, key):
                differing.append((f"{row.state} {key}", getattr(row, key), getattr(job, key)))

    with watched_queue(tmp_path, publish=compare) as watched:
        job_id = watched.add_running("once")
        watched.answer(watched.queue.stop(job_id))
        watched.settled(job_id)
        watched.answer(watched.queue.resume(job_id))
        watched.events.wait_for_state(job_id, JobState.FINISHED)
        failed = watched.add("refuse")
        watched.settled(failed)
        watched.answer(watched.queue.resume(failed))
        watched.events.wait_until(lambda _: len(watched.events.states(failed)) > 5)
        watched.answer(watched.queue.remove(job_id))
        watched.answer(watched.queue.restore(job_id))
        waiting = [watched.add("hang"), watched.add("finish")]
        watched.answer(watched.queue.stop(waiting[1]))
    assert differing == []


def test_the_list_after_a_restart_is_the_list_before(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        for name in ("finish", "refuse", "hinder", "die"):
            watched.settled(watched.add(name))
        before = watched.rows()
    with watched_queue(tmp_path) as watched:
        assert watched.rows() == before
        (first, *others) = watched.events.seen
        assert isinstance(first, HistoryLoaded)
        assert {row.id: row for row in first.rows} == before
        assert others == [HistoryComplete()]
