"""The options that are seldom set: folded away, and only those of use for the source."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pandavision_gui.errors import plain_text
from pandavision_gui.views.form.form_section import two_columns
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.theme import UNIT, Theme, set_role

_LONGEST_VALUE = 24
_ROWS_A_PLACE = 3


@dataclass(frozen=True)
class Option:
    """An entry, its key in the order, and its label, in which & marks its key."""

    key: str
    label: str
    entry: QLineEdit | QComboBox
    is_wide: bool = False

    def shown(self) -> str:
        """Return what is set, empty where it is as it was at first."""
        if isinstance(self.entry, PathEdit):
            return self.entry.path.replace("\\", "/").rpartition("/")[2]
        if isinstance(self.entry, QComboBox):
            return self.entry.currentText() if self.entry.currentIndex() > 0 else ""
        return self.entry.text().strip()


def wrapped_label(text: str, entry: QWidget) -> WrappingLabel:
    """Return the label that stands above an entry, on as many lines as its width asks for."""
    label = WrappingLabel(text)
    label.setBuddy(entry)
    set_role(label, "muted")
    return label


class MoreOptions(QWidget):
    """A line that unfolds the options; while folded it says what is set in them."""

    def __init__(self, theme: Theme, options: Sequence[Option]) -> None:
        super().__init__()
        self._theme = theme
        self._options = options
        self._labels: dict[str, WrappingLabel] = {}
        self._in_use = frozenset(option.key for option in options)
        self.toggle = QPushButton(self.tr("Mo&re options"))
        self.toggle.setCheckable(True)
        self.toggle.setAutoDefault(False)
        self.toggle.setIconSize(QSize(16, 16))
        set_role(self.toggle, "flat")
        self.toggle.toggled.connect(self._fold)
        self._summary = WrappingLabel()
        set_role(self._summary, "muted")
        self._area = QWidget()
        self._grid = two_columns()
        self._area.setLayout(self._grid)
        for option in options:
            self._labels[option.key] = wrapped_label(option.label, option.entry)
            option.entry.setParent(self._area)
            self._labels[option.key].setParent(self._area)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(UNIT // 2)
        rows.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._summary)
        rows.addWidget(self._area)
        theme.changed.connect(self._paint_icon)
        self._place()
        self._fold(False)

    def is_in_use(self, key: str) -> bool:
        """Whether the option has a meaning for the source."""
        return key in self._in_use

    def offer(self, keys: Collection[str]) -> None:
        """Show these options only."""
        if self._in_use != frozenset(keys):
            self._in_use = frozenset(keys)
            self._place()

    def unfold(self) -> None:
        """Bring the options into sight."""
        self.toggle.setChecked(True)

    def show_summary(self) -> None:
        """Say what is set, where the options are out of sight."""
        parts = []
        for option in self._options:
            value = option.shown() if self.is_in_use(option.key) else ""
            if value:
                title = self._labels[option.key].text().replace("&", "")
                parts.append(f"{title}: {plain_text(shortened(value, _LONGEST_VALUE))}")
        self._summary.setText(" · ".join(parts))
        self._summary.setVisible(bool(parts) and not self.toggle.isChecked())

    def _place(self) -> None:
        place = 0
        for option in self._options:
            label = self._labels[option.key]
            for widget in (label, option.entry):
                self._grid.removeWidget(widget)
                widget.setVisible(self.is_in_use(option.key))
            if not self.is_in_use(option.key):
                continue
            place += place % 2 if option.is_wide else 0
            row, column = divmod(place, 2)
            span = 2 if option.is_wide else 1
            row *= _ROWS_A_PLACE
            self._grid.addWidget(label, row, column, 1, span, Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(option.entry, row + 1, column, 1, span)
            self._grid.setRowMinimumHeight(row + 2, UNIT // 2)
            place += span
        self.show_summary()

    def _fold(self, is_open: bool) -> None:
        self._area.setVisible(is_open)
        self.show_summary()
        self._paint_icon()

    def _paint_icon(self) -> None:
        name = "collapse" if self.toggle.isChecked() else "expand"
        self.toggle.setIcon(self._theme.coloured_icon(name, self._theme.colours.accent))
