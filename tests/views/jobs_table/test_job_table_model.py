from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from uuid import uuid4

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.ticked_jobs import MOST_TICKED

from .job_rows import BEGIN, finished_row, job_id, make_progress, make_row, running_row

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp: object) -> JobTableModel:
    return JobTableModel()


def names(model: JobTableModel) -> list[str]:
    return [row.name for row in model.rows()]


def texts(model: JobTableModel, column: Column) -> list[str]:
    return [model.index(line, column).data() for line in range(model.rowCount())]


def test_the_newest_job_comes_first_however_it_came(model: JobTableModel) -> None:
    model.set_rows([make_row(2), make_row(5)])
    for number in (3, 9, 1):
        model.upsert(make_row(number))
    assert names(model) == ["job 9", "job 5", "job 3", "job 2", "job 1"]
    assert [model.index_of(job_id(n)).row() for n in (9, 5, 3, 2, 1)] == [0, 1, 2, 3, 4]


def test_a_changed_job_keeps_its_line_without_a_reset(model: JobTableModel) -> None:
    model.set_rows([make_row(n) for n in range(1, 4)])
    resets, changes = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    model.upsert(make_row(2, name="other"))
    assert (names(model)[1], model.rowCount()) == ("other", 3)
    assert resets.count() == 0
    assert changes.at(0)[0].row() == 1
    assert model.row_of(job_id(2)) == make_row(2, name="other")


def test_a_removed_job_is_gone(model: JobTableModel) -> None:
    model.set_rows([make_row(1), make_row(2)])
    model.remove(job_id(1))
    model.remove(uuid4())
    assert names(model) == ["job 2"]
    assert model.row_of(job_id(1)) is None
    assert not model.index_of(job_id(1)).isValid()


def test_waiting_jobs_show_their_place_and_move_up(model: JobTableModel) -> None:
    model.set_rows([make_row(1, order=7), make_row(2, order=3), make_row(3, order=9)])
    assert texts(model, Column.STATE) == ["waiting, 3rd", "waiting, 2nd", "waiting, 1st"]
    changes = QSignalSpy(model.dataChanged)
    model.upsert(running_row(2))
    assert texts(model, Column.STATE) == ["waiting, 2nd", "waiting, 1st", "starting"]
    told = [changes.at(n) for n in range(changes.count())]
    assert {line for t in told for line in range(t[0].row(), t[1].row() + 1)} == {0, 1, 2}


def test_a_waiting_job_that_is_removed_lets_the_others_move_up(model: JobTableModel) -> None:
    model.set_rows([make_row(1), make_row(2)])
    changes = QSignalSpy(model.dataChanged)
    model.remove(job_id(1))
    assert texts(model, Column.STATE) == ["waiting, 1st"]
    assert changes.count() == 1


def test_of_waiting_jobs_of_equal_order_the_one_made_first_comes_first(
    model: JobTableModel,
) -> None:
    later, earlier = make_row(1, order=0), make_row(2, order=0, created=BEGIN)
    model.upsert(later)
    model.upsert(earlier)
    assert names(model) == ["job 1", "job 2"]
    assert texts(model, Column.STATE) == ["waiting, 2nd", "waiting, 1st"]


