"""The settings in force: written beside the window, changed by their dialog."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.settings import Settings, load_settings, save_settings
from pandavision_gui.views.settings_dialog import SettingsDialog

_MOST_RECENT = 10
_RECENT = {"model": "recent_models", "dataset": "recent_datasets", "spec": "recent_specs"}
"""Where the settings have the files used last, by kind."""
_SECOND_MODEL = "second model"
"""Kept among the models, never as the newest: that one comes back at the next start."""
_END_MS = 10_000

_log = logging.getLogger(__name__)


class SettingsKeeper(QObject):
    """Holds the settings and hands every change on.

    Attributes
    ----------
    make_places
        Each makes a row of the dialog that somebody else looks after.

    Signals
    -------
    changed
        The settings as the user has set them now.
    recent_changed(models, datasets)
        The files used last, newest first.
    """

    changed = Signal(object)
    recent_changed = Signal(object, object)

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._path = path
        self.settings = load_settings(path)
        self.make_places: list[Callable[[], QWidget]] = []
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)  # one after the other: the newest settings stay

    def show_dialog(self, window: QWidget) -> None:
        """Show the settings, or bring them to the front."""
        dialog = window.findChild(SettingsDialog, "settings")
        if dialog is None:
            places = [make() for make in self.make_places]
            dialog = SettingsDialog(window, self.settings, places)
            dialog.changed.connect(self._take)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @property
    def recent(self) -> dict[str, tuple[str, ...]]:
        """The files used last by kind: "model", "dataset" or "spec"; newest first."""
        return {kind: getattr(self.settings, field) for kind, field in _RECENT.items()}

    def forget_files(self) -> None:
        """Note that no file was used."""
        self._keep(self.settings.model_copy(update=dict.fromkeys(_RECENT.values(), ())))
        self.recent_changed.emit((), ())

    def remember_file(self, kind: str, path: str) -> None:
        """Note that a "model", "dataset", "spec" or "second model" was used."""
        behind = 1 if kind == _SECOND_MODEL else 0
        field = _RECENT["model" if kind == _SECOND_MODEL else kind]
        known: tuple[str, ...] = getattr(self.settings, field)
        if path in known[: behind + 1] or len(known) < behind:
            return
        others = [other for other in known if other != path]
        recent = (*others[:behind], path, *others[behind:])[:_MOST_RECENT]
        self._keep(self.settings.model_copy(update={field: recent}))
        self.recent_changed.emit(self.settings.recent_models, self.settings.recent_datasets)

    def recent_files(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the models and the datasets that were used last, newest first."""
        return self.settings.recent_models, self.settings.recent_datasets

    def remember_report(self, details: ReportDetails) -> None:
        """Note what was typed for a report; the next one has a date of its own."""
        self._keep(self.settings.model_copy(update={"report": details.for_another()}))

    def wait(self) -> None:
        """Wait until everything is written."""
        self._writer.waitForDone(_END_MS)

    def _take(self, settings: Settings) -> None:
        # These are not the dialog's: they may be others since it was opened.
        kept = {
            **{field: getattr(self.settings, field) for field in _RECENT.values()},
            "report": self.settings.report,
        }
        self._keep(settings.model_copy(update=kept))
        self.changed.emit(self.settings)

    def _keep(self, settings: Settings) -> None:
        self.settings = settings
        self._writer.start(partial(_write, self._path, settings))


def _write(path: Path, settings: Settings) -> None:
    try:
        save_settings(path, settings)
    except EnvironmentFault as error:
        # Settings are a comfort: no work stops for them.
        _log.warning("the settings could not be kept: %s", error.sentence())
