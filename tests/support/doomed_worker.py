"""The real worker, with its end arranged: run as a program, with a folder of plans.

Usage: doomed_worker.py PLANS --worker

The plan of a job is PLANS/NAME.json by its spec's name: a list of {"phase", "step", "deed"}, one
for each run; none, or an empty list, lets the worker work on to its end. A step is counted where
something can be cut off: before a pass through either model, before and after a flush, before a
file of ours is opened, renamed or removed, when one is open and has nothing in it yet, before a
message goes out. So a point is found again whatever the machine is busy with. The phases are
"loading", "search", "check" and "writing"; in "search writes" (and so on) only the files that have
nothing in them yet are counted. A phase that is left before its step came ends there.

What the worker does stands in PLANS/NAME.log, a line each, written before it is done: see `Notes`.
Reports and checkpoints come by steps instead of by seconds, so that a short job has many.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

HEARTBEAT_S = 0.2
QUICK_S = 0.02
REPORT_EVERY = 8
CHECKPOINT_EVERY = 24
DEEDS: dict[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGSEGV": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "SIGSTOP": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "exit": lambda: os._exit(9),
    "exit 0": lambda: os._exit(0),
}


class Notes:
    """The log of a job's runs.

    Lines: "run", "found JSON" of what is on disk already, "phase NAME" at the beginning of each,
    "passes ROWS" before a call of the converted model, "rows INDEXES" of samples whose search
    ended, "told INDEXES" of samples that are about to be reported finished, "doomed" at the
    arranged end, "steps JSON" at the real one.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def add(self, *words: object) -> None:
        os.write(self._file, (" ".join(str(word) for word in words) + "\n").encode())


class Fate:
    """Counts the steps of each phase and does the deed at the one that was drawn."""

    def __init__(self, notes: Notes, plan: dict[str, Any] | None) -> None:
        self.notes = notes
        self._plan = plan
        self._thread = threading.get_ident()
        self.phase = ""
        self.steps: dict[str, int] = {}
        self.enter("loading")

    def enter(self, phase: str) -> None:
        if phase == self.phase:
            return
        if self._plan is not None and self._plan["phase"] in (self.phase, f"{self.phase} writes"):
            self._meet()
        self.phase = phase
        self.notes.add("phase", phase)

    def write(self) -> None:
        """Note that a file is being written and has nothing in it yet."""
        self.step()
        if threading.get_ident() == self._thread:
            kind = f"{self.phase} writes"
            count = self.steps[kind] = self.steps.get(kind, 0) + 1
            plan = self._plan
            if plan is not None and plan["phase"] == kind and count >= plan["step"]:
                self._meet()

    def step(self) -> None:
        if threading.get_ident() != self._thread:  # heartbeats and hashes come when they like
            return
        count = self.steps[self.phase] = self.steps.get(self.phase, 0) + 1
        plan = self._plan
        if plan is not None and plan["phase"] == self.phase and count >= plan["step"]:
            self._meet()

    def _meet(self) -> None:
        deed = self._plan["deed"] if self._plan else ""
        self._plan = None
        self.notes.add("doomed", deed)
        DEEDS[deed]()


def next_plan(path: Path) -> dict[str, Any] | None:
    """Take the plan of this run off the list."""
    try:
        plans = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    if not plans:
        return None
    rest = path.with_suffix(".rest")
    rest.write_text(json.dumps(plans[1:]), "utf-8")
    rest.replace(path)
    plan: dict[str, Any] = plans[0]
    return plan


def before(fate: Fate, owner: Any, name: str) -> None:
    """Count a step before each call."""
    original = getattr(owner, name)

    def stepped(*arguments: Any, **named: Any) -> Any:
        fate.step()
        return original(*arguments, **named)

    setattr(owner, name, stepped)


