from __future__ import annotations

from collections.abc import Callable

import pytest

from pandavision_gui.engine.progress import Stage
from pandavision_gui.jobs import report_relay
from pandavision_gui.jobs.messages import (
    Heartbeat,
    JobStarted,
    Report,
    RowsFinished,
    StageBegun,
    WarningGiven,
)
from pandavision_gui.jobs.report_relay import MOST_STAGES, MOST_WARNINGS, ReportRelay

from .watched_queue import PROGRESS

STARTED = JobStarted(samples=3, classes=2, attack="a", device="cpu", batch_size=1, assumptions=())


class SlowQueue:
    """A queue's thread that comes to nothing until it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(report_relay, "time", self)
        self.waiting: list[Callable[[], None]] = []
        self.heard: list[Report] = []
        self.relay = ReportRelay(self.waiting.append, self.heard.append)

    def monotonic(self) -> float:
        return self.now

    def work(self) -> list[Report]:
        """Do what waits, and return what has been heard since the last time."""
        waiting, self.waiting[:] = list(self.waiting), []
        for task in waiting:
            task()
        heard, self.heard[:] = list(self.heard), []
        return heard


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowQueue:
    return SlowQueue(monkeypatch)


def progress(share: float) -> Report:
    return PROGRESS.model_copy(update={"share": share})


def test_of_a_flood_of_progress_only_the_newest_waits(slow: SlowQueue) -> None:
    for n in range(1000):
        slow.relay(progress(n / 1000))
        slow.now += 1.0
    assert len(slow.waiting) == 1
    assert slow.work() == [progress(0.999)]


def test_every_stage_is_passed_on_but_no_flood_of_them(slow: SlowQueue) -> None:
    stages = [StageBegun(stage=stage) for stage in Stage]
    for report in stages:
        slow.relay(report)
    assert slow.work() == stages
    for _ in range(1000):
        slow.relay(stages[0])
    assert len(slow.work()) < MOST_STAGES


def test_progress_that_came_too_soon_is_passed_on_with_the_next_report(slow: SlowQueue) -> None:
    slow.relay(progress(0.1))
    assert slow.work() == [progress(0.1)]
    slow.now += 0.01
    slow.relay(progress(0.2))
    assert slow.work() == []
    slow.now += 2.0
    slow.relay(Heartbeat())
    assert slow.work() == [progress(0.2)]
    slow.now += 2.0
    slow.relay(Heartbeat())
    assert slow.work() == []


def test_a_queue_gets_no_more_than_it_needs(slow: SlowQueue) -> None:
    for _ in range(1000):
        slow.relay(STARTED)
        slow.relay(Heartbeat())
        slow.relay(RowsFinished(indexes=(1,)))
        slow.relay(WarningGiven(text="x" * 100_000))
    heard = slow.work()
    assert heard.count(STARTED) == 1
    warnings = [report.text for report in heard if isinstance(report, WarningGiven)]
    assert len(warnings) == MOST_WARNINGS
    assert max(map(len, warnings)) <= 2000
    assert len(heard) == 1 + MOST_WARNINGS


def test_what_comes_in_order_stays_in_order(slow: SlowQueue) -> None:
    slow.relay(STARTED)
    slow.relay(WarningGiven(text="one"))
    slow.relay(WarningGiven(text="two"))
    assert slow.work() == [STARTED, WarningGiven(text="one"), WarningGiven(text="two")]
