"""Keys of actions: the system's own where it has them, and none that another system keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from pytestqt.qtbot import QtBot

from pandavision_gui.views.action_keys import keys_of
from pandavision_gui.views.actions import ACTIONS, WindowActions
from pandavision_gui.views.theme import Theme

# Apple, "Mac keyboard shortcuts": Ctrl is the command key there, Meta the control key.
TAKEN_BY_MACOS = {
    "Ctrl+M": "minimise", "Ctrl+Alt+M": "minimise all", "Ctrl+H": "hide",
    "Ctrl+Alt+H": "hide others",
    "Ctrl+W": "close the window", "Ctrl+Space": "Spotlight", "Ctrl+Tab": "next program",
    "Ctrl+`": "next window", "Ctrl+F1": "mirror displays", "Ctrl+F5": "VoiceOver",
    "Ctrl+Shift+3": "screenshot", "Ctrl+Shift+4": "screenshot", "Ctrl+Shift+5": "screenshot",
    "Ctrl+Shift+Q": "log out", "Ctrl+Alt+D": "Dock", "Ctrl+Alt+Esc": "force quit",
    "Ctrl+?": "help",
}  # fmt: skip


def texts(keys: list[QKeySequence]) -> list[str]:
    return [key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys]


@pytest.mark.parametrize(
    ("written", "known", "expected"),
    [
        ("Ctrl+N", ["Ctrl+N"], ["Ctrl+N"]),
        ("Ctrl+Z", ["Alt+Backspace", "Ctrl+Z"], ["Ctrl+Z"]),
        ("F1", ["Ctrl+?"], ["Ctrl+?", "F1"]),
        ("Ctrl+,", [], ["Ctrl+,"]),
        ("", ["Ctrl+N"], []),
    ],
)
def test_the_systems_keys_come_first_and_ours_stay(
    qapp: object, written: str, known: list[str], expected: list[str]
) -> None:
    assert texts(keys_of(written, [QKeySequence(key) for key in known])) == expected


def test_no_action_wants_keys_that_macos_keeps() -> None:
    wanted = {QKeySequence(info.shortcut).toString() for info in ACTIONS if info.shortcut}
    assert wanted & {QKeySequence(key).toString() for key in TAKEN_BY_MACOS} == set()


def test_actions_have_what_this_system_calls_them(qtbot: QtBot, theme: Theme) -> None:
    parent = QObject()
    actions = WindowActions(theme, parent)
    for name, standard in {
        "new": QKeySequence.StandardKey.New,
        "open_files": QKeySequence.StandardKey.Open,
        "undo": QKeySequence.StandardKey.Undo,
        "find": QKeySequence.StandardKey.Find,
        "guide": QKeySequence.StandardKey.HelpContents,
    }.items():
        assert actions[name].shortcut() in QKeySequence.keyBindings(standard)


def test_macos_is_told_what_belongs_into_the_programs_own_menu(qtbot: QtBot, theme: Theme) -> None:
    parent = QObject()
    actions = WindowActions(theme, parent)
    roles = {info.name: actions[info.name].menuRole() for info in ACTIONS}
    role = QAction.MenuRole
    assert {name: found for name, found in roles.items() if found != role.NoRole} == {
        "settings": role.PreferencesRole, "quit": role.QuitRole, "about": role.AboutRole,
    }  # fmt: skip
