"""Installs a wheel as a stranger would, in a fresh environment elsewhere, and uses it.

    python packaging/try_wheel.py dist/wheel/*.whl [--python /path/to/python3.13]

The libraries come from where pip finds them, in the versions of constraints.txt; 1.5 to 6 GB of
disk are needed meanwhile, as torch's build is small or large.
"""

# ruff: noqa: T201 - what it tries is for the terminal

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 1800.0


def main() -> None:
    """Install and try; end with 1 at the first thing that does not work."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    # A blank and a letter outside ASCII: folders of users have both.
    with tempfile.TemporaryDirectory(prefix="pandavision whéel ") as folder:
        try_in(Path(folder), given.wheel.resolve(), given.python)


def try_in(folder: Path, wheel: Path, python: str) -> None:
    """Install the wheel into a folder and use it there."""
    binaries = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    call(folder, python, "-m", "venv", "env")
    constraints = ("--constraint", ROOT / "constraints.txt")
    call(folder, binaries / "python", "-m", "pip", "install", "--quiet", *constraints, wheel)
    program = binaries / "pandavision"
    print(call(folder, program, "--version").strip())
    call(folder, binaries / "pandavision-gui", "--version")
    # Elsewhere the system's own platform is there without a display, and is what is to be tried.
    screen = {"QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" else {}
    test = json.loads(call(folder, program, "self-test", "--json", **screen))
    for check in test["checks"]:
        word = "works" if check["works"] else "FAILS" if check["needed"] else "lacks"
        print(f"  {word}  {check['name']}: {check['note']}")
    if not test["works"]:
        sys.exit("self-test: something does not work")
    where = "from pandavision_gui.paths import resources_folder; print(resources_folder())"
    samples = Path(call(folder, binaries / "python", "-c", where).strip()) / "samples"
    for name in ("standard", "robust"):
        said = call(folder, program, "run", samples / f"{name}.json", "--out", name)
        print(f"  works  run {name}.json: {last_line(said)}")
    call(folder, program, "--smoke", "seen.json", QT_QPA_PLATFORM="offscreen")
    seen = json.loads((folder / "seen.json").read_text("utf-8"))
    print(f"  works  window: {seen['finished']} evaluations finished through its widgets")


def call(folder: Path, *words: str | Path, **environment: str) -> str:
    """Run a program in a folder; return what it said."""
    own = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    start = time.monotonic()
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
    )
    if done.returncode != 0:
        said = f"{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
        sys.exit(f"{words[0]} {words[1]} ended with {done.returncode}:\n{said}")
    took, said = time.monotonic() - start, " ".join(map(str, words[1:3]))
    print(f"  {took:6.1f} s  {Path(words[0]).name} {said}", flush=True)
    return done.stdout


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


if __name__ == "__main__":
    main()
