"""What comes up as a window of its own, even for an instant: each takes the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

_KINDS = (Qt.WindowType.Window, Qt.WindowType.Dialog)


class ShownWindows(QObject):
    """Notes the name of every window and dialog from now on."""

    def __init__(self) -> None:
        app = QApplication.instance()
        assert app is not None
        super().__init__(app)
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.windowType() in _KINDS
        ):
            self.shown.append(watched.objectName() or repr(watched))
        return False

    def close(self) -> None:
        """Note no more."""
        self.setParent(None)
        self.deleteLater()
