"""Looks into changed files, each in a forked process that is confined as a worker is."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandavision_gui.engine.datasets.inspect_dataset
import pandavision_gui.engine.models.inspect_model  # noqa: F401 - once, for all that are forked
from pandavision_gui.jobs.messages import (
    LONGEST_LINE,
    Failed,
    Inspected,
    InspectFile,
    Message,
    decode_report,
    encode,
)
from pandavision_gui.jobs.worker.inspect_files import inspect_file
from pandavision_gui.jobs.worker.main import failure_of

from . import seeds
from .mutations import changed_dataset, changed_model

LONGEST_S = 20.0
PATIENCE = 15
"""Times as long a second look at the same file may take.

Who only waits will never use its processor time up, who has to share the processor will.
"""
_SIDE_BY_SIDE = 2
_LONGEST_SENTENCE = 1500


@dataclass(frozen=True)
class Target:
    """One of the two inspectors."""

    name: str
    file: str
    seeds: Callable[[], list[bytes]]
    change: Callable[[list[bytes], random.Random], bytes]


TARGETS = (
    Target("model", "model.onnx", seeds.models, changed_model),
    Target("dataset", "data.h5", seeds.datasets, changed_dataset),
)


@dataclass
class Tally:
    """What came of the files.

    Attributes
    ----------
    ends
        How many ended in which way: "usable", a refusal's code, "crashed (SIGSEGV)", …
    mistakes
        Files that were not dealt with as promised, and why.
    slowest_s
        Wall-clock time of the slowest look.
    late_once
        How many were too slow at the first look, and not at the second.
    """

    ends: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    late_once: int = 0

    @property
    def count(self) -> int:
        return self.ends.total()


class _Look:
    """A process that looks into one file, and the pipe that it tells through."""

    def __init__(self, path: Path, content: bytes, number: int, *, is_second: bool = False) -> None:
        self.number, self.path = number, path
        self.content, self.is_second = content, is_second
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self.began = time.monotonic()
        self.told = b""
        self.pipe, its = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            _look(path, its)
        os.close(its)

    def read(self) -> bool:
        """Read what there is; return whether that was all."""
        data = os.read(self.pipe, 65_536)
        self.told += data
        return not data

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def end(self, *, kill: bool) -> int:
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.pipe)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def fuzz(
    target: Target, folder: Path, *, seed: int, count: int, until: float | None = None
) -> Iterator[Tally]:
    """Look into `count` changed files, or go on until a moment of the monotonic clock.

    Yields
    ------
    The tally, after every look.
    """
    good, tally = target.seeds(), Tally()
    gc.freeze()  # a forked process that sweeps copies the memory that it shares
    running: dict[int, _Look] = {}
    number = 0
    while True:
        is_time = until is None or time.monotonic() < until
        while number < count and is_time and len(running) < _SIDE_BY_SIDE:
            content = target.change(good, random.Random(f"{seed} {target.name} {number}"))
            place = folder / f"{target.name}{number % (2 * _SIDE_BY_SIDE)}" / target.file
            look = _Look(place, content, number)
            running[look.pipe] = look
            number += 1
        if not running:
            return
        ready, _, _ = select.select(list(running), [], [], 0.5)
        for pipe in list(running):
            look = running[pipe]
            is_late = look.seconds > LONGEST_S * (PATIENCE if look.is_second else 1)
            if (pipe in ready and look.read()) or is_late:
                del running[pipe]
                if is_late and not look.is_second:
                    # Where the machine is busy: only who is too slow twice is too slow.
                    look.end(kill=True)
                    look = _Look(look.path, look.content, look.number, is_second=True)
                    running[look.pipe] = look
                    continue
                _note(tally, look, look.end(kill=is_late), is_late=is_late, keep=folder)
                yield tally


def _note(tally: Tally, look: _Look, status: int, *, is_late: bool, keep: Path) -> None:
    end, why = _judged(look.told, status)
    if is_late:
        end, why = "too slow", f"it took longer than {LONGEST_S:.0f} seconds"
    tally.ends[end] += 1
    tally.slowest_s = max(tally.slowest_s, look.seconds)
    if why:
        kept = keep / f"kept-{look.number}-{look.path.name}"
        kept.write_bytes(look.content)
        tally.mistakes.append(f"{kept}: {why}")
    elif look.is_second:
        tally.late_once += 1


def _judged(told: bytes, status: int) -> tuple[str, str]:
    """Return how a look ended, and what is wrong with that."""
    if status == -signal.SIGXCPU:
        return "processor time used up", ""
    if status < 0:
        return f"crashed ({signal.Signals(-status).name})", ""
    report = decode_report(told)
    if len(told) > LONGEST_LINE or told.count(b"\n") != 1:
        return "no message", f"what it said is no message: {told[:200]!r}"
    if isinstance(report, Inspected):
        return "usable", ""
    if not isinstance(report, Failed):
        return "no message", f"what it said is no message: {told[:200]!r}"
    sentence = f"{report.message} {report.hint}"
    if report.kind == "internal":
        return report.code, f"{sentence}\n{report.details}"
    is_plain = sentence.isprintable() and "Traceback" not in sentence
    is_short = len(sentence) < _LONGEST_SENTENCE
    return report.code, "" if is_plain and is_short else f"no plain sentence: {sentence!r}"


def _look(path: Path, pipe: int) -> None:
    """Do in this process what a worker does that is asked to look into a file."""
    with contextlib.suppress(BaseException):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        logging.disable(logging.CRITICAL)
        channel = _Pipe(pipe)
        try:
            inspect_file(InspectFile(path=str(path)), channel)  # type: ignore[arg-type]
        except Exception as error:
            channel.send(failure_of(error))
    os._exit(0)


class _Pipe:
    """What a look needs of a worker's channel."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def send(self, message: Message) -> None:
        line = encode(message)
        while line:
            line = line[os.write(self._pipe, line) :]
