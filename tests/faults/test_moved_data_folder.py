"""The data folder on its way to another place, on the same disk and on another one, is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..support.running_program import on_file_system, require_mounts

PROGRAM = Path(__file__).parents[1] / "jobs" / "moves_program.py"


@pytest.mark.parametrize("fault", ["kill", "refuse"])
@pytest.mark.parametrize("is_other_disk", [False, True], ids=["same disk", "other disk"])
def test_a_kill_or_refusal_at_any_call_leaves_one_folder_with_all_jobs_and_the_move_can_be_finished(
    tmp_path: Path, is_other_disk: bool, fault: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    before: tuple[str, ...] = ()
    if is_other_disk:
        require_mounts()
        before = on_file_system(disk, "size=512m")
    done = subprocess.run(
        [*before, sys.executable, str(PROGRAM), str(tmp_path / "work"), str(disk), fault],
        capture_output=True,
        text=True,
        check=False,
        timeout=290,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["steps"] > (100 if is_other_disk else 30)
    assert {"old", "new"} <= set(told["seen"])
    if is_other_disk:
        assert told["seen"]["new, told"] > 5
    assert ("old, told" in told["seen"]) == (is_other_disk and fault == "kill")
