"""Workers that end at seeded points of a job: nothing that was reported is lost or done again.

Each kind of end meets one job at a point of each of its phases, one run after the other, while the
other jobs, one of them undisturbed, run beside it in the same queue. See `doomed_worker.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from pandavision_gui.jobs.events import JobProgressed
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.supervisor import Limits

from ..jobs.watched_queue import WatchedQueue, watched_queue
from ..support.doomed_jobs import (
    REASONS,
    OnDisk,
    Point,
    Run,
    arrange,
    difference,
    draw_points,
    draw_writes,
    job_path,
    on_disk,
    runs_of,
    spec_of,
)
from ..support.doomed_worker import doomed_workers
from ..support.nursery import forked_workers
from ..support.sample_files import random_job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals of Linux")

SEED = 20
SILENCE_S = 4.0
"""Shorter than users get; the doomed worker's heart beats faster, too."""
SAID = REASONS | {"SIGSTOP": f"it did not answer for {SILENCE_S:.0f} seconds"}

CHAINS = {
    "SIGKILL": ("SIGKILL", (0, 1, 2, 3, 4)),
    "SIGSEGV": ("SIGSEGV", (0, 1, 2, 3, 4)),
    "exit": ("exit", (0, 1, 2, 3, 4)),
    # Two side by side: whether a worker hangs is a matter of waiting.
    "SIGSTOP": ("SIGSTOP", (0, 2, 4)),
    "SIGSTOP too": ("SIGSTOP", (1, 3)),
    "SIGKILL while it writes": ("SIGKILL", (0, 1, 2, 3)),
}
"""By the job's name: the deed, and the parts of the job that it comes in."""


@dataclass(frozen=True)
class Death:
    """What was there when a worker had been lost."""

    point: Point
    state: JobState
    reason: str
    disk: OnDisk
    told_finished: int


@dataclass(frozen=True)
class Survivor:
    """A job with all its deaths."""

    deaths: list[Death]
    runs: list[Run]
    folder: Path
    resumed: int


@dataclass(frozen=True)
class Fought:
    """All jobs of the queue."""

    undisturbed: Survivor
    beside: Survivor
    chains: dict[str, Future[Survivor]]
    retried: Future[Survivor]

    def survivor(self, name: str) -> Survivor:
        return self.chains[name].result()


def run_to_the_end(
    watched: WatchedQueue, plans: Path, spec_file: Path, name: str, points: list[Point]
) -> Survivor:
    """Add a job whose workers end at these points; resume it each time."""
    arrange(plans, name, points)
    job_id = watched.answer(watched.queue.add(spec_of(spec_file, name=name)))
    folder = job_path(watched.folders.data, job_id)
    deaths = []
    for point in points:
        row = watched.settled(job_id)
        deaths.append(
            Death(point, row.state, row.reason, on_disk(folder), told_finished(watched, job_id))
        )
        if row.state is JobState.FINISHED:
            break
        watched.answer(watched.queue.resume(job_id))
    assert watched.settled(job_id).state is JobState.FINISHED, watched.settled(job_id).reason
    job = JobFolder(folder).read_job()
    assert job is not None
    return Survivor(deaths, runs_of(plans, name), folder, job.resumed)


def told_finished(watched: WatchedQueue, job_id: UUID) -> int:
    """Return how many samples the queue's events have last told to be finished."""
    told = [
        event.progress.finished
        for event in watched.events.of(JobProgressed)
        if event.job_id == job_id
    ]
    return told[-1] if told else 0


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fought]:
    folder = tmp_path_factory.mktemp("doomed")
    plans = folder / "plans"
    plans.mkdir()
    spec_file = random_job(folder / "files", "undisturbed", seed=3)
    random = Random(SEED)
    with (
        forked_workers(plans),
        watched_queue(
            folder / "data",
            parallel_jobs=4,
            start_worker=doomed_workers(plans),
            limits=Limits(silence_s=SILENCE_S),
        ) as watched,
    ):
        undisturbed = run_to_the_end(watched, plans, spec_file, "undisturbed", [])
        steps = undisturbed.runs[0].steps
        with ThreadPoolExecutor(len(CHAINS) + 1) as threads:
            chains = {}
            for name, (deed, parts) in CHAINS.items():
                draw = draw_writes if name.endswith("writes") else draw_points
                points = draw(random, steps, deed)
                drawn = [points[part] for part in parts]
                chains[name] = threads.submit(
                    run_to_the_end, watched, plans, spec_file, name, drawn
                )
            beside = threads.submit(run_to_the_end, watched, plans, spec_file, "beside", [])
        retried = retry(watched, plans, spec_file, draw_points(random, steps, "SIGSEGV")[2])
        yield Fought(undisturbed, beside.result(), chains, retried)


