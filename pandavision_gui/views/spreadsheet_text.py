"""Rows of a table as text for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.views.plain_text import plain_text


def tab_separated(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as spreadsheets take them from the clipboard; names may be anything."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: str) -> str:
    text = plain_text(" ".join(value.split()))
    # A spreadsheet would run what begins like a formula, and what begins with a quotation mark may
    # be a cell of many lines to it; names come from anywhere.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", '"') and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
