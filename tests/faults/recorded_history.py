"""A history of jobs recorded call by call, and what its programs had promised at each moment."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.spec import load_spec
from pandavision_gui.jobs.job_state import JobState

from ..support.fork_server import worker_command
from ..support.recorded_disk import DiskRecorder, Flushed, Said, State, Step, Tree, Written, states
from ..support.sample_files import small_job
from ..support.system_calls import Call, answering_socket, start

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120.0

AT_THE_NEXT_START = {
    JobState.RUNNING: JobState.INTERRUPTED,
    JobState.STOPPING: JobState.CANCELLED,
}
"""What a program's end makes of a state; other states stay."""


@dataclass(frozen=True)
class Recording:
    """What was recorded.

    Attributes
    ----------
    root
        The folder as the programs left it; the data folder is `data` in it.
    """

    steps: list[Step]
    root: Path


def record_history(folder: Path, workers: Path) -> Recording:
    """Let the programs live through the history, and write down every call.

    Parameters
    ----------
    workers
        Where the server of workers listens.
    """
    spec = _with_absolute_paths(
        small_job(folder / "files", count=12, batch_size=4, attack_params={"steps": 20})
    )
    small = _with_absolute_paths(small_job(folder / "small", count=4, attack_params={"steps": 1}))
    with h5py.File(folder / "files" / "signs.h5", "r+") as file:
        # Wrong already: reported before there is a checkpoint.
        file["labels"][:2] = (file["labels"][:2] + 1) % 12
    root = folder / "root"
    root.mkdir()
    recorder, lock = DiskRecorder(root), threading.Lock()

    def answer(call: Call) -> int:
        with lock:
            return recorder.answer(call)

    # The path of a socket may be no longer than about 100 bytes.
    with tempfile.TemporaryDirectory() as short, answering_socket(Path(short), answer) as answers:
        command = json.dumps(worker_command(workers, quick=True, answers=answers))
        for part in ("first", "second"):
            arguments = [str(root / "data"), str(spec), str(small), command, part]
            process, thread = start(
                [sys.executable, "-m", "tests.faults.history_program", *arguments],
                answer,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            _, stderr = process.communicate(timeout=LIMIT_S)
            thread.join(LIMIT_S)
            assert (process.returncode, stderr) == (0, ""), stderr
    assert not recorder.unknown, f"calls that no disk is modelled for: {recorder.unknown}"
    assert seen_below(root) == {
        name: content and content[0] for name, content in recorder.now().items()
    }, "the recorder missed something"
    return Recording(recorder.steps, root)


def seen_below(root: Path) -> dict[str, bytes | None]:
    """Return what is below a folder: files with their bytes, folders with None."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
    }


def _with_absolute_paths(path: Path) -> Path:
    absolute = path.with_name("absolute.json")
    absolute.write_text(load_spec(path).model_dump_json(by_alias=True, exclude_unset=True), "utf-8")
    return absolute


@dataclass
class Promises:
    """What had been said by some moment, and so must be there at the next start.

    Attributes
    ----------
    states
        The states that each job can be found in.
    in_index
        The states that the index can have, before the next start has looked at the folders.
    gone
        Jobs that were removed.
    in_doubt
        Jobs about which something was asked that was not yet said to be done.
    order
        The waiting jobs; None while something is being done.
    rows
        By job, the samples that were reported as finished.
    paused
        Whether the queue can be found paused.
    """

    states: dict[UUID, set[JobState]] = field(default_factory=dict)
    in_index: dict[UUID, set[JobState]] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)
    in_doubt: set[UUID] = field(default_factory=set)
    order: list[UUID] | None = field(default_factory=list)
    rows: dict[UUID, set[int]] = field(default_factory=dict)
    paused: set[bool] = field(default_factory=lambda: {False})


_PAUSES = {"pause": True, "continue": False}
_BEGINS = re.compile(rb"the job begins in process (\d+)")


class Listener:
    """Follows what the programs of a recording say."""

    def __init__(self, steps: list[Step]) -> None:
        self.promises = Promises()
        self._jobs_of_workers: dict[int, UUID] = {}
        self._said: dict[UUID, list[tuple[int, JobState]]] = {}
        for number, step in enumerate(steps):
            line = _line(step)
            if "state" in line:
                said = self._said.setdefault(UUID(line["job"]), [])
                said.append((number, JobState(line["state"])))

    def hear(self, number: int, step: Step, disk: State) -> Promises:
        """Take the next step; return what is promised after it."""
        if isinstance(step, Written) and (begins := _BEGINS.search(step.data)):
            self._begin(int(begins[1]), step.node, disk)
        line = _line(step)
        promises = self.promises
        if (asked := _PAUSES.get(line.get("asked"))) is not None:
            promises.paused = {*promises.paused, asked}
        elif (done := _PAUSES.get(line.get("done"))) is not None:
            promises.paused = {done}
        if "state" in line:
            promises.states.setdefault(UUID(line["job"]), set())
        elif "asked" in line:
            promises.order = None
            promises.in_doubt = {UUID(line["job"])} if line.get("job") else set()
        elif "done" in line:
            promises.order = [UUID(job) for job in line.get("order", ())]
            promises.in_doubt = set()
            if line["done"] == "remove":
                promises.gone.add(UUID(line["job"]))
            elif line["done"] == "restore":
                promises.gone.discard(UUID(line["job"]))
            elif line["done"] == "close":
                promises.order = None
        elif line.get("type") == "rows_finished":
            assert isinstance(step, Said)
            job = self._jobs_of_workers[step.pid]
            promises.rows.setdefault(job, set()).update(line["indexes"])
        for job in promises.states:
            near = self._near(job, number)
            promises.in_index[job] = near
            promises.states[job] = {AT_THE_NEXT_START.get(state, state) for state in near}
        return promises

    def _near(self, job: UUID, number: int) -> set[JobState]:
        """Return the state that was said last, and the next one, which may be there already."""
        said = self._said[job]
        last = max(place for place, (when, _) in enumerate(said) if when <= number)
        return {state for _, state in said[last : last + 2]}

    def _begin(self, worker: int, log: int, disk: State) -> None:
        """Note whose worker it is; it drops the rows that are younger than the checkpoint."""
        jobs = disk.entries[disk.entries[disk.entries[0]["data"]]["jobs"]]
        folder = next(
            name for name, node in jobs.items() if disk.entries.get(node, {}).get("job.log") == log
        )
        job = UUID(folder)
        self._jobs_of_workers[worker] = job
        if job in self.promises.rows:
            now = disk.now()
            self.promises.rows[job] &= _rows_that_stay(now, f"data/jobs/{folder}/")


def _rows_that_stay(tree: Tree, folder: str) -> set[int]:
    """Return the samples in the shards that a job's checkpoint counts."""
    checkpoint = tree.get(folder + "checkpoint.npz")
    if checkpoint is None:
        return set()
    with np.load(io.BytesIO(checkpoint[0]), allow_pickle=False) as books:
        shards = int(books["shards"])
    indexes: set[int] = set()
    for shard in range(shards):
        written = tree[f"{folder}rows/{shard:06d}.index.npy"]
        assert written is not None, "a folder in place of a shard"
        indexes |= {int(i) for i in np.load(io.BytesIO(written[0]), allow_pickle=False)}
    return indexes


def _line(step: Step) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(step.data.splitlines()[0]) if isinstance(step, Said) else {}
    return line


Moment = tuple[int, State, Promises]
"""Number of the last step, the disk after it (changing), what is promised by then."""


def every_moment(recording: Recording) -> Iterator[Moment]:
    """Go through all steps."""
    listener = Listener(recording.steps)
    for number, step, disk in states(recording.steps):
        yield number, disk, listener.hear(number, step, disk)


def moments_that_differ(recording: Recording) -> Iterator[Moment]:
    """Go through the moments after which a power cut leaves something else, or has more to keep."""
    before = Tree()
    for number, disk, promises in every_moment(recording):
        step = recording.steps[number]
        if isinstance(step, Flushed):
            certain = disk.certain()
            is_other, before = certain != before, certain
        else:
            is_other = bool({"state", "done", "indexes"} & _line(step).keys())
        if is_other:
            yield number, disk, promises
