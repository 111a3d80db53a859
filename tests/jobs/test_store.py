from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.store import Store
from tests.support.flat_rows import changed

from ..support.recorded import row_of_schema_5, rows_of_schema_5


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index with a job of each state, closed."""
    path = tmp_path / "jobs.sqlite"
    store = Store(path)
    for row, stamp in rows_of_schema_5().values():
        store.put(row, stamp)
    store.close()
    return path


def rows_of(path: Path) -> dict[UUID, JobState]:
    store = Store(path)
    try:
        return {job_id: row.state for job_id, (row, _) in store.rows().items()}
    finally:
        store.close()


def test_what_was_put_is_there_after_a_restart_in_every_field(index: Path) -> None:
    store = Store(index)
    assert store.rows() == rows_of_schema_5()
    store.close()


def test_what_was_put_is_on_disk_before_the_index_is_closed(tmp_path: Path) -> None:
    store = Store(tmp_path / "jobs.sqlite")
    row = row_of_schema_5(0, JobState.QUEUED)
    store.put(row, 5)
    other = Store(tmp_path / "jobs.sqlite")
    assert other.rows() == {row.id: (row, 5)}
    other.close()
    store.close()


def test_putting_a_job_again_replaces_it_and_removing_forgets_only_it(index: Path) -> None:
    store = Store(index)
    known = store.rows()
    job_id, other = list(known)[:2]
    after = changed(known[job_id][0], name="another", state=JobState.FAILED, reason="Why.")
    store.put(after, 7)
    assert store.rows() == {**known, job_id: (after, 7)}
    store.remove(other)
    store.remove(other)
    assert store.rows().keys() == known.keys() - {other}
    store.close()


def test_open_jobs_and_the_newest_come_first_then_the_older_ones(tmp_path: Path) -> None:
    store = Store(tmp_path / "jobs.sqlite")
    first = datetime(2026, 1, 1, tzinfo=UTC)
    states = [JobState.FINISHED] * 1000
    states[3], states[500], states[998] = JobState.QUEUED, JobState.RUNNING, JobState.STOPPING
    rows = [
        replace(row_of_schema_5(0, state), id=uuid4(), created=first + timedelta(seconds=number))
        for number, state in enumerate(states)
    ]
    store.put_all([(row, 5) for row in rows])
    parts = [[row for row, stamp in part] for part in store.parts()]
    assert sorted(len(part) for part in parts)[-1] < 300
    told = [rows.index(row) for part in parts for row in part]
    assert sorted(told) == list(range(1000))
    assert {3, 500, *range(990, 1000)} <= set(told[: len(parts[0])])
    older = told[len(parts[0]) :]
    assert older == sorted(older, reverse=True)
    store.close()


def test_several_jobs_are_put_all_or_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "jobs.sqlite")
    good = row_of_schema_5(0, JobState.QUEUED)
    with pytest.raises(EnvironmentFault):
        store.put_all([(good, 1), (replace(good, id=uuid4(), order=2**70), 1)])
    assert store.rows() == {}
    store.put_all([(good, 1), (replace(good, name="other"), 2)])
    assert store.rows() == {good.id: (replace(good, name="other"), 2)}
    store.close()


@pytest.mark.parametrize("name", ["'; DROP TABLE jobs; --", "\x00\n\x1b[2J", "名前 🐼", ""])
def test_any_name_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "jobs.sqlite")
    row = changed(
        row_of_schema_5(0, JobState.FAILED),
        name=name,
        reason=name,
        model=name,
        notes=name,
        tags=(name, "x"),
    )
    store.put(row, 1)
    assert store.rows() == {row.id: (row, 1)}
    store.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 500)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def without_header(path: Path) -> None:
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])


def without_table(path: Path) -> None:
    execute(path, "DROP TABLE jobs")


def with_other_columns(path: Path) -> None:
    execute(path, "ALTER TABLE jobs DROP COLUMN reason")


def without_version(path: Path) -> None:
    execute(path, "PRAGMA user_version = 0")


def with_a_spoiled_page(path: Path) -> None:
    # The last one belongs to an index of the table: opening does not look at it.
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = path.read_bytes()
    path.write_bytes(data[:-size] + b"\xff" * size)
    Store(path).close()


@pytest.mark.parametrize(
    "spoil",
    [
        garbage,
        cut_short,
        empty,
        without_header,
        without_table,
        with_other_columns,
        without_version,
        with_a_spoiled_page,
    ],
)
def test_a_spoiled_index_is_made_anew_and_takes_jobs(
    index: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(index)
    assert rows_of(index) == {}
    store = Store(index)
    row = row_of_schema_5(0, JobState.QUEUED)
    store.put(row, 1)
    assert store.rows() == {row.id: (row, 1)}
    store.close()


def test_a_damaged_index_is_kept_aside(index: Path) -> None:
    garbage(index)
    data = index.read_bytes()
    rows_of(index)
    assert data in [p.read_bytes() for p in index.parent.iterdir() if p != index]


def test_garbage_in_the_log_of_the_index_loses_nothing(index: Path) -> None:
    index.with_name("jobs.sqlite-wal").write_bytes(b"\xff" * 5000)
    index.with_name("jobs.sqlite-shm").write_bytes(b"\xff" * 5000)
    assert rows_of(index).keys() == rows_of_schema_5().keys()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'exploded'",
        "id = 'no-uuid'",
        "created = 'yesterday'",
        "created = '2026-01-01T00:00:00'",
        "ended = '0001-01-01T00:00:00+14:00'",
        "level = 'enormous'",
        "clean = 9e999",
        "place = 9223372036854775807",
        "worked_s = -1.0",
        "worked_s = 1e300",
        "worked_s = 9e999",
        "cleared = 'everything'",
        "tags = 'baseline'",
        "tags = '[1]'",
        "tags = '{}'",
        f"tags = '{'[' * 100_000}'",
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_and_the_others_stay(
    index: Path, change: str
) -> None:
    first = UUID(int=1)
    execute(index, f"UPDATE jobs SET {change} WHERE id = '{first}'")
    assert rows_of(index).keys() == rows_of_schema_5().keys() - {first}


def refused(path: Path) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as error:
        Store(path)
    assert error.value.sentence().isprintable()
    assert str(path.name) in error.value.message
    return error.value


def test_a_newer_index_is_refused_and_not_touched(index: Path) -> None:
    execute(index, "PRAGMA user_version = 999")
    before = index.read_bytes()
    error = refused(index)
    assert error.code == "index_newer"
    assert "999" in error.message
    assert index.read_bytes() == before


def test_a_folder_in_place_of_the_index_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    path.mkdir()
    (path / "notes.txt").write_text("mine")
    assert refused(path).code == "index_unusable"
    assert (path / "notes.txt").read_text() == "mine"


def test_an_index_in_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone" / "jobs.sqlite").code == "index_unusable"


def test_an_index_that_another_program_writes_to_is_told_in_words(index: Path) -> None:
    store = Store(index)
    with closing(sqlite3.connect(index, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store._connection.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(EnvironmentFault) as error:
            store.put(row_of_schema_5(0, JobState.FAILED), 3)
        other.execute("ROLLBACK")
    assert error.value.code == "index_unusable"
    store.put(row_of_schema_5(0, JobState.FAILED), 3)
    store.close()


@pytest.mark.parametrize(
    "change", [{"order": 2**63}, {"name": "\ud800"}, {"top_value": float("nan")}]
)
def test_what_the_index_does_not_take_is_told_in_words(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    store = Store(tmp_path / "jobs.sqlite")
    with pytest.raises(EnvironmentFault) as error:
        store.put(changed(row_of_schema_5(0, JobState.FAILED), **change), 1)
    assert error.value.code == "index_unusable"
    assert store.rows() == {}
    store.close()


def test_a_damaged_index_that_cannot_be_set_aside_is_told_in_words(index: Path) -> None:
    garbage(index)
    aside = index.with_name("jobs.sqlite.damaged")
    aside.mkdir()
    (aside / "mine").touch()
    assert refused(index).code == "cannot_write"


def test_an_index_with_damage_inside_that_cannot_be_set_aside_is_told_in_words(
    index: Path,
) -> None:
    with_a_spoiled_page(index)
    aside = index.with_name("jobs.sqlite.damaged")
    aside.mkdir()
    (aside / "mine").touch()
    store = Store(index)
    with pytest.raises(EnvironmentFault) as error:
        store.rows()
    assert error.value.code == "cannot_write"
    store.close()
