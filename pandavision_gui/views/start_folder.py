"""The folder in which a file dialog begins, unless its drive does not answer."""

from __future__ import annotations

import os
from threading import Event, Lock, Thread

from PySide6.QtWidgets import QFileDialog

_PATIENCE_S = 0.25
"""A disk answers in a thousandth of it; a drive that has gone may take minutes to say so."""


def begin_in(dialog: QFileDialog, folder: str) -> None:
    """Let a dialog begin in a folder, if it is one and says so at once; else where Qt begins.

    The dialog itself would ask the folder's drive on the window's thread, however long that takes.
    """
    if _folders.answers(folder):
        dialog.setDirectory(folder)


def answering_folder(folder: str) -> str:
    """Return a folder that is there and says so at once; empty for any other."""
    return folder if _folders.answers(folder) else ""


class _Folders:
    """Asks drives, each on a thread of its own that the end of the program does not wait for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._silent: set[str] = set()

    def answers(self, folder: str) -> bool:
        """Return whether this is a folder; no is the answer, too, while its drive says nothing."""
        with self._lock:
            if not folder or folder in self._silent:
                return False
            self._silent.add(folder)
        told, found = Event(), [False]

        def look() -> None:
            found[0] = os.path.isdir(folder)
            with self._lock:
                self._silent.discard(folder)
            told.set()

        Thread(target=look, name="start folder", daemon=True).start()
        return told.wait(_PATIENCE_S) and found[0]


_folders = _Folders()
