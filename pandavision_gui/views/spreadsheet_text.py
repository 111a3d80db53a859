"""Rows of a table as text for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.engine.spreadsheet import spreadsheet_cell


def tab_separated(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as spreadsheets take them from the clipboard; names may be anything."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: str) -> str:
    return spreadsheet_cell(" ".join(value.split()))
