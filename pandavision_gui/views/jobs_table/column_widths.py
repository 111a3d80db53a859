"""How the table's width is shared out among its columns."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QFontMetrics

from pandavision_gui.views.jobs_table.cell_delegate import icon_size
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.verdict_delegates import WIDEST_VALUE
from pandavision_gui.views.theme import UNIT

_WIDEST_TEXTS = {
    Column.ATTACK: "Momentum PGD L∞",
    Column.CLEAN: "100.0 %",
    Column.ROBUST: f"88 … 100 % {WIDEST_VALUE}",
    Column.LEVEL: "medium 0.00 ",
    Column.STARTED: "2026-08-28 00:00",
    Column.TOOK: "59 min 59 s",
}
_STATE_TEXT = "88 % · 9 min 58 s left"
_SHARES = {
    Column.NAME: 4,
    Column.MODEL: 3,
    Column.DATASET: 3,
    Column.ATTACK: 0,
    Column.STATE: 2,
}
"""How room that is left over is shared out."""
_LEAST_CHARACTERS = {Column.NAME: 18, Column.MODEL: 16, Column.DATASET: 14}


def least_widths(metrics: QFontMetrics) -> dict[Column, int]:
    """Return what each column needs, in pixels."""
    margins = 2 * UNIT + 2  # advances are rounded
    widths = {Column.TICK: 4 * UNIT, Column.SWATCH: 5 * UNIT}
    for column, characters in _LEAST_CHARACTERS.items():
        widths[column] = metrics.averageCharWidth() * characters + margins
    for column, text in _WIDEST_TEXTS.items():
        widths[column] = metrics.horizontalAdvance(text) + margins
    widths[Column.LEVEL] += icon_size(metrics)
    widths[Column.STATE] = metrics.horizontalAdvance(_STATE_TEXT) + margins + 9 * UNIT
    return widths


def hidden_columns(width: int, metrics: QFontMetrics) -> frozenset[Column]:
    """Return the columns that a table of `width` pixels has no room for; the details have them."""
    needed = least_widths(metrics)
    hidden: set[Column] = set()
    for column in (Column.STARTED, Column.TOOK, Column.ATTACK):
        if sum(needed.values()) <= width:
            break
        hidden.add(column)
        del needed[column]
    return frozenset(hidden)


def shared_widths(
    width: int, metrics: QFontMetrics, chosen: Mapping[Column, int]
) -> dict[Column, int]:
    """Return the widths of the columns that are shown, in pixels.

    Parameters
    ----------
    chosen
        Columns that the user has given a width.
    """
    hidden = hidden_columns(width, metrics)
    widths = {c: w for c, w in least_widths(metrics).items() if c not in hidden}
    widths.update({c: w for c, w in chosen.items() if c in widths})
    shares = {c: s for c, s in _SHARES.items() if c in widths and c not in chosen}
    spare = max(0, width - sum(widths.values()))
    total = sum(shares.values())
    for column, share in shares.items():
        widths[column] += spare * share // total if total else 0
    return widths
