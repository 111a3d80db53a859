"""Looking through many jobs: in turns, complete, and up to date."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.palette.palette_entry import Entry, EntryKind
from pandavision_gui.views.palette.palette_search import MOST, PaletteSearch

from ..jobs_table.job_rows import finished_row, job_id

MANY = 100_000


class Looking:
    """A search, and what it told last."""

    def __init__(self, qtbot: QtBot, rows: list[JobRow]) -> None:
        self.qtbot = qtbot
        self.model = JobTableModel()
        self.model.set_rows(rows)
        self.search = PaletteSearch(self.model, self.model)
        self.told: list[list[Entry]] = []
        self.search.found.connect(self.told.append)

    def look(self, text: str, *others: str) -> None:
        self.told.clear()
        entries = [
            (Entry(EntryKind.ACTION, name, name, "", "action"), "in a menu") for name in others
        ]
        self.search.look_for(text, entries)

    def result(self) -> list[Entry]:
        self.qtbot.waitUntil(lambda: self.search.is_done, timeout=60_000)
        return self.told[-1]


def rows(count: int) -> list[JobRow]:
    return [finished_row(n, name=f"network {n}") for n in range(count)]


@pytest.fixture(scope="module")
def many_rows() -> list[JobRow]:
    """Rows of many jobs, which nothing changes."""
    return rows(MANY)


@pytest.fixture
def many(qtbot: QtBot, many_rows: list[JobRow]) -> Looking:
    return Looking(qtbot, many_rows)


def test_a_hundred_thousand_jobs_are_looked_through_in_turns(many: Looking) -> None:
    many.look("net", "Neutral action", "Network of actions")
    assert not many.search.is_done, "all of them were looked through in one turn"
    assert [entry.title for entry in many.told[0]][:1] == ["Network of actions"]
    result = many.result()
    assert len(result) == MOST
    # Newest first, and the action that is met as well before them.
    assert [e.title for e in result[:3]] == [
        "Network of actions",
        f"network {MANY - 1}",
        f"network {MANY - 2}",
    ]


def test_the_one_job_among_many_is_found(many: Looking) -> None:
    many.look("77777 netw")
    assert [entry.what for entry in many.result()] == [job_id(77_777)]


def test_another_letter_begins_a_new_search(many: Looking) -> None:
    many.look("net")
    many.look("network 777")
    many.result()
    assert all("777" in entry.title for entries in many.told for entry in entries)
    assert len(many.told[-1]) == MOST


def test_what_is_closed_looks_no_further(many: Looking, qtbot: QtBot) -> None:
    many.look("net")
    many.search.stop()
    told = len(many.told)
    spy = QSignalSpy(many.search.found)
    many.model.upsert(finished_row(MANY + 1))
    qtbot.wait(1)
    assert many.search.is_done
    assert len(many.told) == told
    assert spy.count() == 0


def test_a_job_that_comes_while_the_palette_is_open_is_found(qtbot: QtBot) -> None:
    few = Looking(qtbot, rows(10))
    few.look("late")
    assert few.result() == []
    few.model.upsert(finished_row(99, name="the late one"))
    qtbot.waitUntil(lambda: bool(few.told[-1]), timeout=10_000)
    assert [entry.title for entry in few.told[-1]] == ["the late one"]
    few.model.remove(job_id(99))
    qtbot.waitUntil(lambda: not few.told[-1], timeout=10_000)


def test_without_letters_the_newest_jobs_stand_after_the_actions(qtbot: QtBot) -> None:
    few = Looking(qtbot, rows(10))
    few.look("", "Open", "Close")
    titles = [entry.title for entry in few.result()]
    assert titles == ["Open", "Close", *(f"network {n}" for n in (9, 8, 7, 6, 5))]


def test_an_action_has_its_room_among_many_jobs_that_fit_better(qtbot: QtBot) -> None:
    few = Looking(qtbot, rows(60))
    few.look("network", "Find a network")
    titles = [entry.title for entry in few.result()]
    assert len(titles) == 50
    assert "Find a network" in titles


def test_a_job_is_found_by_the_initials_of_its_name(qtbot: QtBot) -> None:
    few = Looking(qtbot, rows(10))
    few.look("n5")
    assert [entry.title for entry in few.result()] == ["network 5"]
