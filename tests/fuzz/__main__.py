"""Changes good files at random, and looks into each as the program does: see docs/fuzzing.md.

Usage: python -m tests.fuzz [--count N] [--minutes M] [--seed S] [--only model|dataset]

Each file is looked into in a process of its own with a worker's code and limits. A mistake of the
program, a look that takes longer than 20 seconds, or a sentence that is none ends in exit status 1;
such files are kept. A look that the system ended (a library crashed, its processor time was used
up) is what the process is for: the program tells that in a sentence.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from .looks import TARGETS, Tally, Target, fuzz

_TELL_EVERY_S = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="files for each inspector")
    parser.add_argument("--minutes", type=float, help="go on for so long instead")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--only", choices=[target.name for target in TARGETS])
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pandavision-fuzz-"))
    _say(f"seed {chosen.seed}, folder {folder}")
    targets = [target for target in TARGETS if chosen.only in (None, target.name)]
    is_right = True
    for target in targets:
        minutes = None if chosen.minutes is None else chosen.minutes / len(targets)
        tally = _run(target, folder, chosen.seed, chosen.count, minutes)
        is_right = is_right and not tally.mistakes
    return 0 if is_right else 1


def _run(target: Target, folder: Path, seed: int, count: int, minutes: float | None) -> Tally:
    began = told = time.monotonic()
    until = None if minutes is None else began + 60 * minutes
    tally = Tally()
    for tally in fuzz(
        target, folder, seed=seed, count=sys.maxsize if until else count, until=until
    ):
        if time.monotonic() - told > _TELL_EVERY_S:
            told = time.monotonic()
            _say(f"{target.name}: {tally.count:,} so far, {len(tally.mistakes)} mistakes")
    took = time.monotonic() - began
    _say(f"{target.name}: {tally.count:,} files in {took:.0f} s, slowest {tally.slowest_s:.1f} s")
    for end, number in tally.ends.most_common():
        _say(f"  {number:>7,}  {end}")
    if tally.late_once:
        _say(f"  {tally.late_once:>7,}  of them at the second look, the machine being busy")
    for mistake in tally.mistakes:
        _say(f"MISTAKE {mistake}")
    return tally


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
