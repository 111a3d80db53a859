"""Archives opened by the queue: in a process of their own, and never over anything."""

from __future__ import annotations

import contextlib
import ctypes
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import psutil
import pytest

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.events import CommandRefused, JobChanged, JobLoaded, JobRow
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.opening import Opened
from pandavision_gui.jobs.worker.confinement import MEMORY_BYTES
from pandavision_gui.jobs.worker_process import WORKER_FLAG

from ..support.running_program import wait_until
from .archive_files import (
    archive_bytes,
    arrays_of,
    changed_json,
    finished_files,
    npy,
    npz,
    put_files,
    raw_files,
    raw_zip,
    read_files,
    unfinished_files,
    with_raw,
    write_archive_of,
    write_large_archive,
)
from .hand_made_folders import put_job
from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = [pytest.mark.usefixtures("ready_workers", "nothing_left"), pytest.mark.timeout(120)]
RECORDED_ID = UUID("caf94070-90c6-45f8-a87d-94a9ee9895d4")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive_of(tmp_path / "road signs.pandavision", finished_files())


def opened(watched: WatchedQueue, path: Path) -> UUID:
    return watched.answer(watched.queue.open_archive(path)).job_id


def opened_row(watched: WatchedQueue, path: Path) -> JobRow:
    job_id = opened(watched, path)
    return watched.rows()[job_id]


def incoming(watched: WatchedQueue) -> list[Path]:
    return list(watched.folders.removed.glob("incoming-*"))


def test_a_job_is_taken_in_with_its_id_and_says_where_it_is_from(
    tmp_path: Path, archive: Path
) -> None:
    with watched_queue(tmp_path / "data") as watched:
        assert opened(watched, archive) == RECORDED_ID
        row = watched.rows()[RECORDED_ID]
        assert (row.name, row.state, row.clean) == ("road signs", JobState.FINISHED, 1.0)
        job = watched.folder(RECORDED_ID).read_job()
        assert job is not None
        assert job.imported is not None
        assert job.imported.file == "road signs.pandavision"
        watched.answer(watched.queue.load(RECORDED_ID))
        assert [event.imported for event in watched.events.of(JobLoaded)] == [job.imported]
        assert incoming(watched) == []
        files = read_files(watched.folder(RECORDED_ID).path)
    with watched_queue(tmp_path / "data") as again:
        assert again.rows() == {RECORDED_ID: row}
    assert files.pop("job.json")
    assert files.pop("curve.csv").startswith(b"pert_value,accuracy")
    assert files == {n: data for n, data in finished_files().items() if n != "job.json"}


@pytest.mark.usefixtures("fresh_workers")
def test_an_archive_that_is_opened_again_gives_no_second_job(tmp_path: Path, archive: Path) -> None:
    copy = tmp_path / "copy.pandavision"
    shutil.copyfile(archive, copy)
    with watched_queue(tmp_path / "data") as watched:
        answers = [watched.queue.open_archive(path) for path in (archive, archive, copy)]
        told = [watched.answer(answer) for answer in answers]
        assert told == [Opened(RECORDED_ID), *[Opened(RECORDED_ID, was_here=True)] * 2]
        before = read_files(watched.folder(RECORDED_ID).path)
        wait_until(lambda: not incoming(watched), "the end of what was unpacked")
    with watched_queue(tmp_path / "data") as again:
        assert again.answer(again.queue.open_archive(copy)) == Opened(RECORDED_ID, was_here=True)
        assert again.rows().keys() == {RECORDED_ID}
        assert read_files(again.folder(RECORDED_ID).path) == before


def test_a_job_that_was_computed_here_is_not_taken_in_from_its_own_archive(tmp_path: Path) -> None:
    put_files(tmp_path / "data" / "jobs" / str(RECORDED_ID), finished_files())
    with watched_queue(tmp_path / "data") as watched:
        path = tmp_path / "mine.pandavision"
        export_jobs([watched.folder(RECORDED_ID).path], ExportFormat.ARCHIVE, path)
        assert watched.answer(watched.queue.open_archive(path)).was_here
        assert not watched.rows()[RECORDED_ID].imported


CHANGES: dict[str, Callable[[WatchedQueue, Path], object]] = {
    "renamed": lambda watched, _: watched.answer(watched.queue.rename(RECORDED_ID, "mine")),
    "noted": lambda watched, _: watched.answer(watched.queue.annotate(RECORDED_ID, "new", None)),
    "cleared": lambda watched, _: watched.answer(
        watched.queue.clear(RECORDED_ID, Cleared.PICTURES)
    ),
    "a row": lambda _, folder: _spoil(folder / "rows" / "000000.npz"),
    "a picture less": lambda _, folder: (folder / "adversarial" / "000000.npy").unlink(),
    "a shard more": lambda _, folder: (folder / "rows" / "000009.npz").write_bytes(b"x"),
    "a link": lambda _, folder: _linked(folder / "rows" / "000000.npz"),
    "a checkpoint": lambda _, folder: (folder / "checkpoint.npz").write_bytes(b"x"),
    "removed": lambda watched, _: watched.answer(watched.queue.remove(RECORDED_ID)),
}


