"""What must happen when a job ends happens, whatever fails over it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.jobs.events import CommandRefused, JobLoaded, JobLoadFailed
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import JobStopped
from pandavision_gui.jobs.supervised_job import SupervisedJob, end_in_words
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind

from .hand_made_folders import id_of, put_job, write_rubbish
from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]


def put_folder_for_worker_note(watched: WatchedQueue, job_id: Any) -> None:
    """Put a folder where the note of the worker is: it cannot be removed then."""
    path = watched.folder(job_id).path / "worker.json"
    path.unlink()
    path.mkdir()


def test_a_note_that_cannot_be_removed_holds_up_no_other_job(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("wait")
        put_folder_for_worker_note(watched, job_id)
        waiting = watched.add("finish")
        watched.answer(watched.queue.stop(job_id))
        assert watched.settled(waiting).state is JobState.FINISHED
        watched.folder(job_id).lock().release()  # which says so when it is still held
        assert watched.events.of(CommandRefused) == []


def test_a_note_that_cannot_be_removed_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        put_folder_for_worker_note(watched, watched.add_running("hang"))
        watched.close(resume_next_time=True, limit_s=10)


@pytest.mark.parametrize("place", [(SupervisedJob, "give_back"), (JobShelf, "note")])
def test_whatever_fails_when_a_job_ends_the_others_go_on_and_the_end_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[type, str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    kind, name = place
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("late")
        waiting = watched.add("finish")
        monkeypatch.setattr(kind, name, fail)
        watched.answer(watched.queue.stop(job_id))
        watched.events.wait_for_state(waiting, JobState.FINISHED, limit_s=10)
        assert watched.events.of(CommandRefused), "nobody was told"
        watched.close(limit_s=10)


def test_a_shelf_that_cannot_be_closed_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with watched_queue(tmp_path) as watched:
        monkeypatch.setattr(JobShelf, "close", fail)
        watched.close(limit_s=10)


def test_a_stop_that_comes_when_the_result_is_complete_finds_a_finished_job(
    tmp_path: Path,
) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("silent")
        path = watched.folder(job_id).path / "result.json"
        wait_for_file(path)
        watched.answer(watched.queue.stop(job_id))
        row = watched.settled(job_id)
        assert (row.state, row.reason) == (JobState.FINISHED, "")
        assert row.clean is not None
        watched.events.wait_until(lambda _: watched.events.of(JobLoaded))


@pytest.mark.parametrize("resume_next_time", [True, False])
def test_an_end_of_the_program_that_comes_when_the_result_is_complete_finds_a_finished_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resume_next_time: bool
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CLOSE_GRACE_S", 0.3)
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("silent")
        wait_for_file(watched.folder(job_id).path / "result.json")
        watched.close(resume_next_time=resume_next_time)
        assert watched.rows()[job_id].state is JobState.FINISHED


def test_a_stop_finds_a_stopped_job_where_the_result_is_damaged(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("silent")
        path = watched.folder(job_id).path / "result.json"
        wait_for_file(path)
        write_rubbish(path)
        watched.answer(watched.queue.stop(job_id))
        assert watched.settled(job_id).state is JobState.CANCELLED


def wait_for_file(path: Path) -> None:
    from ..support.running_program import wait_until

    size = path.with_name("spec.json").stat().st_size
    wait_until(lambda: path.exists() and path.stat().st_size > size, str(path), limit_s=LIMIT_S)
    wait_until(lambda: path.read_bytes().endswith(b"}\n"), str(path), limit_s=LIMIT_S)


@pytest.mark.parametrize(
    ("finished", "total", "words"),
    [
        (0, 3, "none of 3 samples was finished."),
        (1, 3, "1 of 3 samples are finished and kept."),
        (3, 3, "all 3 samples are kept, only the checks that follow the search are not done."),
        (1, 1, "its only sample is kept, only the checks that follow the search are not done."),
    ],
)
def test_a_stop_says_what_is_kept_and_what_is_not_done(
    finished: int, total: int, words: str
) -> None:
    stopped = JobStopped(finished=finished, total=total)
    outcome = Outcome(OutcomeKind.STOPPED, "Stopped.", stopped)
    assert end_in_words(outcome) == f"Stopped; {words}"


# What a folder says on request.


@pytest.mark.parametrize("name", ["spec.json", "result.json"])
@pytest.mark.parametrize("spoil", [write_rubbish, Path.unlink])
def test_what_cannot_be_read_is_told_and_can_be_asked_for_again(
    tmp_path: Path, name: str, spoil: Any
) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    job_id = id_of(folder)
    kept = tmp_path / "kept"
    shutil.copyfile(folder.path / name, kept)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        before = watched.rows()[job_id]
        spoil(folder.path / name)
        for _ in range(2):
            watched.answer(watched.queue.load(job_id))
        failures = watched.events.of(JobLoadFailed)
        assert [event.job_id for event in failures] == [job_id] * 2
        assert failures[0].sentence
        assert len(failures[0].details) <= 4000
        assert (watched.rows()[job_id].clean, watched.rows()[job_id].level) == (None, None)
        assert watched.rows()[job_id].reason == failures[0].sentence
        shutil.copyfile(kept, folder.path / name)
        watched.answer(watched.queue.load(job_id))
        (loaded,) = watched.events.of(JobLoaded)
        assert loaded.result is not None
        assert watched.rows()[job_id] == before
        assert watched.events.of(CommandRefused) == []


def test_a_result_that_was_put_back_gives_the_figures_again(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    seen = []
    for deed in ("leave", "take away", "put back"):
        if deed == "take away":
            (folder.path / "result.json").rename(tmp_path / "kept")
        elif deed == "put back":
            (tmp_path / "kept").rename(folder.path / "result.json")
        with watched_queue(tmp_path, parallel_jobs=0) as watched:
            seen.append(watched.rows()[id_of(folder)])
    assert seen[0] == seen[2]
    assert (seen[1].state, seen[1].clean) == (JobState.FINISHED, None)
    assert "result.json" in seen[1].reason


def test_a_running_job_with_a_damaged_result_was_interrupted(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    write_rubbish(folder.path / "result.json")
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert watched.rows()[id_of(folder)].state is JobState.INTERRUPTED
    job = JobFolder(folder.path).read_job()
    assert job is not None
    assert job.state is JobState.INTERRUPTED
