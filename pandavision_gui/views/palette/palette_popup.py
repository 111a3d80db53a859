"""A field above a list, over the window: what is typed is found, Enter takes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.views.palette.palette_delegate import PaletteDelegate
from pandavision_gui.views.palette.palette_entry import ENTRY_ROLE, Entry
from pandavision_gui.views.palette.palette_model import PaletteModel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_WIDTH = 84 * UNIT
_WIDE_LETTERS = 88
"""Average letters that a line has room for, where they are large."""
_MOST_LINES = 12
_PAGE = 10
_MOST_HEIGHT = 0.8
"""Of the window's."""
_STAYS_OPEN = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class PaletteField(QLineEdit):
    """The field keeps the keyboard; what moves in the list is told.

    Signals
    -------
    moved
        By how many lines.
    taken
        Enter was pressed.
    left
        Escape was pressed, or the keyboard went elsewhere.
    """

    moved = Signal(int)
    taken = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on the keys that are the list's."""
        match event.key():
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_PageDown:
                self.moved.emit(_PAGE)
            case Qt.Key.Key_PageUp:
                self.moved.emit(-_PAGE)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.taken.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leads nowhere: there is but the field."""
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close when the keyboard goes elsewhere in the window."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS_OPEN:
            self.left.emit()


class PalettePopup(QFrame):
    """Lies over the window's upper part while it is open.

    Signals
    -------
    typed
        What is in the field now.
    chosen
        The `Entry` that was taken; the palette is closed already.
    closed
        It is seen no longer.
    """

    typed = Signal(str)
    chosen = Signal(object)
    closed = Signal()

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Search jobs and actions"))
        set_role(self, "palette")
        self.model = PaletteModel(self)
        self.field = PaletteField()
        self.field.setObjectName("palette_field")
        self.field.setPlaceholderText(self.tr("Jobs, actions, recent files: words or initials"))
        self.field.setAccessibleName(self.tr("Search jobs and actions"))
        self.field.setMaxLength(200)
        self.list = QListView()
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName(self.tr("What was found"))
        self._nothing = PlainLabel(self.tr("Nothing is called like that."))
        self._before: QWidget | None = None
        self._has_moved = False
        self._set_list(theme)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        self.field.textChanged.connect(self._on_text)
        self.field.moved.connect(self._move)
        self.field.taken.connect(self._take_current)
        self.field.left.connect(self.close_palette)
        self.list.clicked.connect(self._take)
        self.hide()

    def open_palette(self) -> None:
        """Show an empty field, and what can be chosen without typing."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._has_moved = False
        self.field.clear()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.emit("")

    def close_palette(self) -> None:
        """Close it; the keyboard is where it was before."""
        if self.isHidden():
            return
        had_keyboard = self.field.hasFocus()
        self.hide()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        before, self._before = self._before, None
        if had_keyboard and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List these; the line that the user went to stays the current one."""
        kept = self._current() if self._has_moved else None
        if not self.model.set_entries(entries):
            return
        keys = [(entry.kind, entry.what) for entry in self.model.entries()]
        line = keys.index((kept.kind, kept.what)) if kept and (kept.kind, kept.what) in keys else 0
        self._place()
        self._go_to(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a click beside it; stay in the middle of a window that is resized."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            if not inside and isinstance(watched, QWidget) and watched.window() is self.window():
                self.close_palette()
        elif event.type() is QEvent.Type.Resize and watched is self._window:
            self._place()
        return False

    def _set_list(self, theme: Theme) -> None:
        view = self.list
        view.setModel(self.model)
        view.setItemDelegate(PaletteDelegate(theme, view))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        theme.changed.connect(view.viewport().update)

    def _place(self) -> None:
        """Take the middle of the window's upper part, as high as the list needs."""
        has_any = self.model.rowCount() > 0
        self.list.setVisible(has_any)
        self._nothing.setVisible(not has_any)
        over = self._window.size()
        letters = self.fontMetrics().averageCharWidth() * _WIDE_LETTERS
        width = min(max(_WIDTH, letters), over.width() - 4 * UNIT)
        lines = min(self.model.rowCount(), _MOST_LINES)
        if has_any:
            line = self.list.sizeHintForRow(0)
            self.list.setFixedHeight(min(lines * line + 2, int(_MOST_HEIGHT * over.height())))
        self.setGeometry(0, 0, width, self.sizeHint().height())
        self._column.activate()
        size = QSize(width, min(self.sizeHint().height(), over.height() - 4 * UNIT))
        self.resize(size)
        self.move((over.width() - width) // 2, self._top())

    def _top(self) -> int:
        window = self._window
        bar = window.menuWidget() if isinstance(window, QMainWindow) else None
        return (bar.height() if bar is not None and bar.isVisible() else 0) + UNIT // 2

    def _on_text(self, text: str) -> None:
        self._has_moved = False
        if self.isVisible():
            self.typed.emit(text)

    def _current(self) -> Entry | None:
        entry = self.list.currentIndex().data(ENTRY_ROLE)
        return entry if isinstance(entry, Entry) else None

    def _move(self, lines: int) -> None:
        count = self.model.rowCount()
        if not count:
            return
        self._has_moved = True
        line = self.list.currentIndex().row() + lines
        # One step leads from the last line to the first; a page stops at the end.
        self._go_to(line % count if abs(lines) == 1 else min(max(line, 0), count - 1))

    def _go_to(self, line: int) -> None:
        index = self.model.index(line)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        entry = self._current()
        said = (
            self.tr("{entry}, {n} of {count}").format(
                entry=entry.sentence, n=line + 1, count=self.model.rowCount()
            )
            if entry
            else self._nothing.text()
        )
        # The keyboard stays in the field, so a screen reader is told what is current in the list.
        if self.field.accessibleDescription() != said:
            self.field.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _take_current(self) -> None:
        self._take(self.list.currentIndex())

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Entry) and not entry.reason:
            self.close_palette()
            self.chosen.emit(entry)
