"""The rounds of a soak."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic
from uuid import UUID

import psutil

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState

from ..jobs.watched_queue import watched_queue
from ..support.doomed_jobs import (
    arrange,
    difference,
    draw_points,
    half_written,
    job_path,
    runs_of,
    spec_of,
    wrongs_of,
)
from ..support.doomed_worker import doomed_workers
from ..support.running_program import process_has_ended, wait_until
from ..support.sample_files import random_job, write_spec
from ..support.started_queue import StartedQueue

KINDS = 6
"""Different jobs; each round's are drawn from them."""
DEEDS = ("SIGKILL", "SIGSEGV", "SIGSTOP", "exit")
SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP)
ENDS = ("program", "group", "frozen")
ENDED = (JobState.FINISHED, JobState.FAILED, JobState.INTERRUPTED)
PATIENCE_S = 30.0
ROUND_S = 600.0
"""A round that takes longer is stuck."""


@dataclass
class Totals:
    """What was done and found."""

    rounds: int = 0
    jobs: int = 0
    resumed: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Totals) -> None:
        self.rounds += other.rounds
        self.jobs += other.jobs
        self.resumed += other.resumed
        self.kills.update(other.kills)
        self.differences += other.differences

    def words(self, head: str) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"{head}: rounds {self.rounds}, jobs {self.jobs}, kills {self.kills.total()} "
            f"({kinds}), resumed {self.resumed}, differences {len(self.differences)}"
        )


@dataclass(frozen=True)
class Kind:
    """One of the different jobs, with its undisturbed result."""

    spec: Path
    folder: Path
    steps: dict[str, int]
    passes: int


