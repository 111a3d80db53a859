"""When a worker has to be ended: its silence, its time, its memory, its chatter, a stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.machine_memory import machine_memory
from pandavision_gui.jobs.messages import Stop, UseLessMemory
from pandavision_gui.jobs.outcome import Outcome, OutcomeKind
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.settings import Settings

STOP_GRACE_S = 10.0
LONGEST_PAUSE_S = 5.0
"""A supervisor that did not look for longer was held up itself, or the machine slept."""
MOST_LINES_AT_ONCE = 20_000
"""More than a worker says in hours; so many may have waited while the owner was held up."""
LINES_A_SECOND = 200
SHARE_OF_MEMORY = 0.8
MOST_TOGETHER = 95
"""Percent of the machine's memory that jobs side by side may take together."""
MOST_TIMES_ASKED = 3
_FAR_ABOVE = 1.25
"""Times the limit: nothing is asked any more."""
_SCARCE = 0.03
"""Share of the machine's memory: with less left it begins to swap."""
_CRITICAL = 0.01
"""Share of the machine's memory: with less left nothing is asked any more."""
_LARGE = 0.25
"""Share of the machine's memory: a worker with more is why it is short of it."""
_LOOK_S = 1.0
HINDRANCE_S = 3.0
"""Between two looks at what may hinder the work from outside: a disk that fills up."""
STOPPED = Outcome(OutcomeKind.STOPPED, "Stopped; what was finished is kept.")


class StopSwitch:
    """A wish to stop, from any thread or signal handler: first politely, then at once."""

    def __init__(self) -> None:
        self.is_asked = False
        self.is_urgent = False
        self.grace_s = STOP_GRACE_S

    def ask(self, grace_s: float | None = None) -> None:
        """Ask for a stop; the second time insist on it.

        Parameters
        ----------
        grace_s
            Seconds that the worker has to store its state before it is ended; ten by default.
        """
        self.grace_s = STOP_GRACE_S if grace_s is None else grace_s
        self.is_urgent = self.is_asked
        self.is_asked = True


@dataclass(frozen=True)
class Limits:
    """When a worker is ended.

    Attributes
    ----------
    silence_s
        Seconds without any line: it hangs.
    task_s
        Seconds for the whole task, None for no limit.
    memory_bytes
        Resident memory of the worker, None for four fifths of the machine's.
    side_by_side
        How many workers share the machine.
    memory_grace_s
        Seconds that it has to use less after it was asked to, three times: it hears that between
        two passes.
    """

    silence_s: float = 20.0
    task_s: float | None = None
    memory_bytes: int | None = None
    side_by_side: int = 1
    memory_grace_s: float = 10.0


