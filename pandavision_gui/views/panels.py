"""Parts of the window that can be hidden, by the menu View or the palette."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QToolBar, QWidget

from pandavision_gui.views.actions import WindowActions


def let_hide(actions: WindowActions, docks: Sequence[QDockWidget], toolbar: QToolBar) -> None:
    """Let the actions `panel_…` show and hide these parts, and tell which of them are shown.

    Qt's own action of a dock does nothing where the dock cannot be closed by itself.
    """
    parts: list[tuple[QWidget, QAction]] = [(dock, dock.toggleViewAction()) for dock in docks]
    for part, shown in [*parts, (toolbar, toolbar.toggleViewAction())]:
        action = actions[f"panel_{part.objectName()}"]
        action.setCheckable(True)
        action.setChecked(shown.isChecked())
        # By the user's hand alone: a window that is hidden hides its parts, for this once.
        action.triggered.connect(lambda is_shown, part=part: part.setVisible(is_shown))
        shown.toggled.connect(action.setChecked)


def show_panel_of(widget: QWidget) -> None:
    """Show the part of the window that a widget is in: something has been put into it."""
    part = widget.parentWidget()
    while part is not None and not isinstance(part, QDockWidget):
        part = part.parentWidget()
    if part is not None:
        part.show()
