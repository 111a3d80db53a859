"""Texts from anywhere as cells of a spreadsheet."""

from __future__ import annotations

from pandavision_gui.errors import plain_text

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MANY_LINES = '"'
"""A cell that begins with it may hold many lines, and tabulators."""


def spreadsheet_cell(text: str) -> str:
    """Return text on one line, control characters escaped, that no spreadsheet takes for a formula.

    A terminal that shows the file, or whoever splits it into lines, gets no orders from a name.
    """
    shown = plain_text(text)
    is_harmless = not shown.lstrip().startswith((*_FORMULA, _MANY_LINES)) or _is_number(shown)
    return shown if is_harmless else f"'{shown}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
