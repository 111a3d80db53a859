"""The program is killed, or its disk is full, while its queue works: nothing is lost or left."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest

from pandavision_gui.jobs.events import JobsInterrupted
from pandavision_gui.jobs.job_documents import WorkerIdentity
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker_process import WORKER_FLAG

from ..jobs.test_open_queue import assert_table_is_undisturbed, opened, slow_spec
from ..jobs.watched_queue import LIMIT_S, job_spec, rows_told, watched_queue
from ..support.running_program import (
    on_file_system,
    process_has_ended,
    require_mounts,
    wait_until,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and mounts of Linux")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Left:
    """What a program that has ended had said."""

    status: int
    lines: list[dict[str, Any]]
    stderr: str

    @property
    def jobs(self) -> list[UUID]:
        """The jobs in the order they were added."""
        return list(dict.fromkeys(UUID(line["job"]) for line in self.lines if "job" in line))

    @property
    def children(self) -> list[int]:
        return next(line["pids"] for line in self.lines if line["event"] == "children")

    def said(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


def run_queue(
    data: Path,
    spec: Path,
    *arguments: str,
    count: int = 1,
    workers: str = "real",
    before: tuple[str, ...] = (),
) -> Left:
    command = [sys.executable, "-m", "tests.jobs.queue_program", str(data), str(spec), str(count)]
    done = subprocess.run(
        [*before, *command, workers, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Left(
        done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr
    )


def killed(data: Path, spec: Path, event: str, deed: str, *, count: int = 1) -> Left:
    left = run_queue(data, spec, event, deed, count=count)
    assert left.status == -signal.SIGKILL, left.stderr
    assert left.children, "there was no worker when the program was killed"
    for pid in left.children:
        wait_until(partial(process_has_ended, pid), f"end of worker {pid}", limit_s=2)
    return left


@pytest.fixture(scope="module")
def spec_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    spec = slow_spec(folder)
    path = folder / "absolute.json"
    path.write_text(spec.model_dump_json(by_alias=True, exclude_unset=True), "utf-8")
    return path


def stand_in_file(folder: Path, name: str) -> Path:
    path = folder / "stand-in.json"
    path.write_text(job_spec(name).model_dump_json(by_alias=True, exclude_unset=True), "utf-8")
    return path


def states_at_the_next_start(data: Path) -> tuple[dict[UUID, JobState], list[UUID]]:
    """Return what the next program shows and names as interrupted; it starts no job."""
    with watched_queue(data, parallel_jobs=0) as watched:
        states = {job_id: row.state for job_id, row in watched.rows().items()}
        named = [job for event in watched.events.of(JobsInterrupted) for job in event.job_ids]
    return states, named


@pytest.mark.usefixtures("ready_workers")
def test_a_program_killed_at_work_leaves_no_worker_and_its_job_goes_on_bit_for_bit(
    tmp_path: Path, spec_file: Path
) -> None:
    left = killed(tmp_path, spec_file, "progress", "die", count=2)
    running, waiting = left.jobs
    with opened(tmp_path) as (queue, events):
        row = events.wait_for_state(running, JobState.INTERRUPTED)
        assert "program" in row.reason
        events.wait_until(lambda _: events.of(JobsInterrupted))
        assert events.of(JobsInterrupted) == [JobsInterrupted((running,))]
        queue.queue.resume(running).result(LIMIT_S)
        events.wait_for_state(waiting, JobState.FINISHED)  # the undisturbed one
        events.wait_for_state(running, JobState.FINISHED)
    table = tmp_path / "jobs" / str(waiting) / "samples.h5"
    assert_table_is_undisturbed(tmp_path, running, table)


@pytest.mark.parametrize(
    ("event", "deed", "state"),
    [
        ("running", "die", JobState.INTERRUPTED),
        ("stopping", "stop_then_die", JobState.CANCELLED),
        ("progress", "freeze_and_die", JobState.INTERRUPTED),
    ],
)
def test_a_program_killed_in_any_phase_leaves_no_worker_and_the_right_states(
    tmp_path: Path, spec_file: Path, event: str, deed: str, state: JobState
) -> None:
    left = killed(tmp_path, spec_file, event, deed)
    (job_id,) = left.jobs
    states, named = states_at_the_next_start(tmp_path)
    assert states == {job_id: state}
    assert named == ([job_id] if state is JobState.INTERRUPTED else [])


def test_jobs_that_waited_when_the_program_was_killed_run_at_the_next_start(
    tmp_path: Path,
) -> None:
    # Killed at the first of three, before the second was even asked for or after: both are right.
    left = run_queue(
        tmp_path,
        stand_in_file(tmp_path, "finish"),
        "running",
        "die",
        count=3,
        workers="stand-in",
    )
    assert left.status == -signal.SIGKILL, left.stderr
    with watched_queue(tmp_path) as watched:
        rows = rows_told(watched.events.seen)
        interrupted = watched.events.of(JobsInterrupted)
        assert [event.job_ids for event in interrupted] == [(left.jobs[0],)]
        for job_id in rows.keys() - {left.jobs[0]}:
            assert watched.settled(job_id).state is JobState.FINISHED
        watched.answer(watched.queue.resume(left.jobs[0]))
        watched.events.wait_for_state(left.jobs[0], JobState.FINISHED)


def test_a_worker_that_outlived_its_program_is_ended_by_the_next_start(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add("wait")
        watched.events.wait_for_state(job_id, JobState.RUNNING)
        folder = watched.folder(job_id)
        as_it_was = (folder.path / "job.json").read_bytes()
    # A grandchild: as a worker whose program has died it is nobody's to collect but the system's.
    sleep = f'{sys.executable} -c "import time; time.sleep(100)" {WORKER_FLAG}'
    started = subprocess.run(
        ["sh", "-c", f"{sleep} >&- 2>&- & echo $!"],
        capture_output=True,
        text=True,
        check=True,
    )
    survivor = psutil.Process(int(started.stdout))
    survivor.suspend()
    folder.write_worker(WorkerIdentity(pid=survivor.pid, created=survivor.create_time()))
    (folder.path / "job.json").write_bytes(as_it_was)
    states, _ = states_at_the_next_start(tmp_path)
    try:
        assert process_has_ended(survivor.pid)
    finally:
        with contextlib.suppress(psutil.Error):
            survivor.kill()
    assert states == {job_id: JobState.INTERRUPTED}
    assert folder.read_worker() is None


# A full disk. The folder is a small file system of its own, seen by the program only.


def on_small_disk(data: Path, left_bytes: int) -> tuple[str, ...]:
    data.mkdir()
    return on_file_system(data, "size=256k", left_bytes)


@pytest.mark.parametrize("left_bytes", [0, 4096, 8192])
def test_a_disk_that_is_full_at_the_start_is_told_in_one_sentence(
    tmp_path: Path, left_bytes: int
) -> None:
    require_mounts()
    data = tmp_path / "data"
    left = run_queue(
        data,
        stand_in_file(tmp_path, "finish"),
        workers="stand-in",
        before=on_small_disk(data, left_bytes),
    )
    assert left.stderr == ""
    (said,) = left.said("not opened")
    assert "disk is full" in said["sentence"]
    assert said["code"] == "disk_full"


def on_filled_disk(data: Path, when: str) -> dict[str, Any]:
    """Run the program that fills its disk up, and return its report."""
    require_mounts()
    data.mkdir()
    command = [sys.executable, "-m", "tests.jobs.full_disk_program", str(data), when]
    done = subprocess.run(
        [*on_file_system(data, "size=512k"), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_disk_that_fills_up_while_jobs_are_added_loses_none_that_was_added(
    tmp_path: Path,
) -> None:
    report = on_filled_disk(tmp_path / "data", "adding")
    assert report["added"]
    assert report["refused"], "the disk was never full"
    assert report["refused"] == report["told"]
    assert all("disk is full" in sentence for sentence in report["refused"])
    assert sorted(report["before"]) == sorted(report["added"])
    assert sorted(report["folders"]) == sorted(report["added"])
    assert report["shown"] == dict.fromkeys(report["added"], "queued")


def test_a_disk_that_fills_up_while_a_job_runs_loses_nothing_and_holds_up_nothing_for_good(
    tmp_path: Path,
) -> None:
    report = on_filled_disk(tmp_path / "data", "running")
    running, waiting, other = report["running"], report["waiting"], report["other"]
    assert report["told"]
    assert all("disk is full" in sentence for sentence in report["told"])
    assert report["states"] == {running: "cancelled", waiting: "queued"}
    assert report["after"] == {running: "cancelled", waiting: "finished", other: "finished"}
    assert report["shown"].keys() == {running, waiting, other}
    assert report["shown"][running] in ("cancelled", "interrupted")
    assert report["shown"][waiting] == report["shown"][other] == "finished"


def test_a_data_folder_that_is_read_only_is_told_in_one_sentence(tmp_path: Path) -> None:
    require_mounts()
    data = tmp_path / "data"
    data.mkdir()
    spec = stand_in_file(tmp_path, "finish")
    left = run_queue(data, spec, workers="stand-in", before=on_file_system(data, "ro,size=64k"))
    assert left.stderr == ""
    (said,) = left.said("not opened")
    assert said["code"] == "cannot_write"
    assert str(data) in said["sentence"]


def test_an_index_that_is_read_only_hides_no_job_and_hinders_none(tmp_path: Path) -> None:
    require_mounts()
    with watched_queue(tmp_path) as watched:
        old = watched.settled(watched.add("finish")).id
    read_only = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    mount = ("unshare", "--mount", "sh", "-c", read_only, str(tmp_path / "jobs.sqlite"))
    spec = stand_in_file(tmp_path, "finish")
    left = run_queue(tmp_path, spec, workers="stand-in", before=mount)
    assert (left.status, left.stderr) == (0, "")
    (new,) = left.jobs
    states, named = states_at_the_next_start(tmp_path)
    assert states == {old: JobState.FINISHED, new: JobState.FINISHED}
    assert named == []
