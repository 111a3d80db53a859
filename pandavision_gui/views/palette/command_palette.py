"""The palette: all actions, all jobs and recent files in one list, by a few letters (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pandavision_gui.views.actions import ACTIONS, WindowActions, menu_title, other_words
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.palette.palette_entry import (
    Entry,
    EntryKind,
    action_entry,
    file_entry,
)
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.palette.palette_popup import PalettePopup
    from pandavision_gui.views.palette.palette_search import PaletteSearch

_MOST_LAST = 5


class CommandPalette(QObject):
    """Finds and does; made when it is wanted first.

    Attributes
    ----------
    recent_files
        Returns the models and the datasets that were used last, newest first.
    menus
        Of parts of the window: what is in them is found, too.

    Signals
    -------
    job_chosen
        UUID of the job that shall be shown.
    file_chosen
        Path of the file that shall come into the form.
    """

    job_chosen = Signal(object)
    file_chosen = Signal(str)

    def __init__(
        self, window: QWidget, theme: Theme, actions: WindowActions, jobs: JobTableModel
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._jobs = window, theme, jobs
        self._actions = actions
        self._last: list[str] = []
        """Names of the actions that were done from here, newest first."""
        self._others: list[tuple[Entry, str]] = []
        self.recent_files: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]] = lambda: ((), ())
        self.menus: tuple[QMenu, ...] = ()
        self._more: dict[str, QAction] = {}
        self.popup: PalettePopup | None = None
        self.search: PaletteSearch | None = None
        actions["palette"].triggered.connect(self.open)

    def open(self) -> None:
        """Open the palette, or begin anew where it is open."""
        popup = self.popup or self._make()
        self._others = [*self._all_actions(), *self._all_files()]
        popup.open_palette()

    def is_open(self) -> bool:
        """Whether something is being chosen."""
        return self.popup is not None and self.popup.isVisible()

    def _make(self) -> PalettePopup:
        # Few starts need it, and all would wait for it.
        from pandavision_gui.views.palette.palette_popup import PalettePopup
        from pandavision_gui.views.palette.palette_search import PaletteSearch

        self.popup = popup = PalettePopup(self._window, self._theme)
        self.search = search = PaletteSearch(self._jobs, self)
        popup.typed.connect(lambda text: search.look_for(text, self._others))
        popup.closed.connect(search.stop)
        popup.chosen.connect(self._do)
        search.found.connect(popup.show_entries)
        return popup

    def _all_actions(self) -> list[tuple[Entry, str]]:
        """Return the actions as they are now, what was done from here last first."""
        rank = {name: place for place, name in enumerate(self._last)}
        infos = [info for info in ACTIONS if info.name != "palette"]
        infos.sort(key=lambda info: rank.get(info.name, _MOST_LAST))
        found = []
        for info in infos:
            menu, action = menu_title(info.menu).replace("&", ""), self._actions[info.name]
            reason = self._actions.reason(info.name)
            beside = f"{menu} {other_words(info)}"
            entry = action_entry(info.name, action, info.icon, menu, reason)
            if info.menu == "panels":  # what it does, not what it is about
                words = self.tr("Hide {}") if action.isChecked() else self.tr("Show {}")
                entry = replace(entry, title=words.format(entry.title))
            found.append((entry, beside))
        return [*found, *self._in_menus()]

    def _in_menus(self) -> list[tuple[Entry, str]]:
        self._more, found = {}, []
        for menu in self.menus:
            menu.aboutToShow.emit()  # some are filled by that
            title = menu.title().replace("&", "")
            for action in menu.actions():
                if action.isSeparator() or action.menu() is not None:
                    continue
                name = f"in a menu: {len(self._more)}"
                reason = "" if action.isEnabled() else action.toolTip()
                self._more[name] = action
                entry = action_entry(name, action, "", title, reason)
                # With the menu before it: a column is called "Model", too.
                found.append((replace(entry, title=f"{title}: {entry.title}", detail=""), ""))
        return found

    def _all_files(self) -> list[tuple[Entry, str]]:
        models, datasets = self.recent_files()
        return [
            (file_entry(kind, path), path)
            for kind, paths in ((EntryKind.MODEL, models), (EntryKind.DATASET, datasets))
            for path in paths
        ]

    def _do(self, entry: Entry) -> None:
        if entry.kind is EntryKind.JOB and isinstance(entry.what, UUID):
            self.job_chosen.emit(entry.what)
        elif isinstance(entry.what, str) and entry.what in self._more:
            if self._more[entry.what].isEnabled():
                self._more[entry.what].trigger()
        elif entry.kind is EntryKind.ACTION and isinstance(entry.what, str):
            self._last = [entry.what, *(name for name in self._last if name != entry.what)]
            self._last = self._last[:_MOST_LAST]
            # It may have become impossible while the palette was open.
            if self._actions[entry.what].isEnabled():
                self._actions[entry.what].trigger()
        else:
            self.file_chosen.emit(entry.what)
