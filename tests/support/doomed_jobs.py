"""What doomed workers and the jobs they worked on have left, read without the program's help."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Self
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec

from . import doomed_worker
from .sample_files import assert_same_bits, read_table

REASONS = {
    "SIGKILL": "it was killed (SIGKILL)",
    "SIGSEGV": "it crashed (SIGSEGV)",
    "SIGSTOP": "it did not answer for",
    "exit": "it ended by itself with exit status 9",
    "exit 0": "it ended by itself with exit status 0",
}
SAME = ("sec-level", "sec-value", "sec-curve", "curve", "samples", "passes", "assumption-check")
"""What a killed and resumed job's result has in common with an undisturbed one's."""


@dataclass(frozen=True)
class Point:
    """Where a worker ends: at a step of a phase, by a deed."""

    phase: str
    step: int
    deed: str


def arrange(plans: Path, name: str, points: Iterable[Point]) -> None:
    """Arrange the ends of a job's runs; one after the last is undisturbed."""
    text = json.dumps([vars(point) for point in points])
    (plans / f"{name}.json").write_text(text, "utf-8")


def draw_points(random: Random, steps: dict[str, int], deed: str) -> list[Point]:
    """Draw a point in each part of a job.

    Parameters
    ----------
    steps
        How many an undisturbed run has in each phase.
    """
    half = steps["search"] // 2
    parts = [
        ("loading", 1, steps["loading"]),
        ("search", 1, half),
        ("search", half + 1, steps["search"]),
        ("check", 1, steps["check"]),
        ("writing", 1, steps["writing"]),
    ]
    deeds = ["exit", "exit 0"] if deed == "exit" else [deed]
    return [
        Point(phase, random.randint(first, last), random.choice(deeds))
        for phase, first, last in parts
    ]


def draw_writes(random: Random, steps: dict[str, int], deed: str) -> list[Point]:
    """Draw a file in each part of a job that is cut off while it is being written."""
    return [
        Point(phase, random.randint(1, steps[phase]), deed)
        for phase in ("loading writes", "search writes", "search writes", "writing writes")
    ]


@dataclass(frozen=True)
class OnDisk:
    """What a job folder holds while nobody works in it.

    Attributes
    ----------
    rows
        Samples that have a row.
    settled
        Those whose rows are older than the checkpoint.
    passes
        Rows sent through the converted model, by the checkpoint's count.
    """

    rows: frozenset[int]
    settled: frozenset[int]
    passes: int
    has_result: bool

    @classmethod
    def of(cls, read: dict[str, Any]) -> Self:
        """Return what `doomed_worker.on_disk` has read."""
        return cls(
            frozenset(read["rows"]), frozenset(read["settled"]), read["passes"], read["has_result"]
        )


@dataclass
class Run:
    """One run of a job, as its worker noted it.

    Attributes
    ----------
    found
        What was on disk when it began.
    passes
        Rows sent through the converted model.
    computed, told
        Samples whose search ended, and those that were reported finished.
    deed
        How it was ended; empty when it was not.
    """

    found: OnDisk
    phases: list[str] = field(default_factory=list)
    passes: int = 0
    computed: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    deed: str = ""
    steps: dict[str, int] = field(default_factory=dict)


def runs_of(plans: Path, name: str) -> list[Run]:
    """Return what the workers of a job noted, a run each."""
    runs: list[Run] = []
    for line in (plans / f"{name}.log").read_text("utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "run":
            continue
        if word == "found":
            runs.append(Run(OnDisk.of(json.loads(rest))))
            continue
        run = runs[-1]
        match word:
            case "phase":
                run.phases.append(rest)
            case "passes":
                run.passes += int(rest)
            case "rows":
                run.computed += [int(index) for index in rest.split()]
            case "told":
                run.told += [int(index) for index in rest.split()]
            case "doomed":
                run.deed = rest
            case "steps":
                run.steps = json.loads(rest)
    return runs


def on_disk(folder: Path) -> OnDisk:
    """Read what a job has so far."""
    return OnDisk.of(doomed_worker.on_disk(folder))


def wrongs_of(runs: list[Run], whole: int) -> list[str]:
    """Return what was lost or done twice over all runs of a job that has finished.

    Parameters
    ----------
    whole
        Rows that an undisturbed run sends through the converted model.
    """
    wrongs = []
    for before, run in itertools.pairwise(runs):
        lost = set(before.told) - run.found.rows
        if lost:
            wrongs.append(f"reported finished and not on disk: {sorted(lost)}")
        gone = before.found.settled - run.found.rows
        if gone:
            wrongs.append(f"older than a checkpoint and gone: {sorted(gone)}")
        again = run.found.settled & set(run.computed)
        if again:
            wrongs.append(f"older than the checkpoint and computed again: {sorted(again)}")
    last = runs[-1]
    if not last.found.has_result and last.found.passes + last.passes != whole:
        wrongs.append(f"{last.found.passes} + {last.passes} passes instead of {whole}")
    return wrongs


def half_written(folder: Path) -> list[str]:
    """Return the temporary files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob(".*.part"))


def difference(undisturbed: Path, folder: Path) -> str:
    """Return in what two job folders' results differ; empty when they are the same bit for bit."""
    try:
        assert_same_bits(read_table(undisturbed / "samples.h5"), read_table(folder / "samples.h5"))
    except (AssertionError, OSError) as error:
        return str(error)
    first, second = (
        json.loads((place / "result.json").read_text("utf-8")) for place in (undisturbed, folder)
    )
    keys = [key for key in SAME if first[key] != second[key]]
    if keys:
        return f"other {', '.join(keys)}"
    left = half_written(folder)
    return f"half-written files are left: {', '.join(left)}" if left else ""


def spec_of(path: Path, **keys: Any) -> EvaluationSpec:
    """Read a spec, with some keys replaced."""
    document = json.loads(path.read_text("utf-8")) | keys
    return parse_spec(json.dumps(document).encode())


def job_path(data: Path, job_id: UUID) -> Path:
    """Return a job's folder in a data folder."""
    return data / "jobs" / str(job_id)
