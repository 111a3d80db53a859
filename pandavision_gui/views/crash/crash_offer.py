"""Offers the report of a crash: at the start after it, or at once where the window goes on."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.crash.crash_watch import CrashWatch
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

_log = logging.getLogger(__name__)


class CrashOffer(QObject):
    """One offer at a time; the newest is shown, an answer counts for all that wait."""

    def __init__(self, watch: CrashWatch, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._watch, self._window, self._theme = watch, window, theme
        self._announcements: Announcements = window.announcements
        self._waiting: list[Path] = watch.files.new_reports()
        self._announcements.report_wanted.connect(self._show)
        self._announcements.report_unwanted.connect(self._delete)
        self._announcements.report_left.connect(self._keep)
        watch.happened.connect(self._on_exception)
        if self._waiting:
            self._announcements.crashed(goes_on=False)

    def _on_exception(self) -> None:
        self._announcements.crashed(goes_on=True)

    def _texts(self) -> list[str]:
        """Return what can be read, this session's own first."""
        texts = [self._watch.text()]
        for report in self._waiting:
            try:
                texts.append(self._watch.files.text_of(report))
            except OSError as error:
                _log.warning("the report %s cannot be read: %s", report.name, error)
        return [text for text in texts if text]

    def _show(self) -> None:
        from pandavision_gui.views.crash.crash_dialog import CrashDialog

        dialog = CrashDialog(self._window, self._texts())
        dialog.keep_wanted.connect(self._keep)
        dialog.delete_wanted.connect(self._delete)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _keep(self) -> None:
        text = self._watch.text()
        try:
            if text:
                self._watch.files.keep_text(text)
            for report in self._waiting:
                self._watch.files.keep(report)
        except (OSError, PandaVisionError) as error:
            self._announcements.failed(
                self.tr("The report could not be kept: {why}").format(why=str(error))
            )
            return
        self._settle()

    def _delete(self) -> None:
        for report in self._waiting:
            try:
                report.unlink(missing_ok=True)
            except OSError as error:
                why = error.strerror or str(error)
                self._announcements.failed(
                    self.tr("The report could not be deleted: {why}").format(why=why)
                )
                return
        self._settle()

    def _settle(self) -> None:
        self._waiting = []
        self._watch.set_answered()
        self._announcements.crash_settled()
