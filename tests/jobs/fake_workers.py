"""Small programs that stand in for the worker, and a way to supervise them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.messages import (
    PROTOCOL_VERSION,
    ExportFigure,
    Failed,
    Hello,
    InspectFile,
    JobFinished,
    JobStopped,
    Message,
    Report,
    RunJob,
    encode,
)
from pandavision_gui.jobs.supervisor import Limits, Outcome, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

HELLO = Hello(protocol=PROTOCOL_VERSION, program="0", pid=1)
FINISHED = JobFinished.model_validate(
    {
        "sec_level": "low",
        "sec_value": 0.25,
        "curve": (),
        "evaluated": 3,
        "warnings": (),
        "passes": PassCounts(),
        "elapsed_s": 1.0,
    }
)
STOPPED = JobStopped(finished=1, total=3)
RUN = RunJob(folder="/nowhere", resume=False, threads=1)


def failed(kind: str, code: str = "a_code") -> Failed:
    """Return a failure of this kind."""
    return Failed.model_validate(
        {"kind": kind, "code": code, "message": "It broke.", "hint": "Mend it.", "details": "d"}
    )


def say(*messages: Message | bytes) -> str:
    """Return Python code that writes these messages or bytes at once."""
    data = b"".join(m if isinstance(m, bytes) else encode(m) for m in messages)
    return f"out({data!r})\n"


def program(code: str) -> list[str]:
    """Return the command of a worker that reads its command and then runs `code`."""
    start = (
        "import os, sys, signal\n"
        "def out(data):\n"
        "    sys.stdout.buffer.write(data); sys.stdout.buffer.flush()\n"
        "def wait():\n"
        "    sys.stdin.buffer.readline()\n"
        "wait()\n"
    )
    return [sys.executable, "-I", "-S", "-c", start + code]


@dataclass
class Heard:
    """What a supervised worker said, and how it ended."""

    outcome: Outcome
    reports: list[Report] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    exit_code: int | None = None


def watch(
    code: str,
    *,
    command: RunJob | InspectFile | ExportFigure = RUN,
    stop: StopSwitch | None = None,
    on_report: Callable[[Report, WorkerProcess], Any] = lambda report, worker: None,
    hindrance: Callable[[], PandaVisionError | None] = lambda: None,
    **limits: Any,
) -> Heard:
    """Supervise a worker that runs `code`, to its end."""
    reports: list[Report] = []
    log: list[str] = []
    with WorkerProcess(program(code)) as worker:

        def heard(report: Report) -> None:
            reports.append(report)
            on_report(report, worker)

        outcome = supervise(
            worker,
            command,
            on_report=heard,
            on_log=log.append,
            stop=stop,
            hindrance=hindrance,
            limits=Limits(**{"silence_s": 10.0, **limits}),
        )
    return Heard(outcome, reports, log, worker.exit_code)
