from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.migrations import MIGRATIONS
from pandavision_gui.jobs.migrations.runner import migrate, schema_version

Step = Callable[[sqlite3.Connection], None]


def make_cups(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE cups (name TEXT)")
    connection.execute("INSERT INTO cups VALUES ('blue')")


def add_colours(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE cups ADD COLUMN colour TEXT DEFAULT 'white'")


def break_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM cups")
    connection.execute("CREATE TABLE plates (name TEXT)")
    connection.execute("INSERT INTO spoons VALUES (1)")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def brought(path: Path, *steps: Step) -> None:
    with opened(path) as connection:
        migrate(connection, path, steps)


def content(path: Path) -> tuple[int, list[str]]:
    with opened(path) as connection:
        return schema_version(connection), list(connection.iterdump())


def copies(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir() if other != path)


@pytest.fixture
def cups(tmp_path: Path) -> Path:
    path = tmp_path / "cups.sqlite"
    brought(path, make_cups)
    return path


def test_a_new_database_gets_every_step_and_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    brought(path, make_cups, add_colours)
    version, lines = content(path)
    assert version == 2
    assert any("blue" in line and "white" in line for line in lines)
    assert copies(path) == []


def test_only_what_is_missing_is_applied_after_a_copy(cups: Path) -> None:
    before = content(cups)
    brought(cups, make_cups, add_colours)
    assert content(cups)[0] == 2
    (copy,) = copies(cups)
    assert content(cups.with_name(copy)) == before


def test_nothing_happens_to_a_database_that_is_up_to_date(cups: Path) -> None:
    before = cups.read_bytes()
    brought(cups, make_cups)
    assert cups.read_bytes() == before
    assert copies(cups) == []


def test_a_failing_step_leaves_the_database_as_it_was_with_the_steps_before(cups: Path) -> None:
    with pytest.raises(sqlite3.Error, match="spoons"):
        brought(cups, make_cups, add_colours, break_half_way)
    version, lines = content(cups)
    assert version == 2
    assert any("blue" in line for line in lines)
    assert not any("plates" in line for line in lines)


def test_the_next_try_goes_on_after_the_step_that_failed(cups: Path) -> None:
    with pytest.raises(sqlite3.Error):
        brought(cups, make_cups, break_half_way)
    brought(cups, make_cups, add_colours)
    assert content(cups)[0] == 2


def test_a_step_that_breaks_off_for_another_reason_is_undone_too(cups: Path) -> None:
    before = content(cups)

    def stumble(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM cups")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brought(cups, make_cups, stumble)
    assert content(cups) == before


def test_a_step_whose_transaction_the_database_ended_itself_says_its_own_error(cups: Path) -> None:
    # SQLite ends a transaction by itself when the disk is full.
    def full(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError, match="full"):
        brought(cups, make_cups, full)


def test_a_newer_database_is_refused_in_one_sentence_and_left_alone(cups: Path) -> None:
    brought(cups, make_cups, add_colours)
    before = cups.read_bytes()
    for name in copies(cups):
        cups.with_name(name).unlink()
    with pytest.raises(EnvironmentFault, match="newer") as error:
        brought(cups, make_cups)
    assert error.value.code == "index_newer"
    assert str(cups) in error.value.message
    assert error.value.sentence().isprintable()
    assert cups.read_bytes() == before
    assert copies(cups) == []


def test_the_real_steps_begin_with_an_empty_database_and_do_not_repeat(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    brought(path, *MIGRATIONS)
    before = content(path)
    brought(path, *MIGRATIONS)
    assert content(path) == before
    assert before[0] == len(MIGRATIONS)
