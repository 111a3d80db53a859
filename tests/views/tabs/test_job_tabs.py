"""The tabs about the selected job: opened when one that needs it is looked at, and not before."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.listed_samples import Fate
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.classes.class_figures import confusion_matrix
from pandavision_gui.views.tabs.job_tab import JobTab
from pandavision_gui.views.tabs.job_tabs import JobTabs
from pandavision_gui.views.theme import Theme

from ..jobs_table.job_rows import finished_row, running_row
from ..opened_jobs import made_up_table, opened_job, shown_samples


class Tabs:
    """The tabs and what they asked for."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.tabs = JobTabs(theme)
        self.wanted: list[UUID | None] = []
        self.tabs.look_wanted.connect(self.wanted.append)

    def settle(self) -> None:
        """Let the moment pass after which a selection counts."""
        self.qtbot.waitUntil(lambda: not self.tabs._settling.isActive())

    def go_to(self, tab: JobTab) -> None:
        self.tabs.setCurrentWidget(tab)
        QApplication.processEvents()


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme) -> Tabs:
    stage = Tabs(qtbot, theme)
    qtbot.addWidget(stage.tabs)
    stage.tabs.resize(900, 600)
    stage.tabs.show()
    qtbot.waitExposed(stage.tabs)
    return stage


ROW = finished_row(1)


def test_a_job_is_opened_only_when_a_tab_needs_it(stage: Tabs) -> None:
    stage.tabs.select([ROW])
    stage.settle()
    assert stage.wanted == []
    stage.go_to(stage.tabs.samples)
    assert stage.wanted == [ROW.id]
    stage.go_to(stage.tabs.classes)
    stage.go_to(stage.tabs.curve)
    stage.go_to(stage.tabs.samples)
    assert stage.wanted == [ROW.id]


def test_who_goes_through_the_jobs_quickly_opens_the_last_one(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    rows = [finished_row(number) for number in range(1, 9)]
    for row in rows:
        stage.tabs.select([row])
    stage.settle()
    assert stage.wanted == [rows[-1].id]


def test_a_job_that_finishes_while_it_is_selected_opens_by_itself(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    row = running_row(3)
    stage.tabs.select([row])
    stage.settle()
    assert stage.wanted == []
    assert stage.tabs.samples.words()
    stage.tabs.select([replace(row, worked_s=5.0)])
    stage.tabs.select([replace(row, state=JobState.FINISHED)])
    assert "Reading" in stage.tabs.samples.words()
    stage.settle()
    assert stage.wanted == [row.id]


def test_news_of_the_opened_job_do_not_open_it_again(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))
    stage.tabs.select([replace(ROW, name="another name")])
    stage.settle()
    assert stage.wanted == [ROW.id]
    assert stage.tabs.samples.words() == ""


def test_a_job_that_is_removed_or_left_is_let_go(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))
    stage.tabs.select([])
    assert stage.wanted == [ROW.id, None]
    assert "Select" in stage.tabs.samples.words()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))  # it comes too late
    assert "Select" in stage.tabs.samples.words()


def test_what_comes_of_another_job_is_not_shown(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    other = finished_row(2)
    for row in (other, ROW):
        stage.tabs.select([row])
        stage.settle()
    stage.tabs.show_opened(other.id, opened_job(made_up_table(30)))
    stage.tabs.show_failure(other.id, InputError("x", "It is the other one's.", ""))
    stage.tabs.show_pictures(other.id, shown_samples([1], 8))
    assert "Reading" in stage.tabs.samples.words()


def test_a_failure_is_said_in_every_tab_and_tried_again_when_selected_anew(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_failure(ROW.id, InputError("job_not_shown", "Its rows <b>are gone</b>.", "Go."))
    for tab in stage.tabs._job_tabs:
        stage.go_to(tab)
        assert tab.words() == "Its rows <b>are gone</b>. Go."
    stage.tabs.select([])
    stage.tabs.select([ROW])
    stage.settle()
    assert stage.wanted == [ROW.id, None, ROW.id]
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))
    assert stage.tabs.classes.words() == ""


def test_a_failure_replaces_a_job_that_was_shown(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))
    stage.tabs.show_failure(ROW.id, InputError("view_lost", "The worker was killed.", ""))
    for tab in stage.tabs._job_tabs:
        stage.go_to(tab)
        assert tab.words() == "The worker was killed."


def test_a_tab_that_nobody_looks_at_builds_nothing(stage: Tabs) -> None:
    stage.go_to(stage.tabs.classes)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(30)))
    assert stage.tabs.classes.view is not None
    assert (stage.tabs.samples.view, stage.tabs.attack.view) == (None, None)
    stage.go_to(stage.tabs.samples)
    view = stage.tabs.samples.view
    assert view is not None
    assert view.model.rowCount() == 30


@pytest.mark.parametrize("draws", [None, (0.0, 0.01, 0.02, 0.04)])
def test_a_cell_of_the_confusions_lists_exactly_its_samples(
    stage: Tabs, draws: tuple[float, ...] | None
) -> None:
    opened = opened_job(made_up_table(300, draws=draws))
    stage.go_to(stage.tabs.classes)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened)
    classes = stage.tabs.classes.view
    assert classes is not None
    table = opened.table
    for place in range(classes.value.count()):
        classes.value.setCurrentIndex(place)
        value = classes.value.currentData()
        found = confusion_matrix(table, value)
        right, still = table.is_correct_at(0.0), table.is_correct_at(value)
        for (label, answer), count in found.counts.items():
            stage.go_to(stage.tabs.classes)
            index = classes.confusions.model().index(
                found.labels.index(label), found.answers.index(answer)
            )
            classes.confusions.activated.emit(index)
            assert stage.tabs.currentWidget() is stage.tabs.samples
            samples = stage.tabs.samples.view
            assert samples is not None
            wanted = (table.label == label) & right
            if answer == label:
                wanted &= still
            else:
                wanted &= ~still & (table.adversarial_prediction == answer)
            assert samples.model.rowCount() == count
            listed = samples.model.samples(0, count - 1)
            assert sorted(listed) == sorted(table.index[wanted].tolist())


def test_the_entry_for_those_still_right_is_there_once(stage: Tabs) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(300)))
    view = stage.tabs.samples.view
    assert view is not None
    for _ in range(3):
        view.filters.choose(label=1, answer=1, value=0.01)
    box = view.filters._fate
    entries = [box.itemText(place) for place in range(box.count())]
    assert len(entries) == len(set(entries))
    assert view.filters.choice().fate is Fate.WITHSTOOD
    assert view.filters.choice().value == 0.01


def test_the_large_sample_leads_to_its_replay(stage: Tabs, qtbot: QtBot) -> None:
    stage.go_to(stage.tabs.samples)
    stage.tabs.select([ROW])
    stage.settle()
    stage.tabs.show_opened(ROW.id, opened_job(made_up_table(60), attack="pgd-linf"))
    view = stage.tabs.samples.view
    assert view is not None
    view.grid.go_to(2)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert view.large is not None
    sample = view.large.index
    with qtbot.waitSignal(stage.tabs.attack.wishes.replay_wanted) as wanted:
        view.large.replay_wanted.emit(sample)
    assert wanted.args == [sample]
    assert stage.tabs.currentWidget() is stage.tabs.attack
