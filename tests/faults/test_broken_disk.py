"""Disks that break under a real job, by real mounts, and are mended: said once, then it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..support.running_program import require_mounts
from ..support.sample_files import small_job
from .broken_disk_program import FAULTS, SAMPLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
ROOT = Path(__file__).resolve().parents[2]

WORDS = {
    "no room": "The disk is full: ",
    "no inodes": "The disk is full: ",
    "read-only": "Read-only file system",
    "gone": "No such file or directory",
    "removed": "No such file or directory",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, workers: Path) -> dict[str, dict[str, Any]]:
    require_mounts()
    folder = tmp_path_factory.mktemp("disks")
    spec = small_job(
        folder / "files",
        count=SAMPLES,
        batch_size=4,
        attack_params={"steps": 40, "rel_stepsize": 0.1, "early_stop": False},
    )
    disks = folder / "disks"
    disks.mkdir()
    command = ["unshare", "--mount", sys.executable, "-m", "tests.faults.broken_disk_program"]
    done = subprocess.run(
        [*command, str(disks), str(spec), str(workers)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {line["fault"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_job_whose_disk_breaks_is_interrupted_with_that_reason_and_loses_no_reported_row(
    fault: str, reports: dict[str, dict[str, Any]]
) -> None:
    report = reports[fault]
    assert report["state"] == "interrupted"
    assert WORDS[fault] in report["reason"]
    # The owner could not write it down either, and says so once.
    assert len(report["told"]) == 1
    assert WORDS[fault] in report["told"][0]
    if fault != "removed":
        assert report["on disk"] >= report["reported"] > 0


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "removed"])
def test_when_the_disk_is_mended_the_job_goes_on_to_the_undisturbed_table(
    fault: str, reports: dict[str, dict[str, Any]]
) -> None:
    report = reports[fault]
    assert report["next start"] == ["finished", "interrupted"], "had the program ended meanwhile"
    assert report["resumed"] == "finished"
    assert report["same"]


def test_a_job_whose_folder_is_gone_for_good_is_refused_in_words(
    reports: dict[str, dict[str, Any]],
) -> None:
    assert "no job" in reports["removed"]["refused"]