class Soak:
    """Rounds until the time is up or something differs."""

    def __init__(self, folder: Path, *, seed: int, jobs: int, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._random = Random(seed)
        self._jobs = jobs
        self._say = say
        self._kinds: list[Kind] = []
        self.totals = Totals()

    def run(self, seconds: float) -> bool:
        """Return whether nothing differed."""
        self._kinds = self._undisturbed()
        until = monotonic() + seconds
        while monotonic() < until and not self.totals.differences:
            seed = self._random.randrange(2**32)
            place = self._folder / f"round-{self.totals.rounds + 1:04d}"
            found = Round(place, self._kinds, Random(seed), self._jobs).run()
            self.totals.add(found)
            self._say(found.words(f"round {self.totals.rounds}"))
            for line in found.differences:
                self._say(f"  {line}")
            if not found.differences:
                shutil.rmtree(place)
        if not self.totals.differences:
            shutil.rmtree(self._folder)
        return not self.totals.differences

    def _undisturbed(self) -> list[Kind]:
        place = self._folder / "undisturbed"
        plans = place / "plans"
        plans.mkdir(parents=True)
        ids: dict[str, UUID] = {}
        specs: dict[str, Path] = {}
        # Two at once, as in the killed program: the number of threads belongs to the result.
        with watched_queue(
            place / "data", parallel_jobs=2, start_worker=doomed_workers(plans)
        ) as watched:
            for number in range(KINDS):
                name = f"kind-{number}"
                specs[name] = random_job(
                    place / "files",
                    name,
                    seed=self._random.randrange(2**32),
                    count=self._random.randint(12, 40),
                )
                ids[name] = watched.answer(watched.queue.add(spec_of(specs[name])))
            for job_id in ids.values():
                row = watched.events.wait_for_state(job_id, *ENDED, limit_s=ROUND_S)
                assert row.state is JobState.FINISHED, row.reason
        runs = {name: runs_of(plans, name)[0] for name in ids}
        return [
            Kind(
                specs[name],
                job_path(place / "data", ids[name]),
                runs[name].steps,
                runs[name].passes,
            )
            for name in ids
        ]


class Round:
    """Many jobs in one data folder, until each has finished."""

    def __init__(self, place: Path, kinds: list[Kind], random: Random, jobs: int) -> None:
        self._place = place
        self._data = place / "data"
        self._plans = place / "plans"
        self._random = random
        self._chosen = {f"job-{number}": random.choice(kinds) for number in range(jobs)}
        self._found = Totals(rounds=1)

    def run(self) -> Totals:
        self._plans.mkdir(parents=True)
        to_add = list(self._chosen)
        give_up = monotonic() + ROUND_S
        added: set[UUID] = set()
        while True:
            specs = [self._prepared(name) for name in to_add]
            with StartedQueue(self._data, self._plans, specs) as program:
                has_ended = self._harass(program)
                added |= set(program.added)
                # What it did not acknowledge may be there or not: it is added under a new name.
                to_add = [self._renamed(name) for name in to_add[len(program.added) :]]
            if has_ended:
                break
            if monotonic() > give_up:
                self._found.differences.append("the round did not come to its end")
                return self._found
        self._compare(added)
        return self._found

    def _prepared(self, name: str) -> Path:
        """Write a job's spec and arrange the ends of its workers."""
        kind = self._chosen[name]
        document = json.loads(kind.spec.read_text("utf-8")) | {"name": name}
        path = write_spec(self._place / f"{name}.json", document)
        points = draw_points(self._random, kind.steps, self._random.choice(DEEDS))
        arrange(self._plans, name, self._random.sample(points, self._random.randint(0, 3)))
        return path

    def _renamed(self, name: str) -> str:
        self._chosen[f"{name}-again"] = self._chosen[name]
        return f"{name}-again"

    def _harass(self, program: StartedQueue) -> bool:
        """Kill what there is to kill; return whether the program has ended by itself."""
        while not self._has_ended_before_the_next_kill(program):
            if self._random.random() < 0.75:
                self._end_a_worker()
            else:
                self._end_the_program(program)
                return False
        if program.status != 0:
            self._found.differences.append(f"the program ended with {program.status}")
        return True

    def _has_ended_before_the_next_kill(self, program: StartedQueue) -> bool:
        """Wait for some news, so that there is something to lose; now and then for none."""
        wanted = self._random.choice((0, 2, 5, 10, 20))
        limit_s = self._random.uniform(0.05, 4.0) if wanted == 0 else PATIENCE_S
        seen = len(program.said("progress"))
        until = monotonic() + limit_s
        while monotonic() < until:
            if program.has_ended_within(0.02):
                return True
            if wanted and len(program.said("progress")) - seen >= wanted:
                break
        return False

    def _end_a_worker(self) -> None:
        at_work = [
            worker.pid
            for folder in sorted(self._data.glob("jobs/*"))
            if (worker := JobFolder(folder).read_worker()) is not None
        ]
        if not at_work:
            return
        what = self._random.choice(SIGNALS)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._random.choice(at_work), what)
            self._found.kills[f"worker {what.name}"] += 1

    def _end_the_program(self, program: StartedQueue) -> None:
        how = self._random.choice(ENDS)
        children = program.end(how)
        self._found.kills[f"program ({how})"] += 1
        for pid in children:
            try:
                wait_until(partial(process_has_ended, pid), "end of a worker", limit_s=2)
            except AssertionError:
                self._found.differences.append(f"worker {pid} outlived its program by 2 s ({how})")
                with contextlib.suppress(psutil.Error):
                    psutil.Process(pid).kill()

    def _compare(self, added: set[UUID]) -> None:
        found = self._found
        with watched_queue(self._data, parallel_jobs=0) as watched:
            rows = watched.rows()
        found.differences += [f"job {job_id} is lost" for job_id in added - rows.keys()]
        for job_id, row in rows.items():
            name, folder = row.name, job_path(self._data, job_id)
            kind = self._chosen[name]
            runs = runs_of(self._plans, name)
            found.jobs += 1
            found.resumed += len(runs) - 1
            found.kills.update(f"point {run.deed}" for run in runs if run.deed)
            differs = difference(kind.folder, folder)
            wrongs = [differs, *wrongs_of(runs, kind.passes)]
            found.differences += [f"{name} ({job_id}): {wrong}" for wrong in wrongs if wrong]
        found.differences += [f"left: {name}" for name in half_written(self._data)]
