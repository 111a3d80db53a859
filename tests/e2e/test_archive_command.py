"""`pandavision archive` and `pandavision queue open`: a job goes to another data folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..support.fork_server import Ready
from ..support.recorded import RECORDED
from ..support.running_program import (
    Finished,
    assert_refused,
    assert_succeeded,
    contents,
    run_program,
    started_program,
    wait_until,
)
from ..support.sample_files import assert_same_bits, read_table, small_job
from ..support.started_window import opened_window

pytestmark = pytest.mark.usefixtures("forked_programs")

RECORDED_JOB = RECORDED / "finished_job"
LONG = {"count": 16, "batch_size": 2, "attack_params": {"steps": 60, "rel_stepsize": 0.05}}
"""A second of work or more; the first checkpoint of a quick worker comes at once."""
MARK = 10**9
"""More passes than such a job makes."""
MADE_AGAIN = {"curve.csv"}
NOT_IN_IT = {"curve.png", "samples.h5", "job.lock", "worker.lock", "job.json"}


def lines(finished: Finished) -> list[dict[str, Any]]:
    assert finished.status == 0, finished
    return [json.loads(line) for line in finished.stdout.splitlines()]


def opened(archive: Path, data: Path) -> dict[str, Any]:
    (line,) = lines(run_program("queue", "open", archive, "--json", "--data-folder", data))
    return line


@pytest.fixture
def window(tmp_path: Path, forked_programs: None) -> Iterator[Path]:
    """A data folder that an open window owns."""
    with opened_window(tmp_path / "elsewhere") as folder:
        yield folder


@dataclass(frozen=True)
class HalfJob:
    """A job whose worker was killed after its first checkpoint, and its archive."""

    inputs: Path
    out: Path
    archive: Path


def mark_checkpoint(path: Path) -> None:
    """Count passes that nobody made: who begins anew instead of going on has none of them.

    The rows would be the same, bit for bit, and everything else of the result, too.
    """
    with np.load(path, allow_pickle=False) as file:
        state = {name: file[name] for name in file.files}
    assert 0 < state["attack_passes"] < MARK
    state["attack_passes"] = state["attack_passes"] + MARK
    np.savez(path, allow_pickle=False, **state)


@pytest.fixture(scope="module")
def half_job_of_all(tmp_path_factory: pytest.TempPathFactory, ready: Ready | None) -> HalfJob:
    folder = tmp_path_factory.mktemp("half")
    spec, out = small_job(folder / "inputs", **LONG), folder / "half"
    quick = replace(ready, quick=True) if ready else None
    with started_program("run", spec, "--out", out, ready=quick) as running:
        running.wait_for(lambda event: event["type"] == "progress" and event["finished"] > 0)
        wait_until((out / "checkpoint.npz").exists, "a checkpoint")
        assert not (out / "result.json").exists(), "the kill came too late to test anything"
        os.kill(running.worker_pid, signal.SIGKILL)
        assert running.wait().status == 1
    mark_checkpoint(out / "checkpoint.npz")
    archive = folder / "half.pandavision"
    assert_succeeded(run_program("archive", out, archive, ready=ready))
    return HalfJob(folder / "inputs", out, archive)


@pytest.fixture
def half_job(half_job_of_all: HalfJob, tmp_path: Path) -> Iterator[HalfJob]:
    """Its files are what they were before whatever a test did to them."""
    kept = shutil.copytree(half_job_of_all.inputs, tmp_path / "kept")
    yield half_job_of_all
    shutil.rmtree(half_job_of_all.inputs)
    shutil.copytree(kept, half_job_of_all.inputs)


def test_a_job_that_failed_half_way_goes_on_elsewhere_and_ends_in_the_same_bits(
    half_job: HalfJob, tmp_path: Path, window: Path
) -> None:
    spec = half_job.inputs / "spec.json"
    assert_succeeded(run_program("run", spec, "--out", tmp_path / "undisturbed"))
    job = opened(half_job.archive, window)
    assert job["state"] == "failed"
    assert "SIGKILL" in job["reason"]
    assert lines(run_program("queue", "resume", job["id"], "--json", "--data-folder", window))

    wait_until((Path(job["folder"]) / "result.json").exists, "the result of the resumed job")

    def ended() -> dict[str, Any] | None:
        listed = lines(run_program("queue", "list", "--json", "--data-folder", window))
        return next((line for line in listed if line["state"] in ("finished", "failed")), None)

    assert wait_until(ended, "the end of the resumed job")["state"] == "finished"
    assert_same_bits(
        read_table(tmp_path / "undisturbed" / "samples.h5"),
        read_table(Path(job["folder"]) / "samples.h5"),
    )
    result = json.loads(Path(job["folder"], "result.json").read_text("utf-8"))
    assert result["run"]["resumed"] == 1
    assert result["run"]["bit-repeatable"]
    before = json.loads((tmp_path / "undisturbed" / "result.json").read_text("utf-8"))
    assert result["model-passes"] == before["model-passes"] + MARK, (
        "it did not go on from the checkpoint"
    )


@pytest.mark.parametrize(("file", "word"), [("signs.onnx", "trained-model"), ("signs.h5", "data")])
@pytest.mark.parametrize("what", ["gone", "another"])
def test_a_job_without_its_files_says_which_is_missing(
    half_job: HalfJob, tmp_path: Path, file: str, word: str, what: str
) -> None:
    job = opened(half_job.archive, tmp_path / "elsewhere")
    if what == "gone":
        (half_job.inputs / file).unlink()
    else:
        with (half_job.inputs / file).open("ab") as changed:
            changed.write(b"more")
    folder = Path(job["folder"])
    rows = contents(folder / "rows")
    refused = run_program("run", folder / "spec.json", "--out", folder, "--resume")
    reason = "there is no file" if what == "gone" else "is not the one that this job began with"
    assert_refused(refused, file, reason, f"{word}|model|dataset")
    assert contents(folder / "rows") == rows


@pytest.mark.parametrize(
    "keys",
    [
        {"count": 12},
        {"count": 12, "attack": None, "attack_params": None},
        {"count": 12, "attack": "noise-linf", "attack_params": None},
        {"count": 12, "indexes": [7, 3, 11]},
        {"count": 40, "evaluation_mode": "fast", "samples": 9},
    ],
    ids=["pgd", "standard", "noise", "indexes", "fast"],
)
def test_a_finished_job_arrives_with_its_result(tmp_path: Path, keys: dict[str, Any]) -> None:
    out, archive = tmp_path / "out", tmp_path / "my job.PandaVision"
    spec = small_job(tmp_path / "in", **keys)
    assert_succeeded(run_program("run", spec, "--out", out))
    before = contents(out)
    done = run_program("archive", out, archive)
    assert_succeeded(done)
    assert done.stdout == f"archive: {archive}\n"
    assert contents(out) == before
    job = opened(archive, tmp_path / "elsewhere")
    assert job["state"] == "finished"
    assert job["id"] == json.loads(before["job.json"])["id"]
    there = contents(Path(job["folder"]))
    assert there.pop("job.json") != before["job.json"]
    assert there == {name: data for name, data in before.items() if name not in NOT_IN_IT}
    again = tmp_path / "again.pandavision"
    assert_succeeded(
        run_program("archive", job["id"][:8], again, "--data-folder", tmp_path / "elsewhere")
    )
    assert opened(again, tmp_path / "third")["level"] == job["level"]


def test_what_cannot_be_archived_or_opened_is_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    evil = tmp_path / "evil.pandavision"
    evil.write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "empty").mkdir()
    data.mkdir()
    folder, new = ("--data-folder", data), tmp_path / "new.pandavision"
    assert_refused(run_program("archive", "3f2a", new, *folder), "3f2a", "queue list")
    assert_refused(run_program("archive", "3", new, *folder), "first four characters")
    assert_refused(run_program("archive", tmp_path / "empty", tmp_path / "x.zip"), ".pandavision")
    assert_refused(
        run_program("archive", tmp_path / "empty", evil, "--force"), "empty", "spec.json"
    )
    assert_refused(run_program("queue", "open", evil, *folder), "evil.pandavision", "no archive")
    assert evil.read_bytes() == b"PK\x05\x06" + bytes(18)
    missing = run_program("queue", "open", evil, tmp_path / "gone.pandavision", *folder)
    assert missing.status == 2
    assert "evil.pandavision" in missing.stderr
    assert "gone.pandavision" in missing.stderr
    listed = run_program("queue", "list", *folder)
    assert listed.stdout == ""


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "mine.pandavision"
    path.write_bytes(b"mine")
    refused = run_program("archive", RECORDED_JOB, path)
    assert_refused(refused, f'"{path}" is there already.', "--force")
    assert path.read_bytes() == b"mine"
    assert_succeeded(run_program("archive", RECORDED_JOB, path, "--force"))
    assert path.read_bytes().startswith(b"PK")


def test_the_list_says_which_jobs_came_from_archives(tmp_path: Path) -> None:
    data, path = ("--data-folder", tmp_path / "data"), tmp_path / "job.pandavision"
    assert_succeeded(run_program("archive", RECORDED_JOB, path))
    first = run_program("queue", "open", path, *data)
    assert "from an archive" in first.stdout
    assert "here already" not in first.stderr
    again = run_program("queue", "open", path, path, *data)
    assert again.stdout == first.stdout
    short = first.stdout[:8]
    assert again.stderr == f"It was here already, unchanged: {short}.\n"
    (line,) = lines(run_program("queue", "list", "--json", *data))
    assert (line["imported"], line["cleared"], line["was_here"]) == (True, None, False)
    assert run_program("queue", "clear", short, "--rows", *data).status == 0
    (line,) = lines(run_program("queue", "list", "--json", *data))
    assert line["cleared"] == "rows"
    assert "rows cleared" in run_program("queue", "list", *data).stdout
    none = run_program("queue", "list", "--newest", 0, *data)
    assert (none.status, none.stdout, none.stderr) == (0, "", "No job waits or runs.\n")


def test_a_running_job_is_not_archived(tmp_path: Path, quick_ready: Ready | None) -> None:
    long = {"steps": 5000, "rel_stepsize": 0.05, "early_stop": False}
    spec = small_job(tmp_path / "in", batch_size=2, attack_params=long)
    out = tmp_path / "out"
    with started_program("run", spec, "--out", out, ready=quick_ready) as running:
        running.wait_for_type("progress")
        refused = run_program("archive", out, tmp_path / "x.pandavision")
        assert_refused(refused, "is running", "Stop it first.")
    assert not (tmp_path / "x.pandavision").exists()