def arrange(plans: Path, folder: Path) -> None:
    """Make this process meet its fate while it evaluates the job in `folder`."""
    name = json.loads((folder / "spec.json").read_text("utf-8"))["name"]
    notes = Notes(plans / f"{name}.log")
    notes.add("run")
    notes.add("found", json.dumps(on_disk(folder)))
    fate = Fate(notes, next_plan(plans / f"{name}.json"))

    from pandavision_gui.engine.evaluation import checkpoint, recorder, worst_case_run
    from pandavision_gui.engine.evaluation.counted_model import CountedModel
    from pandavision_gui.engine.models.onnx_truth import OnnxTruth
    from pandavision_gui.jobs.messages import JobFinished, RowsFinished
    from pandavision_gui.jobs.worker.channel import Channel

    recorder.Recorder.report_is_due = every(REPORT_EVERY)  # type: ignore[assignment]
    checkpoint.CheckpointFile.is_due = every(CHECKPOINT_EVERY)  # type: ignore[assignment]

    def on_audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.rename", "os.remove") and str(folder) in str(arguments[0]):
            fate.step()

    sys.addaudithook(on_audit)
    step_in_writes(str(folder), fate.write)
    before(fate, OnnxTruth, "_run")
    flush = os.fsync

    def fsync(file: int) -> None:
        fate.step()
        flush(file)
        fate.step()

    os.fsync = fsync
    logits_and_gradients = CountedModel.logits_and_gradients

    def counted(self: Any, points: Any, objective: Any) -> Any:
        fate.step()
        notes.add("passes", len(points))
        return logits_and_gradients(self, points, objective)

    CountedModel.logits_and_gradients = counted  # type: ignore[method-assign]
    run = worst_case_run.WorstCaseRun
    enter, record = run._enter, run._record

    def entered(self: Any, phase: Any, queue: Any, *unbroken: Any) -> None:
        phases = worst_case_run.Phase
        fate.enter({phases.SEARCH: "search", phases.DONE: "writing"}.get(phase, "check"))
        enter(self, phase, queue, *unbroken)

    def recorded(self: Any, findings: Any) -> None:
        if findings and self._phase is worst_case_run.Phase.SEARCH:
            notes.add("rows", *(finding.clean.index for finding in findings))
        record(self, findings)

    run._enter, run._record = entered, recorded  # type: ignore[method-assign]
    send = Channel.send

    def sent(self: Any, message: Any) -> None:
        if isinstance(message, RowsFinished):
            notes.add("told", *message.indexes)
        if isinstance(message, JobFinished):
            notes.add("steps", json.dumps(fate.steps))
        fate.step()
        send(self, message)

    Channel.send = sent  # type: ignore[method-assign]


