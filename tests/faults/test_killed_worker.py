"""Processes that are killed or frozen: said at once, nothing lost, nothing left running.

The kills at five points run beside each other, one lane a processor, and each test waits for
its own; every run keeps to one processor, so their tables can be compared bit for bit.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..support.running_program import (
    Event,
    Finished,
    RunningProgram,
    assert_failed,
    assert_one_sentence_of_error,
    assert_succeeded,
    process_is_alive,
    run_program,
    started_program,
    wait_until,
)
from ..support.sample_files import assert_same_bits, read_table, small_job

SHORT_S = 6.0
"""So long a job has seconds left after its first news, whenever the kill comes after them."""

LONG_S = 17.0
"""So long a job writes a checkpoint on the way: the first ones are due after 1, 3 and 7 s."""


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


Trigger = Callable[[RunningProgram, Path], None]


def kill_and_resume(spec: Path, out: Path, trigger: Trigger, *, resume: bool = False) -> Killed:
    """Run until `trigger` returns, kill the worker there, go on with --resume."""
    options = ("--resume",) if resume else ()
    with started_program("run", spec, "--out", out, *options) as running:
        worker = running.worker_pid
        trigger(running, out)
        assert not (out / "result.json").exists(), "the kill came too late to test anything"
        os.kill(worker, signal.SIGKILL)
        killed_at = time.monotonic()
        first = running.wait()
        seconds = time.monotonic() - killed_at
    checkpointed = passes_in_checkpoint(out)
    with started_program("run", spec, "--out", out, "--resume") as running:
        resumed = running.wait()
    return Killed(first, seconds, resumed, out, checkpointed)


def passes_in_checkpoint(out: Path) -> int:
    """Read what a job's checkpoint counts; 0 when there is none."""
    if not (out / "checkpoint.npz").exists():
        return 0
    with np.load(out / "checkpoint.npz", allow_pickle=False) as books:
        return int(books["attack_passes"]) + int(books["check_passes"])


def at_the_start(running: RunningProgram, _: Path) -> None:
    """Hello is said, the files are not yet read."""
    assert running.worker_pid > 0


def in_the_first_attack(running: RunningProgram, _: Path) -> None:
    running.wait_for(lambda event: event["type"] == "progress" and event["passes"]["attack"] > 0)


def at_the_first_checkpoint(running: RunningProgram, out: Path) -> None:
    """In the middle: as soon as a checkpoint is seen on the disk."""
    running.wait_for(lambda _: (out / "checkpoint.npz").exists())


def at_a_confirmation(running: RunningProgram, _: Path) -> None:
    """When ONNX Runtime has been asked about an example since the last look."""
    first = running.wait_for(lambda event: event["type"] == "progress")
    before = first["passes"]["confirmation"]
    running.wait_for(
        lambda event: event["type"] == "progress" and event["passes"]["confirmation"] > before
    )


def while_writing(running: RunningProgram, out: Path) -> None:
    """When the first of the result's files appears, finished or not."""
    named = ("curve", "samples.h5", "result", ".curve", ".samples.h5", ".result")
    running.wait_for(lambda event: event["type"] == "progress" and event["share"] >= 0.9)
    wait_until(
        lambda: [path for path in out.iterdir() if path.name.startswith(named)],
        "a file of the result appears",
    )


def job_of_steps(count: int, steps: int) -> dict[str, Any]:
    return {"count": count, "batch_size": 1, "attack_params": {"steps": steps, "rel_stepsize": 0.1}}


def passes_a_second(measured: Finished) -> float:
    done = next(event for event in measured.events if event["type"] == "job_finished")
    return model_passes(done) / float(done["elapsed_s"])


PASSES_A_STEP = {24: 31, 72: 66}
"""By the number of samples: measured, 1,244 passes for 40 steps, 7,922 for 120."""


def job_of_seconds(count: int, seconds: float, speed: float) -> dict[str, Any]:
    """Return a job that takes about so long on a machine that does `speed` passes a second."""
    return job_of_steps(count, max(40, round(seconds * speed / PASSES_A_STEP[count])))


@dataclass(frozen=True)
class Lanes:
    """The runs, each at work or waiting for a lane."""

    undisturbed_short: Future[tuple[Finished, Path]]
    undisturbed_long: Future[tuple[Finished, Path]]
    frozen: Future[tuple[Finished, float, bool]]
    killed: dict[str, Future[Killed]]


@pytest.fixture(scope="module")
def lanes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lanes]:
    measured = small_job(tmp_path_factory.mktemp("measured"), **job_of_steps(24, 40))
    frozen = small_job(tmp_path_factory.mktemp("frozen"), **job_of_steps(24, 40))
    count = min(4, len(os.sched_getaffinity(0)))
    with ThreadPoolExecutor(count) as pool, ThreadPoolExecutor(1) as beside:
        frozen_run = beside.submit(freeze, frozen)
        speed = passes_a_second(undisturbed(measured)[0])
        short, long = (
            small_job(tmp_path_factory.mktemp(name), **job_of_seconds(count, seconds, speed))
            for name, count, seconds in (("short", 24, SHORT_S), ("long", 72, LONG_S))
        )
        yield Lanes(
            frozen=frozen_run,
            undisturbed_short=pool.submit(undisturbed, short),
            undisturbed_long=pool.submit(undisturbed, long),
            killed={
                "middle": pool.submit(
                    kill_after_checkpoint, long, long.parent / "middle", at_the_first_checkpoint
                ),
                "writing": pool.submit(
                    kill_after_checkpoint, long, long.parent / "writing", while_writing
                ),
                "start": pool.submit(kill_and_resume, short, short.parent / "start", at_the_start),
                "first attack": pool.submit(
                    kill_and_resume, short, short.parent / "attack", in_the_first_attack
                ),
                "confirmation": pool.submit(
                    kill_and_resume, short, short.parent / "confirmation", at_a_confirmation
                ),
            },
        )


