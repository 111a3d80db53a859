"""Holding the queue and changing its order, with stand-ins for workers."""

from __future__ import annotations

import itertools
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.events import CommandRefused, JobChanged, QueuePaused
from pandavision_gui.jobs.job_state import JobState

from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


def waiting(watched: WatchedQueue) -> list[str]:
    rows = [row for row in watched.rows().values() if row.state is JobState.QUEUED]
    return [row.name for row in sorted(rows, key=lambda row: (row.order, row.created, row.id))]


def started(watched: WatchedQueue) -> list[str]:
    rows = [event.row for event in watched.events.of(JobChanged)]
    return [row.name for row in rows if row.state is JobState.RUNNING]


def paused_with(watched: WatchedQueue, *names: str) -> list[UUID]:
    watched.answer(watched.queue.pause(True))
    return [watched.add(name) for name in names]


def test_a_paused_queue_starts_nothing_until_it_goes_on(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        first, second = paused_with(watched, "finish 1", "finish 2")
        watched.settle()
        assert {watched.rows()[job_id].state for job_id in (first, second)} == {JobState.QUEUED}
        watched.answer(watched.queue.pause(False))
        assert watched.settled(first).state is JobState.FINISHED
        assert watched.settled(second).state is JobState.FINISHED
    assert [event.paused for event in watched.events.of(QueuePaused)] == [True, False]


def test_what_runs_goes_on_to_its_end_when_the_queue_is_paused(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        running = watched.add_running("late")
        watched.answer(watched.queue.pause(True))
        after = watched.add("finish")
        watched.answer(watched.queue.stop(running))
        watched.settled(running)
        watched.settle()
        assert watched.rows()[after].state is JobState.QUEUED


def test_pausing_twice_is_told_once(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.pause(True))
        watched.answer(watched.queue.pause(True))
        assert len(watched.events.of(QueuePaused)) == 1


@pytest.mark.parametrize("job", [False, True], ids=["empty", "with a job"])
def test_a_pause_is_kept_over_the_end_until_the_queue_goes_on(tmp_path: Path, job: bool) -> None:
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.pause(True))
        names = [watched.add("finish")] if job else []
    for _ in range(2):
        with watched_queue(tmp_path) as watched:
            assert watched.queue.is_paused
            assert watched.events.of(QueuePaused) == [QueuePaused(True, since_before=True)]
            assert [row.state for row in watched.rows().values()] == [
                JobState.QUEUED for _ in names
            ]
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.pause(False))
        assert [watched.settled(name).state for name in names] == [JobState.FINISHED for _ in names]
    with watched_queue(tmp_path) as watched:
        assert not watched.queue.is_paused
        assert watched.events.of(QueuePaused) == []


def test_a_running_job_that_is_to_go_on_waits_in_a_paused_queue(tmp_path: Path) -> None:
    with watched_queue(tmp_path, resume_next_time=True) as watched:
        job_id = watched.add_running("wait")
        watched.answer(watched.queue.pause(True))
    with watched_queue(tmp_path) as watched:
        assert watched.rows()[job_id].state is JobState.QUEUED


def test_a_pause_that_cannot_be_kept_holds_all_the_same_and_is_told(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        (tmp_path / "jobs").rename(tmp_path / "gone")
        for paused, words in ((True, "is paused, but"), (False, "goes on, but")):
            with pytest.raises(EnvironmentFault, match=words) as error:
                watched.answer(watched.queue.pause(paused))
            assert error.value.code == "pause_not_kept"
            assert watched.queue.is_paused is paused
        assert [event.paused for event in watched.events.of(QueuePaused)] == [True, False]
        told = [event.sentence for event in watched.events.of(CommandRefused)]
        assert len([sentence for sentence in told if "next start will not know" in sentence]) == 2
        (tmp_path / "gone").rename(tmp_path / "jobs")


def test_a_mark_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "jobs" / "queue.paused").symlink_to(tmp_path / "mine")
    with watched_queue(tmp_path) as watched:
        assert watched.queue.is_paused
        watched.answer(watched.queue.pause(True))
        watched.answer(watched.queue.pause(False))
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (tmp_path / "jobs" / "queue.paused").is_symlink()


@pytest.mark.parametrize("moved", range(4))
@pytest.mark.parametrize("before", [*range(4), None])
def test_a_job_is_put_before_any_other_or_behind_all(
    tmp_path: Path, moved: int, before: int | None
) -> None:
    names = [f"finish {n}" for n in range(4)]
    with watched_queue(tmp_path) as watched:
        ids = paused_with(watched, *names)
        goal = None if before is None else ids[before]
        watched.answer(watched.queue.move(ids[moved], goal))
        expected = [name for name in names if name != names[moved]]
        place = (
            len(expected)
            if before is None
            else expected.index(names[before])
            if before != moved
            else moved
        )
        expected.insert(place, names[moved])
        assert waiting(watched) == expected
        watched.answer(watched.queue.pause(False))
        for job_id in ids:
            watched.settled(job_id)
        started = [
            e.row.name for e in watched.events.of(JobChanged) if e.row.state is JobState.RUNNING
        ]
        assert started == expected


def test_the_order_outlives_the_program(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        first, second, third = paused_with(watched, "finish 1", "finish 2", "finish 3")
        watched.answer(watched.queue.move(third, first))
        watched.answer(watched.queue.move(first, None))
        assert waiting(watched) == ["finish 3", "finish 2", "finish 1"]
    with watched_queue(tmp_path) as later:
        later.answer(later.queue.pause(False))
        for job_id in (first, second, third):
            later.settled(job_id)
        started = [
            e.row.name for e in later.events.of(JobChanged) if e.row.state is JobState.RUNNING
        ]
        assert started == ["finish 3", "finish 2", "finish 1"]


def test_every_step_of_a_move_leaves_every_job_in_the_queue(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        ids = paused_with(watched, *(f"finish {n}" for n in range(5)))
        for moved, before in itertools.permutations(ids, 2):
            watched.answer(watched.queue.move(moved, before))
            rows = watched.rows()
            assert {rows[job_id].state for job_id in ids} == {JobState.QUEUED}
            orders = [rows[job_id].order for job_id in ids]
            assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("which", ["moved", "goal"])
def test_only_waiting_jobs_have_a_place(tmp_path: Path, which: str) -> None:
    with watched_queue(tmp_path) as watched:
        running = watched.add_running("wait")
        queued = watched.add("finish")
        for other in (running, uuid4()):
            pair = (other, queued) if which == "moved" else (queued, other)
            with pytest.raises(InputError) as error:
                watched.queue.move(*pair).result(LIMIT_S)
            assert error.value.code in ("job_not_waiting", "job_unknown")
        watched.answer(watched.queue.stop(running))
