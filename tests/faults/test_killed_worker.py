"""`pandavision run` whose worker, or which itself, is killed: said at once, and --resume goes on.

What is killed is the program's own, with reports and checkpoints by the clock; ends at counted
points of every phase are in test_doomed_workers.py. The runs are beside each other, one lane a
processor; every run keeps to one processor, so their tables can be compared bit for bit.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    Event,
    Finished,
    assert_failed,
    assert_succeeded,
    process_is_alive,
    run_program,
    started_program,
    wait_until,
)
from ..support.sample_files import assert_same_bits, read_table, small_job

SAMPLES = 14
STEPS = 100
"""More than two seconds of work; the first checkpoint is due after one."""


def model_passes(event: Event) -> int:
    """Rows sent through the model so far, by an event that counts them."""
    passes: dict[str, int] = event["passes"]
    return sum(count for kind, count in passes.items() if kind != "confirmation")


def last_count(events: list[Event]) -> int:
    return max((model_passes(event) for event in events if "passes" in event), default=0)


@dataclass(frozen=True)
class Killed:
    """A run whose worker was killed, and what --resume made of it."""

    first: Finished
    seconds_to_end: float
    resumed: Finished
    out: Path
    passes_at_checkpoint: int

    def passes_of_the_resumed_run(self) -> int:
        """At most so many passes the resumed run did itself.

        The events count all passes of the job, those of earlier runs with them. So: all minus what
        the checkpoint says, provided that the resumed run really began from there, which its
        first count shows.
        """
        counts = [model_passes(event) for event in self.resumed.events if "passes" in event]
        assert counts[0] >= self.passes_at_checkpoint, "the run did not begin at the checkpoint"
        return counts[-1] - self.passes_at_checkpoint


def kill_and_resume(spec: Path, out: Path, ready: Ready | None) -> Killed:
    """Kill the worker as soon as a checkpoint is seen on the disk, then go on with --resume."""
    with started_program("run", spec, "--out", out) as running:
        worker = running.worker_pid
        wait_until((out / "checkpoint.npz").exists, "the first checkpoint")
        assert not (out / "result.json").exists(), "the kill came too late to test anything"
        os.kill(worker, signal.SIGKILL)
        killed_at = time.monotonic()
        first = running.wait()
        seconds = time.monotonic() - killed_at
    checkpointed = passes_in_checkpoint(out)
    with started_program("run", spec, "--out", out, "--resume", ready=ready) as running:
        resumed = running.wait()
    return Killed(first, seconds, resumed, out, checkpointed)


def kill_the_program(spec: Path, out: Path, ready: Ready | None) -> tuple[bool, Finished]:
    """Kill the program when rows are on disk; return whether its worker ended, and the resumed."""
    with started_program("run", spec, "--out", out) as running:
        running.wait_for_type("rows_finished")
        worker = running.worker_pid
        assert process_is_alive(worker)
        running.kill()
        try:
            wait_until(lambda: not process_is_alive(worker), "the worker ends", limit_s=2)
            has_ended = True
        except AssertionError:
            has_ended = False
        running.process.wait()
    return has_ended, run_program("run", spec, "--out", out, "--resume", ready=ready)


def passes_in_checkpoint(out: Path) -> int:
    """Read what a job's checkpoint counts; 0 when there is none."""
    if not (out / "checkpoint.npz").exists():
        return 0
    with np.load(out / "checkpoint.npz", allow_pickle=False) as books:
        return int(books["attack_passes"]) + int(books["check_passes"])


@dataclass(frozen=True)
class Lanes:
    """The runs, each at work or waiting for a lane."""

    undisturbed: Future[tuple[Finished, Path]]
    killed: Future[Killed]
    program_killed: Future[tuple[bool, Finished]]


@pytest.fixture(scope="module")
def lanes(tmp_path_factory: pytest.TempPathFactory, ready: Ready | None) -> Iterator[Lanes]:
    spec = small_job(
        tmp_path_factory.mktemp("killed"),
        count=SAMPLES,
        batch_size=1,
        attack_params={"steps": STEPS, "rel_stepsize": 0.1, "early_stop": False},
    )
    with ThreadPoolExecutor(min(3, len(os.sched_getaffinity(0)))) as pool:
        yield Lanes(
            killed=pool.submit(kill_and_resume, spec, spec.with_name("worker"), ready),
            program_killed=pool.submit(kill_the_program, spec, spec.with_name("program"), ready),
            undisturbed=pool.submit(undisturbed, spec, ready),
        )


def undisturbed(spec: Path, ready: Ready | None) -> tuple[Finished, Path]:
    out = spec.with_name("undisturbed")
    with started_program("run", spec, "--out", out, ready=ready) as running:
        return running.wait(), out


def test_a_killed_worker_ends_the_run_within_seconds_with_its_reason(lanes: Lanes) -> None:
    killed = lanes.killed.result()
    assert killed.seconds_to_end < 5
    assert_failed(killed.first, "worker", "SIGKILL|killed")
    assert killed.first.events[-1]["exit_status"] == 1


def test_resume_after_a_kill_gives_the_undisturbed_table_bit_for_bit(lanes: Lanes) -> None:
    killed = lanes.killed.result()
    finished, folder = lanes.undisturbed.result()
    assert_succeeded(finished)
    assert_succeeded(killed.resumed)
    assert_same_bits(read_table(folder / "samples.h5"), read_table(killed.out / "samples.h5"))
    results = [json.loads((out / "result.json").read_text("utf-8")) for out in (folder, killed.out)]
    for key in ("sec-curve", "curve", "warnings", "model-passes", "confirmation-passes"):
        assert results[0][key] == results[1][key], key


def test_the_resumed_run_spends_fewer_passes_than_the_first(lanes: Lanes) -> None:
    killed = lanes.killed.result()
    assert_succeeded(killed.resumed)
    assert killed.passes_at_checkpoint > 0
    whole = last_count(lanes.undisturbed.result()[0].events)
    assert killed.passes_of_the_resumed_run() < whole


def test_every_row_is_reported_in_one_run_or_the_other(lanes: Lanes) -> None:
    killed = lanes.killed.result()
    reported = {
        index
        for event in [*killed.first.events, *killed.resumed.events]
        if event["type"] == "rows_finished"
        for index in event["indexes"]
    }
    assert reported == set(range(SAMPLES))


def test_the_end_of_the_program_ends_its_worker_and_its_job_goes_on_with_resume(
    lanes: Lanes,
) -> None:
    _, folder = lanes.undisturbed.result()
    has_ended, resumed = lanes.program_killed.result()
    assert has_ended, "the worker outlived its program by two seconds"
    assert_succeeded(resumed)
    other = folder.with_name("program")
    assert_same_bits(read_table(folder / "samples.h5"), read_table(other / "samples.h5"))
