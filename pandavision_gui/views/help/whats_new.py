"""Says after an update that there is something new, and shows it; nothing is fetched."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from pandavision_gui import __version__
from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.paths import changelog_file
from pandavision_gui.views.asked_question import Question
from pandavision_gui.views.help.changelog import Entry, entries, entries_since, numbers
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

_LONGEST = 100
_FILE = "last-version"

_log = logging.getLogger(__name__)


class WhatsNew(QObject):
    """The window's action "What is new", and the notice at the first start of another version.

    Parameters
    ----------
    folder
        What the window writes of itself: the version that opened the data folder last is there.
    version
        This program's.
    """

    def __init__(
        self, window: MainWindow, theme: Theme, folder: Path, version: str = __version__
    ) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._file, self._version = folder / _FILE, version
        window.actions_by_name["whats_new"].triggered.connect(lambda: self.show(""))

    def look(self) -> None:
        """Compare the versions; say so where this one is newer, and note this one."""
        last = self._last_version()
        if last == self._version:
            return
        self._note_version()
        if last and numbers(last) > numbers(self._version):
            self._window.announcements.note(
                self.tr(
                    "This is version {version}; {last}, which is newer, has used this data folder."
                ).format(version=self._version, last=last)
            )
        elif last and self._entries(last):
            words = self.tr("This is version {version}; it was {last} the last time.")
            self._window.announcements.offer(
                Question(
                    words.format(version=self._version, last=last),
                    action=self.tr("What is new"),
                    do=partial(self.show, last),
                )
            )

    def show(self, since: str) -> None:
        """Show what came after a version; all there is for none."""
        from pandavision_gui.views.help.whats_new_dialog import WhatsNewDialog

        dialog = self._window.findChild(WhatsNewDialog, "whats_new")
        if dialog is None:
            dialog = WhatsNewDialog(self._window, self._theme)
        dialog.show_entries(self._entries(since))
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _entries(self, since: str) -> list[Entry]:
        try:
            text = changelog_file().read_text("utf-8")
        except OSError as error:
            _log.warning("the changelog cannot be read: %s", error)
            return []
        return entries_since(text, since) if since else entries(text)

    def _last_version(self) -> str:
        """Return what opened the folder last; empty for nothing, or nothing that is a version."""
        try:
            said = read_bounded(self._file, _LONGEST).decode("ascii").strip()
        except (OSError, ValueError):
            return ""
        return said if numbers(said) and said.isprintable() else ""

    def _note_version(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_text_atomically(self._file, f"{self._version}\n")
        except (OSError, PandaVisionError) as error:
            # The notice comes once more at the next start: no reason to stop.
            _log.warning("the version could not be noted: %s", error)
