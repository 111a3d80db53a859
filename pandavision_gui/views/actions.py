"""Every action of the window as plain data: menus, toolbar and shortcuts read one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from pandavision_gui.views.action_keys import take_keys
from pandavision_gui.views.job_needs import (
    Rows,
    all_finished,
    always,
    can_resume,
    can_run_again,
    can_stop,
    comparable,
    none_at_work,
    one,
    one_finished,
    one_readable,
    one_waiting,
    several_finished,
    some,
)
from pandavision_gui.views.theme import Theme


@dataclass(frozen=True)
class ActionInfo:
    """One action.

    Attributes
    ----------
    name
        What the window connects to.
    text
        Words with a mnemonic.
    needs
        Whether it can be done to the selected jobs.
    reason
        Why not, for the tooltip of a disabled action.
    menu
        In which menu it stands.
    also
        Other words that the palette finds it by.
    """

    name: str
    text: str
    menu: str
    icon: str = ""
    shortcut: str = ""
    needs: Callable[[Rows], bool] = always
    reason: str = ""
    in_toolbar: bool = False
    also: str = ""


ACTIONS: tuple[ActionInfo, ...] = (
    ActionInfo("new", "&New evaluation", "file", "new", "Ctrl+N", in_toolbar=True),
    ActionInfo("open_files", "&Open model or dataset …", "file", "folder", "Ctrl+O"),
    ActionInfo("open_spec", "Open spe&c …", "file", "", "Ctrl+Alt+O"),
    ActionInfo("open_archive", "Open arc&hive …", "file", "", "Ctrl+Shift+O"),
    ActionInfo("save_spec", "&Save spec as …", "file", "", "Ctrl+Shift+S"),
    ActionInfo(
        "report", "Re&port …", "export", "", "Ctrl+Shift+P",
        all_finished, "Select finished jobs.",
    ),
    ActionInfo(
        "export_figure", "E&xport figure …", "export", "", "Ctrl+E",
        all_finished, "Draw the curve of a finished job, or select finished jobs.",
    ),
    ActionInfo(
        "export_selected", "Export figure of the selecte&d jobs …", "export", "", "",
        all_finished, "Select finished jobs.",
    ),
    ActionInfo(
        "export_csv", "Export c&urve (CSV) …", "export", "", "Ctrl+Shift+E",
        one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_table", "Export samp&le table (CSV) …", "export", "", "",
        one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_samples", "Export s&amples (HDF5) …", "export", "", "",
        one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_json", "Export resul&t (JSON) …", "export", "", "",
        one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_pack", "Evidence pac&k (ZIP) …", "export", "", "",
        one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "archive", "Archi&ve …", "export", "", "Ctrl+Shift+A",
        none_at_work, "Select jobs that do not run.",
    ),
    ActionInfo("undo", "&Undo remove", "edit", "", "Ctrl+Z"),
    ActionInfo("copy_plot", "Copy p&lot", "edit", "copy", "Ctrl+Shift+C"),
    ActionInfo("copy_table", "Copy &table", "edit", "", "Ctrl+Shift+T"),
    ActionInfo(
        "copy_json", "Copy spec as &JSON", "edit", "", "Ctrl+J",
        one_readable, "Select one job that can be read.",
    ),
    ActionInfo("copy_form", "Copy &form as JSON", "edit", "", "Ctrl+Shift+J"),
    ActionInfo("find", "Fi&nd jobs", "edit", "search", "Ctrl+F"),
    ActionInfo("show_curve", "&Curve", "view", "", "Ctrl+1"),
    ActionInfo("show_samples", "&Samples", "view", "", "Ctrl+2"),
    ActionInfo("show_attack", "&Attack", "view", "", "Ctrl+3"),
    ActionInfo("show_classes", "C&lasses", "view", "", "Ctrl+4"),
    ActionInfo("show_log", "L&og", "view", "", "Ctrl+5"),
    ActionInfo(
        "draw_only", "Draw onl&y these curves", "view", "", "Ctrl+Shift+L", some,
        "Select the jobs.", also="tick untick others overlay alone",
    ),
    ActionInfo("next_pane", "&Next part of the window", "view", "", "F6"),
    ActionInfo("previous_pane", "&Previous part of the window", "view", "", "Shift+F6"),
    ActionInfo("panel_form", "&Evaluation form", "panels", also="show hide panel dock"),
    ActionInfo("panel_details", "&Details", "panels", also="show hide panel dock"),
    ActionInfo("panel_jobs", "&Jobs table", "panels", also="show hide panel dock"),
    ActionInfo("panel_toolbar", "&Toolbar", "panels", also="show hide panel dock"),
    ActionInfo("add", "Add to &queue", "jobs", "", "Ctrl+Return"),
    ActionInfo(
        "stop", "&Stop", "jobs", "stop", "Ctrl+.", can_stop,
        "Select a job that waits or runs.", in_toolbar=True,
    ),
    ActionInfo(
        "resume", "R&esume", "jobs", "resume", "Ctrl+R", can_resume,
        "Select a job that was stopped, interrupted or failed.",
        in_toolbar=True,
    ),
    ActionInfo(
        "again", "Run &again", "jobs", "again", "Ctrl+Shift+R", can_run_again,
        "Select a job.", in_toolbar=True,
    ),
    ActionInfo(
        "repeat", "Run with &changes", "jobs", "", "Ctrl+D", one_readable,
        "Select one job that can be read.",
    ),
    ActionInfo(
        "compare", "C&ompare", "jobs", "compare", "Ctrl+Shift+M", comparable,
        "Select 2 to 10 finished jobs.", in_toolbar=True,
    ),
    ActionInfo(
        "combine", "Combine into &worst case", "jobs", "", "Ctrl+Shift+W", several_finished,
        "Select two or more finished jobs.",
    ),
    ActionInfo(
        "run_next", "Run &next", "jobs", "", "Ctrl+Shift+Home", one_waiting,
        "Select one job that waits.",
    ),
    # The keys go where the rows go: what runs next stands lowest of what waits.
    ActionInfo(
        "move_up", "Run earl&ier", "jobs", "", "Ctrl+Shift+Down", one_waiting,
        "Select one job that waits.",
    ),
    ActionInfo(
        "move_down", "Run &later", "jobs", "", "Ctrl+Shift+Up", one_waiting,
        "Select one job that waits.",
    ),
    ActionInfo("pause", "&Pause queue", "jobs", "pause", "Ctrl+P", in_toolbar=True),
    ActionInfo(
        "rename", "&Rename", "jobs", "", "F2", one, "Select one job.",
    ),
    ActionInfo(
        "remark", "Edit ta&gs and notes", "jobs", "", "Ctrl+T",
        one, "Select one job.",
    ),
    ActionInfo(
        "folder", "Open &folder", "jobs", "folder", "Ctrl+Shift+F", one,
        "Select one job.",
    ),
    ActionInfo(
        "remove", "Re&move", "jobs", "remove", "Ctrl+Backspace", none_at_work,
        "Select jobs that do not run.", in_toolbar=True,
    ),
    ActionInfo("palette", "Searc&h jobs and actions …", "tools", "search", "Ctrl+K"),
    ActionInfo("make_dataset", "&Make a dataset …", "tools", "", "Ctrl+Shift+D"),
    ActionInfo("disk_use", "&Disk use …", "tools"),
    ActionInfo(
        "settings", "&Settings …", "tools", "", "Ctrl+,",
        also="appearance theme dark light language options preferences memory jobs at once",
    ),
    ActionInfo("quit", "&Quit", "quit", "", "Ctrl+Q"),
    ActionInfo("guide", "&User guide", "help", "", "F1"),
    ActionInfo("shortcuts", "&Keyboard shortcuts", "help", "", "Ctrl+Shift+K"),
    ActionInfo("whats_new", "&What is new", "help"),
    ActionInfo("self_test", "&Self-test …", "help"),
    ActionInfo("about", "&About PandaVision", "help"),
)  # fmt: skip

CONTEXT_MENU = (
    ("stop", "resume", "again", "repeat"),
    ("run_next", "move_up", "move_down"),
    ("compare", "combine", "draw_only"),
    ("report", "export_selected", "export_csv", "export_json", "archive"),
    ("rename", "remark", "copy_json", "folder"),
    ("remove",),
)
"""What can be done to selected jobs, in groups between which there is a line."""

_REPEATED = ("move_up", "move_down")
"""What a key does again while it is held: else a held Remove would empty the table."""

TAB_ACTIONS = ("show_curve", "show_samples", "show_attack", "show_classes", "show_log")
"""From left to right."""

_MENUS = {
    "file": "&File",
    "export": "&File",
    "quit": "&File",
    "edit": "&Edit",
    "view": "&View",
    "panels": "&View",
    "jobs": "&Jobs",
    "tools": "&Tools",
    "help": "&Help",
}


def action_texts() -> list[str]:
    """Return every text of the table, and the menus' names."""
    texts = [text for info in ACTIONS for text in (info.text, info.reason, info.also) if text]
    return [*texts, *_MENUS.values()]


