"""ONNX Runtime reports to nobody and leaves nothing in the user's folders."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_an_evaluation_leaves_no_number_of_the_machine_in_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    samples = ROOT / "resources" / "samples"
    words = [
        "run",
        str(samples / "standard.json"),
        "--samples",
        "5",
        "--out",
        str(tmp_path / "out"),
    ]
    # Libraries that look for a test or a build machine report nothing: they must find none.
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "pandavision_gui", *words],
        env={**kept, "HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    left = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    assert [name for name in left if "matplotlib" not in name and "fontconfig" not in name] == []


def test_everything_takes_the_library_from_the_one_place_that_silences_it() -> None:
    package = ROOT / "pandavision_gui"
    importing = [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import|from) onnxruntime\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importing == ["silent_runtime.py"]
