"""Every action of the window as plain data: menus, toolbar and shortcuts read one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from pandavision_gui.engine.attack_catalogue import WORST_CASE
from pandavision_gui.jobs.compare_messages import MOST_COMPARED
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.theme import Theme

Rows = Sequence[JobRow]

_ENDED_EARLY = (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
_AT_WORK = (JobState.RUNNING, JobState.STOPPING)


def _always(_: Rows) -> bool:
    return True


def _can_stop(rows: Rows) -> bool:
    return any(row.state in (JobState.QUEUED, *_AT_WORK) for row in rows)


def _can_resume(rows: Rows) -> bool:
    return any(row.state in _ENDED_EARLY for row in rows)


def _can_run_again(rows: Rows) -> bool:
    return any(row.attack and row.attack != WORST_CASE for row in rows)


def _none_at_work(rows: Rows) -> bool:
    return bool(rows) and all(row.state not in _AT_WORK for row in rows)


def _one_waiting(rows: Rows) -> bool:
    return len(rows) == 1 and rows[0].state is JobState.QUEUED


def _one_finished(rows: Rows) -> bool:
    return len(rows) == 1 and rows[0].state is JobState.FINISHED


def _all_finished(rows: Rows) -> bool:
    return bool(rows) and all(row.state is JobState.FINISHED for row in rows)


def _several_finished(rows: Rows) -> bool:
    return len(rows) > 1 and _all_finished(rows)


def _comparable(rows: Rows) -> bool:
    return 2 <= len(rows) <= MOST_COMPARED and _all_finished(rows)


def _one(rows: Rows) -> bool:
    return len(rows) == 1


def _one_readable(rows: Rows) -> bool:
    return len(rows) == 1 and bool(rows[0].attack)  # a damaged folder's row names none


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
    """

    name: str
    text: str
    menu: str
    icon: str = ""
    shortcut: str = ""
    needs: Callable[[Rows], bool] = _always
    reason: str = ""
    in_toolbar: bool = False
    in_context_menu: bool = False


