"""The window's menus, toolbar and status bar, all from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from pandavision_gui.views.actions import TAB_ACTIONS, WindowActions, menu_title
from pandavision_gui.views.fitting_toolbar import FittingToolbar
from pandavision_gui.views.palette.palette_button import PaletteButton
from pandavision_gui.views.panels import let_hide
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
    columns: QMenu,
) -> None:
    """Give a window its bars.

    Parameters
    ----------
    recent
        The menu of recent files.
    columns
        The menu in which columns of the jobs table are chosen.
    """
    toolbar, search = _ActionBar(theme, actions), _search_bar(theme, actions)
    window.addToolBar(toolbar)
    window.addToolBar(search)
    toolbar.toggleViewAction().toggled.connect(search.setVisible)
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
    let_hide(actions, docks, toolbar)
    view.addActions(actions.menu("panels"))
    view.addMenu(columns)
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


class _ActionBar(FittingToolbar):
    """The buttons; those that have no room stand in a menu of Qt's at the end."""

    def __init__(self, theme: Theme, actions: WindowActions) -> None:
        super().__init__(_tr("Toolbar"))
        self._theme = theme
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addActions(actions.toolbar())
        self._export = QAction(_tr("Export"), self)
        self._actions, self._exports = actions, actions.menu("export")
        self._place_export(before=actions["pause"])
        self._rest = self.findChild(QToolButton, "qt_toolbar_ext_button")
        theme.changed.connect(self._paint_rest)
        theme.changed.connect(self._paint_export)
        self._paint_export()
        self._fit_icons()

    def changeEvent(self, event: QEvent) -> None:
        """Let the icons grow with the words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_icons()

    def _fit_icons(self) -> None:
        side = max(2 * UNIT, self.fontMetrics().height() - 2)
        if self.iconSize() != QSize(side, side):
            self.setIconSize(QSize(side, side))
        self._paint_rest()

    def _place_export(self, *, before: QAction) -> None:
        """Offer all that a finished job can be written as, by one button."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)  # they say why something cannot be done
        menu.addActions(self._exports)
        self._export.setMenu(menu)
        self.insertAction(before, self._export)
        button = self.widgetForAction(self._export)
        if isinstance(button, QToolButton):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for action in self._exports:
            action.enabledChanged.connect(self._enable_export)
        self._enable_export()

    def _enable_export(self) -> None:
        possible = any(action.isEnabled() for action in self._exports)
        self._export.setEnabled(possible)
        told = f"{self._export.text()}: {self._actions.reason('report')}"
        if self._actions["report"].isEnabled():
            told = _tr("Report, figure, curve, samples …")
        elif possible:
            told = ", ".join(one.iconText() for one in self._exports if one.isEnabled())
        self._export.setToolTip(told)

    def _paint_export(self) -> None:
        self._export.setIcon(self._theme.icon("export"))

    def _paint_rest(self) -> None:
        if self._rest is not None:  # Qt's own arrow is black in the dark scheme, too
            self._rest.setIcon(self._theme.icon("more"))
            self._rest.setToolTip(_tr("More actions"))
            self._rest.setAccessibleName(_tr("More actions"))


def _search_bar(theme: Theme, actions: WindowActions) -> QToolBar:
    """Return a bar of its own: in the one of the buttons it would be the first to fall out."""
    bar = QToolBar(_tr("Search"))
    bar.setObjectName("search_bar")
    bar.setMovable(False)
    bar.toggleViewAction().setVisible(False)  # it goes with the buttons
    right = QWidget()
    right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(right)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(PaletteButton(theme, actions["palette"]))
    bar.addWidget(right)
    return bar


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
