"""The files of a running job are deleted, replaced, changed or unmounted: it waits for them.

Whatever happens to them, the job becomes interrupted with one sentence that names the file, goes on
when the file is back, and ends in the undisturbed run's table bit for bit; another file in its
place is refused and nothing of it gets into the rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import h5py
import onnx
import pytest

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.jobs import hold
from pandavision_gui.jobs.events import CommandRefused, JobLoaded, JobProgressed, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.open_queue import OpenedQueue

from ..jobs.test_open_queue import opened
from ..jobs.watched_queue import LIMIT_S, Events
from ..support.running_program import one_processor
from ..support.sample_files import assert_same_bits, read_table, small_job

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="open files cannot be replaced there"
)

ENDS = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


@dataclass
class Jobs:
    """One queue for all jobs of these tests: its spare worker saves seconds each time.

    The files stay in one place, because their paths are part of what samples.h5 says.
    """

    queue: OpenedQueue
    events: Events
    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def put_back(self, name: str = "") -> None:
        """Bring one file back as it was, or all of them."""
        for saved in (self.folder / "saved").iterdir():
            if name in ("", saved.name):
                shutil.copyfile(saved, self.files / saved.name)

    def begun(self, files: Path | None = None) -> UUID:
        """Add a job and wait until its attack is under way."""
        spec = spec_in(files or self.files)
        job_id = self.queue.queue.add(spec).result(LIMIT_S)
        self.wait_for_news(job_id)
        return job_id

    def wait_for_news(self, job_id: UUID, count: int = 1) -> None:
        """Wait for so many reports from now on of an attack that has begun."""
        before = len(self.events.of(JobProgressed))
        self.events.wait_until(
            lambda _: [
                event
                for event in self.events.of(JobProgressed)[before:]
                if event.job_id == job_id and event.progress.passes.attack > 50
            ][count - 1 :]
        )

    def resumed(self, job_id: UUID) -> None:
        self.queue.queue.resume(job_id).result(LIMIT_S)

    def ended(self, job_id: UUID, state: JobState, *words: str) -> JobRow:
        """Wait for a job's end and assert how it is."""
        row = self.events.wait_for_state(job_id, *ENDS, limit_s=60)
        assert row.state is state, row
        assert row.reason.isprintable()
        for word in words:
            assert word in row.reason, row.reason
        return row

    def waits(self, job_id: UUID, *words: str) -> None:
        """Assert that a job waits in the queue and says what for."""
        row = self.events.row(job_id)
        assert row is not None, job_id
        assert row.state is JobState.QUEUED, row
        assert row.reason.isprintable(), row
        for word in words:
            assert word in row.reason, row.reason

    def table(self, job_id: UUID) -> dict[str, Any]:
        """Wait until a finished job was read again, and return its table."""
        self.events.wait_until(
            lambda _: [e for e in self.events.of(JobLoaded) if e.job_id == job_id]
        )
        return read_table(self.folder / "data" / "jobs" / str(job_id) / "samples.h5")


def spec_in(folder: Path) -> EvaluationSpec:
    document = (folder / "spec.json").read_text("utf-8")
    for name in ("signs.h5", "signs.onnx"):
        document = document.replace(f'"{name}"', f'"{folder / name}"')
    return parse_spec(document.encode())


