"""Saves samples as pictures: asks where, waits for them, writes them beside the window."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.jobs.view_messages import MOST_SHOWN
from pandavision_gui.views.samples.saved_pictures import SavedPictures, save_pictures
from pandavision_gui.views.start_folder import begin_in


@dataclass
class _Saving:
    """What was asked for at once.

    Attributes
    ----------
    done
        How many of the samples have been written.
    written
        How many pictures that made.
    unattacked
        Of how many of the samples there is no picture of an adversarial example.
    """

    samples: list[int]
    folder: str
    done: int = 0
    written: int = 0
    unattacked: int = 0

    @property
    def next(self) -> list[int]:
        """As many of the samples that are left as a worker sends at once."""
        return self.samples[self.done : self.done + MOST_SHOWN]


class PictureSaving(QObject):
    """One saving after the other, each into the folder that was chosen for it.

    Signals
    -------
    wanted
        Rows of the dataset of samples whose pictures shall come to :meth:`take`.
    noted, failed
        A sentence about what was saved, with its folder, or why it was not.
    """

    wanted = Signal(list)
    noted = Signal(str, str)
    failed = Signal(str)

    _written = Signal(object, object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = ""
        self._waiting: deque[_Saving] = deque()
        self._is_under_way = False
        self._written.connect(self._on_written, Qt.ConnectionType.QueuedConnection)

    def ask_where(self, samples: list[int]) -> None:
        """Let the user choose a folder for the pictures of samples."""
        if not samples:
            return
        dialog = QFileDialog(self._window, self.tr("Folder for the pictures"))
        begin_in(dialog, self._folder)
        dialog.setObjectName("save_samples_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.save(samples, folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, samples: list[int], folder: str) -> None:
        """Save pictures of samples, rows of the dataset, when those before have been saved."""
        self._folder = folder
        self._waiting.append(_Saving(samples, folder))
        self._begin()

    def forget(self) -> None:
        """Another job is shown: what has not come by now does not come."""
        if self._waiting and self._waiting[0].done:
            saving = self._waiting[0]
            self.failed.emit(
                self.tr(
                    "Another job is shown: of {total} samples the first {done} were saved in "
                    "“{folder}”. Select them again in their job to save the others."
                ).format(
                    total=number_words(len(saving.samples)),
                    done=number_words(saving.done),
                    folder=saving.folder,
                )
            )
        self._waiting.clear()
        self._is_under_way = False

    def take(self, shown: ShownSamples) -> None:
        """Write pictures that were asked for."""
        if not self._waiting or tuple(self._waiting[0].next) != shown.indexes:
            return
        saving = self._waiting[0]
        threading.Thread(
            target=partial(self._write, shown, saving), name="save-pictures", daemon=True
        ).start()

    def _begin(self) -> None:
        if self._waiting and not self._is_under_way:
            self._is_under_way = True
            self.wanted.emit(self._waiting[0].next)

    def _write(self, shown: ShownSamples, saving: _Saving) -> None:
        saved = save_pictures(shown, saving.folder)
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._written.emit(saving, saved)

    @Slot(object, object)
    def _on_written(self, saving: _Saving, saved: SavedPictures) -> None:
        saving.done += len(saving.next)
        saving.written += saved.written
        saving.unattacked += saved.unattacked
        is_wanted = bool(self._waiting) and self._waiting[0] is saving
        if is_wanted and saving.next and not saved.mistake:
            self._say_how_far(saving)
            self.wanted.emit(saving.next)
            return
        if saved.mistake:
            self.failed.emit(saved.mistake)
        elif not saving.written:
            self.failed.emit(self.tr("None of these samples has a picture."))
        else:
            self.noted.emit(self._what_was_written(saving), saving.folder)
        if is_wanted:  # else another job is shown, whose savings are its own
            self._waiting.popleft()
            self._is_under_way = False
            self._begin()

    def _what_was_written(self, saving: _Saving) -> str:
        words = self.tr("{n} pictures were written to “{folder}”.").format(
            n=number_words(saving.written), folder=saving.folder
        )
        if not saving.unattacked:
            return words
        alone = self.tr("Of {n} of {total} samples no adversarial example was found or is kept.")
        return f"{words} " + alone.format(
            n=number_words(saving.unattacked), total=number_words(len(saving.samples))
        )

    def _say_how_far(self, saving: _Saving) -> None:
        self.noted.emit(
            self.tr("Saving pictures in “{folder}”: {done} of {total} samples …").format(
                folder=saving.folder,
                done=number_words(saving.done),
                total=number_words(len(saving.samples)),
            ),
            saving.folder,
        )
