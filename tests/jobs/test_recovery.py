"""Whatever happened to the data folder: the next start shows what the job folders say."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.events import CommandRefused, HistoryLoaded, JobsInterrupted
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_documents import WorkerIdentity
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger

from ..support.cut_off import leave_half_written
from .hand_made_folders import (
    empty,
    id_of,
    jobs,
    look,
    make_folder,
    put_job,
    without_index,
    write_rubbish,
)
from .watched_queue import RECORDED_JOB, watched_queue

__all__ = ["jobs"]
pytestmark = pytest.mark.usefixtures("nothing_left")
SOME_ID = UUID("0b5f6b0e-6c8e-4d4b-9d52-5a3f7d1c9e21")


def with_garbage(data: Path) -> None:
    (data / "jobs.sqlite").write_bytes(os.urandom(20_000))


def cut_short(data: Path) -> None:
    path = data / "jobs.sqlite"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_to_nothing(data: Path) -> None:
    (data / "jobs.sqlite").write_bytes(b"")


def emptied(data: Path) -> None:
    with closing(sqlite3.connect(data / "jobs.sqlite")) as connection:
        connection.execute("DELETE FROM jobs")
        connection.commit()


def leave(data: Path) -> None:
    pass


def log_of_garbage(data: Path) -> None:
    (data / "jobs.sqlite-wal").write_bytes(b"\x37\x7f\x06\x82" + os.urandom(5000))


def named_at_the_next_start(data: Path) -> list[UUID]:
    """Return which jobs a program that starts and ends names as interrupted."""
    told = look(data)[1].of(JobsInterrupted)
    return [job_id for event in told for job_id in event.job_ids]


@pytest.mark.parametrize(
    "spoil",
    [leave, without_index, with_garbage, cut_short, cut_to_nothing, emptied, log_of_garbage],
)
def test_every_job_is_shown_rightly_whatever_became_of_the_index(
    tmp_path: Path, jobs: dict[JobState, JobFolder], spoil: Callable[[Path], None]
) -> None:
    before, _ = look(tmp_path)
    spoil(tmp_path)
    after, events = look(tmp_path)
    assert after == before
    assert isinstance(events.seen[0], HistoryLoaded)
    assert events.of(CommandRefused) == []
    assert look(tmp_path)[0] == before


def test_damage_anywhere_in_a_large_index_hides_no_job(tmp_path: Path) -> None:
    for _ in range(50):
        put_job(tmp_path, JobState.FAILED)
    before, _ = look(tmp_path)
    data = (tmp_path / "jobs.sqlite").read_bytes()
    assert len(data) > 5 * 4096
    hidden = []
    for page in range(len(data) // 4096):
        without_index(tmp_path)
        spoiled = data[: page * 4096] + b"\xa5" * 4096 + data[(page + 1) * 4096 :]
        (tmp_path / "jobs.sqlite").write_bytes(spoiled)
        after, events = look(tmp_path)
        if after != before or events.of(CommandRefused):
            hidden.append(page)
    assert hidden == []


def test_a_newer_index_is_refused_before_anything_is_changed(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    with closing(sqlite3.connect(tmp_path / "jobs.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(PandaVisionError, match="newer"):
        look(tmp_path)
    assert all(folder.read_job() for folder in jobs.values())


@pytest.mark.parametrize(
    ("state", "has_result", "wanted"),
    [
        (JobState.RUNNING, False, JobState.INTERRUPTED),
        (JobState.RUNNING, True, JobState.FINISHED),
        (JobState.STOPPING, False, JobState.CANCELLED),
        (JobState.STOPPING, True, JobState.FINISHED),
    ],
)
def test_what_was_running_is_ended_in_folder_and_list(
    tmp_path: Path, state: JobState, has_result: bool, wanted: JobState
) -> None:
    folder = put_job(tmp_path, state, result=has_result)
    rows, events = look(tmp_path)
    job = folder.read_job()
    assert job is not None
    assert (rows[id_of(folder)].state, job.state) == (wanted, wanted)
    assert bool(job.reason) == (wanted is not JobState.FINISHED)
    assert rows[id_of(folder)].reason == job.reason
    assert job.ended is not None
    named = [job_id for event in events.of(JobsInterrupted) for job_id in event.job_ids]
    cut_off = [id_of(folder)] if wanted is JobState.INTERRUPTED else []
    assert named == cut_off
    assert named_at_the_next_start(tmp_path) == cut_off


def test_a_job_whose_start_the_index_did_not_learn_of_is_named_as_interrupted(
    tmp_path: Path,
) -> None:
    folder = put_job(tmp_path, JobState.QUEUED)
    look(tmp_path)
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.moved(Trigger.START))  # and then the program was killed
    rows, events = look(tmp_path)
    assert rows[id_of(folder)].state is JobState.INTERRUPTED
    assert events.of(JobsInterrupted) == [JobsInterrupted((id_of(folder),))]


def test_a_job_that_was_cut_off_is_named_at_every_start_until_somebody_answers(
    tmp_path: Path,
) -> None:
    left, resumed, gone = (put_job(tmp_path, JobState.RUNNING) for _ in range(3))
    everything = {id_of(folder) for folder in (left, resumed, gone)}
    assert set(named_at_the_next_start(tmp_path)) == everything
    without_index(tmp_path)
    assert set(named_at_the_next_start(tmp_path)) == everything
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert {row.id for row in watched.rows().values() if row.is_cut_off} == everything
        watched.answer(watched.queue.rename(id_of(left), "named anew"))  # that is no answer
        watched.answer(watched.queue.resume(id_of(resumed)))
        watched.answer(watched.queue.remove(id_of(gone)))
    assert named_at_the_next_start(tmp_path) == [id_of(left)]
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        watched.answer(watched.queue.leave_interrupted(id_of(left)))
        watched.answer(watched.queue.leave_interrupted(id_of(resumed)))  # nothing to be left
        rows = watched.rows()
    assert rows[id_of(left)].state is JobState.INTERRUPTED
    assert rows[id_of(resumed)].state is JobState.QUEUED
    assert not any(row.is_cut_off for row in rows.values())
    assert named_at_the_next_start(tmp_path) == []
    without_index(tmp_path)  # what was answered long ago is not asked again
    assert named_at_the_next_start(tmp_path) == []


def test_only_an_interrupted_job_can_claim_that_it_was_cut_off(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    for folder in jobs.values():
        job = folder.read_job()
        assert job is not None
        folder.write_job(job.model_copy(update={"cut_off": True}))
    assert named_at_the_next_start(tmp_path) == [id_of(jobs[JobState.INTERRUPTED])]


def test_a_job_that_goes_on_at_the_next_start_was_not_cut_off(tmp_path: Path) -> None:
    with watched_queue(tmp_path, resume_next_time=True) as watched:
        job_id = watched.add_running("wait")
    assert named_at_the_next_start(tmp_path) == []
    job = JobFolder(tmp_path / "jobs" / str(job_id)).read_job()
    assert job is not None
    assert (job.state, job.cut_off) == (JobState.QUEUED, False)


def test_a_job_that_was_cut_off_says_so_until_it_leaves_that_state_or_this_machine() -> None:
    lost = Job(name="a").moved(Trigger.START).moved(Trigger.PROGRAM_LOST)
    assert lost.cut_off
    again = lost.moved(Trigger.REQUEUE).moved(Trigger.START)
    assert not again.cut_off
    assert not again.moved(Trigger.HINDERED, "A full disk.").cut_off
    assert not lost.taken_in(lost.id, "a.pandavision", order=1, has_result=False).cut_off


def test_jobs_interrupted_long_ago_are_not_named_again_when_the_index_is_lost(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    without_index(tmp_path)
    rows, events = look(tmp_path)
    assert rows[id_of(jobs[JobState.INTERRUPTED])].state is JobState.INTERRUPTED
    assert events.of(JobsInterrupted) == []


def test_a_folder_copied_in_by_hand_appears(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    copy = uuid4()
    original = jobs[JobState.FINISHED]
    shutil.copytree(original.path, tmp_path / "jobs" / str(copy))
    rows, _ = look(tmp_path)
    assert len(rows) == len(jobs) + 1
    assert (rows[copy].state, rows[copy].name) == (JobState.FINISHED, "wait")
    assert rows[copy].clean == rows[id_of(original)].clean is not None


def test_a_folder_deleted_by_hand_disappears(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    shutil.rmtree(jobs[JobState.FAILED].path)
    rows, _ = look(tmp_path)
    assert rows.keys() == {id_of(folder) for folder in jobs.values() if folder.path.exists()}
    assert look(tmp_path)[0].keys() == rows.keys()


def test_foreign_files_folders_and_links_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    elsewhere = tmp_path / "elsewhere"
    put_job(elsewhere, JobState.RUNNING)
    (elsewhere / "jobs").rename(elsewhere / "kept")
    (linked,) = (elsewhere / "kept").iterdir()
    (folder / "holiday").mkdir(parents=True)
    (folder / "holiday" / "photo.jpg").write_bytes(b"photo")
    (folder / str(uuid4())).write_text("a file with a job's name")
    (folder / "notes.txt").write_text("mine")
    (folder / str(uuid4())).symlink_to(linked)
    (folder / str(uuid4())).symlink_to(tmp_path / "gone")
    job = (linked / "job.json").read_bytes()
    names = {path.name for path in folder.iterdir()}
    rows, events = look(tmp_path)
    assert rows == {}
    assert events.of(CommandRefused) == []
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / "holiday" / "photo.jpg").read_bytes() == b"photo"
    assert (linked / "job.json").read_bytes() == job


@pytest.mark.parametrize("name", [str(SOME_ID), SOME_ID.hex, str(SOME_ID).upper()])
def test_a_folder_of_somebody_else_is_not_deleted_though_its_name_could_be_a_jobs(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "jobs" / name
    folder.mkdir(parents=True)
    (folder / "photo.jpg").write_bytes(b"photo")
    look(tmp_path)
    assert (folder / "photo.jpg").exists()
    assert (folder / "photo.jpg").read_bytes() == b"photo"


def test_rows_of_a_job_that_lost_its_documents_are_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "jobs" / str(uuid4())
    shutil.copytree(RECORDED_JOB, folder)
    (folder / "spec.json").unlink()
    (folder / "job.json").unlink()
    look(tmp_path)
    assert (folder / "rows" / "000000.npz").exists()


def test_a_job_folder_whose_name_is_written_otherwise_is_whole_or_not_shown(
    tmp_path: Path,
) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    job_id = id_of(folder)
    folder.path.rename(folder.path.with_name(job_id.hex))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        if job_id in watched.rows():
            watched.answer(watched.queue.load(job_id))
    assert any((tmp_path / "jobs").iterdir())


def test_what_the_program_left_when_it_was_lost_while_adding_is_put_away(tmp_path: Path) -> None:
    begun = tmp_path / "jobs" / str(uuid4())
    begun.mkdir(parents=True)
    (begun / ".spec.json.123.part").write_bytes(b"{")
    rows, _ = look(tmp_path)
    assert rows == {}
    assert not begun.exists()


def test_a_folder_that_was_emptied_but_for_its_rows_is_told_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    (folder.path / "rows").mkdir()
    for name in ("spec.json", "job.json"):
        (folder.path / name).unlink()
    rows, _ = look(tmp_path)
    assert rows == {}
    assert (folder.path / "rows").is_dir(), "what is left is the user's"
    told = f"{folder.path} is no job any more: neither spec.json nor job.json is there"
    assert [record.message for record in caplog.records].count(told) == 1


@pytest.mark.parametrize("has_result", [True, False])
def test_the_state_of_a_job_stays_only_while_there_is_something_to_go_on_with(
    tmp_path: Path, has_result: bool
) -> None:
    folder = put_job(tmp_path, JobState.RUNNING, result=has_result)
    (folder.path / "checkpoint.npz").write_bytes(b"state")
    look(tmp_path)
    assert (folder.path / "checkpoint.npz").exists() is not has_result


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.QUEUED])
def test_what_a_killed_owner_was_writing_is_removed_and_nothing_of_others(
    tmp_path: Path, state: JobState
) -> None:
    folder = put_job(tmp_path, state, name="finish")
    look(tmp_path)  # from now on the index knows it: a waiting job's folder is not read again
    if state is JobState.RUNNING:
        folder.write_job(Job(id=id_of(folder), name="finish").moved(Trigger.START))
    left = [leave_half_written(folder.path / f"{name}.json") for name in ("job", "worker")]
    foreign = folder.path / ".of-somebody-else.part"
    foreign.write_bytes(b"mine")
    with watched_queue(tmp_path) as watched:
        watched.settled(id_of(folder))
    assert [path.name for path in left if path.exists()] == []
    assert foreign.exists()


def test_a_job_lost_between_its_spec_and_its_note_is_queued(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.QUEUED)
    (folder.path / "job.json").unlink()
    rows, _ = look(tmp_path)
    assert rows[id_of(folder)].state is JobState.QUEUED
    assert rows[id_of(folder)].name == "wait"


@pytest.mark.parametrize("spoil", [write_rubbish, empty, make_folder])
def test_a_damaged_note_of_the_worker_hinders_nothing(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder, other = put_job(tmp_path, JobState.RUNNING), put_job(tmp_path, JobState.FAILED)
    (folder.path / "worker.json").write_text("{}")
    spoil(folder.path / "worker.json")
    rows, events = look(tmp_path)
    assert rows[id_of(folder)].state is JobState.INTERRUPTED
    assert rows[id_of(other)].state is JobState.FAILED
    assert events.of(CommandRefused) == []


def test_a_note_of_a_worker_whose_number_belongs_to_somebody_else_ends_nobody(
    tmp_path: Path,
) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    folder.write_worker(WorkerIdentity(pid=os.getpid(), created=1_000.0))
    rows, _ = look(tmp_path)  # and we are still there
    assert rows[id_of(folder)].state is JobState.INTERRUPTED


def test_removed_jobs_of_a_killed_program_are_gone(tmp_path: Path) -> None:
    left = tmp_path / "removed" / str(uuid4())
    shutil.copytree(RECORDED_JOB, left)
    rows, _ = look(tmp_path)
    assert rows == {}
    assert not left.exists()


def test_a_file_in_place_of_the_folder_of_jobs_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("mine")
    with pytest.raises(PandaVisionError) as error:
        look(tmp_path)
    assert not isinstance(error.value, InputError) or error.value.sentence().isprintable()
    assert (tmp_path / "jobs").read_text() == "mine"
