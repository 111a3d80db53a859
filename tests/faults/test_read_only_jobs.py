"""Finished jobs where nothing can be written: a mounted backup, a share, somebody else's folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from ..support.running_program import on_read_only, require_mounts
from ..support.sample_files import small_job


@pytest.fixture(scope="module", autouse=True)
def mounts() -> None:
    require_mounts()


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished job, beside the spec that it was made from."""
    folder = tmp_path_factory.mktemp("job")
    small_job(folder, count=20)
    done = program("run", folder / "spec.json", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def program(
    *arguments: str | Path, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "pandavision_gui", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_baseline_that_cannot_be_written_is_compared_sample_by_sample(job: Path) -> None:
    spec = job.parent / "spec.json"
    gate = ("gate", spec, "--baseline", job, "--max-drop", "50%", "--json")
    found = json.loads(program(*gate, before=on_read_only(job)).stdout)
    assert found["decision"] == "met"
    assert not any("unpaired" in note for note in found["notes"]), found["notes"]


def test_what_only_reads_a_job_needs_no_folder_that_can_be_written(
    job: Path, tmp_path: Path
) -> None:
    before = on_read_only(job)
    archive = program("archive", job, tmp_path / "job.pandavision", before=before)
    assert archive.returncode == 0, archive.stderr
    other = tmp_path / "other"
    assert program("run", job.parent / "spec.json", "--out", other).returncode == 0
    worst = program("worst-case", job, other, "--out", tmp_path / "worst", before=before)
    assert worst.returncode == 0, worst.stderr


def test_a_job_that_runs_is_refused_there_as_well(job: Path, tmp_path: Path) -> None:
    with filelock.FileLock(job / "job.lock"):
        told = program("archive", job, tmp_path / "job.pandavision", before=on_read_only(job))
    assert told.returncode == 2
    assert "is running. Stop it first." in told.stderr