def test_a_history_that_cannot_be_ordered_changes_nothing(model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    began = QSignalSpy(model.modelAboutToBeReset)
    with pytest.raises((AttributeError, TypeError)):
        model.set_rows([finished_row(2), make_row(3, created=None)])
    assert began.count() == 0
    assert names(model) == ["job 1"]


def test_a_job_from_the_first_day_of_the_calendar_hides_no_other(model: JobTableModel) -> None:
    model.set_rows([finished_row(1), finished_row(2, created=datetime(1, 1, 1))])
    assert names(model) == ["job 1", "job 2"]


def test_progress_is_shown_while_the_job_runs_and_dropped_after(model: JobTableModel) -> None:
    model.set_rows([make_row(1)])
    model.set_progress(job_id(1), make_progress())
    assert model.listed_at(0).progress is None
    model.upsert(running_row(1))
    model.set_progress(job_id(1), make_progress(0.58, left_s=40))
    assert texts(model, Column.STATE) == ["58 % · 40 s left"]
    model.upsert(running_row(1, state=JobState.STOPPING))
    assert model.listed_at(0).progress is not None
    model.upsert(make_row(1))
    model.upsert(running_row(1))
    assert texts(model, Column.STATE) == ["starting"]


def test_jobs_are_counted_as_they_change(model: JobTableModel) -> None:
    model.set_rows([make_row(1), make_row(2), running_row(3), finished_row(4)])
    assert (model.running, model.queued) == (1, 2)
    model.upsert(running_row(1, state=JobState.STOPPING))
    assert (model.running, model.queued) == (2, 1)
    model.remove(job_id(3))
    assert (model.running, model.queued) == (1, 1)


def test_ticked_jobs_never_share_a_number_and_keep_theirs(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in range(1, 20)])
    for n in range(1, 13):
        model.set_ticked(job_id(n), True)
    assert [model.style_of(job_id(n)).number for n in range(1, 13)] == list(range(12))
    model.set_ticked(job_id(3), False)
    model.set_ticked(job_id(7), False)
    assert model.style_of(job_id(15)).number == 2
    for n in (15, 16, 17):
        model.set_ticked(job_id(n), True)
    assert [model.style_of(job_id(n)).number for n in (15, 16, 17)] == [2, 6, 12]
    assert model.style_of(job_id(4)).number == 3
    numbers = [model.style_of(job).number for job in model.ticked()]
    assert len(set(numbers)) == len(numbers) == 13


