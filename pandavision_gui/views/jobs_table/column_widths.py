"""How the table's width is shared out among its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.views.jobs_table.cell_delegate import icon_size
from pandavision_gui.views.jobs_table.job_columns import (
    Column,
    column_title,
    level_word,
    so_far_words,
)
from pandavision_gui.views.jobs_table.job_words import widest_running
from pandavision_gui.views.jobs_table.verdict_delegates import widest_value
from pandavision_gui.views.theme import UNIT

_SHARES = {Column.NAME: 4, Column.MODEL: 2, Column.DATASET: 2, Column.STATE: 2}
"""How room that is left over is shared out."""
_LEAST_CHARACTERS = {Column.NAME: 20, Column.MODEL: 15, Column.DATASET: 14}
_FEW_CHARACTERS = 9
"""Of a file where names need the room more, and of a name where nothing else can be left out."""
_LEFT_OUT = (Column.STARTED, Column.TOOK, Column.ATTACK, Column.DATASET, Column.MODEL)
"""What a narrow table does without, first things first: no verdict is ever out of sight."""
_MOST_CHARACTERS = 60
"""Of a name: a longer one takes no more room from the other columns."""
NAMES = (Column.NAME, Column.DATASET, Column.MODEL)
"""The columns that get what their texts need, in this order, before room is shared out."""


_MARGINS = 2 * UNIT + 2
"""Two more than the delegates leave free: advances are rounded."""


def _widest_texts() -> dict[Column, tuple[str, ...]]:
    """Return texts of which one is the widest of its column, in the language of the window."""
    so_far = so_far_words("> 99 %")
    return {
        Column.ATTACK: ("Momentum PGD L∞",),
        Column.STATE: widest_running(),
        Column.CLEAN: (so_far,),
        Column.ROBUST: (f"{so_far} {widest_value()} ",),
        Column.LEVEL: tuple(f"{level_word(level)} 0.00 " for level in SecurityLevel),
        Column.STARTED: ("2026-08-28 00:00",),
        Column.TOOK: ("59 min 59 s",),
    }


def least_widths(metrics: QFontMetrics) -> dict[Column, int]:
    """Return what each column needs, in pixels."""
    widths = {Column.TICK: 4 * UNIT, Column.SWATCH: 5 * UNIT}
    for column, characters in _LEAST_CHARACTERS.items():
        widths[column] = _wide_enough(column, characters, metrics)
    for column, texts in _widest_texts().items():
        texts = (column_title(column), *texts)
        widths[column] = max(map(metrics.horizontalAdvance, texts)) + _MARGINS
    widths[Column.LEVEL] += icon_size(metrics)
    return widths


def _wide_enough(column: Column, characters: int, metrics: QFontMetrics) -> int:
    """Return the width for so many characters, at least for the column's title, in pixels."""
    title = metrics.horizontalAdvance(column_title(column))
    return max(metrics.averageCharWidth() * characters, title) + _MARGINS


def hidden_columns(
    width: int, metrics: QFontMetrics, unwanted: Set[Column] = frozenset()
) -> frozenset[Column]:
    """Return the columns that a table of `width` pixels has no room for; the details have them.

    Parameters
    ----------
    unwanted
        Columns that are not shown, whatever room there is.
    """
    needed = {c: w for c, w in least_widths(metrics).items() if c not in unwanted}
    hidden: set[Column] = set(unwanted)
    for column in _LEFT_OUT:
        if sum(needed.values()) <= width:
            break
        hidden.add(column)
        needed.pop(column, None)
    return frozenset(hidden)


def wanted_width(texts: Iterable[str], metrics: QFontMetrics) -> int:
    """Return the width of a column that elides none of these, in pixels."""
    widest = max(map(metrics.horizontalAdvance, texts), default=0)
    return min(widest, metrics.averageCharWidth() * _MOST_CHARACTERS) + _MARGINS


def elide_mode(texts: Iterable[str], width: int, metrics: QFontMetrics) -> Qt.TextElideMode:
    """Return where to cut texts for a column: at the end, unless some would look alike then."""
    different = set(texts)

    def left(mode: Qt.TextElideMode) -> int:
        room = width - 2 * UNIT
        return len({metrics.elidedText(text, mode, room) for text in different})

    end, middle = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle
    at_the_end = left(end)
    return end if at_the_end == len(different) or at_the_end >= left(middle) else middle


def shared_widths(
    width: int,
    metrics: QFontMetrics,
    chosen: Mapping[Column, int],
    wanted: Mapping[Column, int],
    unwanted: Set[Column] = frozenset(),
    *,
    names_first: bool = False,
) -> dict[Column, int]:
    """Return the widths of the columns that are shown, in pixels.

    Parameters
    ----------
    chosen
        Columns that the user has given a width.
    wanted
        What the columns of `NAMES` need so that nothing in them is elided.
    unwanted
        Columns that are not shown, whatever room there is.
    names_first
        Whether names need their room more than the files': they say what a hidden column would.
    """
    hidden = hidden_columns(width, metrics, unwanted)
    widths = {c: w for c, w in least_widths(metrics).items() if c not in hidden}
    few = {c: _wide_enough(c, _FEW_CHARACTERS, metrics) for c in _LEAST_CHARACTERS}
    if names_first:
        widths.update({c: few[c] for c in (Column.MODEL, Column.DATASET) if c in widths})
    over = sum(widths.values()) - width
    if over > 0 and Column.NAME in widths:
        widths[Column.NAME] = max(few[Column.NAME], widths[Column.NAME] - over)
    widths.update({c: w for c, w in chosen.items() if c in widths})
    shares = {c: s for c, s in _SHARES.items() if c in widths and c not in chosen}
    spare = max(0, width - sum(widths.values()))
    for column in NAMES:
        if column in shares:
            more = min(spare, max(0, wanted.get(column, 0) - widths[column]))
            widths[column] += more
            spare -= more
    total = sum(shares.values())
    for column, share in shares.items():
        widths[column] += spare * share // total if total else 0
    return widths
