"""Does a piece of work many times, each in a process of its own whose system calls are answered.

Forked off one process that has loaded what the work needs, hundreds take seconds.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .system_calls import Answer, answering_socket, install_filter

_SIDE_BY_SIDE = 2
_LIMIT_S = 120.0

Work = Callable[[Path], dict[str, Any]]
"""Works in a new folder, and returns what can be written as JSON."""


def run_forked(module: str, root: Path, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Run a module whose `main` is `fork_each`, once for each of the `answers`.

    Number N works in `root`/N, and is asked about what it does below that.

    Returns
    -------
    The reports, by number.
    """
    root.mkdir()

    def answer(call: Any) -> int:
        if not call.path.startswith(f"{root}/"):
            return 0
        number = call.path.removeprefix(f"{root}/").partition("/")[0]
        return answers[int(number)](call)

    with answering_socket(root, answer) as place:
        done = subprocess.run(
            [sys.executable, "-m", module, str(root), str(place), str(len(answers))],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )
    reports = {int(line["number"]): line for line in map(json.loads, done.stdout.splitlines())}
    assert sorted(reports) == list(range(len(answers))), done.stderr
    return [reports[number] for number in range(len(answers))]


def fork_each(work: Work) -> None:
    """Do the work as often as the command line says, and print a line of JSON each time."""
    root, answers, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    for number in range(count):
        if number >= _SIDE_BY_SIDE:
            os.wait()
        if os.fork() == 0:
            report: dict[str, Any] = {}
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(answers)
                    install_filter(connection)
                place = root / str(number)
                place.mkdir()
                report = work(place)
            except BaseException as error:
                report = {"mistake": repr(error)}
            finally:
                line = json.dumps({"number": number, **report}, default=str)
                os.write(1, line.encode() + b"\n")
                os._exit(0)
    for _ in range(min(count, _SIDE_BY_SIDE)):
        os.wait()
