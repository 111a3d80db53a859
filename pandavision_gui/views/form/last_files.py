"""The files of the last time, as they were set, back in the form of the next start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.file_section import FileSection, FileState


class LastFiles(QObject):
    """Fills an untouched form some time after the start; files that are gone are not mentioned.

    Parameters
    ----------
    recent
        Returns models and datasets, newest first.
    draft
        Returns the evaluation that stood in the form last, if that is known.
    was_empty
        Returns whether nothing stood there: then nothing is put in.
    after_ms
        How long after `start`: nothing of this may hold the window up.
    """

    def __init__(
        self,
        form: EvaluationForm,
        recent: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]],
        draft: Callable[[], EvaluationSpec | None],
        was_empty: Callable[[], bool],
        after_ms: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._form, self._recent, self._draft = form, recent, draft
        self._was_empty = was_empty
        self._looked_for: dict[FileSection, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._fill)
        form.refreshed.connect(self._look)

    def start(self) -> None:
        """Begin to wait."""
        self._timer.start()

    def stop(self) -> None:
        """Leave the form as it is."""
        self._timer.stop()

    def _fill(self) -> None:
        files = (self._form.model, self._form.dataset)
        if any(file.path for file in files) or self._was_empty():
            return
        self._looked_for = {
            file: paths[0] for file, paths in zip(files, self._recent(), strict=True) if paths
        }
        draft = self._draft()
        if draft is not None:
            drafted = {files[0]: draft.trained_model, files[1]: draft.dataset}
            if self._looked_for == drafted:  # else its settings are for other files
                self._form.load_spec(draft)
                return
        for file, path in list(self._looked_for.items()):
            file.edit.set_path(path)

    def _look(self) -> None:
        for file, path in list(self._looked_for.items()):
            if (file.path and file.path != path) or file.state is FileState.GOOD:
                del self._looked_for[file]
            elif file.state is FileState.BAD:
                del self._looked_for[file]
                file.edit.set_path("")
