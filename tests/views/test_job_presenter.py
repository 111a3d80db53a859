"""Events of the queue on one side, real table, curves and details on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import (
    Event,
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobLoadFailed,
    JobProgressed,
    JobRemoved,
    JobRow,
    JobsFound,
)
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details_panel import DetailsPanel
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.redraw import PAUSE_MS
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import Theme

from .jobs_table.job_results import make_result, make_spec
from .jobs_table.job_rows import finished_row, job_id, make_progress, make_row, running_row


class CountingTab(CurveTab):
    """The tab; it notes what it is given to draw."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.drawn: list[tuple[CurveSeries, ...]] = []

    def set_series(self, series: Sequence[CurveSeries]) -> None:
        self.drawn.append(tuple(series))
        super().set_series(series)


class Stage:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.model = JobTableModel()
        self.table = JobTable(theme, self.model)
        self.tab = CountingTab(theme)
        self.details = DetailsPanel(theme)
        self.presenter = JobPresenter(self.model, self.table, self.tab, self.details)
        self.bridge = QueueBridge()
        self.presenter.listen_to(self.bridge)
        self.asked: list[UUID] = []
        self.presenter.load_wanted.connect(self.asked.append)
        self.window = QWidget()
        layout = QVBoxLayout(self.window)
        for part in (self.table, self.tab, self.details):
            layout.addWidget(part)
        qtbot.addWidget(self.window)
        self.window.resize(1000, 900)
        self.window.show()

    def tell(self, *events: Event) -> None:
        for event in events:
            self.bridge.publish(event)

    def said(self) -> list[str]:
        return [one.text() for one in self.details.findChildren(PlainLabel) if one.isVisible()]

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: any(text in said for said in self.said()))

    def wait_for_jobs(self, *numbers: int) -> None:
        wanted = {job_id(number) for number in numbers}
        self.qtbot.waitUntil(lambda: {row.id for row in self.model.rows()} == wanted)

    def answer(self, number: int) -> JobLoaded:
        return JobLoaded(job_id(number), make_spec(), make_result(), "/jobs")


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme) -> Iterator[Stage]:
    stage = Stage(qtbot, theme)
    yield stage
    stage.bridge.deleteLater()


def added_row(number: int) -> JobRow:
    return make_row(number, created=datetime.now(UTC) + timedelta(seconds=number))


def test_the_newest_finished_job_of_the_history_is_selected_and_drawn(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2), make_row(3))))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2)])
    assert stage.table.selected() == (job_id(2),)
    assert stage.model.ticked() == (job_id(2),)
    stage.tell(stage.answer(2))
    stage.wait_for("Security level: high")
    assert [series.job_id for series in stage.tab.drawn[-1]] == [job_id(2)]


def test_a_ticked_job_without_a_point_says_what_it_does(stage: Stage) -> None:
    def says(words: str) -> bool:
        labels = [one.text() for one in stage.tab.findChildren(PlainLabel) if one.isVisible()]
        return any(words in one for one in labels)

    stage.tell(HistoryLoaded(()))
    stage.qtbot.waitUntil(lambda: says("Tick a job in the table"))
    stage.tell(JobChanged(added_row(1)))
    stage.qtbot.waitUntil(lambda: says("“job 1” waits in the queue"))
    stage.tell(JobChanged(running_row(1)))
    stage.qtbot.waitUntil(lambda: says("“job 1” is being checked: its curve comes with the first"))
    stage.model.set_ticked(job_id(1), False)
    stage.qtbot.waitUntil(lambda: says("Tick a job in the table"))


def test_a_history_that_comes_again_replaces_the_first_but_not_what_the_user_chose(
    stage: Stage,
) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2))), stage.answer(2))
    stage.wait_for("Security level")
    stage.table.select(job_id(1))
    stage.wait_for("job 1")
    stage.tell(HistoryLoaded((finished_row(1, name="other name"), finished_row(3))))
    stage.wait_for("other name")
    stage.wait_for_jobs(1, 3)
    assert stage.table.selected() == (job_id(1),)
    assert stage.model.ticked() == ()
    stage.qtbot.waitUntil(lambda: stage.tab.drawn[-1] == ())


