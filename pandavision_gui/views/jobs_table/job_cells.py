"""What the table's model answers for a cell, role by role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from pandavision_gui.views.jobs_table.job_columns import (
    NUMBERS,
    Column,
    Listed,
    column_explanation,
    column_title,
    text_in,
)
from pandavision_gui.views.jobs_table.job_tooltips import cleared_words, tags_words, tooltip_in
from pandavision_gui.views.jobs_table.job_words import wrapped_tooltip
from pandavision_gui.views.plain_text import plain_tooltip

translate = QCoreApplication.translate

LISTED_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The job of a row, as `Listed`."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
FLAGS = tuple(
    _FLAGS | Qt.ItemFlag.ItemIsUserCheckable if column is Column.TICK else _FLAGS
    for column in Column
)
"""By column, made once: each cell asks twice whenever it is painted."""
_JOB_ROLES = frozenset(
    map(
        int,
        (
            Qt.ItemDataRole.CheckStateRole,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            LISTED_ROLE,
        ),
    )
)
"""What is answered by the job of a row; the rest is the same in all rows."""


def cell_data(column: Column, role: int, find: Callable[[], Listed]) -> Any:
    """Return what a cell shows.

    Parameters
    ----------
    find
        Returns the job of its row; called only where the answer depends on it.
    """
    if role not in _JOB_ROLES:
        return _column_data(column, role)
    listed = find()
    match role:
        case Qt.ItemDataRole.CheckStateRole if column is Column.TICK:
            return Qt.CheckState.Checked if listed.is_ticked else Qt.CheckState.Unchecked
        case Qt.ItemDataRole.DisplayRole:
            return text_in(column, listed)
        case Qt.ItemDataRole.ToolTipRole:
            return wrapped_tooltip(tooltip_in(column, listed))
        case Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(column, listed)
    return listed if role == LISTED_ROLE else None


def header_data(column: Column, role: int) -> Any:
    """Return a column's title or explanation."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column_title(column)
        case Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(column_explanation(column))
        case Qt.ItemDataRole.AccessibleTextRole:
            return column_title(column) or column_explanation(column)
    return _column_data(column, role)


def _column_data(column: Column, role: int) -> Any:
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if column in NUMBERS else _LEFT
    return None


def _spoken(column: Column, listed: Listed) -> str:
    if column is Column.NAME:
        row = listed.row
        more = (
            tags_words(row) if row.tags else "",
            translate("JobCells", "opened from an archive, not computed here")
            if row.imported
            else "",
            cleared_words(row),
        )
        return ", ".join((text_in(column, listed), *filter(None, more)))
    if column is not Column.TICK:
        return text_in(column, listed)
    if not listed.is_ticked:
        return translate("JobCells", "not drawn in the plot")
    return translate("JobCells", "drawn in the plot")
