"""What the form says, as a file and on the clipboard."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileInfo, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.export_dialog import proposed_name
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.given_files import SPEC_SUFFIX
from pandavision_gui.views.opening.file_work import FileWork
from pandavision_gui.views.opening.spec_file import spec_text, write_spec
from pandavision_gui.views.start_folder import begin_in


class SpecCommands(QObject):
    """Does what the actions about the form's spec ask for.

    Signals
    -------
    saved
        Path of a spec that was written.
    """

    saved = Signal(str)

    def __init__(
        self,
        window: QWidget,
        form: EvaluationForm,
        announcements: Announcements,
        actions: WindowActions,
    ) -> None:
        super().__init__(window)
        self._window, self._form, self._announcements = window, form, announcements
        self._folder = ""
        self._work = FileWork(self)
        actions["save_spec"].triggered.connect(lambda: self.ask_save())
        actions["copy_form"].triggered.connect(lambda: self.copy())

    def ask_save(self) -> None:
        """Ask where the form's spec goes."""
        spec = self._spec()
        if spec is None:
            return
        dialog = QFileDialog(self._window, self.tr("Save spec as"))
        dialog.setObjectName("save_spec_dialog")
        begin_in(dialog, self._folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([self.tr("Specs (*.json)")])
        dialog.setDefaultSuffix(SPEC_SUFFIX[1:])
        model = os.path.splitext(os.path.basename(spec.trained_model))[0]
        dialog.selectFile(f"{proposed_name([spec.name or model])}{SPEC_SUFFIX}")
        dialog.fileSelected.connect(partial(self._save, spec))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy(self) -> None:
        """Put the form's spec on the clipboard."""
        spec = self._spec()
        if spec is not None:
            QGuiApplication.clipboard().setText(spec_text(spec))
            self._announcements.tell(self.tr("The form's spec is on the clipboard."))

    def _spec(self) -> EvaluationSpec | None:
        """Return the form's spec; where it is none, say why."""
        spec = self._form.current_spec()
        if spec is None:
            words = self.tr("The form is no whole spec yet. {reason}")
            self._announcements.failed(words.format(reason=self._form.reason()))
        return spec

    def _save(self, spec: EvaluationSpec, path: str) -> None:
        if not path.lower().endswith(SPEC_SUFFIX):
            path += SPEC_SUFFIX
            if QFileInfo.exists(path):
                # The dialog asked about the name without the suffix: it has to ask about this one.
                self._announcements.failed(
                    self.tr("Not saved: there is “{file}” already.").format(
                        file=os.path.basename(path)
                    ),
                    hint=self.tr("Save it under its whole name to replace it."),
                )
                return
        self._folder = os.path.dirname(path)
        write = partial(write_spec, Path(path), spec)
        self._work.begin(os.path.basename(path), write, partial(self._on_saved, path))

    def _on_saved(self, path: str, answer: object) -> None:
        if isinstance(answer, PandaVisionError):
            self._announcements.failed(answer.message, answer.details, hint=answer.hint)
        else:
            self._announcements.exported(path)
            self.saved.emit(path)
