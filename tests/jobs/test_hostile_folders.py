"""Job folders that somebody made up: they harm nobody and hold up nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from pandavision_gui.jobs.events import (
    CommandRefused,
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobsFound,
    JobsInterrupted,
)
from pandavision_gui.jobs.job import LARGEST_ORDER, LONGEST_NAME, LONGEST_REASON
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker_process import WORKER_FLAG

from .hand_made_folders import id_of, look, make_pipe, put_job, without_index
from .watched_queue import watched_queue

pytestmark = [
    pytest.mark.usefixtures("nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="pipes with a path"),
    pytest.mark.timeout(60),
]


def change(path: Path, **keys: Any) -> None:
    """Change keys of a JSON document; NaN is written as the standard writer does."""
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | keys), "utf-8")


def change_point(path: Path, number: int, **keys: Any) -> None:
    document = json.loads(path.read_text("utf-8"))
    document["curve"][number] |= keys
    path.write_text(json.dumps(document), "utf-8")


def note_worker(folder: JobFolder, text: str) -> None:
    (folder.path / "worker.json").write_text(text)


@pytest.fixture
def bystander() -> Iterator[psutil.Process]:
    """A process of this user that is no worker."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield psutil.Process(process.pid)
        process.kill()


@pytest.mark.parametrize("created", ["NaN", "Infinity", "-1", "{began}"])
def test_a_made_up_note_of_a_worker_ends_no_other_process(
    tmp_path: Path, bystander: psutil.Process, created: str
) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    began = created.format(began=bystander.create_time())
    note_worker(folder, f'{{"pid": {bystander.pid}, "created": {began}}}')
    rows, _ = look(tmp_path)
    assert rows[id_of(folder)].state is JobState.INTERRUPTED
    assert bystander.status() != psutil.STATUS_ZOMBIE


def test_a_worker_that_was_left_over_is_ended(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    command = [sys.executable, "-c", "input()", WORKER_FLAG]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:
        created = psutil.Process(worker.pid).create_time()
        note_worker(folder, json.dumps({"pid": worker.pid, "created": created}))
        look(tmp_path)
        assert worker.poll() is not None, "it waits for its input for ever"


def spoil_mtime(folder: JobFolder) -> None:
    (folder.path / "job.json").write_text("{")
    os.utime(folder.path, (4e11, 4e11))


def is_sane(moment: datetime | None) -> bool:
    return moment is None or (moment.utcoffset() is not None and 1970 <= moment.year < 9000)


HOSTILE: dict[str, Callable[[JobFolder], None]] = {
    "pid -1": lambda f: note_worker(f, '{"pid": -1, "created": 1}'),
    "pid 10^30": lambda f: note_worker(f, f'{{"pid": {10**30}, "created": 1}}'),
    "order 2^63": lambda f: change(f.path / "job.json", order=2**63),
    "resumed 10^400": lambda f: change(f.path / "job.json", resumed=10**400),
    "no time zone": lambda f: change(f.path / "job.json", created="2026-01-01T00:00:00"),
    "year 1": lambda f: change(f.path / "job.json", created="0001-01-01T00:00:00+14:00"),
    "year 9999": lambda f: change(f.path / "job.json", started="9999-12-31T23:59:59-14:00"),
    "spec is a pipe": lambda f: make_pipe(f.path / "spec.json"),
    "job is a pipe": lambda f: make_pipe(f.path / "job.json"),
    "worker is a pipe": lambda f: os.mkfifo(f.path / "worker.json"),
    "worker is a folder": lambda f: (f.path / "worker.json").mkdir(),
    "a huge note": lambda f: os.truncate(f.path / "job.json", 2**40),
    "a huge spec": lambda f: os.truncate(f.path / "spec.json", 2**40),
    "a folder from the far future": spoil_mtime,
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.QUEUED])
def test_a_hostile_folder_hides_no_other_job(tmp_path: Path, what: str, state: JobState) -> None:
    hostile, running = put_job(tmp_path, state), put_job(tmp_path, JobState.RUNNING)
    HOSTILE[what](hostile)
    rows, events = look(tmp_path)
    assert rows.keys() == {id_of(hostile), id_of(running)}
    assert rows[id_of(running)].state is JobState.INTERRUPTED
    assert id_of(running) in events.of(JobsInterrupted)[0].job_ids
    assert events.of(CommandRefused) == []
    row = rows[id_of(hostile)]
    assert "mistake" not in row.reason
    assert all(is_sane(moment) for moment in (row.created, row.started, row.ended))


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_folder_does_not_hold_up_those_that_wait(tmp_path: Path, what: str) -> None:
    hostile = put_job(tmp_path, JobState.QUEUED, name="finish hostile")
    waiting = put_job(tmp_path, JobState.QUEUED, name="finish")
    HOSTILE[what](hostile)
    with watched_queue(tmp_path) as watched:
        watched.events.wait_for_state(id_of(waiting), JobState.FINISHED, limit_s=10)
        assert watched.settled(watched.add("finish")).state is JobState.FINISHED


