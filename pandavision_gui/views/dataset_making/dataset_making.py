"""The window's action "Make a dataset": one dialog that keeps what was put in."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pandavision_gui.views.dataset_making.making_dialog import MakingDialog
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.main_window import MainWindow


class DatasetMaking(QObject):
    """Opens the dialog, and puts what was made into the form."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._work = MakingWork(self)
        self._dialog: MakingDialog | None = None
        window.actions_by_name["make_dataset"].triggered.connect(self.show)

    def show(self) -> None:
        """Show the dialog, or bring it to the front."""
        if self._dialog is None:
            self._dialog = MakingDialog(self._window, self._work)
            self._dialog.use_wanted.connect(lambda path: self._window.form.take_files([path]))
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def close(self) -> None:
        """Make nothing any more; what is half made goes."""
        self._work.close()

    def wait(self) -> None:
        """Wait until nothing of it is left."""
        self._work.wait()
