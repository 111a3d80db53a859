"""What hinders every job does not eat the queue: missing files, a machine that starts no worker."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.jobs import files_at_hand, hold
from pandavision_gui.jobs.events import CommandRefused, JobRow, RefusalSettled
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker_process import WORKER_FLAG, WorkerProcess

from ..support.running_program import wait_until
from .watched_queue import LIMIT_S, WatchedQueue, job_spec, stand_in, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


class Drives:
    """Which files are there."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked: list[str] = []

    def read(self, path: str) -> None:
        self.asked.append(path)
        if any(path.startswith(folder) for folder in self.gone):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")


def add_on(watched: WatchedQueue, folder: str, name: str) -> UUID:
    files = {"dataset": f"{folder}/signs.h5", "trained_model": f"{folder}/signs.onnx"}
    return watched.answer(watched.queue.add(job_spec(name).model_copy(update=files)))


def told(watched: WatchedQueue) -> list[str]:
    return [event.sentence for event in watched.events.of(CommandRefused)]


def settled(watched: WatchedQueue) -> list[str]:
    return [event.sentence for event in watched.events.of(RefusalSettled)]


def test_jobs_on_an_absent_drive_keep_their_places_while_others_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 1000.0)
    drives = Drives()
    drives.gone = {"/usb"}
    with watched_queue(tmp_path, read=drives.read) as watched:
        absent = [add_on(watched, "/usb", f"finish {n}") for n in range(50)]
        there = add_on(watched, "/disk", "finish")
        assert watched.settled(there).state is JobState.FINISHED
        watched.settle()
        rows = watched.rows()
        for job_id in absent:
            assert rows[job_id].state is JobState.QUEUED
            assert '"/usb/signs.onnx" cannot be read: No such file' in rows[job_id].reason
            assert "the job then starts by itself" in rows[job_id].reason
        assert len(told(watched)) == 1
        assert drives.asked.count("/usb/signs.onnx") == 1, "looked at once for all of them"
        drives.gone = set()
        watched.answer(watched.queue.resume(absent[3]))  # whoever asks has it looked at
        assert watched.settled(absent[-1]).state is JobState.FINISHED
        finished = [
            event.row.id
            for event in watched.events.seen
            if isinstance(getattr(event, "row", None), JobRow)
            and event.row.state is JobState.FINISHED  # type: ignore[attr-defined]
        ]
        assert finished == [there, *absent]
        assert all(row.reason == "" for row in watched.rows().values())


def test_a_drive_that_is_back_is_found_without_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.05)
    drives = Drives()
    drives.gone = {"/usb"}
    with watched_queue(tmp_path, read=drives.read) as watched:
        absent = add_on(watched, "/usb", "finish")
        before = len(drives.asked)
        wait_until(lambda: len(drives.asked) > before + 3, "looks again and again")
        assert len(told(watched)) == 1
        assert settled(watched) == []
        running = add_on(watched, "/disk", "late")
        watched.events.wait_for_state(running, JobState.RUNNING)
        behind = add_on(watched, "/disk", "finish")
        drives.gone = set()
        # Its row is right though its turn has not come.
        watched.events.wait_until(lambda _: watched.rows()[absent].reason == "")
        assert watched.rows()[absent].state is JobState.QUEUED
        assert settled(watched) == told(watched)
        watched.answer(watched.queue.stop(running))
        assert watched.settled(behind).state is JobState.FINISHED
        assert watched.settled(absent).state is JobState.FINISHED


def test_a_job_that_waits_for_its_files_can_be_stopped_and_the_next_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 1000.0)
    drives = Drives()
    drives.gone = {"/usb"}
    with watched_queue(tmp_path, read=drives.read) as watched:
        first = add_on(watched, "/usb", "finish one")
        watched.answer(watched.queue.stop(first))
        assert watched.settled(first).state is JobState.CANCELLED
        assert settled(watched) == told(watched), "at once"
        second = add_on(watched, "/usb", "finish two")
        watched.settle()
        assert [words.split('"')[1] for words in told(watched)] == ["finish one", "finish two"]
        assert settled(watched) == told(watched)[:1]
        assert watched.rows()[second].state is JobState.QUEUED
        job = watched.folder(second).read_job()
        assert job is not None
        assert (job.state, job.reason) == (JobState.QUEUED, ""), "the next start looks for itself"


