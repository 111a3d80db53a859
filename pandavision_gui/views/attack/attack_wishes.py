"""What the view of an attack wants of the rest of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class AttackWishes(QObject):
    """There before the view, which is loaded late: whoever does what is wanted connects to it.

    Signals
    -------
    replay_wanted
        Row of the dataset of a sample whose attack shall be replayed.
    stop_wanted
        The replay is no longer needed.
    """

    replay_wanted = Signal(int)
    stop_wanted = Signal()
