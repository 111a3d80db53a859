"""What the samples want of the rest of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class SampleWishes(QObject):
    """There before the view, which is loaded late: whoever does what is wanted connects to it.

    Signals
    -------
    pictures_wanted
        Rows of the dataset, the pixels of their longer side, and what for.
    examples_wanted
        All adversarial examples shall be saved.
    replay_wanted
        Row of the dataset of a sample whose attack shall be shown pass by pass.
    noted, failed
        A sentence about what was saved, or why it was not.
    """

    pictures_wanted = Signal(list, int, str)
    examples_wanted = Signal()
    replay_wanted = Signal(int)
    noted = Signal(str, str)
    failed = Signal(str)
