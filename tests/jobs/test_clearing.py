"""Pictures and rows of ended jobs go when they are asked to, wholly, and nothing else does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.engine.result import parse_result
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.cleared_folder import clear_folder
from pandavision_gui.jobs.disk_use import measure_job
from pandavision_gui.jobs.events import CommandRefused
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from tests.support.flat_rows import changed

from ..support.running_program import contents
from ..support.sample_files import assert_same_bits, read_table, small_job
from .hand_made_folders import PATHS, id_of, look, put_job, without_index
from .test_open_queue import begun, opened
from .watched_queue import LIMIT_S, RECORDED_JOB, watched_queue

pytestmark = pytest.mark.usefixtures("quick_workers", "nothing_left")

ROOT = Path(__file__).parents[2]
ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
PICTURES = ("samples.h5", "adversarial/000000.npy", "adversarial/000000.index.npy")
ROWS = ("checkpoint.npz", "rows/000000.npz", "rows/000000.index.npy", "rows/000001.npz")


def fill(folder: JobFolder) -> int:
    """Give a folder rows and pictures; return their bytes."""
    for number, name in enumerate((*PICTURES, *ROWS)):
        path = folder.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * (number + 1))
    return sum(range(1, len(PICTURES) + len(ROWS) + 1))


def there(folder: JobFolder) -> set[str]:
    kept = ("job.lock", "worker.lock", "job.json")
    names = contents(folder.path)
    return {name for name in names if name not in kept and not name.endswith(".part")}


@pytest.mark.parametrize("what", Cleared)
@pytest.mark.parametrize("state", PATHS)
def test_only_jobs_that_have_ended_are_cleared_and_only_of_what_was_named(
    tmp_path: Path, state: JobState, what: Cleared
) -> None:
    at_work = state in (JobState.RUNNING, JobState.STOPPING)
    if not at_work:
        job_id = id_of(put_job(tmp_path, state))
    with watched_queue(tmp_path, parallel_jobs=1 if at_work else 0) as watched:
        if at_work:
            job_id = watched.add_running("hang" if state is JobState.STOPPING else "wait")
        folder = watched.folder(job_id)
        fill(folder)
        if state is JobState.STOPPING:
            watched.queue.stop(job_id)
        before, job = there(folder), folder.read_job()
        asked = watched.queue.clear(job_id, what)
        if state in ENDED:
            expected = range(1, 4) if what is Cleared.PICTURES else range(1, 8)
            assert asked.result(LIMIT_S) == sum(expected)
            gone = set(PICTURES) if what is Cleared.PICTURES else {*PICTURES, *ROWS}
            assert there(folder) == before - gone
            now = folder.read_job()
            assert job is not None
            assert now == job.model_copy(update={"cleared": what})
            assert watched.events.row(job_id) is not None
            assert list((tmp_path / "removed").iterdir()) == []
        else:
            with pytest.raises(InputError) as error:
                asked.result(LIMIT_S)
            assert error.value.code == ("job_running" if at_work else "job_not_ended")
            assert there(folder) == before
            assert watched.events.of(CommandRefused)[-1].sentence.endswith("Stop it first.")


def test_what_is_a_link_goes_itself_and_nothing_behind_it(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("mine")
    (folder.path / "rows").symlink_to(elsewhere)
    (folder.path / "samples.h5").symlink_to(elsewhere / "kept")
    with watched_queue(tmp_path) as watched:
        watched.answer(watched.queue.clear(id_of(folder), Cleared.ROWS))
    assert not (folder.path / "rows").is_symlink()
    assert not (folder.path / "samples.h5").is_symlink()
    assert (elsewhere / "kept").read_text() == "mine"


def test_a_job_that_somebody_else_works_on_is_left_alone(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.CANCELLED)
    fill(folder)
    before = there(folder)
    for lock in ("job.lock", "worker.lock"):
        with folder.lock(lock), watched_queue(tmp_path) as watched:
            asked = watched.queue.clear(id_of(folder), Cleared.ROWS)
            with pytest.raises(InputError) as error:
                asked.result(LIMIT_S)
            assert error.value.code == "out_in_use"
    assert there(folder) == before


def test_pictures_of_a_job_without_rows_stay_cleared_with_them(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    with watched_queue(tmp_path) as watched:
        for what in (Cleared.PICTURES, Cleared.ROWS, Cleared.PICTURES):
            watched.answer(watched.queue.clear(id_of(folder), what))
    job = folder.read_job()
    assert job is not None
    assert job.cleared is Cleared.ROWS


@pytest.fixture(scope="module")
def clearing() -> Iterator[subprocess.Popen[str]]:
    """A program that clears a job and is killed on the way, as often as it is asked to."""
    program = [sys.executable, str(Path(__file__).with_name("clearing_program.py"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def killed(
    clearing: subprocess.Popen[str], data: Path, folder: JobFolder, what: Cleared, step: int
) -> bool:
    """Clear in a process that is killed at its N-th step; return whether it came that far."""
    assert clearing.stdin is not None
    assert clearing.stdout is not None
    clearing.stdin.write(json.dumps([str(data), folder.path.name, what, step]) + "\n")
    clearing.stdin.flush()
    status = int(clearing.stdout.readline())
    assert status in (0, -9)
    return status == -9


@pytest.mark.parametrize("what", Cleared)
def test_a_kill_in_the_middle_leaves_all_rows_or_none(
    clearing: subprocess.Popen[str], tmp_path: Path, what: Cleared
) -> None:
    step, seen = 0, set()
    while True:
        step += 1
        data = tmp_path / str(step)
        folder = put_job(data, JobState.CANCELLED)
        fill(folder)
        look(data)  # as a program that has known the job for long
        was_killed = killed(clearing, data, folder, what, step)
        rows, _ = look(data)
        assert rows[id_of(folder)].state is JobState.CANCELLED
        job = folder.read_job()
        assert job is not None
        left = there(folder) - {"spec.json"}
        if what is Cleared.ROWS:
            assert left == (set() if job.cleared else {*PICTURES, *ROWS}), f"step {step}"
        else:
            assert set(ROWS) <= left
            assert job.cleared or set(PICTURES) <= left, f"step {step}"
        assert not (data / "removed").exists()
        seen.add(job.cleared)
        if not was_killed:
            break
    assert step > 5
    assert seen == {None, what}


def test_rows_that_a_crash_left_are_gone_before_the_job_begins_anew(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.QUEUED, name="finish")
    job = folder.read_job()
    assert job is not None
    with watched_queue(tmp_path, parallel_jobs=0):
        pass
    folder.write_job(job.without(Cleared.ROWS))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        fill(folder)  # after the history was read
        watched.queue.set_parallel_jobs(1).result(LIMIT_S)
        watched.settled(id_of(folder))
    assert there(folder) == {"spec.json", "result.json"}
    job = folder.read_job()
    assert job is not None
    assert job.cleared is None


def some_seconds_of_work(folder: Path) -> EvaluationSpec:
    path = small_job(
        folder,
        count=6,
        batch_size=1,
        attack_params={"steps": 60, "rel_stepsize": 0.1, "early_stop": False},
    )
    document = json.loads(path.read_text("utf-8"))
    files = {key: str(folder / document[key]) for key in ("dataset", "trained-model")}
    return parse_spec(json.dumps({**document, **files}).encode())


def test_a_stopped_job_goes_on_without_pictures_and_anew_without_rows_here_and_from_an_archive(
    tmp_path: Path,
) -> None:
    spec = some_seconds_of_work(tmp_path / "files")
    ended = (JobState.FINISHED, JobState.FAILED)
    with opened(tmp_path / "undisturbed") as (queue, events):
        job_id = queue.queue.add(spec).result(LIMIT_S)
        events.wait_for_state(job_id, *ended, limit_s=4 * LIMIT_S)
    undisturbed = read_table(tmp_path / "undisturbed" / "jobs" / str(job_id) / "samples.h5")
    for what in Cleared:
        archive = tmp_path / f"{what}.pandavision"
        here, there = tmp_path / f"{what} here", tmp_path / f"{what} there"
        with opened(here) as (queue, events):
            job_id = begun(queue, events, spec)
            queue.queue.stop(job_id).result(LIMIT_S)
            events.wait_for_state(job_id, JobState.CANCELLED)
            assert queue.queue.clear(job_id, what).result(LIMIT_S) > 0
            rows = here / "jobs" / str(job_id) / "rows"
            assert rows.exists() == (what is Cleared.PICTURES)
            export_jobs([rows.parent], ExportFormat.ARCHIVE, archive)
            queue.queue.resume(job_id).result(LIMIT_S)
            row = events.wait_for_state(job_id, *ended, limit_s=4 * LIMIT_S)
            assert row.state is JobState.FINISHED, row.reason
        with opened(there) as (queue, events):
            assert queue.queue.open_archive(archive).result(LIMIT_S).job_id == job_id
            queue.queue.resume(job_id).result(LIMIT_S)
            row = events.wait_for_state(job_id, *ended, limit_s=4 * LIMIT_S)
            assert row.state is JobState.FINISHED, row.reason
        for data in (here, there):
            folder = data / "jobs" / str(job_id)
            table = read_table(folder / "samples.h5")
            result = parse_result((folder / "result.json").read_bytes(), "result")
            told = [text for text in result.warnings if "cleared" in text]
            assert len(told) == (1 if what is Cleared.PICTURES else 0)
            if what is Cleared.ROWS:
                assert_same_bits(undisturbed, table)


def finished_folder(data: Path) -> JobFolder:
    name = json.loads((RECORDED_JOB / "job.json").read_text("utf-8"))["id"]
    shutil.copytree(RECORDED_JOB, data / "jobs" / name)
    return JobFolder(data / "jobs" / name)


def test_a_finished_job_without_rows_keeps_its_result_and_says_why_it_is_no_archive(
    tmp_path: Path,
) -> None:
    folder = finished_folder(tmp_path)
    job_id = UUID(folder.path.name)
    export_jobs([folder.path], ExportFormat.ARCHIVE, tmp_path / "before.pandavision")
    with watched_queue(tmp_path) as watched:
        before = watched.rows()[job_id]
        assert watched.queue.clear(job_id, Cleared.ROWS).result(LIMIT_S) > 0
        wanted = changed(before, cleared=Cleared.ROWS)
        assert watched.rows()[job_id] == wanted
    assert measure_job(folder.path).rows == 0
    rows, _ = look(tmp_path)
    assert rows[job_id] == wanted
    without_index(tmp_path)
    rows, _ = look(tmp_path)
    assert rows[job_id] == wanted
    for kind in (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.PNG):
        export_jobs([folder.path], kind, tmp_path / f"out.{kind}")
    with pytest.raises(PandaVisionError) as error:
        export_jobs([folder.path], ExportFormat.ARCHIVE, tmp_path / "after.pandavision")
    assert error.value.code == "job_not_archived"
    assert "its rows were cleared to make room" in error.value.sentence()
    assert "Export its result (JSON)" in error.value.sentence()


@pytest.mark.parametrize("what", Cleared)
def test_a_full_disk_is_cleared_although_nothing_can_be_noted_at_first(
    tmp_path: Path, what: Cleared
) -> None:
    folder = put_job(tmp_path, JobState.CANCELLED)
    fill(folder)
    job = folder.read_job()
    assert job is not None

    class FullDisk(JobFolder):
        def write_job(self, job: Job) -> None:
            if (self.path / "samples.h5").exists():
                raise EnvironmentFault("disk_full", "The disk is full.")
            super().write_job(job)

    place = tmp_path / "place"
    place.mkdir()
    noted, left = clear_folder(FullDisk(folder.path), job, what, lambda: place)
    assert left is None
    assert folder.read_job() == noted == job.without(what)
    gone = {*PICTURES} if what is Cleared.PICTURES else {*PICTURES, *ROWS}
    assert there(folder) == {"spec.json", *PICTURES, *ROWS} - gone