def _spoil(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def _linked(path: Path) -> None:
    path.rename(path.with_suffix(".other"))
    path.symlink_to(path.with_suffix(".other"))


@pytest.mark.parametrize("change", CHANGES)
def test_an_archive_whose_job_was_changed_here_is_taken_in_beside_it_once(
    tmp_path: Path, archive: Path, change: str
) -> None:
    with watched_queue(tmp_path / "data") as watched:
        first = opened(watched, archive)
        CHANGES[change](watched, watched.folder(first).path)
        second = watched.answer(watched.queue.open_archive(archive))
        assert not second.was_here
        assert second.job_id != first
        third = watched.answer(watched.queue.open_archive(archive))
        assert third == Opened(second.job_id, was_here=True)


def test_a_job_that_was_taken_in_says_so_in_its_row_and_after_a_restart(
    tmp_path: Path, archive: Path
) -> None:
    put_job(tmp_path / "data", JobState.FAILED, name="computed here")
    with watched_queue(tmp_path / "data") as watched:
        opened(watched, archive)
        told = {row.name: row.imported for row in watched.rows().values()}
        assert told == {"computed here": False, "road signs": True}
        watched.answer(watched.queue.clear(RECORDED_ID, Cleared.PICTURES))
        assert watched.rows()[RECORDED_ID].cleared is Cleared.PICTURES
        rows = watched.rows()
    with watched_queue(tmp_path / "data") as again:
        assert again.rows() == rows


def test_a_job_that_is_here_already_is_not_overwritten(tmp_path: Path, archive: Path) -> None:
    with watched_queue(tmp_path / "data") as watched:
        first = opened(watched, archive)
        watched.answer(watched.queue.rename(first, "mine"))
        before = read_files(watched.folder(first).path)
        second = opened(watched, archive)
        watched.answer(watched.queue.rename(second, "mine, too"))
        watched.answer(watched.queue.remove(first))
        third = opened(watched, archive)
        assert len({first, second, third}) == 3
        watched.answer(watched.queue.restore(first))
        assert read_files(watched.folder(first).path) == before
        assert set(watched.rows()) == {first, second, third}
        for job_id in (second, third):
            job = watched.folder(job_id).read_job()
            assert job is not None
            assert job.id == job_id
        orders = [watched.rows()[job_id].order for job_id in (first, second, third)]
        assert orders == sorted(set(orders))


ARRIVES = {
    "queued": JobState.INTERRUPTED,
    "running": JobState.INTERRUPTED,
    "stopping": JobState.INTERRUPTED,
    "failed": JobState.FAILED,
    "cancelled": JobState.CANCELLED,
    "interrupted": JobState.INTERRUPTED,
}


def test_a_job_arrives_in_its_state_and_never_starts_by_itself(tmp_path: Path) -> None:
    with watched_queue(tmp_path / "data") as watched:
        for state, arrives in ARRIVES.items():
            files = unfinished_files(state)
            path = write_archive_of(tmp_path / f"{state}.pandavision", files)
            row = opened_row(watched, path)
            assert row.state is arrives, state
            expected = "It broke." if str(arrives) == state else "It had not finished when"
            assert row.reason.startswith(expected)
        watched.settle()
        assert {str(event.row.state) for event in watched.events.of(JobChanged)} <= {
            "interrupted",
            "failed",
            "cancelled",
        }


@pytest.mark.parametrize("state", ["running", "stopping"])
def test_a_job_whose_result_was_there_arrives_finished(tmp_path: Path, state: str) -> None:
    files = finished_files()
    files["job.json"] = changed_json(files["job.json"], state=state)
    path = write_archive_of(tmp_path / "a.pandavision", files)
    with watched_queue(tmp_path / "data") as watched:
        assert opened_row(watched, path).state is JobState.FINISHED


def test_it_goes_behind_all_that_wait(tmp_path: Path, archive: Path) -> None:
    put_job(tmp_path / "data", JobState.QUEUED)
    with watched_queue(tmp_path / "data", parallel_jobs=0) as watched:
        waiting = max(row.order for row in watched.rows().values())
        assert opened_row(watched, archive).order > waiting


def refusal(watched: WatchedQueue, path: Path) -> PandaVisionError:
    with pytest.raises(PandaVisionError) as error:
        opened(watched, path)
    told = watched.events.of(CommandRefused)
    assert [event.sentence for event in told] == [error.value.sentence()]
    assert incoming(watched) == []
    assert watched.rows() == {}
    assert list(watched.folders.jobs.iterdir()) == []
    return error.value


def test_what_is_refused_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    files = finished_files()
    files["result.json"] = changed_json(files["result.json"], sec_level="high")
    path = write_archive_of(tmp_path / "flattering.pandavision", files)
    with watched_queue(tmp_path / "data") as watched:
        error = refusal(watched, path)
    assert error.code == "archive_refused"
    assert error.message.startswith('"flattering.pandavision" cannot be opened: "sec-level"')
    assert path.read_bytes() == archive_bytes(files)


def test_several_are_opened_while_a_job_runs(tmp_path: Path, archive: Path) -> None:
    with watched_queue(tmp_path / "data") as watched:
        running = watched.add_running("wait for a stop")
        futures = [watched.queue.open_archive(archive) for _ in range(3)]
        ids = {watched.answer(future) for future in futures}
        assert ids == {Opened(RECORDED_ID), Opened(RECORDED_ID, was_here=True)}
        row = watched.events.row(running)
        assert row is not None
        assert row.state is JobState.RUNNING


def worker() -> psutil.Process:
    """Return the process that reads the archive."""
    for process in psutil.Process().children(recursive=True):
        if process.cmdline()[-1:] == [WORKER_FLAG]:
            return process
    raise AssertionError("no worker reads an archive")


@contextlib.contextmanager
def slow_opening(data: Path) -> Iterator[tuple[WatchedQueue, Future[Opened]]]:
    """Open an archive that takes a while and yield in the middle of it."""
    path = write_large_archive(data.parent / "large.pandavision")
    with watched_queue(data) as watched:
        answer = watched.queue.open_archive(path)
        deadline = time.monotonic() + LIMIT_S
        while not any(list(place.glob("job/adversarial/*.npy")) for place in incoming(watched)):
            assert time.monotonic() < deadline, "nothing was unpacked"
            assert not answer.done(), "it was over before it could be disturbed"
            threading.Event().wait(0.002)
        yield watched, answer


def test_an_undisturbed_large_one_is_taken_in(tmp_path: Path) -> None:
    with slow_opening(tmp_path / "data") as (watched, answer):
        assert watched.answer(answer) == Opened(RECORDED_ID)


@pytest.mark.usefixtures("fresh_workers")
def test_a_reader_that_is_killed_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with slow_opening(tmp_path / "data") as (watched, answer):
        worker().send_signal(signal.SIGKILL)
        with pytest.raises(InputError, match=r"it was killed \(SIGKILL\)") as error:
            watched.answer(answer)
        assert error.value.code == "archive_refused"
        assert error.value.message.startswith('"large.pandavision" cannot be opened')
        assert incoming(watched) == []
        assert watched.rows() == {}


def test_the_end_of_the_program_does_not_wait_for_it(tmp_path: Path) -> None:
    with slow_opening(tmp_path / "data") as (watched, answer):
        began = time.monotonic()
        watched.close()
        assert time.monotonic() - began < 5
        with pytest.raises(InputError, match="is ending"):
            watched.answer(answer)
        with pytest.raises(InputError, match="is ending"):
            opened(watched, tmp_path / "large.pandavision")
    assert not watched.folders.removed.exists()
    with watched_queue(tmp_path / "data") as again:
        assert again.rows() == {}


def test_a_look_whether_a_job_runs_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    with watched_queue(tmp_path / "data") as watched:
        watched.answer(watched.queue.pause(True))
        job_id = watched.add("finish")
        lock = watched.folder(job_id).lock()
        started = watched.queue.pause(False)
        threading.Event().wait(0.05)  # who writes an archive lets it go sooner
        lock.release()
        watched.answer(started)
        assert watched.settled(job_id).state is JobState.FINISHED


def test_what_a_killed_program_left_is_swept_at_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / "data" / "removed" / f"incoming-{uuid4()}" / "job"
    left.mkdir(parents=True)
    (left / "job.json").write_bytes(finished_files()["job.json"])
    with watched_queue(tmp_path / "data") as watched:
        assert watched.rows() == {}
        assert not left.exists()


OPEN_AND_MEASURE = """
import json, resource, sys, time
from pathlib import Path
from pandavision_gui.jobs.requests import unpack_archive
began = time.monotonic()
report = unpack_archive(Path(sys.argv[1]), Path(sys.argv[2]) / "job")
told = {"type": report.type, "message": getattr(report, "message", ""),
        "code": getattr(report, "code", ""), "seconds": time.monotonic() - began,
        "most": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}
print(json.dumps(told))
"""


def measured(tmp_path: Path, path: Path) -> dict[str, Any]:
    """Open an archive and return what was told, how long it took, and the worker's memory."""
    (tmp_path / "place").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AND_MEASURE, path, tmp_path / "place"],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def deflate_bomb() -> bytes:
    """A log that says it is small and is 512 MiB."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = bytes(2**24)
    packed = b"".join(deflate.compress(block) for _ in range(32)) + deflate.flush()
    raws = raw_files(finished_files())
    return raw_zip(with_raw(raws, "job.log", data=b"x", method=8, packed_data=packed, size=2**20))


def many_names() -> bytes:
    """A directory of 65,535 names that all mean the same bytes."""
    raws = raw_files(finished_files())
    shards = [
        replace(raws[-1], name=f"rows/{number:06d}.npz".encode(), offset=0)
        for number in range(1, 60_000)
    ]
    return raw_zip([*raws, *shards])


def many_keys() -> bytes:
    """A result that is within the limit on disk, and far above it in memory."""
    files = finished_files()
    files["result.json"] = files["result.json"].rstrip()[:-1] + (
        b', "evil": [' + b",".join([b"[[]]"] * 12_500_000) + b"]}"
    )
    return raw_zip(raw_files(files))


def many_rows() -> bytes:
    """A fourth of the rows that there may be, most of them of one sample."""
    files = finished_files()
    columns = arrays_of(files["rows/000000.npz"])
    count = 60 * 2**20 // 77
    big = {name: np.resize(column[:1], count) for name, column in columns.items()}
    files["rows/000001.npz"] = npz(big)
    files["rows/000001.index.npy"] = npy(columns["index"])
    files["rows/000002.npz"] = files["rows/000001.npz"]
    files["rows/000002.index.npy"] = npy(columns["index"])
    return archive_bytes(files)


BOMBS = {
    "a deflate bomb": (deflate_bomb, "longer than it says", 200),
    "many names": (many_names, "overlap", 250),
    "many keys": (many_keys, "cannot be opened", MEMORY_BYTES // 2**20 + 200),
    "many rows": (many_rows, "", MEMORY_BYTES // 2**20 // 3),
}


@pytest.mark.skipif(sys.platform == "win32", reason="what a process used at most")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_neither_memory_nor_time(tmp_path: Path, name: str) -> None:
    build, part, most_mib = BOMBS[name]
    path = tmp_path / "bomb.pandavision"
    path.write_bytes(build())
    told = measured(tmp_path, path)
    assert part in told["message"]
    assert (told["type"] == "failed") == bool(part), told
    assert told["seconds"] < 60
    assert told["most"] < most_mib * 2**20, told
    unpacked = sum(len(data) for data in read_files(tmp_path / "place").values())
    assert unpacked < 600 * 2**20


CONFINED = """
import errno, json, os, socket, sys
from pathlib import Path
from pandavision_gui.jobs.worker.confinement import confine
inside, outside = Path(sys.argv[1]), Path(sys.argv[2])
listening = socket.create_server(("127.0.0.1", 0))
open_before = open(outside)
confine(writable=[inside])
def attempt(work):
    try:
        work()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except MemoryError:
        return "MemoryError"
    return "done"