def test_a_number_is_free_when_its_job_is_removed_or_gone(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    for n in (1, 2, 3):
        model.set_ticked(job_id(n), True)
        assert model.style_of(job_id(n)).number == n - 1
    told = QSignalSpy(model.ticks_changed)
    model.remove(job_id(1))
    assert told.count() == 1
    model.set_rows([finished_row(n) for n in (3, 4)])
    assert told.count() == 2
    assert model.ticked() == (job_id(3),)
    assert model.style_of(job_id(3)).number == 2
    assert model.style_of(job_id(4)).number == 0


def test_ticked_jobs_come_in_the_order_of_the_table(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    for n in (2, 1, 3):
        model.set_ticked(job_id(n), True)
    assert model.ticked() == (job_id(3), job_id(2), job_id(1))


def test_ticking_is_told_once_and_only_when_something_changes(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2)])
    told = QSignalSpy(model.ticks_changed)
    model.set_all_ticked([job_id(1), job_id(2), uuid4()], True)
    model.set_ticked(job_id(1), True)
    assert told.count() == 1
    box = model.index(0, Column.TICK)
    assert model.setData(box, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert (told.count(), model.ticked()) == (2, (job_id(1),))


def test_what_is_missing_comes_last_both_ways(model: JobTableModel) -> None:
    model.set_rows([finished_row(1, clean=0.5), make_row(2), finished_row(3, clean=0.9)])
    model.sort(Column.CLEAN, ASCENDING)
    assert names(model) == ["job 1", "job 3", "job 2"]
    model.sort(Column.CLEAN, DESCENDING)
    assert names(model) == ["job 3", "job 1", "job 2"]
    model.sort(-1)
    assert names(model) == ["job 2", "job 3", "job 1"]


def test_jobs_that_are_alike_in_a_column_come_newest_first_both_ways(model: JobTableModel) -> None:
    model.set_rows([make_row(n) for n in (1, 2, 3)])
    for order in (ASCENDING, DESCENDING):
        model.sort(Column.MODEL, order)
        assert names(model) == ["job 3", "job 2", "job 1"]


def test_a_sorted_job_moves_to_its_line_when_it_changes(model: JobTableModel) -> None:
    model.set_rows([make_row(n, name=name) for n, name in enumerate("bdfh")])
    model.sort(Column.NAME, ASCENDING)
    kept = QPersistentModelIndex(model.index_of(job_id(0)))
    model.upsert(make_row(0, name="G"))
    assert names(model) == ["d", "f", "G", "h"]
    assert kept.row() == 2
    model.upsert(make_row(9, name="e"))
    assert names(model) == ["d", "e", "f", "G", "h"]
    model.upsert(make_row(9, name="a"))
    assert names(model)[0] == "a"


def test_a_tick_moves_no_row_under_the_pointer(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    model.sort(Column.TICK, ASCENDING)
    model.set_ticked(job_id(1), True)
    assert names(model) == ["job 3", "job 2", "job 1"]
    model.sort(Column.TICK, ASCENDING)
    assert names(model) == ["job 1", "job 3", "job 2"]


@pytest.mark.parametrize("column", list(Column))
def test_it_can_be_sorted_by_every_column_while_jobs_come_and_go(
    model: JobTableModel, column: Column
) -> None:
    tester = QAbstractItemModelTester(model)
    model.set_rows([finished_row(1), make_row(2), running_row(3), finished_row(4, clean=0.1)])
    model.sort(column, DESCENDING)
    model.upsert(finished_row(2, name="zz", sec_value=-1.0))
    model.upsert(make_row(8))
    model.remove(job_id(4))
    assert sorted(names(model)) == ["job 1", "job 3", "job 8", "zz"]
    assert tester is not None


def test_hostile_names_become_one_line_of_plain_text(model: JobTableModel) -> None:
    model.set_rows([make_row(1, name="<b>x</b>\n\u202e" + "y" * 4000)])
    name = model.index(0, Column.NAME)
    assert name.data().startswith("<b>x</b>\\n\\u202eyyy")
    assert len(name.data()) == 300
    assert name.data(Qt.ItemDataRole.ToolTipRole).startswith("<qt>&lt;b&gt;x&lt;/b&gt;")


def test_a_change_in_a_long_history_asks_for_few_lines(model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in range(10_000)])
    resets, changes = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    for n in range(0, 10_000, 100):
        model.upsert(finished_row(n, name="changed"))
    assert (resets.count(), changes.count()) == (0, 100)
    assert names(model).count("changed") == 100
    stamps = [row.created for row in model.rows()]
    assert all(newer > older for newer, older in pairwise(stamps))


WITHOUT_CURVE = (JobState.FAILED, JobState.QUEUED, JobState.CANCELLED)


def test_what_has_no_curve_takes_no_place_from_what_has_one(model: JobTableModel) -> None:
    blank = [make_row(n, state=WITHOUT_CURVE[n % 3]) for n in range(100, 130)]
    drawn = [finished_row(n) for n in range(1, MOST_TICKED + 2)]
    model.set_rows([*blank, *drawn])
    refused = QSignalSpy(model.ticks_refused)
    model.set_all_ticked([row.id for row in (*blank, *drawn)], True)
    assert [refused.at(n)[0] for n in range(refused.count())] == [1]
    ticked = set(model.ticked())
    assert len(ticked & {row.id for row in drawn}) == MOST_TICKED
    assert ticked >= {row.id for row in blank}
    assert model.free_ticks == 0
    model.set_ticked(blank[0].id, False)
    model.set_ticked(blank[0].id, True)
    assert model.is_ticked(blank[0].id)
    assert refused.count() == 1


def test_ticks_of_the_last_time_go_to_what_has_a_curve(model: JobTableModel) -> None:
    rows = [*(make_row(n, state=JobState.FAILED) for n in range(100, 150)), finished_row(1)]
    model.set_rows(rows)
    model.tick_again([row.id for row in rows])
    assert model.is_ticked(job_id(1))
    assert len(model.ticked()) == MOST_TICKED + 1


@pytest.mark.parametrize("are_drawn", [MOST_TICKED - 1, MOST_TICKED])
def test_a_waiting_job_is_drawn_when_it_begins_unless_as_many_are_as_can_be(
    model: JobTableModel, are_drawn: int
) -> None:
    model.set_rows([finished_row(n) for n in range(1, are_drawn + 1)] + [make_row(100)])
    model.set_all_ticked([row.id for row in model.rows()], True)
    assert model.is_ticked(job_id(100))
    refused = QSignalSpy(model.ticks_refused)
    model.upsert(running_row(100))
    assert model.is_ticked(job_id(100)) == (are_drawn < MOST_TICKED)
    assert refused.count() == (are_drawn == MOST_TICKED)
    assert all(model.is_ticked(job_id(n)) for n in range(1, are_drawn + 1))
