"""A disk that fills up is noticed before it is full. It is a small file system of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..support.fork_server import Ready
from ..support.running_program import on_file_system, require_mounts
from ..support.sample_files import small_job

ROOT = Path(__file__).parents[2]
SAMPLES = 16
"""Of seconds of work together, with a program that looks all the time at the disk."""


def report_of(disk: Path, size: str, *arguments: str) -> dict[str, Any]:
    require_mounts()
    disk.mkdir()
    command = [sys.executable, "-m", "tests.jobs.nearly_full_program", str(disk), *arguments]
    done = subprocess.run(
        [*on_file_system(disk, f"size={size}"), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_running_job_is_interrupted_and_the_others_wait_until_there_is_room_again(
    tmp_path: Path,
) -> None:
    report = report_of(tmp_path / "disk", "16m", "queue")
    assert report["states"] == ["interrupted", "queued"]
    assert "nearly full" in report["reason"]
    assert "1 of 3 samples are finished and kept" in report["reason"]
    assert report["on_disk"] == ["interrupted", report["reason"]], "it is on disk, too"
    assert report["left"] > 500 * 2**10, "the disk was never full"
    assert len(report["told"]) == 1
    assert "could not be started" in report["told"][0]
    assert report["refused"] == "disk_short"


@pytest.mark.timeout(300)
def test_a_real_job_stores_its_state_before_the_disk_is_full_and_goes_on(
    tmp_path: Path, ready: Ready
) -> None:
    slow = {
        "batch_size": 1,
        "attack_params": {"steps": 60, "rel_stepsize": 0.1, "early_stop": False},
    }
    spec = small_job(tmp_path / "files", count=SAMPLES, **slow)
    report = report_of(
        tmp_path / "disk", "160m", "run", str(spec), str(ready.programs), str(ready.workers)
    )
    assert report["status"] == 1
    assert report["outcome"]["kind"] == "hindered"
    assert "nearly full" in report["outcome"]["sentence"]
    state, reason = report["job"]
    assert state == "interrupted"
    assert reason.startswith(report["outcome"]["sentence"])
    assert f"of {SAMPLES} samples are finished and kept" in reason
    assert "checkpoint.npz" in report["left"]
    assert "result.json" not in report["left"]
    assert report["rows"] >= 1
    assert (report["again"], report["result"]) == (0, True)
