"""Which columns the user wants to see, and how wide: chosen at the header, kept over restarts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from pandavision_gui.views.jobs_table.job_columns import Column, column_title

_ALWAYS = frozenset({Column.TICK, Column.SWATCH, Column.NAME, Column.STATE})
"""Without these a row tells nothing, or cannot be drawn."""
_HIDDEN, _WIDTHS = "jobs/hidden columns", "jobs/column widths"
_LONGEST = 400
_WIDEST = 4000


class ColumnChoice(QObject):
    """A menu at the header.

    Signals
    -------
    changed
        The width has to be shared out anew.

    Attributes
    ----------
    unwanted
        Columns that shall not be shown, however much room there is.
    widths
        Columns that were given a width, in pixels.
    """

    changed = Signal()

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header)
        self.unwanted: set[Column] = set()
        self.widths: dict[Column, int] = {}
        self._header = header
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)

    def make_menu(self) -> QMenu:
        """Return the menu: a tick for each column that can be left out."""
        menu = QMenu(self._header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu)
        return menu

    def make_submenu(self, parent: QWidget) -> QMenu:
        """Return the same for a menu of the window: no key leads to the header."""
        menu = QMenu(self.tr("Col&umns of the jobs table"), parent)
        self._fill(menu)
        menu.aboutToShow.connect(partial(self._fill, menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for column in Column:
            if column in _ALWAYS:
                continue
            action = menu.addAction(column_title(column))
            action.setCheckable(True)
            action.setChecked(column not in self.unwanted)
            action.toggled.connect(lambda shown, column=column: self._set_shown(column, shown))
        menu.addSeparator()
        menu.addAction(self.tr("&Fit widths to the window")).triggered.connect(self._forget_widths)

    def restore(self, settings: QSettings) -> None:
        """Take what was chosen before; what cannot be read is left out."""
        hidden, widths = settings.value(_HIDDEN), settings.value(_WIDTHS)
        if isinstance(hidden, str):
            names = set(hidden[:_LONGEST].split())
            self.unwanted = {c for c in Column if c.name in names and c not in _ALWAYS}
        if isinstance(widths, str):
            self.widths = dict(filter(None, map(_width, widths[:_LONGEST].split())))
        self.changed.emit()

    def keep(self, settings: QSettings) -> None:
        """Store what is chosen."""
        settings.setValue(_HIDDEN, " ".join(column.name for column in sorted(self.unwanted)))
        pairs = (f"{column.name}:{width}" for column, width in sorted(self.widths.items()))
        settings.setValue(_WIDTHS, " ".join(pairs))

    def _show_menu(self, place: QPoint) -> None:
        self.make_menu().popup(self._header.mapToGlobal(place))

    def _set_shown(self, column: Column, shown: bool) -> None:
        if shown:
            self.unwanted.discard(column)
        else:
            self.unwanted.add(column)
        self.changed.emit()

    def _forget_widths(self) -> None:
        self.widths.clear()
        self.changed.emit()


def _width(word: str) -> tuple[Column, int] | None:
    name, _, number = word.partition(":")
    if name in Column.__members__ and number.isdecimal() and 0 < int(number) <= _WIDEST:
        return Column[name], int(number)
    return None
