"""What the tests of whole commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..support.fork_server import Ready
from ..support.running_program import ready_programs


@pytest.fixture
def forked_programs(ready: Ready | None) -> Iterator[None]:
    """Let `run_program` and `opened_window` take theirs from there, for tests of what is done."""
    with ready_programs(ready):
        yield
