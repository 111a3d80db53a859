"""The power fails: after any call that changed the disk, what is certain to be there is enough.

A whole history of jobs runs once, in real processes, with every call written down
(`support/system_calls.py`); what a power cut leaves is then laid out again and again
(`support/recorded_disk.py`) and the program's next start looks at it.
"""

from __future__ import annotations

import functools
import io
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.checkpoint import read_checkpoint
from pandavision_gui.engine.evaluation.row_writer import remove_damaged, shard_count
from pandavision_gui.jobs import pause_mark
from pandavision_gui.jobs.events import CommandRefused, Event, JobRow
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import read_result, require_result
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.store import Store
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.paths import user_folders

from ..jobs.watched_queue import rows_told, watched_queue
from ..support.fork_server import worker_command
from ..support.recorded_disk import Tree, lay_out
from ..support.sample_files import assert_same_bits, read_table
from .recorded_history import (
    LIMIT_S,
    Promises,
    Recording,
    every_moment,
    moments_that_differ,
    record_history,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system calls of Linux")

RANDOM_CUTS = 200
RESUMED_CUTS = 12
SEED = 20_261_128


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


_seen_whole: set[frozenset[tuple[str, bytes]]] = set()
"""Contents of job folders that were looked at: most moments change one folder of many."""


def below(tree: Tree, folder: str) -> dict[str, bytes]:
    """Return the files below a folder of the tree."""
    return {
        name.removeprefix(folder): content[0]
        for name, content in tree.items()
        if name.startswith(folder) and content is not None
    }


@functools.cache
def samples_of_shard(data: bytes) -> frozenset[int]:
    with np.load(io.BytesIO(data), allow_pickle=False) as shard:
        return frozenset(int(index) for index in shard["index"])


def assert_whole(tree: Tree, job: JobFolder) -> None:
    """Nothing in a job folder is half-written."""
    contents = frozenset(below(tree, f"data/jobs/{job.path.name}/").items())
    if contents in _seen_whole:
        return
    assert job.read_spec() is not None
    job.read_resolved()
    checkpoint = read_checkpoint(job.path)
    shards = int(checkpoint["shards"]) if checkpoint else shard_count(job.path)
    assert remove_damaged(job.path, shards) == 0, "damaged rows or pictures"
    if read_result(job) is not None:  # the mark of a finished job: all else is there
        assert read_table(job.path / "samples.h5").keys() >= {"index", "adversarial"}
        assert (job.path / "curve.csv").read_text("utf-8").startswith("pert_value,accuracy")
        assert (job.path / "curve.png").read_bytes().endswith(b"IEND\xaeB`\x82")
    _seen_whole.add(contents)


def assert_index_kept(promises: Promises, data: Path) -> None:
    """The index opens, and knows what was said: it need not be made anew from the folders."""
    data.mkdir(exist_ok=True)
    store = Store(data / "jobs.sqlite")
    rows = store.rows()
    store.close()
    assert not (data / "jobs.sqlite.damaged").exists()
    for job, states in promises.in_index.items():
        if job not in promises.in_doubt and job not in promises.gone:
            assert job in rows, f"the index has lost the job {job}"
            assert rows[job][0].state in states, (rows[job], states)


def assert_kept(tree: Tree, promises: Promises, folder: Path) -> None:
    """The next start on what a power cut left finds all that was promised, whole."""
    lay_out(tree, folder)
    assert_index_kept(promises, folder / "data")
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
        assert_whole(tree, JobFolder(folder / "data" / "jobs" / str(row.id)))
    for job, rows in promises.rows.items():
        lost = set(rows)
        for name, data in below(tree, f"data/jobs/{job}/rows/").items():
            if name[0].isdigit() and name.endswith(".npz"):
                lost -= samples_of_shard(data)
        assert not lost, f"rows of {job} that were reported are lost: {sorted(lost)}"
    assert pause_mark.is_marked(folder / "data" / "jobs") in promises.paused
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


def under_way(promises: Promises) -> bool:
    return any(JobState.INTERRUPTED in states for states in promises.states.values())


def resume_all(data: Path, workers: Path, *, count: int = 2) -> list[Path]:
    """Resume what a power cut interrupted; return the folders of the first `count` jobs.

    The others are removed: they are not what is tested, and take their time.
    """
    with watched_queue(
        data, parallel_jobs=0, start_worker=lambda: WorkerProcess(worker_command(workers))
    ) as watched:
        rows = sorted(watched.rows().values(), key=lambda row: row.created)
        for row in rows[count:]:
            watched.answer(watched.queue.remove(row.id))
        for row in rows[:count]:
            watched.answer(watched.queue.resume(row.id))
        watched.answer(watched.queue.set_parallel_jobs(2))
        watched.answer(watched.queue.pause(False))
        for row in rows[:count]:
            end = watched.settled(row.id, LIMIT_S)
            assert end.state is JobState.FINISHED, end.reason
        return [watched.folder(row.id).path for row in rows[:count]]


def assert_undisturbed(recording: Recording, job: Path) -> None:
    """A job's table and figures are those of the one that nobody disturbed."""
    jobs = [path for path in (recording.root / "data" / "jobs").iterdir() if path.is_dir()]
    (whole,) = (path for path in jobs if JobFolder(path).read_spec().name == "undisturbed")
    assert_same_bits(read_table(whole / "samples.h5"), read_table(job / "samples.h5"))
    expected, found = (require_result(JobFolder(path)) for path in (whole, job))
    for name in ("sec_curve", "curve", "warnings", "model_passes", "confirmation_passes"):
        assert getattr(found, name) == getattr(expected, name), name


def test_the_stopped_job_of_the_history_itself_ended_as_the_undisturbed_one(
    recording: Recording,
) -> None:
    places = [path for path in (recording.root / "data" / "jobs").iterdir() if path.is_dir()]
    jobs = [JobFolder(path) for path in places]
    (stopped,) = (job for job in jobs if job.read_spec().name == "stopped and resumed")
    assert require_result(stopped).run.resumed == 1
    assert_undisturbed(recording, stopped.path)


def test_jobs_resumed_after_a_power_cut_end_in_the_undisturbed_result_bit_for_bit(
    recording: Recording, quick_folder: Path, workers: Path
) -> None:
    """At a dozen drawn moments, half of them with what is certain, half with what may be there."""
    rng = random.Random(SEED + 1)
    attacked = [number for number, _, promises in every_moment(recording) if under_way(promises)]
    chosen = set(rng.sample(attacked, RESUMED_CUTS))
    ends = {}
    with ThreadPoolExecutor(2) as pool:
        for number, disk, _ in every_moment(recording):
            if number in chosen:
                tree = disk.possible(rng) if len(ends) % 2 else disk.certain()
                folder = quick_folder / f"resumed-{number}"
                lay_out(tree, folder)
                ends[number] = pool.submit(resume_all, folder / "data", workers)
    for number, end in ends.items():
        for job in end.result():
            try:
                assert_undisturbed(recording, job)
            except AssertionError as error:
                raise AssertionError(f"cut after step {number}, {job.name}") from error
