"""Ctrl+C keeps what is finished, `--resume` goes on from there or says why it cannot."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    Finished,
    assert_refused,
    assert_succeeded,
    contents,
    run_program,
    started_program,
    wait_until,
)
from ..support.sample_files import (
    ROBUST,
    assert_same_bits,
    read_table,
    small_job,
    small_spec,
    write_spec,
)

pytestmark = pytest.mark.usefixtures("forked_programs")
"""How a run starts and is stopped is the program's own way all the same: see `started_program`."""

SAMPLES = 12
JOB = {"batch_size": 1, "attack_params": {"steps": 120, "rel_stepsize": 0.1, "early_stop": False}}


@dataclass(frozen=True)
class StoppedJob:
    """A job that met Ctrl+C after a third of its samples."""

    spec: Path
    out: Path
    finished: Finished
    rows_reported: int


@pytest.fixture(scope="module")
def stopped_job(tmp_path_factory: pytest.TempPathFactory) -> StoppedJob:
    return stop_a_job(tmp_path_factory.mktemp("stopped"))


def stop_a_job(folder: Path, ready: Ready | None = None) -> StoppedJob:
    spec, out = small_job(folder, count=SAMPLES, **JOB), folder / "out"
    with started_program("run", spec, "--out", out, ready=ready) as running:
        running.wait_for(
            lambda event: event["type"] == "progress" and event["finished"] >= SAMPLES // 4
        )
        running.interrupt()
        finished = running.wait()
    rows = sum(
        len(event["indexes"]) for event in running.events if event["type"] == "rows_finished"
    )
    return StoppedJob(spec, out, finished, rows)


def test_ctrl_c_ends_with_130_and_says_what_is_kept(stopped_job: StoppedJob) -> None:
    finished = stopped_job.finished
    assert finished.status == 130, finished
    assert finished.events[-1]["exit_status"] == 130
    assert "Traceback" not in finished.stderr
    assert SAMPLES // 4 <= stopped_job.rows_reported < SAMPLES, (
        "stopped neither too early nor too late"
    )
    last = finished.stderr.splitlines()[-1]
    assert f"{stopped_job.rows_reported} of {SAMPLES}" in last
    assert "kept" in last
    assert "--resume" in last


def test_ctrl_c_before_the_first_sample_ends_with_130_and_can_be_resumed(tmp_path: Path) -> None:
    spec, out = small_job(tmp_path, count=12), tmp_path / "out"
    with started_program("run", spec, "--out", out) as running:
        running.wait_for_type("hello")
        running.interrupt()
        stopped = running.wait()
    assert stopped.status == 130, stopped
    assert stopped.events[-1]["exit_status"] == 130
    assert "Traceback" not in stopped.stderr
    assert "--resume" in stopped.stderr.splitlines()[-1]
    assert_succeeded(run_program("run", spec, "--out", out, "--resume"))
    assert len(read_table(out / "samples.h5")["index"]) == 12


def test_ctrl_c_while_the_program_still_loads_ends_with_130_and_without_traceback(
    tmp_path: Path,
) -> None:
    spec, out = small_job(tmp_path, count=12, **JOB), tmp_path / "out"
    with started_program("run", spec, "--out", out) as running:
        maps = Path(f"/proc/{running.process.pid}/maps")
        wait_until(lambda: "pydantic_core" in maps.read_text("utf-8"), "a library is being loaded")
        running.interrupt()
        stopped = running.wait()
    assert "Traceback" not in stopped.stderr
    assert stopped.status == 130, stopped
    assert not out.exists() or "--resume" in stopped.stderr


def test_ctrl_c_twice_ends_at_once_and_can_be_resumed(tmp_path: Path) -> None:
    spec, out = small_job(tmp_path, count=12, **JOB), tmp_path / "out"
    with started_program("run", spec, "--out", out) as running:
        running.wait_for_type("rows_finished")
        running.interrupt()
        running.interrupt()
        stopped = running.wait(10)
    assert stopped.status == 130, stopped
    assert "Traceback" not in stopped.stderr
    assert_succeeded(run_program("run", spec, "--out", out, "--resume"))
    assert len(read_table(out / "samples.h5")["index"]) == 12


def test_a_stopped_job_has_no_result_yet(stopped_job: StoppedJob) -> None:
    assert stopped_job.finished.status == 130
    left = {path.name for path in stopped_job.out.iterdir()}
    assert not left & {"result.json", "curve.csv", "curve.png", "samples.h5"}


@contextmanager
def changed_file(path: Path) -> Iterator[None]:
    """Give a file back as it was, its times too."""
    before, times = path.read_bytes(), path.stat()
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def assert_resume_is_refused(job: StoppedJob, *words: str) -> None:
    """Assert a refusal that touches nothing but the job's log and its state."""
    before = work_of(job.out)
    assert_refused(run_program("run", job.spec, "--out", job.out, "--resume"), *words)
    assert work_of(job.out) == before


def work_of(out: Path) -> dict[str, bytes]:
    """Return what would be lost if it changed: all files but log and state."""
    return {
        name: data for name, data in contents(out).items() if name not in ("job.log", "job.json")
    }


