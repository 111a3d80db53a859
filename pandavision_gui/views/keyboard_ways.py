"""Ways through the window by keys: from part to part, to a tab, to the field that finds jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from pandavision_gui.views.actions import TAB_ACTIONS, WindowActions
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.tabs.job_tabs import JobTabs

_BY_KEY = Qt.FocusReason.ShortcutFocusReason


class KeyboardWays(QObject):
    """Does the actions that only move the focus, and lets Delete remove jobs in their table.

    Parameters
    ----------
    panes
        The parts of the window in the order in which F6 goes through them.
    show_dock
        Shows the part with the jobs where it is hidden.
    """

    def __init__(
        self,
        window: QWidget,
        actions: WindowActions,
        panes: Sequence[QWidget],
        tabs: JobTabs,
        table: JobTable,
        show_dock: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._panes = window, tuple(panes)
        self._tabs, self._table, self._show_dock = tabs, table, show_dock
        actions["find"].triggered.connect(lambda: self._find())
        actions["next_pane"].triggered.connect(lambda: self._go(1))
        actions["previous_pane"].triggered.connect(lambda: self._go(-1))
        for place, name in enumerate(TAB_ACTIONS):
            actions[name].triggered.connect(partial(self._show_tab, place))

        # Beside the action's own key; the line for a name takes it for its text.
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), table.rows)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.setAutoRepeat(False)
        delete.activated.connect(actions["remove"].trigger)

    def _find(self) -> None:
        self._show_dock("jobs")
        self._table.begin_search()

    def _show_tab(self, place: int, _checked: bool = False) -> None:
        """Show a tab; the focus stays where it is, unless that is hidden by it."""
        focus, page = QApplication.focusWidget(), self._tabs.currentWidget()
        self._tabs.setCurrentIndex(place)
        if focus is not None and page is not None and page.isAncestorOf(focus):
            self._tabs.tabBar().setFocus(_BY_KEY)

    def _go(self, step: int) -> None:
        panes = [pane for pane in self._panes if pane.isVisible()]
        focus = QApplication.focusWidget()
        here = [
            place
            for place, pane in enumerate(panes)
            if focus is not None and (pane is focus or pane.isAncestorOf(focus))
        ]
        # From outside of all, as from the search in the toolbar, forward leads to the first one.
        start = here[0] if here else (-1 if step > 0 else 0)
        for distance in range(1, len(panes) + 1):
            pane = panes[(start + step * distance) % len(panes)]
            wanted = _where_it_was(pane) or _first_of(pane)
            if wanted is not None:
                wanted.setFocus(_BY_KEY)
                return


def _where_it_was(pane: QWidget) -> QWidget | None:
    widget = pane.focusWidget()
    return widget if widget is not None and _takes_keys(widget) else None


def _first_of(pane: QWidget) -> QWidget | None:
    """Return the first widget of a part in the order of the Tab key."""
    widget = pane.nextInFocusChain()
    while widget is not None and widget is not pane:
        if pane.isAncestorOf(widget) and _takes_keys(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def _takes_keys(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isVisible() and widget.isEnabled()
