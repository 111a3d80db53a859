"""A line for a path: the whole path while it is edited, its file name in sight otherwise."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QToolButton

from pandavision_gui.errors import plain_text
from pandavision_gui.views.dropped_files import dropped_paths, take_without_moving
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.plain_text import explain, in_direction_of_the_window
from pandavision_gui.views.theme import UNIT

TYPING_PAUSE_MS = 300
_LONGEST_TOOLTIP = 2000
_LONGEST_SHOWN = 400


class PathEdit(QLineEdit):
    """An editable path; hostile names are shown escaped and kept as they are.

    Signals
    -------
    path_chosen
        `path` is there to be looked into: by typing and a pause, Return, a drop or `set_path`.
    edited
        A key has made `path` another one; `path_chosen` follows after the pause.
    files_dropped
        Paths that were dropped on the line.
    list_wanted
        The key for the list of recent files was pressed.
    """

    # They carry no path: a name that is no Unicode text would not come through as it is.
    path_chosen = Signal()
    edited = Signal()
    files_dropped = Signal(list)
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(100_000)
        self.setMinimumWidth(UNIT * 10)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._path = ""
        self._buttons: list[QToolButton] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._tell)

    @property
    def path(self) -> str:
        """The absolute path, empty when there is none."""
        return self._path

    def set_path(self, path: str) -> None:
        """Take a path and tell it."""
        self._path = absolute_path(path) if path else ""
        self._show_path()
        self._tell()

    def hold_buttons(self, buttons: Sequence[QToolButton]) -> None:
        """Take buttons into the right end of the line."""
        self._buttons = list(buttons)
        for button in self._buttons:
            button.setParent(self)
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self.place_buttons()

    def place_buttons(self) -> None:
        """Set the buttons that are not hidden side by side at the right end."""
        right = self.width() - 2
        for button in reversed(self._buttons):
            if button.isHidden():
                continue
            size = button.sizeHint()
            height = min(size.height(), self.height() - 4)
            right -= size.width()
            button.setGeometry(right, (self.height() - height) // 2, size.width(), height)
        self.setTextMargins(0, 0, max(0, self.width() - right - UNIT // 2), 0)
        if not self.hasFocus():
            self._show_path()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons and elide anew."""
        super().resizeEvent(event)
        self.place_buttons()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the whole path."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setText(plain_text(self._path))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what was typed and show the name."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self._pause.isActive():
            self._tell()
        self._show_path()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list of recent files with the arrow down."""
        if event.key() == Qt.Key.Key_Down:
            self.list_wanted.emit()
            return
        if QApplication.focusWidget() in self._buttons:  # what a button has no use for
            event.ignore()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files; text too, as every line does."""
        if event.mimeData().hasUrls():
            take_without_moving(event)
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on taking files."""
        if event.mimeData().hasUrls():
            take_without_moving(event)
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the files that were dropped."""
        if not event.mimeData().hasUrls():
            super().dropEvent(event)
            return
        if take_without_moving(event):
            self.files_dropped.emit(dropped_paths(event))

    def _on_edited(self, text: str) -> None:
        self._path = absolute_path(typed_path(text)) if text.strip() else ""
        self._pause.start()
        self.edited.emit()

    def _tell(self) -> None:
        self._pause.stop()
        explain(self, shortened(self._path, _LONGEST_TOOLTIP))
        self.path_chosen.emit()

    def _show_path(self) -> None:
        if self.hasFocus():
            self.setText(plain_text(self._path))
            return
        margins = self.textMargins()
        room = self.width() - margins.left() - margins.right() - 3 * UNIT
        self.setText(
            in_direction_of_the_window(name_in_sight(self._path, self.fontMetrics(), room))
        )
        self.setCursorPosition(0)


def absolute_path(path: str) -> str:
    """Return a path from the root, `~` written out; no file is touched."""
    path = os.path.expanduser(path)
    try:
        return os.path.abspath(path)
    except OSError:  # the current folder has been removed
        return os.path.normpath(path)


def typed_path(text: str) -> str:
    """Return the path in what was typed or pasted: quotes and file:// are taken off."""
    text = text.strip()
    if text.startswith("file://"):
        return QUrl(text).toLocalFile() or text
    if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def name_in_sight(path: str, metrics: QFontMetrics, room: int) -> str:
    """Return the path so that it fits: its first folders go before the file's name is cut."""
    shown = plain_text(path[-_LONGEST_SHOWN:])  # no line has room for more
    if not shown or metrics.horizontalAdvance(shown) <= room:
        return shown
    folders, name = os.path.split(shown)
    parts = [part for part in folders.split(os.sep) if part]
    for first in range(1, len(parts) + 1):
        short = os.sep.join(("…", *parts[first:], name))
        if metrics.horizontalAdvance(short) <= room:
            return short
    return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, max(room, 0))