def limits_of(settings: Settings) -> Limits:
    """Return what the user allows a job."""
    jobs = settings.parallel_jobs
    share = min(settings.memory_share, MOST_TOGETHER // jobs)
    return Limits(memory_bytes=machine_memory().total * share // 100, side_by_side=jobs)


class WorkerWatch:
    """Looks at a worker between its reports.

    Parameters
    ----------
    can_use_less
        Whether the worker's task is one that goes on with less memory when it is asked to.
    hindrance
        Returns why the worker has to store its state and stop, if there is such a thing.
    """

    def __init__(
        self,
        worker: WorkerProcess,
        stop: StopSwitch,
        limits: Limits,
        *,
        can_use_less: bool,
        hindrance: Callable[[], PandaVisionError | None],
    ) -> None:
        self._worker = worker
        self._stop = stop
        self._limits = limits
        self._hindrance = hindrance
        self._fault: PandaVisionError | None = None
        self._machine = machine_memory()
        self._most = limits.memory_bytes or int(self._machine.total * SHARE_OF_MEMORY)
        self._large = _LARGE / limits.side_by_side
        self._began = self._heard = self._looked = self._measured = time.monotonic()
        self._asked = self._began
        self._stop_sent: float | None = None
        self._asked_for_less = self._began - limits.memory_grace_s
        self._may_ask = MOST_TIMES_ASKED if can_use_less else 0
        self._used = 0
        self._lines_allowed = float(MOST_LINES_AT_ONCE)

    @property
    def stop_was_sent(self) -> bool:
        """Whether the worker was asked to stop."""
        return self._stop_sent is not None

    @property
    def memory_in_words(self) -> str:
        """What the worker used when last seen, if that explains why the system ended it."""
        scarce = self._machine.available < self._machine.total * self._large
        if self._used > self._machine.total / 2 or (
            scarce and self._used > self._machine.total * self._large
        ):
            return f"{_gib(self._used)} of the machine's {_gib(self._machine.total)}"
        return ""

    def heard(self) -> Outcome | None:
        """Note that the worker said something; return an outcome when it says too much."""
        self._heard = time.monotonic()
        self._lines_allowed -= 1
        if self._lines_allowed < 0:
            return self.end(
                f"it sent more than {MOST_LINES_AT_ONCE:,} messages at once, which no task needs"
            )
        return None

    def listen(self) -> Outcome | None:
        """Return an outcome when the worker was silent for too long and had to be ended."""
        if self._look_at_the_clock() - self._heard > self._limits.silence_s:
            return self.end(f"it did not answer for {self._limits.silence_s:.0f} seconds")
        return None

    def look(self) -> Outcome | None:
        """Return an outcome when the worker had to be ended."""
        now = self._look_at_the_clock()
        if self._stop_sent is None and now - self._asked > HINDRANCE_S:
            self._asked = now
            self._fault = self._hindrance()
        wanted = self._stop.is_asked or self._fault is not None
        if wanted and self._stop_sent is None:
            self._worker.send(Stop())
            self._stop_sent = now
        waited = 0.0 if self._stop_sent is None else now - self._stop_sent
        if self._stop.is_urgent or waited > self._stop.grace_s:
            stuck = end_worker(self._worker)
            return self.with_reason(replace(STOPPED, sentence=f"{STOPPED.sentence}{stuck}"))
        if self._limits.task_s is not None and now - self._began > self._limits.task_s:
            return self.end(f"it took longer than {self._limits.task_s:.0f} seconds")
        if now - self._measured >= _LOOK_S:
            self._measured = now
            return self._look_at_the_memory(now)
        return None

    def with_reason(self, outcome: Outcome) -> Outcome:
        """Return the outcome of a stop that nobody asked for with its reason."""
        if outcome.kind is not OutcomeKind.STOPPED or self._fault is None or self._stop.is_asked:
            return outcome
        fault = self._fault
        return Outcome(OutcomeKind.HINDERED, fault.sentence(), outcome.report, fault.details)

    def end(self, why: str, *, memory_was_short: bool = False) -> Outcome:
        """End the worker and return that as an outcome."""
        stuck = end_worker(self._worker)
        return Outcome(
            OutcomeKind.LOST,
            f"The worker process was ended: {why}.{stuck}",
            details=self._worker.log_tail(),
            memory_was_short=memory_was_short,
        )

    def _look_at_the_clock(self) -> float:
        """Return the time; a pause of our own (a suspended machine, Ctrl+Z) counts for nobody.

        Only a clock that nobody sets is asked: on some systems it goes on while the machine sleeps.
        """
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        self._lines_allowed = min(
            float(MOST_LINES_AT_ONCE), self._lines_allowed + passed * LINES_A_SECOND
        )
        if passed > LONGEST_PAUSE_S:
            self._began += passed
            self._heard += passed
            self._asked_for_less += passed
            if self._stop_sent is not None:
                self._stop_sent += passed
        return now

    def _look_at_the_memory(self, now: float) -> Outcome | None:
        used = self._worker.memory_bytes()
        self._machine = machine_memory()
        if used == 0:
            return None  # it has ended: what it used before tells why
        self._used = used
        is_scarce = (
            self._machine.available < self._machine.total * _SCARCE
            and used > self._machine.total * self._large
        )
        if used <= self._most and not is_scarce:
            return None
        has_time = used < self._most * _FAR_ABOVE and not (
            is_scarce and self._machine.available < self._machine.total * _CRITICAL
        )
        if has_time and now - self._asked_for_less < self._limits.memory_grace_s:
            return None
        if has_time and self._may_ask:
            self._may_ask -= 1
            self._asked_for_less = now
            self._worker.send(UseLessMemory())
            return None
        why = (
            f"more than the limit of {_gib(self._most)}"
            if used > self._most
            else f"and only {_gib(self._machine.available)} of the machine's memory was left"
        )
        return self.end(
            f"it used {_gib(used)} of memory, {why}; resume it with fewer samples at a time (it "
            'does so by itself, "batch-size" sets it), or give it more memory in the settings',
            memory_was_short=True,
        )


def end_worker(worker: WorkerProcess) -> str:
    """Kill a worker; return a sentence to add where it does not end even then."""
    if worker.kill():
        return ""
    return (
        f" The system does not let the process {worker.pid} end yet, perhaps because of a drive "
        "that does not answer."
    )


def _gib(count: int) -> str:
    return f"{count / 2**30:.2f} GiB"
