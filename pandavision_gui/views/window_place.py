"""Where the window stood and how its parts were arranged, kept over restarts."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow


class WindowPlace:
    """Keeps and restores a window's geometry and the state of its docks.

    What is stored carries a checksum: Qt trusts such bytes, and a damaged one ends the program
    inside `restoreState`, at every start anew.
    """

    def __init__(self, window: QMainWindow, settings: QSettings) -> None:
        self._window = window
        self._settings = settings

    def keep(self) -> None:
        """Store where the window is."""
        geometry, state = self._window.saveGeometry(), self._window.saveState()
        self._settings.setValue("geometry", geometry)
        self._settings.setValue("state", state)
        self._settings.setValue("checksum", _checksum(geometry, state))
        self._settings.sync()

    def restore(self) -> bool:
        """Put the window where it was; return whether anything whole was stored."""
        geometry = self._settings.value("geometry")
        state = self._settings.value("state")
        if not (isinstance(geometry, QByteArray) and isinstance(state, QByteArray)):
            return False
        if self._settings.value("checksum") != _checksum(geometry, state):
            return False
        return self._window.restoreGeometry(geometry) and self._window.restoreState(state)


def _checksum(geometry: QByteArray, state: QByteArray) -> str:
    both = hashlib.sha256()
    for part in (geometry, state):
        both.update(len(part.data()).to_bytes(8, "big"))
        both.update(part.data())
    return both.hexdigest()
