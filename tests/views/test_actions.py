"""The table of actions: reachable by keyboard, one key for each, and a reason where disabled."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.actions import ACTIONS, CONTEXT_MENU, WindowActions
from pandavision_gui.views.theme import Theme

from .jobs_table.job_rows import make_row

FILE_MENU = {"file", "export", "quit"}
MENUS = {
    "File": [info for info in ACTIONS if info.menu in FILE_MENU],
    "Edit": [info for info in ACTIONS if info.menu == "edit"],
    "View": [info for info in ACTIONS if info.menu in ("view", "panels")],
    "Jobs": [info for info in ACTIONS if info.menu == "jobs"],
    "Tools": [info for info in ACTIONS if info.menu == "tools"],
    "Help": [info for info in ACTIONS if info.menu == "help"],
    "context": [info for info in ACTIONS if any(info.name in group for group in CONTEXT_MENU)],
}
NOTHING_AT_WORK = (JobState.QUEUED, JobState.FINISHED, JobState.FAILED)


@pytest.fixture
def actions(qtbot: QtBot, theme: Theme) -> WindowActions:
    parent = QObject()
    actions = WindowActions(theme, parent)
    actions.kept = parent  # type: ignore[attr-defined]  # it lives as long as they do
    return actions


def key_of(text: str) -> str:
    """The letter after a single &."""
    return text.replace("&&", "").partition("&")[2][:1].casefold()


@pytest.mark.parametrize("menu", MENUS)
def test_every_entry_of_a_menu_has_a_key_of_its_own(menu: str) -> None:
    keys = Counter(key_of(info.text) for info in MENUS[menu])
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_actions_have_the_same_shortcut() -> None:
    keys = Counter(info.shortcut for info in ACTIONS if info.shortcut)
    assert [key for key, count in keys.items() if count > 1] == []


def rows_in(*states: JobState) -> list[JobRow]:
    return [make_row(number, state=state) for number, state in enumerate(states)]


def test_whatever_is_disabled_says_why(actions: WindowActions) -> None:
    seen = set()
    for rows in ([], *([row] for row in rows_in(*JobState)), rows_in(*JobState)):
        actions.select(rows)
        for info in ACTIONS:
            if not actions[info.name].isEnabled():
                seen.add(info.name)
                assert info.reason
                assert actions[info.name].toolTip().endswith(info.reason)
    assert {"rename", "remark", "archive", "remove", "stop"} <= seen


@pytest.mark.parametrize("state", JobState)
def test_a_job_is_renamed_and_noted_on_in_every_state(
    actions: WindowActions, state: JobState
) -> None:
    actions.select(rows_in(state))
    assert actions["rename"].isEnabled()
    assert actions["remark"].isEnabled()
    actions.select(rows_in(state, state))
    assert not actions["rename"].isEnabled()
    assert not actions["remark"].isEnabled()


def test_any_number_of_jobs_that_do_not_run_can_be_archived(actions: WindowActions) -> None:
    actions.select(rows_in(*NOTHING_AT_WORK))
    assert actions["archive"].isEnabled()
    for state in (JobState.RUNNING, JobState.STOPPING):
        actions.select(rows_in(*NOTHING_AT_WORK, state))
        assert not actions["archive"].isEnabled()


def test_the_context_menu_is_in_groups(actions: WindowActions) -> None:
    menu = actions.context_menu()
    lines = [action.isSeparator() for action in menu]
    assert sum(lines) == len(CONTEXT_MENU) - 1
    assert not lines[0]
    assert not lines[-1]
    assert [action.objectName() for action in menu if not action.isSeparator()] == [
        name for group in CONTEXT_MENU for name in group
    ]
