"""Saves samples as pictures: asks where, waits for them, writes them beside the window."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.jobs.view_messages import MOST_SHOWN
from pandavision_gui.views.samples.saved_pictures import save_pictures


class PictureSaving(QObject):
    """One saving after the other, each into the folder that was chosen for it.

    Signals
    -------
    wanted
        Rows of the dataset of samples whose pictures shall come to :meth:`take`.
    noted, failed
        A sentence about what was saved, or why it was not.
    """

    wanted = Signal(list)
    noted = Signal(str)
    failed = Signal(str)

    _written = Signal(int, str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = ""
        self._waiting: deque[tuple[list[int], str]] = deque()
        self._is_under_way = False
        self._written.connect(self._on_written, Qt.ConnectionType.QueuedConnection)

    def ask_where(self, samples: list[int]) -> None:
        """Let the user choose a folder for the pictures of samples."""
        if not samples:
            return
        dialog = QFileDialog(self._window, self.tr("Folder for the pictures"), self._folder)
        dialog.setObjectName("save_samples_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.save(samples, folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, samples: list[int], folder: str) -> None:
        """Save pictures of samples, rows of the dataset, when those before have been saved."""
        self._folder = folder
        if len(samples) > MOST_SHOWN:
            self.noted.emit(
                self.tr("The first {most} of the selected samples are saved.").format(
                    most=MOST_SHOWN
                )
            )
        self._waiting.append((samples[:MOST_SHOWN], folder))
        self._begin()

    def forget(self) -> None:
        """Another job is shown: what has not come by now does not come."""
        self._waiting.clear()
        self._is_under_way = False

    def take(self, shown: ShownSamples) -> None:
        """Write pictures that were asked for."""
        if not self._waiting or tuple(self._waiting[0][0]) != shown.indexes:
            return
        _, folder = self._waiting.popleft()
        threading.Thread(
            target=partial(self._write, shown, folder), name="save-pictures", daemon=True
        ).start()

    def _begin(self) -> None:
        if self._waiting and not self._is_under_way:
            self._is_under_way = True
            self.wanted.emit(self._waiting[0][0])

    def _write(self, shown: ShownSamples, folder: str) -> None:
        written, mistake = save_pictures(shown, folder)
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._written.emit(written, mistake, folder)

    @Slot(int, str, str)
    def _on_written(self, written: int, mistake: str, folder: str) -> None:
        if mistake:
            self.failed.emit(mistake)
        elif not written:
            self.failed.emit(self.tr("None of these samples has a picture."))
        else:
            self.noted.emit(
                self.tr("{n} pictures were written to “{folder}”.").format(
                    n=number_words(written), folder=folder
                )
            )
        self._is_under_way = False
        self._begin()
