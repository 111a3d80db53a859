"""What the tests of the jobs floor share."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=60)
settings.load_profile("quick")


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fail when a test leaves a thread or a process of ours behind."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    yield
    # Only what is on its way out gets a moment; nothing is waited for that goes on running.
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and set(threading.enumerate()) - threads:
        threading.Event().wait(0.01)
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    alive = []
    for process in set(psutil.Process().children(recursive=True)) - children:
        alive.append(str(process))
        process.kill()
        process.wait()
    assert (left, alive) == ([], [])