def test_a_history_that_comes_after_an_empty_one_is_shown_as_the_first(stage: Stage) -> None:
    stage.tell(HistoryLoaded(()), JobsFound(tuple(finished_row(n) for n in range(1000))))
    stage.qtbot.waitUntil(lambda: stage.asked != [])
    assert stage.asked == [job_id(999)]
    assert stage.model.ticked() == stage.table.selected() == (job_id(999),)


def test_only_a_job_that_was_added_now_selects_and_ticks_itself(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1),)))
    stage.wait_for_jobs(1)
    stage.tell(*(JobChanged(finished_row(number)) for number in (2, 3)))
    stage.wait_for_jobs(1, 2, 3)
    assert stage.table.selected() == stage.model.ticked() == (job_id(1),)
    stage.tell(JobChanged(added_row(4)))
    stage.wait_for_jobs(1, 2, 3, 4)
    assert stage.table.selected() == (job_id(4),)
    assert set(stage.model.ticked()) == {job_id(1), job_id(4)}


def test_of_many_jobs_that_are_added_at_once_the_last_is_selected_and_few_before_it(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(HistoryLoaded(()))
    told: list[tuple[JobRow, ...]] = []
    stage.presenter.selection_changed.connect(told.append)
    stage.tell(JobChanged(added_row(0)))
    qtbot.waitUntil(lambda: bool(told))
    assert [row.id for row in told[-1]] == [added_row(0).id]
    before = len(told)
    clock = QElapsedTimer()
    clock.start()
    for number in range(1, 200):
        stage.tell(JobChanged(added_row(number)))
    last = added_row(199).id
    qtbot.waitUntil(lambda: [row.id for row in stage.presenter.selected_rows()] == [last])
    assert len(told) - before <= 2 + clock.elapsed() / (0.95 * PAUSE_MS - 1)


@pytest.mark.parametrize(
    ("first", "apart_s", "shown"),
    [
        (JobState.QUEUED, 0.1, 1),
        (JobState.RUNNING, 0.1, 1),
        (JobState.QUEUED, 0.9, 2),
        (JobState.FAILED, 0.1, 2),
    ],
)
def test_of_jobs_that_are_added_together_the_first_is_shown_while_it_is_open(
    stage: Stage, qtbot: QtBot, first: JobState, apart_s: float, shown: int
) -> None:
    now = datetime.now(UTC)
    stage.tell(HistoryLoaded(()))
    stage.tell(JobChanged(make_row(1, created=now)))
    stage.wait_for_jobs(1)
    stage.tell(JobChanged(make_row(1, state=first, created=now)))
    stage.tell(JobChanged(make_row(2, created=now + timedelta(seconds=apart_s))))
    stage.tell(JobChanged(make_row(3, created=now + timedelta(seconds=apart_s + 0.1))))
    stage.wait_for_jobs(1, 2, 3)
    drawn = QElapsedTimer()
    drawn.start()
    qtbot.waitUntil(lambda: drawn.hasExpired(2 * PAUSE_MS))
    assert stage.table.selected() == (job_id(shown),)


def test_the_newest_job_is_always_drawn_in_the_place_of_the_oldest(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1),)))
    stage.wait_for_jobs(1)
    stage.model.set_ticked(job_id(1), False)
    stage.model.set_ticked(job_id(1), True)
    stage.tell(*(JobChanged(added_row(number)) for number in range(2, 10)))
    stage.wait_for_jobs(*range(1, 10))
    # The first was ticked by hand: the second is the oldest that was not.
    assert set(stage.model.ticked()) == {job_id(1), *(job_id(n) for n in range(3, 10))}


