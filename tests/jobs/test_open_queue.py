"""A data folder opened for work with real workers, and a second program that calls."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import (
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobProgressed,
    JobsInterrupted,
    WindowWanted,
)
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.open_queue import OpenedQueue, open_queue
from pandavision_gui.jobs.owner import FolderInUseError, ask_owner
from pandavision_gui.jobs.owner_commands import ShowWindow
from pandavision_gui.paths import user_folders

from ..support.sample_files import assert_same_bits, read_table, small_job
from .watched_queue import LIMIT_S, RECORDED_JOB, Events

pytestmark = pytest.mark.usefixtures("quick_workers", "nothing_left")


@contextlib.contextmanager
def opened(data: Path, *, resume_next_time: bool = False) -> Iterator[tuple[OpenedQueue, Events]]:
    events, threads = Events(), []

    def start_thread(work: object) -> None:
        threads.append(threading.Thread(target=work))  # type: ignore[arg-type]
        threads[-1].start()

    queue = open_queue(user_folders(data), start_thread=start_thread, publish=events.publish)
    try:
        yield queue, events
    finally:
        queue.close(resume_next_time=resume_next_time).result(LIMIT_S)
        queue.release()
        for thread in threads:
            thread.join(LIMIT_S)


def slow_spec(folder: Path, *, count: int = 24) -> EvaluationSpec:
    """Some seconds of a real attack that reports on the way; with a quick worker less will do."""
    path = small_job(
        folder,
        count=count,
        batch_size=1,
        attack_params={"steps": 40, "rel_stepsize": 0.1, "early_stop": False},
    )
    document = json.loads(path.read_text("utf-8"))
    files = {key: str(folder / document[key]) for key in ("dataset", "trained-model")}
    return parse_spec(json.dumps({**document, **files}).encode())


@pytest.fixture(scope="module")
def undisturbed(
    quick_workers: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[EvaluationSpec, Path]:
    """A real job that ran to its end in one go: its spec and its table."""
    folder = tmp_path_factory.mktemp("undisturbed")
    spec = slow_spec(folder / "files", count=10)
    with opened(folder / "data") as (queue, events):
        job_id = queue.queue.add(spec).result(LIMIT_S)
        row = events.wait_for_state(job_id, JobState.FINISHED, JobState.FAILED)
        assert row.state is JobState.FINISHED, row.reason
        events.wait_until(lambda _: events.of(JobLoaded))
    return spec, folder / "data" / "jobs" / str(job_id) / "samples.h5"


def begun(queue: OpenedQueue, events: Events, spec: EvaluationSpec) -> UUID:
    """Add a job and wait until it has finished some samples."""
    job_id = queue.queue.add(spec).result(LIMIT_S)
    events.wait_until(
        lambda _: [event for event in events.of(JobProgressed) if event.progress.finished > 0]
    )
    return job_id


def assert_table_is_undisturbed(data: Path, job_id: UUID, table: Path) -> None:
    mine = data / "jobs" / str(job_id) / "samples.h5"
    assert_same_bits(read_table(table), read_table(mine))


def test_a_stopped_job_keeps_what_is_finished_and_ends_like_an_undisturbed_one(
    tmp_path: Path, undisturbed: tuple[EvaluationSpec, Path]
) -> None:
    spec, table = undisturbed
    with opened(tmp_path) as (queue, events):
        job_id = begun(queue, events, spec)
        queue.queue.stop(job_id).result(LIMIT_S)
        row = events.wait_for_state(job_id, JobState.CANCELLED)
        assert row.reason
        assert list((tmp_path / "jobs" / str(job_id) / "rows").glob("*.npz"))
        queue.queue.resume(job_id).result(LIMIT_S)
        events.wait_for_state(job_id, JobState.FINISHED, JobState.FAILED)
        assert events.row(job_id).state is JobState.FINISHED  # type: ignore[union-attr]
    assert_table_is_undisturbed(tmp_path, job_id, table)


def test_a_job_that_the_programs_end_put_off_goes_on_like_an_undisturbed_one(
    tmp_path: Path, undisturbed: tuple[EvaluationSpec, Path]
) -> None:
    spec, table = undisturbed
    with opened(tmp_path, resume_next_time=True) as (queue, events):
        job_id = begun(queue, events, spec)
    assert events.states(job_id)[-1] == "queued"
    with opened(tmp_path) as (queue, events):
        row = events.wait_for_state(job_id, JobState.FINISHED, JobState.FAILED)
        assert row.state is JobState.FINISHED, row.reason
        assert events.of(JobsInterrupted) == []
    assert_table_is_undisturbed(tmp_path, job_id, table)


def test_the_first_event_is_the_history(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, events):
        events.wait_until(lambda seen: seen)
    assert events.seen == [HistoryLoaded(()), HistoryComplete()]


def test_a_second_program_is_refused_and_can_ask_for_the_first_ones_window(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, events):
        with pytest.raises(FolderInUseError) as error, opened(tmp_path):
            pass
        assert error.value.note is not None
        assert ask_owner(error.value.note, ShowWindow()).done
        events.wait_until(lambda _: events.of(WindowWanted))


def test_a_released_folder_is_free_and_holds_nothing_of_the_owner(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path):
            assert (tmp_path / "owner.json").exists()
        assert not (tmp_path / "owner.json").exists()


def test_a_folder_that_cannot_be_opened_is_left_to_the_next_program(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").mkdir()
    with pytest.raises(PandaVisionError) as error, opened(tmp_path):
        pass
    assert error.value.sentence().isprintable()
    (tmp_path / "jobs.sqlite").rmdir()
    with opened(tmp_path) as (_, events):
        events.wait_until(lambda seen: seen)


def test_a_job_whose_files_are_gone_waits_in_words_when_it_is_run_again(tmp_path: Path) -> None:
    import shutil

    job_id = UUID(json.loads((RECORDED_JOB / "job.json").read_text("utf-8"))["id"])
    shutil.copytree(RECORDED_JOB, tmp_path / "jobs" / str(job_id))
    with opened(tmp_path) as (queue, events):
        new = queue.queue.run_again(job_id).result(LIMIT_S)
        events.wait_until(lambda _: (seen := events.row(new)) is not None and seen.reason)
        row = events.row(new)
        assert row is not None
        assert row.state is JobState.QUEUED
        assert "signs" in row.reason
    assert all(isinstance(event.row.name, str) for event in events.of(JobChanged))