RESULTS: dict[str, Callable[[Path], None]] = {
    "no curve": lambda path: change(path, curve=[]),
    "NaN": lambda path: change_point(path, 0, accuracy=float("nan")),
    "NaN as the value": lambda path: change(path, **{"sec-value": float("nan")}),
    "another accuracy": lambda path: change_point(path, 1, accuracy=0.5),
    "more robust than there are": lambda path: change_point(path, 1, robust=10**30),
    "values that fall": lambda path: change_point(path, 1, value=0.5),
    "a huge file": lambda path: os.truncate(path, 2**40),
    "a pipe": make_pipe,
    "wrong entries": lambda path: change(path, curve=[{}] * 50_000),
}


@pytest.mark.parametrize("what", RESULTS)
def test_a_hostile_result_gives_no_figures_and_says_so(tmp_path: Path, what: str) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    RESULTS[what](folder.path / "result.json")
    rows, _ = look(tmp_path)
    row = rows[id_of(folder)]
    assert (row.state, row.clean, row.sec_value) == (JobState.FINISHED, None, None)
    assert "result.json" in row.reason


def test_the_last_place_in_the_queue_can_be_taken_more_than_once(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    change(folder.path / "job.json", order=LARGEST_ORDER)
    with watched_queue(tmp_path) as watched:
        blocker = watched.add_running("wait")
        ids = [watched.add(f"finish {number}") for number in range(3)]
        watched.answer(watched.queue.stop(blocker))
        watched.settled(ids[-1])
        ends = [watched.rows()[job_id].ended for job_id in ids]
    assert ends == sorted(ends)
    assert look(tmp_path)[0][ids[0]].state is JobState.FINISHED


def test_names_and_reasons_are_as_long_as_lists_can_show(tmp_path: Path) -> None:
    named, failed = put_job(tmp_path, JobState.FAILED), put_job(tmp_path, JobState.FAILED)
    change(named.path / "job.json", name="n" * 100_000, reason="r" * 100_000)
    change(failed.path / "spec.json", **{"k" * 1_000_000: 1})
    rows, _ = look(tmp_path)
    assert rows[id_of(named)].state is JobState.FAILED
    assert len(rows[id_of(named)].name) == LONGEST_NAME
    assert len(rows[id_of(named)].reason) == LONGEST_REASON
    assert len(rows[id_of(failed)].reason) == LONGEST_REASON


def test_a_model_whose_path_is_longer_than_names_may_be_can_be_added(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    spec = json.loads((folder.path / "spec.json").read_text("utf-8"))
    del spec["name"]
    spec["trained-model"] = "/" + "m" * 5000 + ".onnx"
    (folder.path / "spec.json").write_text(json.dumps(spec), "utf-8")
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        added = watched.answer(watched.queue.add(folder.read_spec()))
    row = look(tmp_path)[0][added]
    assert (row.state, len(row.name), len(row.model)) == (JobState.QUEUED, LONGEST_NAME, 255)


def test_without_an_index_all_jobs_are_told_at_once(tmp_path: Path) -> None:
    ids = {id_of(put_job(tmp_path, JobState.FINISHED)) for _ in range(5)}
    look(tmp_path)
    without_index(tmp_path)
    rows, events = look(tmp_path)
    assert rows.keys() == ids
    assert [len(event.rows) for event in events.of(HistoryLoaded)] == [0]
    assert [len(event.rows) for event in events.of(JobsFound)] == [5]
    assert len(events.of(HistoryComplete)) == 1
    assert events.of(JobChanged) == []