def test_a_job_that_failed_without_a_curve_takes_no_place(stage: Stage) -> None:
    stage.tell(*(JobChanged(added_row(number)) for number in range(1, 7)))
    failed = [
        replace(added_row(n), state=state)
        for n, state in ((7, JobState.FAILED), (8, JobState.CANCELLED), (9, JobState.FAILED))
    ]
    stage.tell(*(JobChanged(row) for row in failed))
    stage.tell(*(JobChanged(added_row(number)) for number in (10, 11)))
    stage.wait_for_jobs(*range(1, 12))
    assert len(stage.model.ticked()) == 11
    stage.tell(JobChanged(added_row(12)))
    stage.wait_for_jobs(*range(1, 13))
    assert set(stage.model.ticked()) == {job_id(n) for n in range(2, 13)}


def test_the_ticks_of_the_last_time_come_back_where_the_jobs_are_still_there(
    stage: Stage,
) -> None:
    assert [*stage.presenter.ticks()] == []
    stage.presenter.remember_ticks(dict.fromkeys((job_id(1), job_id(7), job_id(3))))
    assert [*stage.presenter.ticks()] == [job_id(1), job_id(7), job_id(3)]
    stage.tell(HistoryLoaded((finished_row(4), finished_row(3))))
    stage.wait_for_jobs(3, 4)
    assert stage.model.ticked() == (job_id(3),)
    assert [*stage.presenter.ticks()] == [job_id(3), job_id(1), job_id(7)]
    stage.tell(JobsFound((finished_row(2), finished_row(1))))
    stage.wait_for_jobs(1, 2, 3, 4)
    assert stage.model.ticked() == (job_id(3), job_id(1))
    stage.tell(HistoryComplete())
    stage.qtbot.waitUntil(lambda: [*stage.presenter.ticks()] == [job_id(3), job_id(1)])
    assert stage.table.selected() == (job_id(4),)


def test_a_curve_looks_after_a_restart_as_it_did_before(stage: Stage) -> None:
    def looks() -> dict[UUID, int]:
        drawn = stage.tab.drawn[-1] if stage.tab.drawn else ()
        return {series.job_id: series.style.number for series in drawn}

    kept = {job_id(1): 4, job_id(2): 1, job_id(3): 7, job_id(9): 0}
    stage.presenter.remember_ticks(kept)
    assert stage.presenter.ticks() == kept
    stage.tell(HistoryLoaded((finished_row(4), finished_row(3))))
    stage.wait_for_jobs(3, 4)
    stage.model.set_ticked(job_id(4), True)
    stage.tell(stage.answer(3), stage.answer(4))
    # What is kept for the jobs that have not been told of yet is no other's.
    stage.qtbot.waitUntil(lambda: looks() == {job_id(3): 7, job_id(4): 2})
    stage.tell(JobsFound((finished_row(2), finished_row(1))), HistoryComplete())
    stage.wait_for_jobs(1, 2, 3, 4)
    stage.tell(stage.answer(1), stage.answer(2))
    wanted = {job_id(3): 7, job_id(4): 2, job_id(1): 4, job_id(2): 1}
    stage.qtbot.waitUntil(lambda: looks() == wanted)
    assert stage.presenter.ticks() == wanted
    stage.tell(JobChanged(finished_row(5)))
    stage.wait_for_jobs(1, 2, 3, 4, 5)
    stage.model.set_ticked(job_id(1), False)
    stage.model.set_ticked(job_id(5), True)
    stage.tell(stage.answer(5))
    stage.qtbot.waitUntil(lambda: looks().get(job_id(5)) == 0)
    stage.model.set_ticked(job_id(1), True)
    stage.qtbot.waitUntil(lambda: looks().get(job_id(1)) == 3)


def test_where_all_remembered_ticks_are_gone_the_newest_finished_job_is_drawn(
    stage: Stage,
) -> None:
    stage.presenter.remember_ticks({job_id(7): None})
    stage.tell(HistoryLoaded((make_row(4), finished_row(3))), JobsFound((finished_row(2),)))
    stage.wait_for_jobs(2, 3, 4)
    assert (stage.model.ticked(), stage.table.selected()) == ((), (job_id(3),))
    stage.tell(HistoryComplete())
    stage.qtbot.waitUntil(lambda: stage.model.ticked() == (job_id(3),))


