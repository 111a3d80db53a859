"""The window's menus, toolbar and status bar, all from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QWidget,
)

from pandavision_gui.views.actions import TAB_ACTIONS, WindowActions, menu_title
from pandavision_gui.views.palette.palette_button import PaletteButton
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme

_GROUPS = ("stop", "compare", "run_next", "rename", "remove")
"""What each group of the menu Jobs begins with, after the first."""


def place_bars(
    window: QMainWindow,
    theme: Theme,
    actions: WindowActions,
    docks: Sequence[QDockWidget],
    recent: QMenu,
) -> None:
    """Give a window its bars.

    Parameters
    ----------
    recent
        The menu of recent files.
    """
    toolbar = _toolbar(theme, actions)
    window.addToolBar(toolbar)
    bar = window.menuBar()
    file = bar.addMenu(menu_title("file"))
    for name in ("file", "export", "quit"):
        file.addActions(actions.menu(name))
        file.addSeparator()
    file.insertMenu(actions["save_spec"], recent)
    bar.addMenu(menu_title("edit")).addActions(actions.menu("edit"))
    view = bar.addMenu(menu_title("view"))
    shown = actions.menu("view")
    view.addActions(shown[: len(TAB_ACTIONS)])
    view.addSeparator()
    view.addActions(shown[len(TAB_ACTIONS) :])
    view.addSeparator()
    view.addActions([dock.toggleViewAction() for dock in docks])
    view.addAction(toolbar.toggleViewAction())
    for name in ("jobs", "tools", "help"):
        bar.addMenu(menu_title(name)).addActions(actions.menu(name))
    jobs = next(action.menu() for action in bar.actions() if action.text() == menu_title("jobs"))
    if isinstance(jobs, QMenu):
        for name in _GROUPS:
            jobs.insertSeparator(actions[name])
    window.statusBar().setSizeGripEnabled(False)
    offline = PlainLabel(_tr("Nothing leaves this machine"))
    offline.setContentsMargins(0, 0, UNIT, 0)
    window.statusBar().addPermanentWidget(offline)


def _toolbar(theme: Theme, actions: WindowActions) -> QToolBar:
    toolbar = QToolBar(_tr("Toolbar"))
    toolbar.setObjectName("toolbar")
    toolbar.setMovable(False)
    toolbar.setIconSize(QSize(2 * UNIT, 2 * UNIT))
    toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    toolbar.addActions(actions.toolbar())
    right = QWidget()
    right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(right)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(PaletteButton(theme, actions["palette"]))
    toolbar.addWidget(right)
    return toolbar


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
