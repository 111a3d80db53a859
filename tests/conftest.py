"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from .support.fork_server import Ready
    from .support.nursery import Nursery

# Before Qt is imported anywhere: tests need no screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# And look for English words, on every machine.
os.environ["LANGUAGE"] = "en"

# What was started in the background of a script ignores Ctrl+C, and so would every process of the
# tests that hear one.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long one example takes says more of the machine than of the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATA_VARIABLE = "PANDAVISION_TEST_DATA"

COSTLY = (
    "tests/faults/",
    "tests/e2e/",
    "tests/window/",
    "tests/engine/evaluation/",
    "tests/jobs/test_clearing.py",
    "tests/jobs/test_opening.py",
    "tests/jobs/test_queue_machine.py",
    "tests/packaging/",
)
"""What takes longest, by file: begun at the end it would hold one processor while others idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put costly files first, and leave the order otherwise as it is."""

    def rank(item: pytest.Item) -> int:
        return next(
            (n for n, start in enumerate(COSTLY) if item.nodeid.startswith(start)), len(COSTLY)
        )

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Let no collection of garbage look at what all tests share: half a million objects.

    Each would take a third of a second, and the guards of the window's tests ask for several.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def trained_data() -> Path:
    """The folder of trained networks with known truth, which is not part of the project."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        pytest.skip(f"{DATA_VARIABLE} does not name the folder of the trained networks")
    path = Path(folder)
    assert (path / "models").is_dir(), f"{DATA_VARIABLE} names {path}, which holds no models"
    return path


@pytest.fixture(scope="session")
def sample_files() -> Path:
    """The project's own networks and pictures."""
    return Path(__file__).resolve().parents[1] / "resources" / "samples"


@pytest.fixture(scope="module", autouse=True)
def untouched_sample_files(sample_files: Path) -> Iterator[None]:
    """Tests beside this one read the same files: whoever moves or writes one takes a copy."""

    def stamps() -> dict[str, tuple[int, ...]]:
        found = {path.name: path.stat() for path in sample_files.glob("*.*[5nx]")}
        return {name: (at.st_ino, at.st_mtime_ns, at.st_ctime_ns) for name, at in found.items()}

    before = stamps()
    yield
    assert stamps() == before, "a test of this file, or of one beside it, touched the sample files"


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery | None]:
    """A process that has loaded the worker's libraries; None where it could not be forked then."""
    if sys.platform != "linux":
        yield None
        return
    from .support.nursery import Nursery

    nursery = Nursery(tmp_path_factory.getbasetemp() / "nobody is doomed")
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready | None]:
    """Where programs come from that have loaded their libraries, for tests that run many.

    What a program loads, and when, is seen by the others, which start it as a user does. None where
    no process can be forked after it has loaded such libraries.
    """
    if sys.platform != "linux":
        yield None
        return
    from .support.fork_server import PROGRAM, Ready, fork_server

    # The path of a socket has room for a hundred characters only.
    with (
        tempfile.TemporaryDirectory() as folder,
        fork_server(Path(folder)) as workers,
        fork_server(Path(folder), PROGRAM) as programs,
    ):
        yield Ready(programs, workers)


@pytest.fixture(scope="session")
def quick_ready(ready: Ready | None) -> Ready | None:
    """The same with workers that store and report every few passes.

    For short jobs that are to be stopped in their middle: at the pace of the program itself the
    first word of a job may be its last where the machine is quick or the test waits for its turn.
    """
    return replace(ready, quick=True) if ready else None


@pytest.fixture(scope="module")
def ready_workers(nursery: Nursery | None) -> Iterator[None]:
    """Let the workers of a module's tests have their libraries already; they are real otherwise.

    For tests of what becomes of jobs. How a worker starts, and that it ends with its owner, is seen
    by others: they let each one start as the program does.
    """
    if nursery is None:
        yield
        return
    from .support.nursery import workers_of

    with workers_of(nursery):
        yield


@pytest.fixture(scope="module")
def quick_workers(nursery: Nursery | None, ready_workers: None) -> Iterator[None]:
    """Let such workers store and report every few passes: short jobs can be cut off then."""
    if nursery is None:
        yield
        return
    nursery.quick = True
    yield
    nursery.quick = False


@pytest.fixture
def fresh_workers(ready_workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workers of one test of such a module start as the program starts them."""
    import subprocess

    from pandavision_gui.jobs import worker_process

    monkeypatch.setattr(worker_process, "subprocess", subprocess)
