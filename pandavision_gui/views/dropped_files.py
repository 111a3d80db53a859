"""Files that are dragged over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

_READ_ONLY = (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction)


def dropped_paths(event: QDropEvent) -> list[str]:
    """Return the paths of the files, without what lies elsewhere than on this machine."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def take_without_moving(event: QDropEvent) -> bool:
    """Accept a drag as one that leaves the files where they are; return whether it can be one.

    Where both could be meant, systems propose to move, and whoever is told so deletes its file: the
    program reads it only. A drag that can do nothing but move is refused.
    """
    action = next((one for one in _READ_ONLY if event.possibleActions() & one), None)
    if action is None:
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True
