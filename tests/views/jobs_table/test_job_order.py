"""Every job stands where a full sort would put it, whatever came, changed and went before."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column, sort_key
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

from .job_rows import BEGIN, finished_row, job_id, make_row

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def any_row(number: int, chance: random.Random) -> JobRow:
    """Return a job of which others have the same in many columns."""
    state = chance.choice(list(JobState))
    make = finished_row if state is JobState.FINISHED else make_row
    row = make(
        number,
        state=state,
        name=chance.choice("aAbB"),
        order=chance.randrange(-2, 3),
        robust=chance.choice([None, 0.25, 0.5]),
        created=BEGIN + timedelta(minutes=chance.randrange(4)),
        started=chance.choice([None, BEGIN, BEGIN + timedelta(hours=1)]),
    )
    assert row.id == job_id(number)
    return row


def stands(model: JobTableModel, column: int, *, down: bool) -> list[UUID]:
    """Sort all jobs of the model anew, by the rules of the table."""
    rows = sorted(model.rows(), key=lambda row: row.id.int)
    rows.sort(key=lambda row: row.created, reverse=True)
    if column < 0:
        waiting = [row for row in rows if row.state is JobState.QUEUED]
        waiting.sort(key=lambda row: row.order, reverse=True)
        return [row.id for row in (*waiting, *(row for row in rows if row not in waiting))]
    keys = {row.id: sort_key(Column(column), model.listed(row)) for row in rows}
    there = [row.id for row in rows if keys[row.id] is not None]
    there.sort(key=lambda job: keys[job] or 0, reverse=down)
    return [*there, *(row.id for row in rows if keys[row.id] is None)]


def ids(model: JobTableModel) -> list[UUID]:
    return [row.id for row in model.rows()]


@pytest.mark.parametrize("order", [UP, DOWN], ids=lambda order: order.name)
@pytest.mark.parametrize("column", [-1, *set(Column) - {Column.TICK, Column.SWATCH, Column.TOOK}])
def test_jobs_come_change_and_go_in_any_order(column: int, order: Qt.SortOrder) -> None:
    chance = random.Random(column * 2 + (order is DOWN))
    model = JobTableModel()
    model.sort(column, order)
    model.set_rows([any_row(number, chance) for number in range(30)])
    for _ in range(60):
        some = [any_row(chance.randrange(60), chance) for _ in range(chance.choice([1, 1, 9]))]
        what = chance.choice(["upsert", "upsert_all", "remove"])
        match what:
            case "upsert":
                model.upsert(some[0])
            case "upsert_all":
                model.upsert_all(list({row.id: row for row in some}.values()))
            case "remove":
                model.remove(some[0].id)
        assert ids(model) == stands(model, column, down=order is DOWN), what
        for line, row in enumerate(model.rows()):
            assert model.index_of(row.id).row() == line
            assert model.row_of(row.id) is row


@pytest.mark.parametrize("column", [Column.NAME, Column.STATE, Column.ROBUST, -1])
def test_sorting_takes_what_is_held_with_its_job(column: int) -> None:
    chance = random.Random(1)
    model = JobTableModel()
    model.set_rows([any_row(number, chance) for number in range(40)])
    held = {job: QPersistentModelIndex(model.index_of(job)) for job in ids(model)[::3]}
    for order in (UP, DOWN):
        model.sort(column, order)
        assert ids(model) == stands(model, column, down=order is DOWN)
        assert {job: model.id_at(index.row()) for job, index in held.items()} == {
            job: job for job in held
        }


def test_by_ticks_a_job_stays_where_it_was_until_it_changes_itself() -> None:
    model = JobTableModel()
    model.set_rows([finished_row(number) for number in range(5)])
    model.set_ticked(job_id(1), True)
    model.sort(Column.TICK, UP)
    assert ids(model)[0] == job_id(1)
    before = ids(model)
    model.set_ticked(job_id(3), True)
    model.set_ticked(job_id(1), False)
    assert ids(model) == before
    assert [model.index_of(job).row() for job in before] == list(range(5))
    model.upsert(finished_row(3, name="changed"))
    model.upsert(finished_row(1, name="changed"))
    assert ids(model)[0] == job_id(3)
    assert [model.index_of(job).row() for job in ids(model)] == list(range(5))
    model.remove(job_id(3))
    model.upsert(finished_row(3))
    assert ids(model) == [job_id(number) for number in (4, 3, 2, 1, 0)]
