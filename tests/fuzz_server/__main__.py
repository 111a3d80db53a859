"""Requests made up from the interface's own document, against a server that runs: docs/server.md.

Usage: python -m tests.fuzz_server [--examples N] [--seed S]

Schemathesis makes them: such as the document allows and such as it does not. Once with the id of a
job that has finished and is not removed, once with made-up ids. Exit status 1 where an answer is of
5xx, is none that the document knows, or has another body than it says.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.served import Served, serving

_NOT_CHECKED = "positive_data_acceptance"
"""The document cannot say which files there are, nor what is a model."""
_USUAL = (
    f"--exclude-checks={_NOT_CHECKED}",
    "--rate-limit=45/s",  # the server allows 50
    "--exclude-path=/api/v1/events",  # lasts as long as somebody listens
    "--request-timeout=120",
    "--warnings=off",
    "--continue-on-failure",
    "--no-color",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_server", description=__doc__)
    parser.add_argument("--examples", type=int, default=30, help="for each operation and phase")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pandavision-fuzz-") as place:
        folder = Path(place)
        with serving(folder / "data") as served:
            job_id = served.add()
            known = folder / "known.toml"
            known.write_text(f'[parameters]\n"path.job_id" = "{job_id}"\n', encoding="utf-8")
            told = (f"--seed={chosen.seed}", f"--max-examples={chosen.examples}")
            is_clean = _run(served, folder, *told, "--exclude-method=DELETE", config=known)
            is_clean = _run(served, folder, *told) and is_clean
            if served.process.poll() is not None:
                sys.stdout.write(f"the server has ended with {served.process.returncode}\n")
                return 1
    return 0 if is_clean else 1


def _run(served: Served, place: Path, *options: str, config: Path | None = None) -> bool:
    command = [str(Path(sys.executable).absolute().with_name("schemathesis"))]
    command += [] if config is None else ["--config-file", str(config)]
    command += ["run", f"{served.address}/api/v1/openapi.json", *_USUAL, *options]
    return subprocess.run(command, cwd=place, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
