"""The window's action "Make a dataset": one dialog that keeps what was put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.messages import DatasetCreated
from pandavision_gui.views.dataset_making.making_words import in_dialog_words
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.dataset_making.making_dialog import MakingDialog


class DatasetMaking(QObject):
    """Opens the dialog, and puts what was made into the form."""

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._work = MakingWork(self)
        self._dialog: MakingDialog | None = None
        window.actions_by_name["make_dataset"].triggered.connect(lambda: self.show())
        window.form.making_wanted.connect(self.show)
        window.is_making_dataset = lambda: self.is_making

    @property
    def is_making(self) -> bool:
        """Whether a dataset is being made."""
        return self._work.is_making

    def show(self, source: str = "") -> None:
        """Show the dialog, or bring it to the front.

        Parameters
        ----------
        source
            What a dataset is to be made of; empty: what was put in last.
        """
        if self._dialog is None:
            # Few starts need it, and all would wait for it.
            from pandavision_gui.views.dataset_making.making_dialog import MakingDialog

            self._dialog = MakingDialog(self._window, self._work, self._theme)
            self._dialog.use_wanted.connect(lambda path: self._window.form.take_files([path]))
            self._work.ended.connect(self._on_end)
        if source and not self._work.is_making:
            self._dialog.fields.source.set_path(source)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def close(self) -> None:
        """Make nothing any more; what is half made goes."""
        self._work.close()

    def wait(self) -> None:
        """Wait until nothing of it is left."""
        self._work.wait()

    def _on_end(self, made: DatasetCreated | PandaVisionError | None) -> None:
        """Say in the window what became of it where the dialog is closed."""
        if self._dialog is None or self._dialog.isVisible():
            return
        if isinstance(made, DatasetCreated):
            self._window.announcements.exported(self._dialog.path)
        elif made is not None:
            self._window.announcements.failed(
                in_dialog_words(made.message), hint=in_dialog_words(made.hint)
            )
