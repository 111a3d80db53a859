"""What the view of the classes wants of the rest of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ClassWishes(QObject):
    """There before the view, which is loaded late: whoever does what is wanted connects to it.

    Signals
    -------
    samples_wanted
        True class, the class that its samples are taken for (None: any other one; itself: those
        that are still right), and the perturbation value, of samples that shall be shown.
    """

    samples_wanted = Signal(int, object, float)
