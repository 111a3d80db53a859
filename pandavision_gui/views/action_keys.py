"""Which keys an action has on this system: what it is called there comes before what is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence

_STANDARD = {
    "new": QKeySequence.StandardKey.New,
    "open_files": QKeySequence.StandardKey.Open,
    "save_spec": QKeySequence.StandardKey.SaveAs,
    "undo": QKeySequence.StandardKey.Undo,
    "find": QKeySequence.StandardKey.Find,
    "settings": QKeySequence.StandardKey.Preferences,
    "guide": QKeySequence.StandardKey.HelpContents,
    "quit": QKeySequence.StandardKey.Quit,
}
"""What every program has: each system has keys for it that its users know."""

_ROLES = {
    "settings": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}
"""What macOS shows in the menu of the program's name, in every language."""


def take_keys(action: QAction, name: str, written: str) -> None:
    """Give an action of the table its keys, and its place in the menus of macOS.

    Parameters
    ----------
    written
        The table's own keys, Ctrl being the command key on macOS; empty for none.
    """
    standard = _STANDARD.get(name)
    known = QKeySequence.keyBindings(standard) if standard is not None else []
    action.setShortcuts(keys_of(written, known))
    # Qt would else guess from the words, and in English only.
    action.setMenuRole(_ROLES.get(name, QAction.MenuRole.NoRole))


def keys_of(written: str, known: Sequence[QKeySequence]) -> list[QKeySequence]:
    """Return an action's keys, those first that menus show.

    Parameters
    ----------
    written
        As in `take_keys`.
    known
        What the system has for it, its usual one first; empty where it has none.
    """
    if not written:
        return []
    own = QKeySequence(written)
    return [own] if not known or own in known else [known[0], own]
