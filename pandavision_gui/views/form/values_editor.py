"""Perturbation values by from, to and how many, or one by one, each in every unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.errors import InputError
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.calm_inputs import CountBox
from pandavision_gui.views.form.form_section import field_label, two_columns
from pandavision_gui.views.form.values_hint import InForce, most_meant
from pandavision_gui.views.form.values_model import ValuesModel
from pandavision_gui.views.form.values_text import (
    MOST_VALUES,
    number_text,
    parse_values,
    suggested_text,
    too_many,
)
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.theme import UNIT, set_role

_WIDTH, _HEIGHT = 46 * UNIT, 56 * UNIT
_WIDE_LETTERS, _LINES_HIGH = 54, 30
"""Average letters and lines that there is room for, where they are large."""
_AROUND = 8 * UNIT
"""Pixels of the width that are not the columns': margins, frame, scroll bar."""
_MOST_CHANGES = 50
_ROW_HEIGHT = 3 * UNIT + 4


class ValuesEditor(QDialog):
    """Stays beside the form: what is changed here stands in its line at once, and the other way.

    The line of text is the one truth; this only writes into it.

    Parameters
    ----------
    write
        Puts a text into the form's line.
    write_list
        Puts ascending values there, one by one.
    """

    def __init__(
        self,
        parent: QWidget,
        write: Callable[[str], None],
        write_list: Callable[[tuple[float, ...]], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("values_editor")
        self.setWindowTitle(self.tr("Perturbation values"))
        self._write, self._write_values = write, write_list
        self._where = InForce()
        self._is_showing = False
        self.first, self.last, self.count = QLineEdit(), QLineEdit(), CountBox()
        self.count.setRange(1, MOST_VALUES)
        self.model = ValuesModel(self)
        self.table = _table(self.model, self.tr("Perturbation values"))
        self.new = QLineEdit()
        self.new.setPlaceholderText(self.tr("8/255, 3%, 0.02"))
        self.add = QPushButton(self.tr("&Add"))
        self.remove = QPushButton(self.tr("&Remove"))
        self.undo = QPushButton(self.tr("&Undo"))
        self._before: list[tuple[float, ...]] = []
        """What the values were before each change that was made here, the last one last."""
        self._span_is_changing = False
        self.line = WrappingLabel(lines=2)
        set_role(self.line, "muted")
        self._lay_out()
        self._connect()
        letters = self.fontMetrics()
        self.resize(
            max(_WIDTH, _WIDE_LETTERS * letters.averageCharWidth()),
            max(_HEIGHT, _LINES_HIGH * letters.height()),
        )

    def show_values(
        self,
        understood: tuple[float, ...] | InputError,
        words: str,
        where: InForce,
        *,
        role: str = "muted",
    ) -> None:
        """Show what the form's line says now.

        Parameters
        ----------
        words, role
            What stands below the line, and as what: a doubt is one here, too.
        """
        if where.scale is not self._where.scale:
            self._forget_changes()
        self._where = where
        set_role(self.line, role)
        self.line.setText(words)
        if isinstance(understood, InputError):
            return  # what was understood before stays, and so does what is being typed
        self.model.show(tuple(sorted({*understood})), where)
        self._give_room()
        self._show_span(self.model.values())
        self._show_buttons()

    def _give_room(self) -> None:
        """Be as wide as the titles of all columns need; who made it wider is left alone."""
        titles = self.table.horizontalHeader()
        widest = max(titles.sectionSizeHint(place) for place in range(self.model.columnCount()))
        titles.setMinimumSectionSize(widest)
        needed = self.model.columnCount() * widest + _AROUND
        if self.width() < needed:
            self.resize(needed, self.height())

    def _show_span(self, values: Sequence[float]) -> None:
        self._is_showing = True
        texts = number_text(min(values)), number_text(max(values))
        for entry, text in zip((self.first, self.last), texts, strict=True):
            if not entry.hasFocus():  # "8/255" is not turned into something else while it is typed
                entry.setText(text)
        if not self.count.hasFocus():
            self.count.setValue(len(values))
        self._is_showing = False

    def _write_span(self) -> None:
        if not self._is_showing:
            first, last = self.first.text().strip(), self.last.text().strip()
            count = self.count.value()
            if not self._span_is_changing:  # key by key it is one change
                self._note_change()
                self._span_is_changing = True
            self._write(last if count == 1 else f"{first} to {last}, {count} values")

    def _add(self) -> None:
        text = self.new.text().strip()
        if not text:
            return
        try:
            more = parse_values(text, self._where.scale)
            every = {*self.model.values(), *more}
            if len(every) > MOST_VALUES:
                raise too_many()
        except InputError as error:
            meant = suggested_text(text, self._where.scale, most=most_meant(self._where))
            offer = self.tr("Do you mean {}?").format(meant) if meant else ""
            set_role(self.line, "bad")
            self.line.setText(f"{sentence_text(error.sentence())} {offer}".strip())
            return
        self.new.clear()
        self._note_change()
        self._write_list(every)
        self._select(max(more))

    def _remove(self) -> None:
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        left = [value for row, value in enumerate(self.model.values()) if row not in chosen]
        if chosen and left:
            self._note_change()
            self._write_list(left)
            row = min(min(chosen), len(left) - 1)
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _note_change(self) -> None:
        self._span_is_changing = False
        values = self.model.values()
        if values and self._before[-1:] != [values]:
            self._before = [*self._before[-_MOST_CHANGES:], values]
        self.undo.setEnabled(bool(self._before))

    def _forget_changes(self) -> None:
        self._before = []
        self._span_is_changing = False
        self.undo.setEnabled(False)

    def _undo(self) -> None:
        self._span_is_changing = False
        if self._before:
            values = self._before.pop()
            self.undo.setEnabled(bool(self._before))
            for entry in (self.first, self.last, self.count):
                entry.clearFocus()  # what has the keyboard is not written into
            self._write_list(values)

    def _write_list(self, values: Sequence[float] | set[float]) -> None:
        self._write_values(tuple(sorted(values)))

    def _select(self, value: float) -> None:
        values = self.model.values()
        if value in values:
            index = self.model.index(values.index(value), 0)
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(index)

    def _show_buttons(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.remove.setEnabled(0 < len(rows) < len(self.model.values()))

    def _copy(self) -> None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        columns = range(self.model.columnCount())
        lines = [
            "\t".join(str(self.model.data(self.model.index(row, column))) for column in columns)
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _lay_out(self) -> None:
        grid = two_columns()
        grid.setColumnStretch(2, 1)
        fields = (
            (self.tr("&From"), self.first),
            (self.tr("&To"), self.last),
            (self.tr("&How many"), self.count),
        )
        for column, (title, entry) in enumerate(fields):
            entry.setAccessibleName(title.replace("&", ""))
            grid.addWidget(field_label(title, entry), 0, column)
            grid.addWidget(entry, 1, column)
        below = QHBoxLayout()
        below.setSpacing(UNIT)
        label = field_label(self.tr("&New value"), self.new)
        self.new.setAccessibleName(self.tr("New value"))
        for widget in (self.new, self.add, self.remove):
            below.addWidget(widget, 1 if widget is self.new else 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.undo, QDialogButtonBox.ButtonRole.ResetRole)
        self.undo.setEnabled(False)
        self.undo.setToolTip(self.tr("Take back the last change that was made here"))
        buttons.rejected.connect(self.reject)
        for button in (self.add, self.remove, *buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Return in a field closes nothing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(UNIT)
        layout.addLayout(grid)
        layout.addWidget(self.line)
        layout.addWidget(self.table, 1)
        layout.addWidget(label)
        layout.addLayout(below)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.first.textEdited.connect(lambda _: self._write_span())
        self.last.textEdited.connect(lambda _: self._write_span())
        self.count.valueChanged.connect(lambda _: self._write_span())
        self.new.returnPressed.connect(self._add)
        self.add.clicked.connect(lambda _=False: self._add())
        self.remove.clicked.connect(lambda _=False: self._remove())
        self.undo.clicked.connect(lambda _=False: self._undo())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.model.modelReset.connect(self._show_buttons)
        for keys, act in (
            (QKeySequence.StandardKey.Delete, self._remove),
            (QKeySequence.StandardKey.Copy, self._copy),
            (QKeySequence.StandardKey.Undo, self._undo),
        ):
            action = QAction(self.table)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, act=act: act())
            self.table.addAction(action)


def _table(model: ValuesModel, name: str) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(
        max(_ROW_HEIGHT, table.fontMetrics().height() + UNIT)
    )
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setHighlightSections(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setTabKeyNavigation(False)
    return table
