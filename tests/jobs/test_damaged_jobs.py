"""Damaged job folders are shown and can be dealt with, and hold up nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import CommandRefused
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger

from .hand_made_folders import (
    empty,
    from_the_future,
    id_of,
    jobs,
    look,
    make_folder,
    make_pipe,
    without_index,
    write_rubbish,
)
from .watched_queue import watched_queue

__all__ = ["jobs"]
pytestmark = pytest.mark.usefixtures("nothing_left")

SPOILS = [write_rubbish, empty, make_folder, from_the_future]


@pytest.mark.parametrize("spoil", [*SPOILS, Path.unlink, make_pipe])
@pytest.mark.parametrize("name", ["job.json", "spec.json", "result.json"])
def test_a_damaged_document_is_told_in_the_jobs_reason_and_the_others_stay(
    tmp_path: Path, jobs: dict[JobState, JobFolder], name: str, spoil: Callable[[Path], None]
) -> None:
    before, _ = look(tmp_path)
    damaged = jobs[JobState.FINISHED]
    spoil(damaged.path / name)
    if name != "result.json":  # whose change is seen without that
        without_index(tmp_path)
    rows, events = look(tmp_path)
    row = rows.pop(id_of(damaged))
    del before[id_of(damaged)]
    if name == "job.json" and spoil is Path.unlink:
        assert row.state is JobState.QUEUED
        return
    assert row.state is (JobState.FINISHED if name == "result.json" else JobState.FAILED)
    assert (row.clean, row.robust, row.level, row.sec_value) == (None, None, None, None)
    assert row.reason
    assert row.reason.isprintable()
    assert rows == before
    assert events.of(CommandRefused) == []


@pytest.mark.parametrize("name", ["job.json", "spec.json", "result.json"])
def test_a_document_that_was_mended_makes_the_job_whole_again(
    tmp_path: Path, jobs: dict[JobState, JobFolder], name: str
) -> None:
    before, _ = look(tmp_path)
    path = jobs[JobState.FINISHED].path / name
    content = path.read_bytes()
    without_index(tmp_path)
    write_rubbish(path)
    look(tmp_path)
    path.write_bytes(content)
    assert look(tmp_path)[0] == before


@pytest.mark.parametrize("name", ["job.json", "spec.json"])
def test_what_is_asked_of_a_damaged_job_is_answered_in_words(
    tmp_path: Path, jobs: dict[JobState, JobFolder], name: str
) -> None:
    job_id = id_of(jobs[JobState.FINISHED])
    write_rubbish(jobs[JobState.FINISHED].path / name)
    without_index(tmp_path)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert watched.rows()[job_id].state is JobState.FAILED
        watched.answer(watched.queue.stop(job_id))
        error = watched.queue.resume(job_id).exception(10)
        assert isinstance(error, PandaVisionError)
        assert "mistake" not in error.sentence()
        assert watched.rows()[job_id].state is JobState.FAILED


@pytest.mark.parametrize("name", ["job.json", "spec.json", "result.json"])
def test_a_damaged_job_can_be_removed_and_brought_back(
    tmp_path: Path, jobs: dict[JobState, JobFolder], name: str
) -> None:
    job_id = id_of(jobs[JobState.FINISHED])
    write_rubbish(jobs[JobState.FINISHED].path / name)
    without_index(tmp_path)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        watched.answer(watched.queue.remove(job_id))
        assert job_id not in watched.rows()
        watched.queue.restore(job_id).exception(10)
        assert jobs[JobState.FINISHED].path.exists()
        row = watched.rows()[job_id]
        assert row.state is (JobState.FINISHED if name == "result.json" else JobState.FAILED)
        assert row.reason
        assert row.clean is None


@pytest.mark.parametrize("name", ["spec.json", "job.json"])
def test_a_damaged_job_at_the_head_does_not_hold_up_those_behind_it(
    tmp_path: Path, name: str
) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        damaged, behind = watched.add("finish damaged"), watched.add("finish behind")
        write_rubbish(watched.folder(damaged).path / name)
        watched.answer(watched.queue.stop(blocker))
        watched.events.wait_for_state(behind, JobState.FINISHED, limit_s=5)
        assert watched.rows()[damaged].state is JobState.FAILED
        assert watched.rows()[damaged].reason


def test_a_waiting_job_whose_folder_was_deleted_does_not_hold_up_those_behind_it(
    tmp_path: Path,
) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        gone, behind = watched.add("finish gone"), watched.add("finish behind")
        shutil.rmtree(watched.folder(gone).path)
        watched.answer(watched.queue.stop(blocker))
        watched.events.wait_for_state(behind, JobState.FINISHED, limit_s=5)


def test_a_job_that_could_not_be_started_is_resumed_when_its_folder_is_whole_again(
    tmp_path: Path,
) -> None:
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        hindered = watched.add("finish")
        spec = watched.folder(hindered).path / "spec.json"
        kept = spec.read_bytes()
        write_rubbish(spec)
        watched.answer(watched.queue.stop(blocker))
        watched.events.wait_for_state(hindered, JobState.FAILED)
        spec.write_bytes(kept)
        watched.answer(watched.queue.resume(hindered))
        watched.events.wait_for_state(hindered, JobState.FINISHED)


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.STOPPING])
@pytest.mark.parametrize("how", ["rename", "restore"])
def test_a_job_whose_end_nobody_could_note_is_never_shown_at_work(
    tmp_path: Path, state: JobState, how: str
) -> None:
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        job_id = watched.add("finish")
        folder = watched.folder(job_id)
        job = folder.read_job()
        assert job is not None
        folder.write_job(job.model_copy(update={"state": state}))  # as a full disk has left it
        if how == "rename":
            watched.answer(watched.queue.rename(job_id, "other"))
        else:
            watched.answer(watched.queue.remove(job_id))
            watched.answer(watched.queue.restore(job_id))
        shown = watched.rows()[job_id].state
        assert shown is job.model_copy(update={"state": state}).moved(Trigger.PROGRAM_LOST).state
        watched.answer(watched.queue.resume(job_id))
        assert watched.rows()[job_id].state is JobState.QUEUED