def step_in_writes(folder: str, step: Callable[[], None]) -> None:
    """Call `step` whenever a file below a folder was opened to be written and is still empty."""
    opened = Path.open

    def open_(path: Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        file = opened(path, mode, *arguments, **named)
        if mode[0] in "wx" and folder in str(path):
            step()
        return file

    Path.open = open_  # type: ignore[method-assign, assignment]


def on_disk(folder: Path) -> dict[str, Any]:
    """Read what a job folder holds while nobody works in it.

    Returns
    -------
    rows
        Samples that have a row.
    settled
        Those whose rows are older than the checkpoint.
    passes
        Rows sent through the converted model, by the checkpoint's count.
    has_result
        Whether the job is done.
    """
    import numpy as np

    shards: dict[int, set[int]] = {}
    for path in sorted((folder / "rows").glob("[0-9]*.npz")):
        with np.load(path, allow_pickle=False) as table:
            shards[int(path.stem)] = {int(index) for index in table["index"]}
    count, passes = 0, 0
    if (folder / "checkpoint.npz").exists():
        with np.load(folder / "checkpoint.npz", allow_pickle=False) as books:
            count = int(books["shards"])
            passes = int(books["attack_passes"]) + int(books["check_passes"])
    missing = set(range(count)) - shards.keys()
    assert not missing, f"{folder} lacks shards that its checkpoint counts: {missing}"
    rows: set[int] = set().union(*shards.values())
    settled: set[int] = set().union(*(shards[number] for number in range(count)))
    return {
        "rows": sorted(rows),
        "settled": sorted(settled),
        "passes": passes,
        "has_result": (folder / "result.json").exists(),
    }


def doomed_workers(plans: Path) -> Callable[[], Any]:
    """Return what starts workers whose ends are arranged in this folder."""
    from pandavision_gui.jobs.worker_process import WORKER_FLAG, WorkerProcess

    command = [sys.executable, "-P", str(Path(__file__)), str(plans), WORKER_FLAG]
    return lambda: WorkerProcess(command)


def freeze(process: psutil.Process) -> None:
    """Stop a worker that has settled in: before, nothing but the end of its input can end it.

    Settling in ends with making itself nice.
    """
    with contextlib.suppress(psutil.Error):
        if process.nice() > 0:
            process.suspend()


def every(count: int) -> property:
    """Return a property that is true each so many times it is asked for."""
    asked = 0

    def is_due(_: Any) -> bool:
        nonlocal asked
        asked += 1
        return asked % count == 0

    return property(is_due)


def be_quick() -> None:
    """Store and report all the time, so that a short job has many moments to be cut off in."""
    from pandavision_gui.engine.evaluation import checkpoint, recorder

    checkpoint.FIRST_INTERVAL_S = checkpoint.INTERVAL_S = 4 * QUICK_S
    checkpoint.LARGEST_SHARE = 1.0
    recorder.REPORT_INTERVAL_S = QUICK_S


def be_impatient(seconds: float) -> None:
    """Give a model so long for its first answers, where the program gives it more."""
    from pandavision_gui.engine.evaluation import doctor
    from pandavision_gui.engine.models import first_answers

    first_answers.FIRST_ANSWER_S = seconds
    assert doctor.diagnose.__kwdefaults__["seconds"] == doctor.SECONDS
    doctor.diagnose.__kwdefaults__["seconds"] = seconds


def load_all() -> None:
    """Load what workers load for any task, in its course too: else each would do so anew.

    Nothing is computed: what has computed may hold threads, which no forked process gets.
    """
    from pandavision_gui import engine, jobs
    from pandavision_gui.jobs.worker.warm_up import load_libraries

    load_libraries()
    modules = ["matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"]
    for package in (engine, jobs):
        prefix = f"{package.__name__}."
        modules += [found.name for found in pkgutil.walk_packages(package.__path__, prefix)]
    for module in modules:
        importlib.import_module(module)


def fork_on_demand(descriptor: int) -> None:
    """Load the libraries, then fork a worker whenever the other end of a socket asks for one.

    Returns in the forked worker only; the process itself ends with the socket. See `nursery.py`.
    """
    load_all()
    gc.collect()
    gc.freeze()  # or each process would copy all that there is when it collects
    asked = socket.socket(fileno=descriptor)
    codes: dict[int, int] = {}  # two threads may ask for the end of one worker at once
    while True:
        data, files, _, _ = socket.recv_fds(asked, 65536, 3)
        if not data:
            os._exit(0)
        request = json.loads(data)
        if "fork" in request:
            pid = os.fork()
            codes.pop(pid, None)  # its number may have been another's
            if pid == 0:
                asked.close()
                os.setsid()
                if request["processors"]:
                    os.sched_setaffinity(0, request["processors"])
                for number, file in enumerate(files):
                    os.dup2(file, number)
                    os.close(file)
                if request["quick"]:
                    be_quick()
                if request["answer_s"]:
                    be_impatient(request["answer_s"])
                exec(request["code"], {})
                return
            for file in files:
                os.close(file)
            answer: int | None = pid
        else:
            pid = request["ended"]
            if pid not in codes:
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    codes[pid] = os.waitstatus_to_exitcode(status)
            answer = codes.get(pid)
        asked.send(json.dumps(answer).encode())


def main() -> None:
    plans = Path(sys.argv[1])
    if sys.argv[2].startswith("--nursery="):
        fork_on_demand(int(sys.argv[2].partition("=")[2]))
    from pandavision_gui.jobs.worker.lifeline import hold_to_owner

    hold_to_owner()  # as __main__ does
    from pandavision_gui.jobs.messages import RunJob
    from pandavision_gui.jobs.worker import heartbeat
    from pandavision_gui.jobs.worker import main as worker
    from pandavision_gui.jobs.worker.channel import Channel

    heartbeat.INTERVAL_S = HEARTBEAT_S
    next_command = Channel.next_command

    def next_with_fate(self: Any) -> Any:
        command = next_command(self)
        if isinstance(command, RunJob) and plans.exists():  # else it is an ordinary worker
            arrange(plans, Path(command.folder))
        return command

    Channel.next_command = next_with_fate  # type: ignore[method-assign]
    worker.serve()


if __name__ == "__main__":
    main()
