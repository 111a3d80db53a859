"""The queue under random triggers: no lost job, no impossible state, first in first out."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import (
    Event,
    HistoryLoaded,
    JobChanged,
    JobRemoved,
    JobsFound,
)
from pandavision_gui.jobs.job_labels import tidy_tags
from pandavision_gui.jobs.job_state import TRANSITIONS, JobState

from .watched_queue import LIMIT_S, WatchedQueue, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")

PARALLEL = 2
NUMBER = st.integers(0, 7)
AT_WORK = (JobState.RUNNING, JobState.STOPPING)
NEXT = {state: {after for (before, _), after in TRANSITIONS.items() if before is state}
        for state in JobState}  # fmt: skip


class QueueMachine(RuleBasedStateMachine):
    """A real queue with stand-ins for workers, closed and opened again at any moment."""

    @initialize()
    def open_folder(self) -> None:
        self.stack = contextlib.ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="queue-machine-"))
        self.data = Path(folder)
        # Every job ever, in its order: which one a rule takes must not depend on what became of
        # it, which the machine's speed decides.
        self.ids: list[UUID] = []
        self.gone: set[UUID] = set()
        self.forgotten: set[UUID] = set()
        self.names: dict[UUID, str] = {}
        self.tags: dict[UUID, tuple[str, ...]] = {}
        self.open()

    def open(self) -> None:
        self.opened = contextlib.ExitStack()
        self.watched: WatchedQueue = self.opened.enter_context(
            watched_queue(self.data, parallel_jobs=PARALLEL)
        )

    @rule(word=st.sampled_from(["finish", "wait", "once", "die", "hinder", "refuse"]))
    def add(self, word: str) -> None:
        self.note_new(self.watched.add(word), word)

    def note_new(self, job_id: UUID, name: str) -> None:
        self.ids.append(job_id)
        self.names[job_id] = name

    @rule(number=NUMBER)
    def stop(self, number: int) -> None:
        self.ask(self.watched.queue.stop, number)

    @rule(number=NUMBER)
    def resume(self, number: int) -> None:
        self.ask(self.watched.queue.resume, number)

    @rule(number=NUMBER)
    def run_again(self, number: int) -> None:
        new = self.ask(self.watched.queue.run_again, number)
        if new is not None:
            self.note_new(new, self.names[self.job(number)])
        else:  # the list must not depend on it
            self.note_new(self.watched.add("finish"), "finish")

    @rule(number=NUMBER)
    def remove(self, number: int) -> None:
        self.ask(self.watched.queue.remove, number, self.gone.add)

    @rule(number=NUMBER)
    def restore(self, number: int) -> None:
        self.ask(self.watched.queue.restore, number, self.gone.discard)

    @rule(number=NUMBER, before=st.one_of(st.none(), NUMBER))
    def move(self, number: int, before: int | None) -> None:
        goal = None if before is None else self.job(before)
        self.ask(lambda job_id: self.watched.queue.move(job_id, goal), number)

    @rule(number=NUMBER, name=st.sampled_from(["one", "two", " ", "x" * 201]))
    def rename(self, number: int, name: str) -> None:
        def note(job_id: UUID) -> None:
            self.names[job_id] = name

        self.ask(lambda job_id: self.watched.queue.rename(job_id, name), number, note)

    @rule(number=NUMBER, tags=st.lists(st.sampled_from(["a", "A", "b", " c "]), max_size=3))
    def annotate(self, number: int, tags: list[str]) -> None:
        def note(job_id: UUID) -> None:
            self.tags[job_id] = tidy_tags(tags)

        text = ", ".join(tags)
        self.ask(lambda job_id: self.watched.queue.annotate(job_id, text, tags), number, note)

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.watched.queue.pause(paused).result(LIMIT_S)

    @rule(resume_next_time=st.booleans())
    def restart(self, resume_next_time: bool) -> None:
        events = self.watched.events.seen
        self.watched.close(resume_next_time=resume_next_time)
        self.opened.close()
        check_steps(events)
        self.forgotten |= self.gone  # the end lets removed jobs go
        self.gone = set()
        self.open()

    @invariant()
    def nothing_is_lost_and_nothing_runs_too_much(self) -> None:
        if not hasattr(self, "watched"):
            return
        self.watched.settle()
        rows = self.watched.rows()
        assert set(rows) == set(self.ids) - self.gone - self.forgotten
        assert sum(row.state in AT_WORK for row in rows.values()) <= PARALLEL
        on_disk = {UUID(path.name) for path in (self.data / "jobs").iterdir() if path.is_dir()}
        assert on_disk == set(rows)
        for job_id, row in rows.items():
            assert row.name == self.names[job_id]
            assert row.tags == self.tags.get(job_id, ())

    def teardown(self) -> None:
        if not hasattr(self, "stack"):
            return
        # What still waits must come to its end when the queue goes on.
        self.watched.queue.pause(False).result(LIMIT_S)
        for job_id, row in self.watched.rows().items():
            if row.state in (JobState.QUEUED, *AT_WORK):
                self.watched.queue.stop(job_id).result(LIMIT_S)
                self.watched.settled(job_id)
        check_steps(self.watched.events.seen)
        self.watched.close()
        self.opened.close()
        self.stack.close()

    def job(self, number: int) -> UUID:
        return self.ids[number % len(self.ids)] if self.ids else uuid4()

    def ask(
        self,
        command: Callable[[UUID], Future[Any]],
        number: int,
        on_done: Callable[[UUID], None] = lambda _: None,
    ) -> Any:
        """Ask for something that may be refused in words."""
        job_id = self.job(number)
        try:
            answer = command(job_id).result(LIMIT_S)
        except PandaVisionError:
            return None
        on_done(job_id)
        return answer


def check_steps(events: list[Event]) -> None:
    """Every job's states follow the table, and waiting jobs start by their places."""
    states: dict[UUID, JobState] = {}
    places: dict[UUID, tuple[int, object, UUID]] = {}
    for event in events:
        if isinstance(event, HistoryLoaded):
            states, places = {}, {}
        if isinstance(event, HistoryLoaded | JobsFound):
            states |= {row.id: row.state for row in event.rows}
            places |= {row.id: (row.order, row.created, row.id) for row in event.rows}
        elif isinstance(event, JobRemoved):
            states.pop(event.job_id, None)
        elif isinstance(event, JobChanged):
            row, before = event.row, states.get(event.row.id)
            if before is not None and before is not row.state:
                assert row.state in _reached(before), (before, row.state)
            if row.state is JobState.RUNNING and before is JobState.QUEUED:
                waiting = [places[i] for i, state in states.items() if state is JobState.QUEUED]
                assert places[row.id] == min(waiting), "out of turn"
            states[row.id] = row.state
            places[row.id] = (row.order, row.created, row.id)


def _reached(state: JobState) -> set[JobState]:
    """Return what is told next: the end of a program makes two steps at once."""
    return NEXT[state] | {later for step in NEXT[state] for later in NEXT[step]}


TestQueueMachine = QueueMachine.TestCase
TestQueueMachine.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