def test_of_a_drive_that_is_slow_to_answer_only_the_row_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 1000.0)
    monkeypatch.setattr(files_at_hand, "ANSWER_S", 0.05)
    speaks = threading.Event()
    with watched_queue(tmp_path, read=lambda path: speaks.wait(LIMIT_S)) as watched:
        slow = add_on(watched, "/usb", "finish")
        watched.settle()
        assert "its drive does not answer" in watched.rows()[slow].reason
        assert told(watched) == []
        speaks.set()
        assert watched.settled(slow).state is JobState.FINISHED
        assert told(watched) == settled(watched) == []


def test_of_a_drive_that_stays_silent_it_is_told_once_and_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.1)
    monkeypatch.setattr(files_at_hand, "ANSWER_S", 0.05)
    speaks = threading.Event()
    with watched_queue(tmp_path, read=lambda path: speaks.wait(LIMIT_S)) as watched:
        silent = add_on(watched, "/usb", "finish")
        watched.events.wait_until(lambda _: told(watched) != [])
        assert "its drive does not answer" in told(watched)[0]
        speaks.set()
        assert watched.settled(silent).state is JobState.FINISHED
        assert len(told(watched)) == 1
        assert settled(watched) == told(watched)


@pytest.mark.parametrize("word", ["filemissing"])
def test_a_file_that_goes_away_when_its_job_begins_interrupts_it(tmp_path: Path, word: str) -> None:
    with watched_queue(tmp_path) as watched:
        rows = [watched.settled(watched.add(word)) for _ in range(3)]
        for row in rows:
            assert row.state is JobState.INTERRUPTED
            assert row.reason.endswith("bring the file back, then resume the job.")
        assert watched.settled(watched.add("refuse")).state is JobState.FAILED


def broken_worker() -> WorkerProcess:
    return WorkerProcess([sys.executable, "-I", "-S", "-c", "import nothing_here", WORKER_FLAG])


def no_thread() -> WorkerProcess:
    raise RuntimeError("can't start new thread")


def no_process() -> WorkerProcess:
    raise OSError(errno.EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize("broken", [broken_worker, no_thread, no_process])
def test_when_no_worker_can_be_started_all_jobs_wait_and_go_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Callable[[], WorkerProcess]
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.2)
    start = [broken]
    started: list[int] = []

    def start_worker() -> WorkerProcess:
        started.append(1)
        return start[0]()

    with watched_queue(tmp_path, start_worker=start_worker) as watched:
        jobs = [watched.add(f"finish {n}") for n in range(20)]
        wait_until(lambda: len(started) > 3, "tries again and again")
        # While one is tried it runs; none has come to an end.
        states = {row.state for row in watched.rows().values()}
        assert states <= {JobState.QUEUED, JobState.RUNNING}
        start[0] = stand_in
        assert watched.settled(jobs[-1]).state is JobState.FINISHED
        for job_id in jobs:
            assert watched.settled(job_id).state is JobState.FINISHED
            assert watched.events.states(job_id)[-1] == "finished"
        first = watched.folder(jobs[0]).read_job()
        assert first is not None
        assert first.resumed == 0, "nobody took it up again"
        assert all("nothing" not in words for words in told(watched)[1:])
        assert settled(watched) == told(watched) != []


def test_what_every_worker_says_of_the_machine_holds_the_queue_from_the_second_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.1)
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.pause(True))  # what is added later is told of once more
        starved = [watched.add(f"starved {n}") for n in range(6)]
        behind = watched.add("finish")
        watched.answer(watched.queue.pause(False))
        assert watched.settled(starved[0]).state is JobState.INTERRUPTED
        wait_until(lambda: len(watched.events.states(starved[1])) > 6, "is tried again and again")
        assert set(watched.events.states(starved[1])) == {"queued", "running"}
        assert [watched.events.states(i) for i in starved[2:]] == [["queued"]] * 4
        assert watched.events.states(behind) == ["queued"]
        assert len(told(watched)) == 1
        for job_id in starved[1:]:
            watched.answer(watched.queue.stop(job_id))
        assert watched.settled(behind).state is JobState.FINISHED


def test_a_data_folder_that_is_gone_drops_no_job_from_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.05)
    with watched_queue(tmp_path) as watched:
        running = watched.add_running("late")
        waiting = [watched.add(f"finish {n}") for n in range(5)]
        jobs = tmp_path / "jobs"
        jobs.rename(tmp_path / "unplugged")
        watched.answer(watched.queue.stop(running))
        watched.settled(running)
        watched.settle()
        assert len([words for words in told(watched) if "could not be started" in words]) == 1
        assert set(waiting) <= set(watched.rows())
        (tmp_path / "unplugged").rename(jobs)
        for job_id in waiting:
            assert watched.settled(job_id).state is JobState.FINISHED
