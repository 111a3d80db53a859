"""Field widgets on one grid of two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.form.form_section import two_columns
from pandavision_gui.views.theme import UNIT


class FieldGrid(QWidget):
    """Two fields a row; a wide one has a row of its own.

    Name, input and problem are rows of their own, so that inputs side by side stay on one line
    whatever stands above and below them.

    Parameters
    ----------
    least_width
        Pixels that the two columns have at least.
    """

    def __init__(self, fields: Sequence[FieldWidget], *, least_width: int = 0) -> None:
        super().__init__()
        self._grid = two_columns()
        for column in range(2 if least_width else 0):
            # A widget's own minimum would hide that longer words want more.
            self._grid.setColumnMinimumWidth(column, least_width // 2)
        self.setLayout(self._grid)
        row, column = 0, 0
        for field in fields:
            if field.is_wide and column:
                row, column = row + 1, 0
            self._place(field, row=row, column=column)
            if field.is_wide or column:
                row, column = row + 1, 0
            else:
                column = 1

    def _place(self, field: FieldWidget, *, row: int, column: int) -> None:
        field.setParent(self)
        top, span = 4 * row, 2 if field.is_wide else 1
        if field.label is not None:
            bottom = Qt.AlignmentFlag.AlignBottom if not field.is_wide else Qt.AlignmentFlag(0)
            self._grid.addWidget(field.label, top, column, 1, span, bottom)
        self._grid.addWidget(field.entry, top + 1, column, 1, span)
        self._grid.addWidget(field.problem, top + 2, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowMinimumHeight(top + 3, UNIT // 2)
