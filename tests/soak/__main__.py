"""Kills workers and programs at random for a given time and counts what that changed: nothing.

Usage: python -m tests.soak [--minutes N] [--seed S] [--jobs N]

Each round a program with a queue (see `killed_program.py`) gets many small jobs in a fresh folder.
Its workers are ended at counted points and by signals from outside, it is killed alone, with its
workers, or with its workers frozen, and started again, until every job has finished. Then each
result is held against an undisturbed one, bit for bit, and the workers' notes are read: whether
anything that was reported was lost or done twice. The first round with a difference keeps its
folder and ends the run with exit status 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from .soak import Soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--jobs", type=int, default=5, help="jobs a round")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pandavision-soak-"))
    say(f"seed {chosen.seed}, folder {folder}")
    soak = Soak(folder, seed=chosen.seed, jobs=chosen.jobs, say=say)
    is_right = soak.run(60 * chosen.minutes)
    say(soak.totals.words("in all"))
    if not is_right:
        say(f"What differs is in {folder}.")
    return 0 if is_right else 1


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
