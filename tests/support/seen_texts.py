"""What a user can read in a window, and what of it is cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QWidget,
)

_SLACK = 1
"""Pixels that rounding may take."""


def texts(window: QWidget) -> Iterator[str]:
    """Yield every text of a window's visible widgets, their tooltips and names, and all menus."""
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QMenu | QMenuBar):
            for action in widget.actions():
                yield from (action.text(), action.toolTip())
        elif widget.isVisible() and not _is_qts_own(widget):
            yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
            yield from _own_texts(widget)


def cut_off(window: QWidget) -> Iterator[str]:
    """Yield every text of a window that has less room than it needs, and is not elided."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or _is_qts_own(widget) or not _has_words(widget):
            continue
        rect = widget.rect()
        wanted = _wanted(widget)
        if wanted is not None and not _fits(wanted, rect):
            yield f"{_words(widget)!r} has {rect.width()} × {rect.height()}, wants {wanted}"
        elif not _is_in_sight(widget):
            yield f"{_words(widget)!r} reaches beyond what is shown"


def _own_texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QTableView):
        model = widget.model()
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
    if isinstance(widget, QDockWidget) or widget.isWindow():
        yield widget.windowTitle()


def _is_qts_own(widget: QWidget) -> bool:
    """Whether Qt made it: the parts of a list, a spin box or a help page."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractItemView | QComboBox | QTextBrowser):
            return True
        above = above.parentWidget()
    return widget.objectName().startswith("qt_")


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _has_words(widget: QWidget) -> bool:
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() in (
        Qt.ToolButtonStyle.ToolButtonIconOnly,
    ):
        return False
    return bool(_words(widget).strip())


def _wanted(widget: QWidget) -> QRect | None:
    """Return the room that its words need; None where a widget elides them itself."""
    kind = type(widget)
    if kind.minimumSizeHint is not QLabel.minimumSizeHint and isinstance(widget, QLabel):
        return None
    if isinstance(widget, QLabel) and widget.wordWrap():
        inner = widget.contentsRect().width() - 2 * widget.margin()
        return widget.fontMetrics().boundingRect(
            QRect(0, 0, inner, 10_000), int(Qt.TextFlag.TextWordWrap), widget.text()
        )
    return QRect(QPoint(), widget.sizeHint())


def _fits(wanted: QRect, rect: QRect) -> bool:
    return wanted.width() <= rect.width() + _SLACK and wanted.height() <= rect.height() + 3 * _SLACK


def _is_in_sight(widget: QWidget) -> bool:
    """Whether nothing around it hides its left or right end; up and down it may be scrolled."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            view = above.viewport()
            left = widget.mapTo(view, QPoint(0, 0)).x()
            return left >= -_SLACK and left + widget.width() <= view.width() + _SLACK
        if above.isWindow():
            left = widget.mapTo(above, QPoint(0, 0)).x()
            return left >= -_SLACK and left + widget.width() <= above.width() + _SLACK
        above = above.parentWidget()
    return True
