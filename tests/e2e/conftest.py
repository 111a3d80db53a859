"""What the tests of whole commands share."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support.fork_server import PROGRAM, Ready, fork_server
from ..support.running_program import ready_programs


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready | None]:
    """Where programs come from that have loaded their libraries, for tests that run many.

    What a program loads, and when, is seen by the others, which start it as a user does. None where
    no process can be forked after it has loaded such libraries.
    """
    if sys.platform != "linux":
        yield None
        return
    # The path of a socket has room for a hundred characters only.
    with (
        tempfile.TemporaryDirectory() as folder,
        fork_server(Path(folder)) as workers,
        fork_server(Path(folder), PROGRAM) as programs,
    ):
        yield Ready(programs, workers)


@pytest.fixture
def forked_programs(ready: Ready | None) -> Iterator[None]:
    """Let `run_program` and `opened_window` take theirs from there, for tests of what is done."""
    with ready_programs(ready):
        yield
