"""About: what the program is, which versions it runs on, and whose work it stands on."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui import __version__
from pandavision_gui.paths import third_party_file
from pandavision_gui.views.help.libraries import Library, libraries, licence_texts, text_of
from pandavision_gui.views.help.text_table import TextTable, TextTableModel
from pandavision_gui.views.help.versions import versions
from pandavision_gui.views.plain_text import PlainLabel, one_line
from pandavision_gui.views.theme import UNIT, Theme, set_role

_ICON = 48
_WIDTH, _HEIGHT = 108, 38
"""Average letters and lines of the dialog."""


class AboutDialog(QDialog):
    """All of it can be copied, for a report of a fault.

    Attributes
    ----------
    libraries
        Those that have been read, by name.
    """

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About PandaVision"))
        self.libraries: list[Library] = []
        titles = (self.tr("Library"), self.tr("Version"), self.tr("Licence"))
        self.model = TextTableModel(titles, self)
        self.facts = versions()
        self._rest = libraries()
        # Some are read in a millisecond, some in ten: one a turn, so that the window goes on.
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._read_one)
        self._table = self._make_table()
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
        lines += [f"{name} {version} ({licence})" for name, version, licence in self.model.lines()]
        return "\n".join(lines)

    def _read_one(self) -> None:
        library = next(self._rest, None)
        if library is not None:
            self._put_in(library)
            return
        self._turns.stop()
        self._copy.setEnabled(True)
        self._table.resizeColumnToContents(0)
        self._table.resizeColumnToContents(1)

    def _put_in(self, library: Library) -> None:
        """Show one more, in its place by name."""
        names = [known.name.casefold() for known in self.libraries]
        place = bisect_left(names, library.name.casefold())
        self.libraries.insert(place, library)
        cells = (library.name, library.version, library.licence or self.tr("see its files"))
        self.model.insert(place, tuple(map(one_line, cells)))

    def _make_buttons(self) -> Any:
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.licence = self._buttons.addButton(self.tr("&Licence text"), role)
        self.licence.setEnabled(False)
        self.licence.clicked.connect(self._show_licence)
        # Python and what a bundle has from the system have no line in the table.
        if (file := third_party_file()) is not None:
            self.all_licences = self._buttons.addButton(self.tr("&All licences"), role)
            self.all_licences.clicked.connect(partial(self._show_all_licences, file))
        chosen = self._table.selectionModel()
        chosen.selectionChanged.connect(lambda: self.licence.setEnabled(chosen.hasSelection()))
        self._table.doubleClicked.connect(self._show_licence)
        copy = self._buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setEnabled(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._buttons.rejected.connect(self.close)
        return copy

    def _show_licence(self) -> None:
        """Show the texts of the selected library's licence."""
        rows = self._table.selectionModel().selectedRows()
        if rows:
            from pandavision_gui.views.help.licence_dialog import LicenceDialog

            library = self.libraries[rows[0].row()]
            title = self.tr("Licence of {name}").format(name=one_line(library.name))
            LicenceDialog(self, title, licence_texts(library.name)).show()

    def _show_all_licences(self, file: Path) -> None:
        from pandavision_gui.views.help.licence_dialog import LicenceDialog

        title = self.tr("Licences of all that this program holds")
        LicenceDialog(self, title, text_of(file)).show()

    def _lay_out(self, theme: Theme) -> None:
        self._icon = QLabel()
        self._theme = theme
        self._paint_icon()
        theme.changed.connect(self._paint_icon)
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
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(top)
        layout.addLayout(self._fact_grid())
        layout.addWidget(self._table, 1)
        layout.addWidget(self._buttons)
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))

    def _paint_icon(self) -> None:
        picture = self._theme.coloured_icon("panda", self._theme.colours.text)
        self._icon.setPixmap(picture.pixmap(_ICON, _ICON))

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

    def _make_table(self) -> TextTable:
        table = TextTable(self.model, self.tr("Libraries and their licences"), wide=2)
        letters = self.fontMetrics().averageCharWidth()
        table.wrap_lines()
        table.setColumnWidth(0, 26 * letters)
        table.setColumnWidth(1, 16 * letters)
        return table
