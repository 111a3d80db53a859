"""A program that is killed at seeded points while two jobs run and five wait: nothing is lost.

The same data folder meets one kind of end after the other, each at a point of another part of the
jobs' lives; between two programs the test looks at it as the next start does.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from pandavision_gui.jobs.events import JobRow, JobsInterrupted
from pandavision_gui.jobs.job_state import JobState

from ..jobs.watched_queue import watched_queue
from ..support.doomed_jobs import (
    OnDisk,
    difference,
    half_written,
    job_path,
    on_disk,
    runs_of,
    spec_of,
    wrongs_of,
)
from ..support.doomed_worker import doomed_workers
from ..support.killed_program import PARALLEL
from ..support.running_program import process_has_ended, wait_until
from ..support.sample_files import random_job, write_spec
from ..support.started_queue import StartedQueue

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals of Linux")

SEED = 21
JOBS = 7
DOOMS = (
    ("running 2", "group"),
    ("progress 2", "program"),
    ("half", "frozen"),
    ("write 3", "group"),
    ("done", "program"),
    ("result", "group"),
)
"""Where one end after the other comes near: the jobs load, are attacked, checked, written down."""
LAST_STEP = 12
"""An end comes at most so many steps after what it is near to."""
WORKER_END_S = 2.0


@dataclass(frozen=True)
class NextStart:
    """What the next start found.

    Attributes
    ----------
    status
        The exit status of the program before.
    ran
        Jobs that it had told to be running and not yet to have ended, in their order.
    told
        How many samples it had last told to be finished, by job.
    survivors
        Its workers that were there two seconds later.
    disks
        What the jobs that had run had on disk.
    named
        Jobs that were told to be interrupted.
    left
        The queue as it was left to the next program: the interrupted jobs at the front.
    """

    doom: tuple[str, int, str]
    status: int
    ran: list[UUID]
    told: dict[UUID, int]
    survivors: list[int]
    rows: dict[UUID, JobRow]
    disks: dict[UUID, OnDisk]
    named: tuple[UUID, ...]
    left: list[UUID]

    @property
    def waiting(self) -> list[UUID]:
        """The jobs that wait, in the order of the queue."""
        return waiting_in(self.rows)


def waiting_in(rows: dict[UUID, JobRow]) -> list[UUID]:
    waiting = [row for row in rows.values() if row.state is JobState.QUEUED]
    return [row.id for row in sorted(waiting, key=lambda row: row.order)]


@dataclass(frozen=True)
class Fought:
    """All deaths of the program, and what was left in the end."""

    added: list[UUID]
    starts: list[NextStart]
    data: Path
    plans: Path
    undisturbed: Path
    whole: int


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Fought:
    folder = tmp_path_factory.mktemp("killed")
    data, plans = folder / "data", folder / "plans"
    plans.mkdir()
    spec_file = random_job(folder / "files", "undisturbed", seed=4)
    document = json.loads(spec_file.read_text("utf-8"))
    specs = [
        write_spec(folder / f"job-{number}.json", {**document, "name": f"job-{number}"})
        for number in range(JOBS)
    ]
    random = Random(SEED)
    starts: list[NextStart] = []
    added: list[UUID] = []
    for anchor, deed in DOOMS:
        last = 1 if anchor.startswith("write") else LAST_STEP
        doom = (anchor, random.randint(1, last), deed)
        with StartedQueue(data, plans, specs, doom) as program:
            program.wait()
            added += program.added
        specs = []
        starts.append(next_start(program, data, doom))
    ran = {job_id for start in starts for job_id in start.ran}
    undisturbed, whole = finish(data, plans, added, ran, spec_file)
    return Fought(added, starts, data, plans, undisturbed, whole)


def next_start(program: StartedQueue, data: Path, doom: tuple[str, int, str]) -> NextStart:
    """Look at the folder as the next program does, and put what was interrupted to the front."""
    (doomed,) = program.said("doomed")
    survivors = []
    for pid in doomed["children"]:
        try:
            wait_until(partial(process_has_ended, pid), "its end", limit_s=WORKER_END_S)
        except AssertionError:
            survivors.append(pid)
    states = {
        UUID(line["job"]): line["event"]
        for line in program.lines
        if line["event"] in ("queued", "running", "finished", "failed")
    }
    told = {UUID(line["job"]): line["finished"] for line in program.said("progress")}
    ran = [job_id for job_id, state in states.items() if state == "running"]
    with watched_queue(data, parallel_jobs=0) as watched:
        rows = watched.rows()
        disks = {job_id: on_disk(job_path(data, job_id)) for job_id in ran if job_id in rows}
        named = [job_id for event in watched.events.of(JobsInterrupted) for job_id in event.job_ids]
        first = next(iter(waiting_in(rows)), None)
        for job_id in ran:
            if rows[job_id].state is JobState.INTERRUPTED:
                watched.answer(watched.queue.resume(job_id))
                watched.answer(watched.queue.move(job_id, first))
        left = waiting_in(watched.rows())
    return NextStart(doom, program.wait(), ran, told, survivors, rows, disks, tuple(named), left)


def finish(
    data: Path, plans: Path, added: list[UUID], ran: set[UUID], spec_file: Path
) -> tuple[Path, int]:
    """Let the jobs that had begun go on to their ends, and one run that was never disturbed.

    Returns
    -------
    The folder of the undisturbed job, and the passes that it took.
    """
    with watched_queue(data, parallel_jobs=0, start_worker=doomed_workers(plans)) as watched:
        # Also those that were killed before they had written anything.
        begun = [
            job_id
            for job_id in added
            if job_id in ran or (job_path(data, job_id) / "resolved.json").exists()
        ]
        for job_id in added:
            if job_id not in begun and watched.rows()[job_id].state is JobState.QUEUED:
                watched.answer(watched.queue.stop(job_id))
        undisturbed = watched.answer(watched.queue.add(spec_of(spec_file)))
        # As in the killed program: the number of threads belongs to the result.
        watched.answer(watched.queue.set_parallel_jobs(PARALLEL))
        for job_id in (*begun, undisturbed):
            watched.events.wait_for_state(job_id, JobState.FINISHED, limit_s=60)
    return job_path(data, undisturbed), runs_of(plans, "undisturbed")[0].passes


def finished_at(start: NextStart) -> set[UUID]:
    return {row.id for row in start.rows.values() if row.state is JobState.FINISHED}


def test_every_program_was_killed_while_two_jobs_ran_and_others_waited(fought: Fought) -> None:
    assert len(fought.added) == JOBS
    for start in fought.starts:
        assert start.status == -signal.SIGKILL, start.doom
        assert len(start.ran) <= 2, start.doom
    assert sum(len(start.ran) for start in fought.starts) > len(DOOMS)
    assert len(fought.starts[0].waiting) == JOBS - 2


def test_no_worker_survives_its_program_by_two_seconds(fought: Fought) -> None:
    assert [start.survivors for start in fought.starts] == [[]] * len(DOOMS)


def test_the_next_start_finds_every_job_in_its_state(fought: Fought) -> None:
    done: set[UUID] = set()
    for start in fought.starts:
        assert start.rows.keys() == set(fought.added)
        for job_id, row in start.rows.items():
            if job_id in start.ran and not start.disks[job_id].has_result:
                assert row.state is JobState.INTERRUPTED, start.doom
                assert "program" in row.reason
            elif job_id in start.ran or job_id in done:
                assert row.state is JobState.FINISHED, start.doom
            else:
                assert row.state in (JobState.QUEUED, JobState.FINISHED), start.doom
        assert set(start.named) == {
            row.id for row in start.rows.values() if row.state is JobState.INTERRUPTED
        }
        done |= finished_at(start)


def test_the_next_start_finds_the_queue_in_its_order(fought: Fought) -> None:
    left = fought.added
    for start in fought.starts:
        begun = len(left) - len(start.waiting)
        assert start.waiting == left[begun:], start.doom
        assert set(start.ran) <= set(left[:begun]), start.doom
        left = start.left


def test_what_the_program_told_to_be_finished_is_on_disk(fought: Fought) -> None:
    for start in fought.starts:
        for job_id in start.ran:
            assert start.told.get(job_id, 0) <= len(start.disks[job_id].rows), start.doom
    assert any(count for start in fought.starts for count in start.told.values())


def test_jobs_that_went_on_end_like_an_undisturbed_one_bit_for_bit(fought: Fought) -> None:
    ran = {job_id for start in fought.starts for job_id in start.ran}
    assert len(ran) >= 2
    for job_id in ran:
        name = fought.starts[0].rows[job_id].name
        assert difference(fought.undisturbed, job_path(fought.data, job_id)) == "", name
        assert wrongs_of(runs_of(fought.plans, name), fought.whole) == [], name


def test_nothing_half_written_is_left(fought: Fought) -> None:
    assert half_written(fought.data) == []