def test_another_spec_does_not_go_on_with_the_job(stopped_job: StoppedJob) -> None:
    with changed_file(stopped_job.spec):
        write_spec(stopped_job.spec, small_spec(**JOB, seed=8))
        assert_resume_is_refused(stopped_job, "spec|seed")


def test_a_changed_model_does_not_go_on_with_the_job(stopped_job: StoppedJob) -> None:
    model = stopped_job.spec.with_name("signs.onnx")
    with changed_file(model):
        shutil.copyfile(ROBUST, model)
        assert_resume_is_refused(stopped_job, "signs.onnx")


def test_another_model_of_equal_size_and_time_does_not_go_on_with_the_job(
    tmp_path: Path, ready: Ready | None
) -> None:
    """Equal hashes are the promise; size and time are only hints that a hash is still good."""
    job = stop_a_job(tmp_path, ready)
    assert job.finished.status == 130, job.finished
    model = job.spec.with_name("signs.onnx")
    times = model.stat()
    assert ROBUST.stat().st_size == times.st_size
    shutil.copyfile(ROBUST, model)
    os.utime(model, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert_resume_is_refused(job, "signs.onnx")


def test_files_that_were_copied_back_are_the_same_files(
    stopped_job: StoppedJob, ready: Ready | None
) -> None:
    """Equal hashes are enough: the job goes on (and is stopped again) in spite of new times."""
    model, dataset = (stopped_job.spec.with_name(name) for name in ("signs.onnx", "signs.h5"))
    with changed_file(model), changed_file(dataset):
        for path in (model, dataset):
            data = path.read_bytes()
            path.unlink()
            path.write_bytes(data)
        arguments = ("run", stopped_job.spec, "--out", stopped_job.out, "--resume")
        with started_program(*arguments, ready=ready) as running:
            running.wait_for_type("job_started")
            running.interrupt()
            finished = running.wait()
    assert finished.status == 130, finished


def test_a_changed_pixel_of_the_dataset_does_not_go_on_with_the_job(
    stopped_job: StoppedJob,
) -> None:
    dataset = stopped_job.spec.with_name("signs.h5")
    with changed_file(dataset):
        with h5py.File(dataset, "a") as file:
            file["samples"][0, 0, 0, 0] ^= 1
        assert_resume_is_refused(stopped_job, "signs.h5")


def test_a_missing_dataset_does_not_go_on_with_the_job(stopped_job: StoppedJob) -> None:
    dataset = stopped_job.spec.with_name("signs.h5")
    with changed_file(dataset):
        dataset.unlink()
        assert_resume_is_refused(stopped_job, "signs.h5")


def test_a_stopped_job_is_not_overwritten_without_resume(stopped_job: StoppedJob) -> None:
    before = contents(stopped_job.out)
    finished = run_program("run", stopped_job.spec, "--out", stopped_job.out)
    assert_refused(finished, "out", "--resume")
    assert contents(stopped_job.out) == before


@pytest.fixture(scope="module")
def resumed_job(stopped_job: StoppedJob) -> Finished:
    """Go on with the job; its spec says the same in another order and form."""
    keys = json.loads(stopped_job.spec.read_text("utf-8"))
    write_spec(stopped_job.spec, json.dumps(dict(reversed(keys.items())), indent=4))
    return run_program("run", stopped_job.spec, "--out", stopped_job.out, "--resume")


def test_resume_finishes_with_the_undisturbed_runs_table_bit_for_bit(
    stopped_job: StoppedJob, resumed_job: Finished, tmp_path: Path
) -> None:
    assert_succeeded(resumed_job)
    # The same spec and files: their paths are part of what samples.h5 says.
    undisturbed = run_program("run", stopped_job.spec, "--out", tmp_path / "out")
    assert_succeeded(undisturbed)
    assert_same_bits(
        read_table(tmp_path / "out" / "samples.h5"), read_table(stopped_job.out / "samples.h5")
    )
    results = [
        json.loads((out / "result.json").read_text("utf-8"))
        for out in (tmp_path / "out", stopped_job.out)
    ]
    for key in ("sec-curve", "curve", "sec-value", "sec-level", "warnings", "model-passes"):
        assert results[0][key] == results[1][key], key


def test_a_finished_job_is_not_resumed(stopped_job: StoppedJob, resumed_job: Finished) -> None:
    assert_succeeded(resumed_job)
    assert_resume_is_refused(stopped_job, "finished")


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("do not lose", "utf-8")
    for options in ((), ("--resume",)):
        finished = run_program("run", spec, "--out", tmp_path / "mine", *options)
        assert_refused(finished, "mine")
        assert contents(tmp_path / "mine") == {"notes.txt": b"do not lose"}


def test_there_is_nothing_to_resume_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    assert_refused(run_program("run", spec, "--out", tmp_path / "out", "--resume"), "out")
    assert not (tmp_path / "out").exists()


def test_there_is_nothing_to_resume_in_an_empty_folder(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    (tmp_path / "out").mkdir()
    assert_refused(run_program("run", spec, "--out", tmp_path / "out", "--resume"), "out")
    assert list((tmp_path / "out").iterdir()) == []