def undisturbed(spec: Path) -> tuple[Finished, Path]:
    out = spec.with_name("undisturbed")
    with started_program("run", spec, "--out", out) as running:
        return running.wait(), out


def kill_after_checkpoint(spec: Path, out: Path, trigger: Trigger) -> Killed:
    """Kill after at least one checkpoint."""

    def after_one(running: RunningProgram, folder: Path) -> None:
        at_the_first_checkpoint(running, folder)
        if trigger is not at_the_first_checkpoint:
            trigger(running, folder)

    return kill_and_resume(spec, out, after_one)


def freeze(spec: Path) -> tuple[Finished, float, bool]:
    """Stop the worker with SIGSTOP: it lives, but no heartbeat comes any more."""
    with started_program("run", spec, "--out", spec.with_name("out")) as running:
        running.wait_for_type("job_started")
        os.kill(running.worker_pid, signal.SIGSTOP)
        frozen_at = time.monotonic()
        finished = running.wait(90)
        seconds = time.monotonic() - frozen_at
        return finished, seconds, process_is_alive(running.worker_pid)


PHASES = ["start", "first attack", "middle", "confirmation", "writing"]


@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_worker_ends_the_run_within_seconds_with_its_reason(
    phase: str, lanes: Lanes
) -> None:
    killed = lanes.killed[phase].result()
    assert killed.seconds_to_end < 5
    assert_failed(killed.first, "worker", "SIGKILL|killed")
    assert killed.first.events[-1]["exit_status"] == 1


def test_the_reason_of_a_failed_job_is_all_that_stderr_says(lanes: Lanes) -> None:
    killed = lanes.killed["middle"].result()
    assert killed.first.status == 1
    assert_one_sentence_of_error(killed.first.stderr, "killed")


@pytest.mark.parametrize("phase", PHASES)
def test_resume_after_a_kill_gives_the_undisturbed_table_bit_for_bit(
    phase: str, lanes: Lanes
) -> None:
    killed = lanes.killed[phase].result()
    long = phase in ("middle", "writing")
    reference = lanes.undisturbed_long if long else lanes.undisturbed_short
    finished, folder = reference.result()
    assert_succeeded(finished)
    assert_succeeded(killed.resumed)
    assert_same_bits(read_table(folder / "samples.h5"), read_table(killed.out / "samples.h5"))
    results = [json.loads((out / "result.json").read_text("utf-8")) for out in (folder, killed.out)]
    for key in ("sec-curve", "curve", "warnings", "model-passes", "confirmation-passes"):
        assert results[0][key] == results[1][key], key


@pytest.mark.parametrize("phase", ["middle", "writing"])
def test_the_resumed_run_spends_fewer_passes_than_the_first(phase: str, lanes: Lanes) -> None:
    killed = lanes.killed[phase].result()
    assert_succeeded(killed.resumed)
    assert killed.passes_at_checkpoint > 0
    whole = last_count(lanes.undisturbed_long.result()[0].events)
    assert killed.passes_of_the_resumed_run() < whole


@pytest.mark.parametrize("phase", ["start", "first attack", "confirmation"])
def test_a_job_killed_before_its_first_checkpoint_costs_no_more_than_a_new_one(
    phase: str, lanes: Lanes
) -> None:
    killed = lanes.killed[phase].result()
    assert_succeeded(killed.resumed)
    whole = last_count(lanes.undisturbed_short.result()[0].events)
    assert last_count(killed.resumed.events) == whole


def test_every_row_is_reported_in_one_run_or_the_other(lanes: Lanes) -> None:
    killed = lanes.killed["middle"].result()
    reported = {
        index
        for event in [*killed.first.events, *killed.resumed.events]
        if event["type"] == "rows_finished"
        for index in event["indexes"]
    }
    assert reported == set(range(72))


def test_the_end_of_the_program_ends_its_worker_within_two_seconds(tmp_path: Path) -> None:
    spec = small_job(tmp_path, **job_of_steps(24, 40))
    with started_program("run", spec, "--out", tmp_path / "out") as running:
        running.wait_for_type("job_started")
        worker = running.worker_pid
        assert process_is_alive(worker)
        running.kill()
        wait_until(lambda: not process_is_alive(worker), "the worker ends", limit_s=2)


def test_a_job_whose_program_was_killed_goes_on_with_resume(lanes: Lanes, tmp_path: Path) -> None:
    undisturbed_run, folder = lanes.undisturbed_short.result()
    assert_succeeded(undisturbed_run)
    spec = folder.with_name("spec.json")
    with started_program("run", spec, "--out", tmp_path / "out") as running:
        running.wait_for_type("rows_finished")
        running.kill()
        running.process.wait()
    resumed = run_program("run", spec, "--out", tmp_path / "out", "--resume")
    assert_succeeded(resumed)
    assert_same_bits(read_table(folder / "samples.h5"), read_table(tmp_path / "out" / "samples.h5"))


def test_a_frozen_worker_is_noticed_after_twenty_seconds_without_heartbeat(lanes: Lanes) -> None:
    finished, seconds, alive = lanes.frozen.result()
    assert_failed(finished, "20 s|heartbeat|sign of life|answer|respon")
    assert finished.events[-1]["exit_status"] == 1
    assert seconds > 15, "a worker that was silent for less must not be killed"
    assert not alive, "a frozen worker is killed, not left behind"