def test_of_several_selected_jobs_the_details_say_how_many_there_are(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2), finished_row(3))))
    stage.qtbot.waitUntil(lambda: stage.asked != [])
    assert not any("selected jobs" in text for text in stage.said())
    stage.table.findChild(QTableView).selectAll()
    stage.wait_for("1 of 3 selected jobs")


def test_a_result_that_cannot_be_read_is_said_and_asked_again_when_it_is_selected_anew(
    stage: Stage,
) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2))))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2)])
    stage.tell(JobLoadFailed(job_id(2), "The result is damaged."), JobChanged(finished_row(2)))
    stage.wait_for("The result is damaged.")
    assert stage.asked == [job_id(2)]
    stage.table.select(job_id(1))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2), job_id(1)])
    stage.table.select(job_id(2))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2), job_id(1), job_id(2)])
    stage.tell(stage.answer(2))
    stage.wait_for("Security level: high")


def test_a_result_that_cannot_be_read_is_asked_again_when_it_is_ticked_anew(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2))))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2)])
    stage.model.set_ticked(job_id(1), True)
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2), job_id(1)])
    stage.tell(JobLoadFailed(job_id(1), "The result is damaged."), stage.answer(2))
    stage.qtbot.waitUntil(lambda: [s.job_id for s in stage.tab.drawn[-1]] == [job_id(2)])
    stage.model.set_ticked(job_id(1), False)
    stage.model.set_ticked(job_id(1), True)
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2), job_id(1), job_id(1)])


def test_many_events_of_one_turn_are_drawn_once(stage: Stage) -> None:
    stage.tell(HistoryLoaded(tuple(finished_row(number) for number in range(40))))
    stage.qtbot.waitUntil(lambda: stage.asked != [])
    stage.model.set_all_ticked([job_id(number) for number in range(40)], True)
    stage.qtbot.waitUntil(lambda: len(stage.asked) == 40)
    before = len(stage.tab.drawn)
    stage.tell(*(stage.answer(number) for number in range(40)))
    stage.qtbot.waitUntil(lambda: len(stage.tab.drawn[-1]) == 40)
    assert len(stage.tab.drawn) - before <= 2


def test_progress_is_in_the_table_at_once_and_drawn_a_few_times_a_second(stage: Stage) -> None:
    stage.tell(HistoryLoaded((running_row(1),)))
    stage.wait_for_jobs(1)
    stage.model.set_ticked(job_id(1), True)
    stage.qtbot.waitUntil(lambda: stage.tab.drawn != [])
    before = len(stage.tab.drawn)
    for step in range(1, 91):
        stage.tell(JobProgressed(job_id(1), make_progress(step / 100)))
        stage.qtbot.waitUntil(
            lambda share=step / 100: (
                (known := stage.model.listed_at(0).progress) is not None and known.share == share
            )
        )
    last = make_progress(0.95)
    stage.tell(JobProgressed(job_id(1), last))
    stage.qtbot.waitUntil(lambda: bool(stage.tab.drawn[-1][0].band == last.band))
    assert len(stage.tab.drawn) - before < 45


def test_a_removed_job_is_forgotten_and_no_late_answer_brings_it_back(stage: Stage) -> None:
    stage.tell(HistoryLoaded((finished_row(1), finished_row(2))))
    stage.qtbot.waitUntil(lambda: stage.asked == [job_id(2)])
    stage.tell(JobRemoved(job_id(2)), stage.answer(2), JobLoadFailed(job_id(2), "Gone."))
    stage.wait_for_jobs(1)
    stage.qtbot.waitUntil(lambda: stage.tab.drawn[-1] == ())
    assert stage.presenter.news.loaded(job_id(2)) is None
    assert stage.presenter.news.failure(job_id(2)) is None
