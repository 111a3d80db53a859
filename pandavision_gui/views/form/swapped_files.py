"""Model and dataset in each other's place: recognised, and mended with one click."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.file_section import FileSection, FileState
from pandavision_gui.views.theme import Theme


class SwappedFiles(QObject):
    """Offers to exchange two paths, or to move one where the other place is empty.

    Attributes
    ----------
    message
        The offer; whoever makes this places it.
    """

    def __init__(self, theme: Theme, model: FileSection, dataset: FileSection) -> None:
        super().__init__()
        self._files = (model, dataset)
        self.message = ErrorMessage(theme)
        self.message.action_clicked.connect(self._swap)
        for file in self._files:
            file.changed.connect(self._look)

    def _look(self) -> None:
        model, dataset = self._files
        if model.is_other_kind and dataset.is_other_kind:
            self._offer(self.tr("Model and dataset are in each other's place."), self.tr("Swap"))
        elif model.is_other_kind and dataset.state is FileState.NONE:
            self._offer(self.tr("The dataset is in the model's place."), self.tr("Move it"))
        elif dataset.is_other_kind and model.state is FileState.NONE:
            self._offer(self.tr("The model is in the dataset's place."), self.tr("Move it"))
        else:
            self.message.clear()

    def _offer(self, sentence: str, action: str) -> None:
        if self.message.sentence() != sentence:
            self.message.set_message("info", sentence, action=action)

    def _swap(self) -> None:
        model, dataset = self._files
        paths = model.path, dataset.path
        model.edit.set_path(paths[1])
        dataset.edit.set_path(paths[0])
