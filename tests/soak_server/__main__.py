"""`python -m tests.soak_server [--clients N] [--seconds S]`: a crowd against a real server."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.soak_server.crowd import Crowd


def main() -> int:
    """Print what came; 1 where a job was lost or an answer was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pandavision-soak-") as folder:
        seen = Crowd(Path(folder) / "data", clients=options.clients).run(options.seconds)
    for status, count in sorted(seen.statuses.items()):
        say(f"{status}: {count:,} answers")
    say(f"jobs added: {len(seen.added):,}, lost: {len(seen.lost)}, finished: {seen.finished:,}")
    say(f"slowest answer: {seen.slowest_s:.1f} s; broken by the kill: {seen.broken:,}")
    for fault in seen.faults[:20]:
        say(f"FAULT {fault}")
    return 1 if seen.faults or seen.lost else 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
