"""A place that is as high as what it holds, up to a limit; what is more is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pandavision_gui.views.theme import set_role


class FittedScroll(QScrollArea):
    """Holds a widget whose height depends on its width, above something that takes the rest.

    Parameters
    ----------
    name
        What a screen reader calls it.
    """

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.setAccessibleName(name)
        self._is_scrolled = False
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
        is_more = self._height_for(width) > most
        if is_more != self._is_scrolled:
            self._is_scrolled = is_more
            set_role(self, "scrolled" if is_more else "")  # whose frame shows the focus
        edges = 2 * self.frameWidth()
        wanted = self._height_for(width - edges) + edges
        # Else a bar that is there stays: beside it the content is higher than without.
        bars, keys = Qt.ScrollBarPolicy, Qt.FocusPolicy
        self.setVerticalScrollBarPolicy(
            bars.ScrollBarAsNeeded if is_more else bars.ScrollBarAlwaysOff
        )
        # The arrows reach what has no focus of its own.
        self.setFocusPolicy(keys.TabFocus if is_more else keys.NoFocus)
        self.setFixedHeight(min(wanted, most))

    def _height_for(self, width: int) -> int:
        layout = self._content.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        if self._content.hasHeightForWidth():
            return self._content.heightForWidth(width)
        return self._content.sizeHint().height()