ACTIONS: tuple[ActionInfo, ...] = (
    ActionInfo("new", "&New evaluation", "file", "new", "Ctrl+N", in_toolbar=True),
    ActionInfo("open_files", "&Open model or dataset …", "file", "folder", "Ctrl+O"),
    ActionInfo("open_spec", "Open spe&c …", "file", "", "Ctrl+Alt+O"),
    ActionInfo("open_archive", "Open arc&hive …", "file", "", "Ctrl+Shift+O"),
    ActionInfo("save_spec", "&Save spec as …", "file", "", "Ctrl+Shift+S"),
    ActionInfo(
        "report", "Re&port …", "export", "", "Ctrl+Shift+P",
        _all_finished, "Select finished jobs.", in_context_menu=True,
    ),
    ActionInfo(
        "export_figure", "E&xport figure …", "export", "", "Ctrl+E",
        _all_finished, "Select finished jobs.", in_context_menu=True,
    ),
    ActionInfo(
        "export_csv", "Export c&urve (CSV) …", "export", "", "Ctrl+Shift+E",
        _one_finished, "Select one finished job.", in_context_menu=True,
    ),
    ActionInfo(
        "export_table", "Export samp&le table (CSV) …", "export", "", "",
        _one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_samples", "Export s&amples (HDF5) …", "export", "", "",
        _one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "export_json", "Export resul&t (JSON) …", "export", "", "",
        _one_finished, "Select one finished job.", in_context_menu=True,
    ),
    ActionInfo(
        "export_pack", "Evidence pac&k (ZIP) …", "export", "", "",
        _one_finished, "Select one finished job.",
    ),
    ActionInfo(
        "archive", "Archi&ve …", "export", "", "Ctrl+Shift+A",
        _none_at_work, "Select jobs that do not run.", in_context_menu=True,
    ),
    ActionInfo("undo", "&Undo remove", "edit", "", "Ctrl+Z"),
    ActionInfo("copy_plot", "Copy p&lot", "edit", "copy", "Ctrl+Shift+C"),
    ActionInfo(
        "copy_json", "Copy spec as &JSON", "edit", "", "Ctrl+J",
        _one_readable, "Select one job that can be read.", in_context_menu=True,
    ),
    ActionInfo("copy_form", "Copy &form as JSON", "edit", "", "Ctrl+Shift+J"),
    ActionInfo("find", "Fi&nd jobs", "edit", "search", "Ctrl+F"),
    ActionInfo("show_curve", "&Curve", "view", "", "Ctrl+1"),
    ActionInfo("show_samples", "&Samples", "view", "", "Ctrl+2"),
    ActionInfo("show_attack", "&Attack", "view", "", "Ctrl+3"),
    ActionInfo("show_classes", "C&lasses", "view", "", "Ctrl+4"),
    ActionInfo("show_log", "L&og", "view", "", "Ctrl+5"),
    ActionInfo("next_pane", "&Next part of the window", "view", "", "F6"),
    ActionInfo("previous_pane", "&Previous part of the window", "view", "", "Shift+F6"),
    ActionInfo("add", "Add to &queue", "jobs", "", "Ctrl+Return"),
    ActionInfo(
        "stop", "&Stop", "jobs", "stop", "Ctrl+.", _can_stop,
        "Select a job that waits or runs.", in_toolbar=True, in_context_menu=True,
    ),
    ActionInfo(
        "resume", "R&esume", "jobs", "resume", "Ctrl+R", _can_resume,
        "Select a job that was stopped, interrupted or failed.",
        in_toolbar=True, in_context_menu=True,
    ),
    ActionInfo(
        "again", "Run &again", "jobs", "again", "Ctrl+Shift+R", _can_run_again,
        "Select a job.", in_toolbar=True, in_context_menu=True,
    ),
    ActionInfo(
        "repeat", "Repeat with &changes", "jobs", "", "Ctrl+D", _one_readable,
        "Select one job that can be read.", in_context_menu=True,
    ),
    ActionInfo(
        "compare", "C&ompare", "jobs", "compare", "Ctrl+Shift+M", _comparable,
        "Select 2 to 10 finished jobs.", in_toolbar=True, in_context_menu=True,
    ),
    ActionInfo(
        "combine", "Combine into &worst case", "jobs", "", "Ctrl+Shift+W", _several_finished,
        "Select two or more finished jobs.", in_context_menu=True,
    ),
    ActionInfo(
        "run_next", "Run &next", "jobs", "", "Ctrl+Shift+Home", _one_waiting,
        "Select one job that waits.", in_context_menu=True,
    ),
    ActionInfo(
        "move_up", "Run earl&ier", "jobs", "", "Ctrl+Shift+Up", _one_waiting,
        "Select one job that waits.", in_context_menu=True,
    ),
    ActionInfo(
        "move_down", "Run &later", "jobs", "", "Ctrl+Shift+Down", _one_waiting,
        "Select one job that waits.", in_context_menu=True,
    ),
    ActionInfo("pause", "&Pause queue", "jobs", "pause", "Ctrl+P", in_toolbar=True),
    ActionInfo(
        "rename", "&Rename", "jobs", "", "F2", _one, "Select one job.", in_context_menu=True,
    ),
    ActionInfo(
        "remark", "Edit ta&gs and notes", "jobs", "", "Ctrl+T",
        _one, "Select one job.", in_context_menu=True,
    ),
    ActionInfo(
        "folder", "Open &folder", "jobs", "folder", "Ctrl+Shift+F", _one,
        "Select one job.", in_context_menu=True,
    ),
    ActionInfo(
        "remove", "Re&move", "jobs", "remove", "Ctrl+Backspace", _none_at_work,
        "Select jobs that do not run.", in_toolbar=True, in_context_menu=True,
    ),
    ActionInfo("palette", "Searc&h jobs and actions …", "tools", "search", "Ctrl+K"),
    ActionInfo("make_dataset", "&Make a dataset …", "tools", "", "Ctrl+M"),
    ActionInfo("disk_use", "&Disk use …", "tools"),
    ActionInfo("settings", "&Settings …", "tools", "", "Ctrl+,"),
    ActionInfo("quit", "&Quit", "quit", "", "Ctrl+Q"),
    ActionInfo("guide", "&User guide", "help", "", "F1"),
    ActionInfo("shortcuts", "&Keyboard shortcuts", "help", "", "Ctrl+F1"),
    ActionInfo("about", "&About PandaVision", "help"),
)  # fmt: skip

TAB_ACTIONS = ("show_curve", "show_samples", "show_attack", "show_classes", "show_log")
"""From left to right."""

_MENUS = {
    "file": "&File",
    "export": "&File",
    "quit": "&File",
    "edit": "&Edit",
    "view": "&View",
    "jobs": "&Jobs",
    "tools": "&Tools",
    "help": "&Help",
}


def action_texts() -> list[str]:
    """Return every text of the table, and the menus' names."""
    texts = [text for info in ACTIONS for text in (info.text, info.reason) if text]
    return [*texts, *_MENUS.values()]


def menu_title(menu: str) -> str:
    """Return what the menu is called in which the actions of an `ActionInfo.menu` stand."""
    return _tr(_MENUS[menu])


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
        self._icons = {info.name: info.icon for info in ACTIONS if info.icon}
        for info in ACTIONS:
            action = QAction(_tr(info.text), parent)
            action.setObjectName(info.name)
            action.triggered.connect(self.triggered)
            if info.shortcut:
                action.setShortcut(QKeySequence(info.shortcut))
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
        """Return what can be done to selected jobs."""
        return [self._actions[info.name] for info in ACTIONS if info.in_context_menu]

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
        for info in ACTIONS:
            possible = info.needs(rows)
            if self._possible.get(info.name) is not possible:  # jobs may come by the thousand
                self._possible[info.name] = possible
                self._actions[info.name].setEnabled(possible)
                self._explain(info)

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