def write_much():
    with open(inside / "much", "wb") as file:
        file.truncate(2 ** 32)
told = {
    "read outside": attempt(lambda: outside.read_text()),
    "write outside": attempt(lambda: outside.with_name("new").write_text("x")),
    "list outside": attempt(lambda: os.listdir(outside.parent)),
    "link out": attempt(lambda: os.symlink(outside, inside / "link")),
    "connect": attempt(lambda: socket.create_connection(listening.getsockname())),
    "write inside": attempt(lambda: (inside / "new").write_text("x")),
    "make a folder inside": attempt(lambda: (inside / "room").mkdir()),
    "rename inside": attempt(lambda: (inside / "new").rename(inside / "newer")),
    "read what was open": attempt(lambda: open_before.read()),
    "a library": attempt(lambda: __import__("colorsys")),
    "much memory": attempt(lambda: bytearray(2 ** 31)),
    "a huge file": attempt(write_much),
}
print(json.dumps(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock")
def test_the_reader_gives_up_what_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    secret = tmp_path / "outside" / "secret.txt"
    secret.write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, tmp_path / "inside", secret],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert not (tmp_path / "outside" / "new").exists() or not has_landlock()
    refused = "EACCES" if has_landlock() else "done"
    for name in ("read outside", "write outside", "list outside", "link out", "connect"):
        assert told.pop(name) == refused, name
    assert told.pop("much memory") == "MemoryError"
    assert told.pop("a huge file") == "EFBIG"
    assert set(told.values()) == {"done"}, told


def has_landlock() -> bool:
    """Whether this kernel offers it, network included."""
    system = ctypes.CDLL(None, use_errno=True)
    return int(system.syscall(444, None, 0, 1)) >= 4
