"""The dialogs that ask for files to open; what is chosen goes the way of dropped files."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.start_folder import begin_in

_MODELS, _DATASETS, _SPECS, _ARCHIVES = "*.onnx", "*.h5 *.hdf5", "*.json", "*.pandavision"


class OpenDialogs(QObject):
    """Asks without stopping anything else, and begins where the last dialog ended."""

    def __init__(self, window: QWidget, form: EvaluationForm, actions: WindowActions) -> None:
        super().__init__(window)
        self._window, self._form = window, form
        self._folder = ""
        actions["open_files"].triggered.connect(lambda: self.ask_files())
        actions["open_spec"].triggered.connect(lambda: self.ask_spec())
        actions["open_archive"].triggered.connect(lambda: self.ask_archive())

    def ask_files(self) -> None:
        """Ask for anything that can be opened; models and datasets first."""
        everything = f"{_MODELS} {_DATASETS} {_SPECS} {_ARCHIVES}"
        self._ask(
            "open_files_dialog",
            self.tr("Open model or dataset"),
            self.tr("Models and datasets ({})").format(f"{_MODELS} {_DATASETS}"),
            self.tr("Models, datasets, specs and archives ({})").format(everything),
        )

    def ask_spec(self) -> None:
        """Ask for specs."""
        title = self.tr("Open spec")
        self._ask("open_spec_dialog", title, self.tr("Specs ({})").format(_SPECS))

    def ask_archive(self) -> None:
        """Ask for archives of jobs."""
        title = self.tr("Open archives of jobs")
        self._ask("open_archive_dialog", title, self.tr("Archives of jobs ({})").format(_ARCHIVES))

    def _ask(self, name: str, title: str, *filters: str) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName(name)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([*filters, self.tr("All files (*)")])
        begin_in(dialog, self._folder)
        dialog.filesSelected.connect(self._open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open(self, paths: list[str]) -> None:
        self._folder = os.path.dirname(paths[0])
        self._form.take_files(paths)