def retry(watched: WatchedQueue, plans: Path, spec_file: Path, point: Point) -> Future[Survivor]:
    """Run a job that goes on by itself after its worker is lost."""
    watched.queue.rules.retries_lost = True
    arrange(plans, "retried", [point])
    done: Future[Survivor] = Future()
    job_id = watched.answer(watched.queue.add(spec_of(spec_file, name="retried")))
    row = watched.settled(job_id)
    folder = job_path(watched.folders.data, job_id)
    if row.state is JobState.FINISHED:
        done.set_result(Survivor([], runs_of(plans, "retried"), folder, 1))
    else:
        done.set_exception(AssertionError(row.reason))
    return done


@pytest.mark.parametrize("name", CHAINS)
def test_a_lost_worker_fails_its_job_with_its_reason_in_one_sentence(
    name: str, fought: Fought
) -> None:
    survivor = fought.survivor(name)
    assert [run.deed for run in survivor.runs[:-1]] == [d.point.deed for d in survivor.deaths]
    for death in survivor.deaths:
        if death.state is JobState.FINISHED:
            assert death.disk.has_result, death
            continue
        assert death.state is JobState.FAILED, death
        assert not death.disk.has_result, death
        assert SAID[death.point.deed] in death.reason
        assert death.reason.endswith(".")
        assert "\n" not in death.reason


@pytest.mark.parametrize("name", CHAINS)
def test_every_end_came_in_the_phase_that_was_drawn(name: str, fought: Fought) -> None:
    survivor = fought.survivor(name)
    for run, death in zip(survivor.runs, survivor.deaths, strict=False):
        assert run.phases[-1] == death.point.phase.removesuffix(" writes")


@pytest.mark.parametrize("name", CHAINS)
def test_a_sample_that_was_reported_finished_is_on_disk_whatever_comes(
    name: str, fought: Fought
) -> None:
    survivor = fought.survivor(name)
    for run, death in zip(survivor.runs, survivor.deaths, strict=False):
        assert set(run.told) <= death.disk.rows, death
        assert death.told_finished <= len(death.disk.rows), death
    last = on_disk(survivor.folder)
    assert {index for run in survivor.runs for index in run.told} <= last.rows


@pytest.mark.parametrize("name", CHAINS)
def test_what_is_older_than_the_checkpoint_stays_and_is_not_computed_again(
    name: str, fought: Fought
) -> None:
    survivor = fought.survivor(name)
    disks = [*(death.disk for death in survivor.deaths), on_disk(survivor.folder)]
    for before, run, after in zip(disks, survivor.runs[1:], disks[1:], strict=False):
        assert not before.settled & set(run.computed)
        assert before.settled <= after.rows
    assert sum(len(disk.settled) for disk in disks) > 0


@pytest.mark.parametrize("name", CHAINS)
def test_the_last_run_spends_only_the_passes_that_the_checkpoint_lacks(
    name: str, fought: Fought
) -> None:
    survivor, whole = fought.survivor(name), fought.undisturbed.runs[0].passes
    last = survivor.deaths[-1]
    if last.disk.has_result:
        pytest.fail("the last end came after the result: nothing was left to count")
    assert last.disk.passes + survivor.runs[-1].passes == whole
    assert last.disk.passes > 0


@pytest.mark.parametrize("name", CHAINS)
def test_the_result_is_the_undisturbed_one_bit_for_bit(name: str, fought: Fought) -> None:
    survivor = fought.survivor(name)
    assert difference(fought.undisturbed.folder, survivor.folder) == ""
    assert survivor.resumed == len(survivor.deaths)
    assert not (survivor.folder / "checkpoint.npz").exists()


def test_a_job_beside_them_is_untouched(fought: Fought) -> None:
    (run,) = fought.beside.runs
    assert run.passes == fought.undisturbed.runs[0].passes
    assert difference(fought.undisturbed.folder, fought.beside.folder) == ""


def test_a_job_that_goes_on_by_itself_ends_like_an_undisturbed_one_and_says_so(
    fought: Fought,
) -> None:
    survivor = fought.retried.result()
    assert [run.deed for run in survivor.runs] == ["SIGSEGV", ""]
    assert difference(fought.undisturbed.folder, survivor.folder) == ""
    result = json.loads((survivor.folder / "result.json").read_text("utf-8"))
    (warning,) = result["warnings"]
    assert "went on by itself" in warning
    assert REASONS["SIGSEGV"] in warning


def test_a_user_is_told_of_a_hang_after_twenty_seconds() -> None:
    assert Limits().silence_s == 20
