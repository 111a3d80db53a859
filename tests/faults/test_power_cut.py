"""The power fails: after any call that changed the disk, what is certain to be there is enough.

A whole history of jobs runs once, in real processes, with every call written down
(`support/system_calls.py`); what a power cut leaves is then laid out again and again
(`support/recorded_disk.py`) and the program's next start looks at it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.engine.evaluation.checkpoint import read_checkpoint
from pandavision_gui.engine.evaluation.row_writer import remove_damaged, shard_count
from pandavision_gui.engine.sample_table import read_table as read_shard
from pandavision_gui.jobs.events import CommandRefused, Event, JobRow
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import read_result
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders

from ..jobs.watched_queue import rows_told
from ..support.fork_server import fork_server
from ..support.recorded_disk import Tree, lay_out
from .recorded_history import Promises, Recording, every_moment, moments_that_differ, record_history

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system calls of Linux")

RANDOM_CUTS = 200
SEED = 20_261_128


@pytest.fixture(scope="module")
def quick_folder() -> Iterator[Path]:
    """A folder in memory, where there is one: it is filled anew for each moment."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def workers(quick_folder: Path) -> Iterator[Path]:
    with fork_server(quick_folder) as place:
        yield place


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory, workers: Path) -> Recording:
    return record_history(tmp_path_factory.mktemp("history"), workers)


def next_start(data: Path) -> tuple[dict[UUID, JobRow], list[Event]]:
    """Return what the next start shows, and what it told."""
    data.mkdir(exist_ok=True)
    events: list[Event] = []
    shelf = JobShelf(user_folders(data))
    try:
        JobList(shelf, events.append).load_history()
    finally:
        shelf.index.close()
    return rows_told(events), events


def samples_on_disk(job: Path) -> set[int]:
    found = (job / "rows").glob("[0-9]*.npz")
    return {int(index) for shard in found for index in read_shard(shard).index}


def assert_whole(job: JobFolder) -> None:
    """Nothing in a job folder is half-written."""
    assert job.read_spec() is not None
    job.read_resolved()
    checkpoint = read_checkpoint(job.path)
    shards = int(checkpoint["shards"]) if checkpoint else shard_count(job.path)
    assert remove_damaged(job.path, shards) == 0, "damaged rows or pictures"
    read_result(job)


def assert_kept(tree: Tree, promises: Promises, folder: Path) -> None:
    """The next start on what a power cut left finds all that was promised, whole."""
    lay_out(tree, folder)
    shown, told = next_start(folder / "data")
    assert [event for event in told if isinstance(event, CommandRefused)] == []
    for job, states in promises.states.items():
        if job in promises.in_doubt or (job in promises.gone and job not in shown):
            continue
        assert job not in promises.gone, f"the removed job {job} is back"
        assert job in shown, f"the job {job} is lost"
        assert shown[job].state in states, (shown[job], states)
    for row in shown.values():
        assert row.model == "signs.onnx", f"a folder that cannot be read: {row.reason}"
        assert_whole(JobFolder(folder / "data" / "jobs" / str(row.id)))
    for job, rows in promises.rows.items():
        lost = rows - samples_on_disk(folder / "data" / "jobs" / str(job))
        assert not lost, f"rows of {job} that were reported are lost: {sorted(lost)}"
    if promises.order is not None:
        waiting = [row for row in shown.values() if row.state is JobState.QUEUED]
        waiting.sort(key=lambda row: (row.order, row.created, row.id))
        found = [row.id for row in waiting]
        assert found == [job for job in promises.order if job in found]


def assert_kept_after(
    recording: Recording, number: int, tree: Tree, promises: Promises, folder: Path
) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            assert_kept(tree, promises, Path(fresh) / "root")
    except AssertionError as error:
        raise AssertionError(f"after step {number}, {recording.steps[number]!s:.200}") from error


def test_after_a_power_cut_at_any_moment_all_that_was_promised_is_there(
    recording: Recording, quick_folder: Path
) -> None:
    seen = 0
    for number, disk, promises in moments_that_differ(recording):
        assert_kept_after(recording, number, disk.certain(), promises, quick_folder)
        seen += 1
    assert seen > 200, "the recorded history is too short to test anything"


def test_what_was_not_flushed_may_be_there_in_part_without_harm(
    recording: Recording, quick_folder: Path
) -> None:
    rng = random.Random(SEED)
    chosen = set(rng.sample(range(len(recording.steps)), RANDOM_CUTS))
    for number, disk, promises in every_moment(recording):
        if number in chosen:
            assert_kept_after(recording, number, disk.possible(rng), promises, quick_folder)
