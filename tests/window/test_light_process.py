"""The window's process stays light: no library of the engine's heavy folders, 250 MB at most."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LARGEST_MB = 250


def test_the_window_stays_light_after_jobs_dialogs_and_exports(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("watched_window.py")), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=180,
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
