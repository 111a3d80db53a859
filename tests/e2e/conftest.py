"""What the tests of whole commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..support.fork_server import Ready
from ..support.running_program import ready_programs


@pytest.fixture(scope="module")
def forked_programs(ready: Ready | None) -> Iterator[None]:
    """Let all programs of a module come from there, for tests of what is done.

    Those of `run_program`, `opened_window` and `serving`, with their workers. How a program starts,
    and what a kill leaves, is seen by others.
    """
    with ready_programs(ready):
        yield


@pytest.fixture
def fresh_programs(forked_programs: None) -> Iterator[None]:
    """Let those of one test of such a module start as a user starts them: they may be killed."""
    with ready_programs(None):
        yield
