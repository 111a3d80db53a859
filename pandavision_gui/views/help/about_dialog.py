"""About: what the program is, which versions it runs on, and whose work it stands on."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui import __version__
from pandavision_gui.views.help.libraries import Library, libraries
from pandavision_gui.views.help.versions import versions
from pandavision_gui.views.plain_text import PlainLabel, one_line
from pandavision_gui.views.theme import UNIT, Theme, set_role

Index = QModelIndex | QPersistentModelIndex
_ICON = 48
_WIDTH, _HEIGHT = 92, 38
"""Average letters and lines of the dialog."""


class LibraryModel(QAbstractTableModel):
    """One line a library, by name, while they are being read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._libraries: list[Library] = []
        self._titles = (self.tr("Library"), self.tr("Version"), self.tr("Licence"))

    def libraries(self) -> tuple[Library, ...]:
        """Return those that have been read."""
        return tuple(self._libraries)

    def put_in(self, library: Library) -> None:
        """Show one more, in its place."""
        names = [known.name.casefold() for known in self._libraries]
        line = bisect_left(names, library.name.casefold())
        self.beginInsertRows(QModelIndex(), line, line)
        self._libraries.insert(line, library)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._libraries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        library = self._libraries[index.row()]
        licence = library.licence or self.tr("see its files")
        return one_line((library.name, library.version, licence)[index.column()])

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


class AboutDialog(QDialog):
    """All of it can be copied, for a report of a fault."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About PandaVision"))
        self.model = LibraryModel(self)
        self.facts = versions()
        self._rest = libraries()
        # Some are read in a millisecond, some in ten: one a turn, so that the window goes on.
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._read_one)
        self._table = QTableView()
        self._copy = self._make_buttons()
        self._lay_out(theme)
        self._turns.start(0)

    @property
    def is_complete(self) -> bool:
        """Whether every library has been read."""
        return not self._turns.isActive()

    def text(self) -> str:
        """Return all of it as plain text."""
        lines = [f"{name}: {value}" for name, value in self.facts]
        lines += [""]
        for line in range(self.model.rowCount()):
            cells = [str(self.model.index(line, column).data()) for column in range(3)]
            lines.append(f"{cells[0]} {cells[1]} ({cells[2]})")
        return "\n".join(lines)

    def _read_one(self) -> None:
        library = next(self._rest, None)
        if library is not None:
            self.model.put_in(library)
            return
        self._turns.stop()
        self._copy.setEnabled(True)
        self._table.resizeColumnToContents(0)
        self._table.resizeColumnToContents(1)

    def _make_buttons(self) -> Any:
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = self._buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setEnabled(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._buttons.rejected.connect(self.close)
        return copy

    def _lay_out(self, theme: Theme) -> None:
        icon = QLabel()
        picture = theme.coloured_icon("panda", theme.colours.text)
        icon.setPixmap(picture.pixmap(_ICON, _ICON))
        title = PlainLabel(self.tr("PandaVision {version}").format(version=__version__))
        set_role(title, "title")
        what = PlainLabel(
            self.tr(
                "How far can an attacker bend the inputs of an image classifier before it fails? "
                "A result is an upper bound on robust accuracy under the attack that was run, not "
                "a proof. Nothing leaves this machine."
            ),
            wrap=True,
        )
        licence = PlainLabel(
            self.tr("MIT licence. The icons are Material Design Icons, Apache-2.0."), wrap=True
        )
        set_role(licence, "muted")
        words = QVBoxLayout()
        words.setSpacing(UNIT)
        for part in (title, what, licence):
            words.addWidget(part)
        top = QHBoxLayout()
        top.setSpacing(2 * UNIT)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(top)
        layout.addLayout(self._fact_grid())
        layout.addWidget(self._set_table(), 1)
        layout.addWidget(self._buttons)
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))

    def _fact_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(UNIT // 2)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(self.facts[1:]):
            named = PlainLabel(name)
            set_role(named, "muted")
            grid.addWidget(named, line, 0)
            said = PlainLabel(value, wrap=True, one_line=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(said, line, 1)
        return grid

    def _set_table(self) -> QTableView:
        table = self._table
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Libraries and their licences"))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        letters = self.fontMetrics().averageCharWidth()
        table.setColumnWidth(0, 26 * letters)
        table.setColumnWidth(1, 16 * letters)
        return table