@pytest.fixture(scope="module")
def jobs(quick_workers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    folder = tmp_path_factory.mktemp("lost")
    slow = {"steps": 40, "rel_stepsize": 0.1, "early_stop": False}
    small_job(folder / "files", count=10, batch_size=1, attack_params=slow)
    path = folder / "files" / "signs.onnx"
    model = onnx.load(path)
    onnx.save(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    shutil.copytree(folder / "files", folder / "saved")
    with one_processor(), opened(folder / "data") as (queue, events):
        yield Jobs(queue, events, folder)


@pytest.fixture(scope="module")
def undisturbed(jobs: Jobs) -> dict[str, Any]:
    """The table of a job that nothing happened to."""
    job_id = jobs.begun()
    jobs.ended(job_id, JobState.FINISHED)
    return jobs.table(job_id)


@pytest.fixture(autouse=True)
def whole_files(jobs: Jobs) -> Iterator[None]:
    yield
    jobs.put_back()


def change_in_place(path: Path) -> None:
    """Change one byte without a trace in size and time."""
    times = path.stat()
    with path.open("r+b") as file:
        file.seek(-4, os.SEEK_END)
        byte = file.read(1)
        file.seek(-4, os.SEEK_END)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_job_whose_files_go_away_waits_for_them_and_ends_like_an_undisturbed_one(
    jobs: Jobs, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    job_id = jobs.begun()
    # A second name of the file changes what the system says of it, and nothing that counts.
    os.link(jobs.files / "signs.h5", tmp_path / "link")
    jobs.wait_for_news(job_id, 2)

    (jobs.files / "signs.h5").unlink()
    jobs.ended(job_id, JobState.INTERRUPTED, "signs.h5", "Bring it back, then resume")
    jobs.resumed(job_id)
    jobs.waits(job_id, "signs.h5", "Connect its drive or bring the file back")
    jobs.put_back("signs.h5")
    jobs.resumed(job_id)
    jobs.wait_for_news(job_id)

    change_in_place(jobs.files / "weights.bin")
    jobs.ended(job_id, JobState.INTERRUPTED, "signs.onnx", "was changed", "as a new one")
    jobs.resumed(job_id)
    jobs.ended(job_id, JobState.INTERRUPTED, "signs.onnx", "is not the one", "as a new one")
    jobs.put_back("weights.bin")
    jobs.resumed(job_id)
    jobs.ended(job_id, JobState.FINISHED)
    assert_same_bits(undisturbed, jobs.table(job_id))


def test_another_model_of_the_same_size_and_time_in_its_place_interrupts_the_job(
    jobs: Jobs,
) -> None:
    job_id = jobs.begun()
    model, other = jobs.files / "signs.onnx", jobs.files / "other"
    times = model.stat()
    shutil.copyfile(model, other)
    change_in_place(other)
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.rename(model)
    assert (model.stat().st_size, model.stat().st_mtime_ns) == (times.st_size, times.st_mtime_ns)
    jobs.ended(job_id, JobState.INTERRUPTED, "signs.onnx", "was changed")


def test_a_dataset_that_is_cut_short_interrupts_the_job(jobs: Jobs) -> None:
    with h5py.File(jobs.files / "signs.h5") as dataset:
        middle = dataset["samples"].id.get_offset() + 5 * 3 * 32 * 32
    job_id = jobs.begun()
    os.truncate(jobs.files / "signs.h5", middle)
    jobs.ended(job_id, JobState.INTERRUPTED, "signs.h5")


def mount(*words: str | Path) -> None:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine lets no test mount a file system: {done.stderr.strip()}")


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
def test_jobs_whose_drive_is_not_there_wait_for_it_and_let_others_go_first(
    jobs: Jobs, undisturbed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.2)
    drive = tmp_path / "drive"
    drive.mkdir()
    mount("mount", "--bind", jobs.files, drive)
    try:
        spec, other = spec_in(drive), spec_in(jobs.files)
        mount("umount", "--lazy", drive)
        asked = [*[jobs.queue.queue.add(spec) for _ in range(12)], jobs.queue.queue.add(other)]
        *absent, there = [future.result(LIMIT_S) for future in asked]
        jobs.ended(there, JobState.FINISHED)
        assert_same_bits(undisturbed, jobs.table(there))
        for job_id in absent:
            jobs.waits(job_id, str(drive), "Connect its drive")
        told = [e.sentence for e in jobs.events.of(CommandRefused) if str(drive) in e.sentence]
        assert len(told) == 1, told
        for job_id in absent[1:]:
            jobs.queue.queue.stop(job_id).result(LIMIT_S)
        mount("mount", "--bind", jobs.files, drive)
        assert jobs.ended(absent[0], JobState.FINISHED).reason == ""
    finally:
        subprocess.run(["umount", "--lazy", drive], capture_output=True, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
def test_a_drive_that_goes_away_in_the_middle_interrupts_the_job_until_it_is_back(
    jobs: Jobs, tmp_path: Path
) -> None:
    """Unmounted while files on it are open, as by a network that goes away."""
    drive = tmp_path / "drive"
    drive.mkdir()
    mount("mount", "--bind", jobs.files, drive)
    try:
        job_id = jobs.begun(drive)
        mount("umount", "--lazy", drive)
        jobs.ended(job_id, JobState.INTERRUPTED, str(drive), "Bring it back, then resume")
        mount("mount", "--bind", jobs.files, drive)
        jobs.resumed(job_id)
        jobs.ended(job_id, JobState.FINISHED)
    finally:
        subprocess.run(["umount", "--lazy", drive], capture_output=True, check=False)
