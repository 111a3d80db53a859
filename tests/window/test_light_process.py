"""The window's process stays light: no library of the engine's heavy folders, 250 MB at most."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ..support.fork_server import Ready
from ..support.with_ready_workers import command

ROOT = Path(__file__).parents[2]
LARGEST_MB = 250


def test_the_window_stays_light_after_jobs_dialogs_and_exports(
    tmp_path: Path, ready: Ready | None
) -> None:
    done = subprocess.run(
        command(ready, "tests.window.watched_window", tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    moments = [each["moment"] for each in seen]
    assert moments[:2] == ["start", "jobs"]
    assert len(moments) == 8
    assert {each["moment"]: each["modules"] for each in seen if each["modules"]} == {}
    assert {each["moment"]: each["mapped"] for each in seen if each["mapped"]} == {}
    heaviest = max(seen, key=lambda each: float(each["megabytes"]))
    assert heaviest["megabytes"] < LARGEST_MB, heaviest
