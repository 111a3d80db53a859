"""The end of a queue, and what the machine hinders it in, with stand-ins for workers."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    JobChanged,
)
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.worker_pool import WorkerPool
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.paths import user_folders

from .watched_queue import (
    LIMIT_S,
    Events,
    WatchedQueue,
    any_file,
    job_spec,
    stand_in,
    watched_queue,
)

pytestmark = pytest.mark.usefixtures("nothing_left")


def started_names(watched: WatchedQueue) -> list[str]:
    rows = [event.row for event in watched.events.of(JobChanged)]
    return [row.name for row in rows if row.state is JobState.RUNNING]


# Close.


@pytest.mark.parametrize("name", ["wait", "hang"])
def test_close_stops_what_runs_and_lets_wait_what_waits(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        running, waiting = watched.add_running(name), watched.add("finish")
        watched.close(resume_next_time=False)
        assert watched.events.states(running)[-1] == "cancelled"
        assert watched.events.states(waiting) == ["queued"]
    with watched_queue(tmp_path) as watched:
        assert watched.rows()[running].state is JobState.CANCELLED
        assert watched.settled(waiting).state is JobState.FINISHED


@pytest.mark.parametrize("name", ["once", "hang"])
def test_close_with_the_wish_to_go_on_puts_what_runs_back_into_the_queue(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        running, waiting = watched.add_running(name), watched.add("finish")
        watched.close(resume_next_time=True)
        assert watched.events.states(running)[-1] == "queued"
    with watched_queue(tmp_path) as watched:
        watched.events.wait_for_state(running, JobState.RUNNING)
        assert started_names(watched)[0] == name
        job = watched.folder(running).read_job()
        assert job is not None
        assert job.resumed == 1
        if name == "once":
            assert watched.settled(running).state is JobState.FINISHED
            assert watched.settled(waiting).state is JobState.FINISHED


def test_close_of_an_idle_queue_ends_its_spare_worker(tmp_path: Path) -> None:
    others = set(psutil.Process().children())  # of other tests in this process
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.keep_spare_worker())
        assert set(psutil.Process().children()) - others
        watched.close()
        assert set(psutil.Process().children()) - others == set()


def ask_everything(watched: WatchedQueue, job_id: Any) -> list[Any]:
    queue = watched.queue
    return [
        queue.add(job_spec("finish")),
        queue.run_again(job_id),
        queue.resume(job_id),
        queue.stop(job_id),
        queue.load(job_id),
        queue.remove(job_id),
        queue.restore(job_id),
        queue.keep_spare_worker(),
    ]


def test_whatever_is_asked_while_the_queue_closes_is_answered_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        done = watched.settled(watched.add("refuse")).id
        watched.add_running("hang")
        watched.is_closed = True
        closed = watched.queue.close(resume_next_time=False)
        errors = [future.exception(5) for future in ask_everything(watched, done)]
        closed.result(LIMIT_S)
        assert watched.queue.join(LIMIT_S)
    assert all(isinstance(error, PandaVisionError) for error in errors[:3])
    assert all(error is None or isinstance(error, PandaVisionError) for error in errors)
    assert not any(error and "mistake" in error.sentence() for error in errors)


def test_whatever_is_asked_after_the_end_is_answered_or_refused(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        done = watched.settled(watched.add("refuse")).id
        watched.close()
    unanswered = []
    for number, future in enumerate(ask_everything(watched, done)):
        try:
            assert isinstance(future.exception(0.5), PandaVisionError | None)
        except TimeoutError:
            unanswered.append(number)
    assert unanswered == []


@pytest.mark.parametrize("name", ["hang", ""])
def test_a_second_close_is_done_with_the_first(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        if name:
            watched.add_running(name)
        watched.is_closed = True
        futures = [watched.queue.close(resume_next_time=False) for _ in range(2)]
        unanswered = []
        for number, future in enumerate(futures):
            try:
                future.result(3)
            except TimeoutError:
                unanswered.append(number)
        assert watched.queue.join(LIMIT_S)
    assert unanswered == []


# The machine hinders.


class Machine:
    """Starts stand-ins until the system has no more processes to give."""

    def __init__(self) -> None:
        self.is_exhausted = False
        self.has_refused = threading.Event()

    def __call__(self) -> WorkerProcess:
        if self.is_exhausted:
            self.has_refused.set()
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return stand_in()


def test_a_worker_that_cannot_be_started_is_told_and_its_job_waits_on(tmp_path: Path) -> None:
    machine = Machine()
    with watched_queue(tmp_path, start_worker=machine) as watched:
        machine.is_exhausted = True
        added = watched.queue.add(job_spec("finish"))
        assert added.exception(LIMIT_S) is None, "the job was added all the same"
        (refused,) = watched.events.of(CommandRefused)
        assert "mistake" not in refused.sentence
        job_id = added.result()
        assert watched.rows()[job_id].state is JobState.QUEUED
        machine.is_exhausted = False
        other = watched.add("finish")
        assert watched.settled(job_id).state is JobState.FINISHED
        watched.settled(other)


def test_a_worker_that_cannot_be_started_after_another_is_not_the_end_of_the_queue(
    tmp_path: Path,
) -> None:
    machine = Machine()
    with watched_queue(tmp_path, start_worker=machine) as watched:
        running, waiting = watched.add_running("wait"), watched.add("finish")
        machine.is_exhausted = True
        watched.answer(watched.queue.stop(running))
        assert machine.has_refused.wait(LIMIT_S)
        machine.is_exhausted = False
        assert watched.queue.load(running).exception(5) is None, "the queue does not answer"
        watched.add("finish")
        assert watched.settled(waiting).state is JobState.FINISHED


def test_a_thread_that_cannot_be_started_leaves_no_job_running_for_ever(tmp_path: Path) -> None:
    events = Events()

    def start_thread(work: Any) -> None:
        raise RuntimeError("can't start new thread")

    queue = JobQueue(
        JobShelf(user_folders(tmp_path)),
        start_thread=start_thread,
        publish=events.publish,
        workers=WorkerPool(stand_in),
        read=any_file,
    )
    queue.start()
    queue.add(job_spec("finish")).exception(5)
    closed = queue.close(resume_next_time=False)
    try:
        closed.result(5)
    finally:
        for child in psutil.Process().children():
            child.kill()
            child.wait()
    assert queue.join(5)


def test_a_folder_that_is_deleted_while_its_job_runs_ends_nothing_else(tmp_path: Path) -> None:
    import shutil

    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("wait")
        shutil.rmtree(watched.folder(job_id).path)
        watched.queue.stop(job_id)
        watched.settled(job_id)
        assert watched.settled(watched.add("finish")).state is JobState.FINISHED
    with watched_queue(tmp_path) as watched:
        assert job_id not in watched.rows()


def test_many_commands_from_many_threads_are_all_done(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        watched.add_running("wait")
        added: list[Any] = []
        threads = [
            threading.Thread(
                target=lambda: added.extend(
                    watched.queue.add(job_spec("hang")).result(LIMIT_S) for _ in range(5)
                )
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = watched.rows()
        assert len(set(added)) == 20
        assert {rows[job_id].state for job_id in added} == {JobState.QUEUED}
        assert len({rows[job_id].order for job_id in added}) == 20


def test_a_listener_that_fails_leaves_no_job_without_a_supervisor(tmp_path: Path) -> None:
    def fail_once(event: Event) -> None:
        is_begun = isinstance(event, JobChanged) and event.row.state is JobState.RUNNING
        if is_begun and not failed:
            failed.append(event)
            raise RuntimeError("cannot hear that")

    failed: list[Event] = []
    with watched_queue(tmp_path, publish=fail_once) as watched:
        job_id = watched.add("finish")
        row = watched.events.wait_for_state(job_id, JobState.FAILED)
        assert "supervisor" in row.reason
        assert watched.settled(watched.add("finish too")).state is JobState.FINISHED
