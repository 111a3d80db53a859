"""The n-th write, flush or rename fails, for real: the kernel says so to whoever asks it."""

from __future__ import annotations

import errno
import random
import re
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.row_writer import read_rows
from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.jobs.events import CommandRefused, JobProgressed, JobRow
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker_process import WorkerProcess

from ..jobs.watched_queue import watched_queue
from ..support.fork_server import worker_command
from ..support.forked_work import run_forked
from ..support.sample_files import assert_same_bits, read_table, small_job
from ..support.system_calls import Call, answering_socket
from .refused_calls import Kind, Refusal
from .writing_program import ROWS, SHARDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system calls of Linux")

SEED = 20_261_129
LIMIT_S = 120.0
SAMPLES = 8


# The worker's folder.


@dataclass(frozen=True)
class Ended:
    """A job that met the refusal, and what became of it when there was room again.

    Attributes
    ----------
    reported, on_disk
        Finished samples by the last report, and those in whole shards.
    at_last
        How it ended when it was resumed; the first end's state where it finished at once.
    """

    refusal: Refusal
    row: JobRow
    refusals_told: list[str]
    reported: int
    on_disk: int
    at_last: JobRow
    folder: JobFolder


@dataclass(frozen=True)
class WorkerDisk:
    """Runs small jobs, each in a data folder of its own on a disk that refuses a worker's call."""

    folder: Path
    workers: Path
    spec: EvaluationSpec

    def run(self, refusal: Refusal | None = None) -> Ended:
        """Run a job whose worker meets a refusal, then resume it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        refusal = refusal or Refusal("")
        refusal.folder = str(folder / "data" / "jobs")
        with (
            answering_socket(folder, refusal.answer) as answers,
            watched_queue(
                folder / "data",
                start_worker=lambda: WorkerProcess(worker_command(self.workers, answers=answers)),
            ) as watched,
        ):
            job_id = watched.queue.add(self.spec).result(LIMIT_S)
            row = at_last = watched.settled(job_id, LIMIT_S)
            refusal.has_room_again = True
            job = watched.folder(job_id)
            told = [event.progress.finished for event in watched.events.of(JobProgressed)]
            on_disk = len(read_rows(job.path, np.arange(SAMPLES)))
            if row.state is JobState.INTERRUPTED:
                watched.answer(watched.queue.resume(job_id))
                at_last = watched.settled(job_id, LIMIT_S)
            refused = [event.sentence for event in watched.events.of(CommandRefused)]
            return Ended(refusal, row, refused, max(told, default=0), on_disk, at_last, job)


@pytest.fixture(scope="module")
def worker_disk(
    quick_folder: Path, workers: Path, tmp_path_factory: pytest.TempPathFactory
) -> WorkerDisk:
    spec = load_spec(
        small_job(
            tmp_path_factory.mktemp("files"),
            count=SAMPLES,
            batch_size=4,
            attack_params={"steps": 10, "rel_stepsize": 0.1},
        )
    )
    return WorkerDisk(quick_folder, workers, spec)


@pytest.fixture(scope="module")
def undisturbed(worker_disk: WorkerDisk) -> Ended:
    ended = worker_disk.run()
    assert ended.row.state is JobState.FINISHED, ended.row.reason
    return ended


def drawn_refusals(seen: list[Kind], rng: random.Random) -> list[Refusal]:
    """Return a refusal on every file, of a drawn kind of call; full and failing disks by turns."""
    files = sorted({file for _, file in seen})
    kinds = [rng.choice(sorted({kind for kind in seen if kind[1] == file})) for file in files]
    rng.shuffle(kinds)
    return [
        # How many checkpoints there are is the machine's speed; the first is always there.
        Refusal(
            "",
            kind,
            at=1 if "checkpoint" in kind[1] else rng.randint(1, seen.count(kind)),
            error=(errno.ENOSPC, errno.EIO)[place % 2],
            for_good=place % 4 < 2,
        )
        for place, kind in enumerate(kinds)
    ]


def test_whatever_the_disk_refuses_a_worker_ends_in_a_sentence_and_the_job_goes_on_bit_for_bit(
    worker_disk: WorkerDisk, undisturbed: Ended
) -> None:
    refusals = drawn_refusals(undisturbed.refusal.seen, random.Random(SEED))
    assert len(refusals) > 12, undisturbed.refusal.seen
    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(met, worker_disk, refusal) for refusal in refusals]
    failures = []
    for end, refusal in zip(ends, refusals, strict=True):
        try:
            assert_held(end.result(), undisturbed)
        except AssertionError as error:
            failures.append(f"{refusal.wanted} {refusal.error}: {error!s:.500}")
    assert not failures, "\n\n".join(failures)


def met(worker_disk: WorkerDisk, refusal: Refusal) -> Ended:
    """Run a job that meets a refusal, once more with the first call where there was no n-th.

    Rows are written by the clock: a job that is faster than the undisturbed one writes less often.
    """
    ended = worker_disk.run(refusal)
    if ended.refusal.refused is None:
        again = Refusal("", refusal.wanted, at=1, error=refusal.error, for_good=refusal.for_good)
        ended = worker_disk.run(again)
    return ended


def assert_held(ended: Ended, undisturbed: Ended) -> None:
    """One sentence, nothing reported is lost, and the resumed result is the undisturbed one."""
    assert ended.refusal.refused, "no call was refused"
    if ended.row.state is not JobState.FINISHED:  # without a log a job can do
        assert ended.row.state is JobState.INTERRUPTED, ended.row.reason
        is_full = ended.refusal.error == errno.ENOSPC
        said = "disk is full" if is_full else "could not be written"
        assert said in ended.row.reason
        assert "errno" not in ended.row.reason
        assert len(re.findall(r"[.] ", ended.row.reason)) <= 1, "a sentence, and what to do"
    assert ended.on_disk >= ended.reported
    assert ended.refusals_told == []
    assert ended.at_last.state is JobState.FINISHED, ended.at_last.reason
    tables = [read_table(end.folder.path / "samples.h5") for end in (undisturbed, ended)]
    assert_same_bits(*tables)
    expected, found = (require_result(end.folder) for end in (undisturbed, ended))
    for name in ("curve", "warnings", "model_passes", "confirmation_passes"):
        assert getattr(found, name) == getattr(expected, name), name


# The owner's folders and its index.


def run_refused(module: str, root: Path, refusals: list[Refusal]) -> list[dict[str, Any]]:
    """Run a program once for each refusal; it works in `data` until it makes the file `room`."""
    for number, refusal in enumerate(refusals):
        refusal.folder = str(root / str(number) / "data")

    def answer(refusal: Refusal, call: Call) -> int:
        if call.path == refusal.folder.removesuffix("data") + "room":
            refusal.has_room_again = True
        return refusal.answer(call)

    return run_forked(f"tests.faults.{module}", root, [partial(answer, r) for r in refusals])


def refusals_of_all(calls: int) -> list[Refusal]:
    """Return one for each call, by turns a disk full from then on, and one that fails once."""
    return [
        Refusal("", at=at, error=errno.ENOSPC if at % 2 else errno.EIO, for_good=at % 2 == 1)
        for at in range(1, calls + 1)
    ]


def assert_all(
    refusals: list[Refusal],
    reports: list[dict[str, Any]],
    check: Callable[[dict[str, Any], Refusal], None],
) -> None:
    """Every report holds; what does not is told with the call that was refused."""
    failures = []
    for refusal, report in zip(refusals, reports, strict=True):
        try:
            assert refusal.refused is not None, "no call was refused"
            assert "mistake" not in report
            check(report, refusal)
        except AssertionError as error:
            failures.append(f"{refusal.at} {refusal.refused}: {error!s:.600}\n{report}")
    assert not failures, "\n\n".join(failures)


# What a worker writes, every call of it.


def test_whichever_call_of_a_worker_is_refused_what_was_there_stays_and_a_second_try_succeeds(
    quick_folder: Path,
) -> None:
    whole = Refusal("")
    (undisturbed,) = run_refused("writing_program", quick_folder / "written", [whole])
    assert (undisturbed["refused"], undisturbed["checkpoint"]) == ([], SHARDS)
    assert undisturbed["rows"] == list(range(SHARDS * ROWS))
    assert whole.counted > 100
    refusals = refusals_of_all(whole.counted)
    reports = run_refused("writing_program", quick_folder / "refused-writing", refusals)

    def check(report: dict[str, Any], refusal: Refusal) -> None:
        code = "disk_full" if refusal.error == errno.ENOSPC else "cannot_write"
        assert report["refused"] == [code]
        assert report["harmed"] == []
        for name in ("rows", "pictures", "checkpoint"):
            assert report[name] == undisturbed[name], name

    assert_all(refusals, reports, check)


# The owner's folders and its index.


UNDISTURBED = {"one": "queued", "two": "queued", "three": "cancelled"}
_IN_WORDS = (
    "disk is full",
    "could not be written to",
    "cannot be used",
    "There is no removed job",  # as removing it was refused
)


def test_whatever_the_disk_refuses_the_owner_every_command_is_done_or_told_and_no_job_is_lost(
    quick_folder: Path,
) -> None:
    whole = Refusal("")
    (undisturbed,) = run_refused("commands_program", quick_folder / "asked", [whole])
    assert undisturbed["again"]["shown"] == UNDISTURBED
    assert whole.counted > 100
    refusals = refusals_of_all(whole.counted)
    reports = run_refused("commands_program", quick_folder / "refused-asking", refusals)
    assert_all(refusals, reports, assert_commands_held)


def assert_commands_held(report: dict[str, Any], _: Refusal) -> None:
    """What was done is there at the next start; what was not was told in a sentence."""
    first, again = report["first"], report["again"]
    refused = {name: text for name, text in first["sentences"].items() if text is not None}
    for sentence in refused.values():
        assert sentence.endswith(".")
        assert any(words in sentence for words in _IN_WORDS), sentence
    if "open" in refused:
        assert again["shown"] == {}
        return
    assert first["told"] == list(refused.values())
    assert again["told"] == []
    # A job is as it was shown, or already as somebody was told that it could not be brought to.
    assert again["shown"].keys() == first["shown"].keys()
    assert len(report["folders"]) == len(again["shown"])
    for name, state in first["shown"].items():
        assert again["shown"][name] in {state, *nearly(name, refused)}, name
    for name in UNDISTURBED.keys() - again["shown"].keys():
        assert f"add {name}" in refused or (name == "two" and "restore two" in refused), name
    if not refused:
        assert again["shown"] == UNDISTURBED
    assert not [name for name in report["data"] if "damaged" in name], "the index was damaged"


def nearly(name: str, refused: dict[str, str]) -> set[str]:
    """Return the states that a job's folder may have where a command broke off in the middle."""
    states = {"stop": "cancelled", "resume": "queued"}
    return {state for word, state in states.items() if f"{word} {name}" in refused}
