"""A place that is as high as what it holds, up to a limit; what is more is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class FittedScroll(QScrollArea):
    """Holds a widget whose height depends on its width, above something that takes the rest."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        for widget in (self.viewport(), content):
            widget.setAutoFillBackground(False)

    def fit(self, width: int, most: int) -> None:
        """Take the height that the content wants.

        Parameters
        ----------
        width
            Pixels that there are for the content and, where it is needed, the bar.
        most
            Pixels of height that are not exceeded.
        """
        wanted = self._height_for(width)
        if wanted > most:  # the bar takes some of the width
            wanted = self._height_for(width - self.verticalScrollBar().sizeHint().width())
        self.setFixedHeight(min(wanted, most))

    def _height_for(self, width: int) -> int:
        layout = self._content.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return self._content.sizeHint().height()