def menu_title(menu: str) -> str:
    """Return what the menu is called in which the actions of an `ActionInfo.menu` stand."""
    return _tr(_MENUS[menu])


def other_words(info: ActionInfo) -> str:
    """Return the other words that the palette finds an action by."""
    return _tr(info.also) if info.also else ""


class WindowActions(QObject):
    """The table's actions as Qt has them, enabled as the selection allows.

    Signals
    -------
    triggered
        Some action is wanted; told before it is done.
    """

    triggered = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions: dict[str, QAction] = {}
        self._possible: dict[str, bool] = {}
        self._anyway: set[str] = set()
        self._rows: Rows = ()
        self._icons = {info.name: info.icon for info in ACTIONS if info.icon}
        for info in ACTIONS:
            action = QAction(_tr(info.text), parent)
            action.setObjectName(info.name)
            action.triggered.connect(self.triggered)
            action.setAutoRepeat(info.name in _REPEATED)
            take_keys(action, info.name, info.shortcut)
            self._actions[info.name] = action
        theme.changed.connect(self._take_icons)
        self._take_icons()
        self.select(())

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menu(self, name: str) -> list[QAction]:
        """Return the actions of a menu, in order."""
        return [self._actions[info.name] for info in ACTIONS if info.menu == name]

    def context_menu(self) -> list[QAction]:
        """Return what can be done to selected jobs, lines between groups."""
        found: list[QAction] = []
        for group in CONTEXT_MENU:
            if found:
                line = QAction(self)
                line.setSeparator(True)
                found.append(line)
            found += [self._actions[name] for name in group]
        return found

    def toolbar(self) -> list[QAction]:
        """Return the actions of the toolbar."""
        return [self._actions[info.name] for info in ACTIONS if info.in_toolbar]

    def reason(self, name: str) -> str:
        """Return why an action cannot be done now; empty when it can."""
        if self._possible[name]:
            return ""
        return next(_tr(info.reason) for info in ACTIONS if info.name == name)

    def select(self, rows: Rows) -> None:
        """Enable what can be done to these jobs."""
        self._rows = rows
        for info in ACTIONS:
            possible = info.needs(rows) or info.name in self._anyway
            if self._possible.get(info.name) is not possible:  # jobs may come by the thousand
                self._possible[info.name] = possible
                self._actions[info.name].setEnabled(possible)
                self._explain(info)

    def allow(self, name: str, anyway: bool) -> None:
        """Enable an action whatever is selected, or as the selection allows again."""
        if (name in self._anyway) is not anyway:
            self._anyway ^= {name}
            self.select(self._rows)

    def change_words(self, name: str, text: str, icon: str) -> None:
        """Give an action that does the opposite of what it did other words and another icon."""
        action = self._actions[name]
        action.setText(text)
        self._explain(next(info for info in ACTIONS if info.name == name))
        self._icons[name] = icon
        action.setIcon(self._theme.icon(icon))

    def _explain(self, info: ActionInfo) -> None:
        """Say what the action does, and why it cannot be done now."""
        action = self._actions[info.name]
        hint = _hint(action)
        possible = self._possible[info.name]
        action.setToolTip(hint if possible else f"{hint}: {_tr(info.reason)}")

    def _take_icons(self) -> None:
        for name, icon in self._icons.items():
            self._actions[name].setIcon(self._theme.icon(icon))


def _hint(action: QAction) -> str:
    words = action.text().replace("&", "").removesuffix(" …")
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({keys})" if keys else words


def _tr(text: str) -> str:
    return QCoreApplication.translate("ACTIONS", text)
