"""Rows of a CSV file that anybody may have made: no line and no cell without an end."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from pandavision_gui.errors import InputError

_LONGEST_LINE = 2**24
_LONGEST_CELL = 2**20
_DELIMITERS = ",;\t|"
_LABEL_WORDS = ("label", "labels", "class", "target", "y", "category", "emotion")

_ROW_NUMBERS = ("", "id", "index", "idx", "row", "unnamed: 0", "image_id", "imageid")
# A row of so many pixels that rise by one from 0 or 1 is no picture.
_LEAST_COUNTED = 8


def rows_of_table(file: BinaryIO, where: str) -> Iterator[list[str]]:
    """Yield the cells of each row from the file's beginning; empty lines are left out.

    The cells are separated by what the first line has most of: comma, semicolon, tab or bar.

    Raises
    ------
    InputError
        ``table_unreadable``.
    """
    file.seek(0)
    first = file.readline(_LONGEST_LINE).decode("utf-8-sig", "replace")
    delimiter = max(_DELIMITERS, key=first.count)
    file.seek(0)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for cells in csv.reader(_lines(file, where), delimiter=delimiter):
            if cells and any(cells):
                yield cells
    except csv.Error as error:
        raise InputError(
            "table_unreadable",
            f'"{where}" cannot be read as a table: {error}.',
            "It must be a CSV file, one sample a line.",
        ) from error


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def is_header(first: list[str], second: list[str] | None) -> bool:
    """Whether the first row holds names of columns.

    A label may be a word, a pixel is a number. Names may be numbers, too: a table without names
    for its columns is written with 0, 1, 2, … above them, the labels' one often called otherwise.
    """
    if any(not is_number(cell) for cell in first[1:]):
        return True
    if _are_counted(first) or (not is_number(first[0]) and _are_counted(first[1:])):
        return True
    return second is not None and not is_number(first[0]) and is_number(second[0])


def is_called_alike(names: list[str]) -> bool:
    """Whether names differ in the numbers at their ends only, and are more than numbers."""
    stems = {name.strip().rstrip("0123456789") for name in names}
    return len(stems) == 1 and len(names) > 1 and "" not in stems


def counts_rows(name: str) -> bool:
    """Whether a column of this name holds the numbers of the rows."""
    return name.strip().lower() in _ROW_NUMBERS


def column_of_labels(header: list[str], wanted: str | None, where: str) -> int | None:
    """Return which column holds the labels; None where no name says so.

    Raises
    ------
    InputError
        ``table_no_column`` when the one that was asked for is not there.
    """
    names = [cell.strip() for cell in header]
    if wanted is not None:
        if wanted in names:
            return names.index(wanted)
        shown = ", ".join(f'"{name[:40]}"' for name in names[:10])
        raise InputError(
            "table_no_column",
            f'"{where}" has no column "{wanted}"; its first ones are {shown}.',
            "Choose the labels' column with --label-column; the file's first line must hold the "
            "names.",
        )
    lower = [name.lower() for name in names]
    return next((lower.index(word) for word in _LABEL_WORDS if word in lower), None)


def _are_counted(cells: list[str]) -> bool:
    if len(cells) < _LEAST_COUNTED:
        return False
    texts = [cell.strip() for cell in cells]
    return any(texts == [str(start + n) for n in range(len(texts))] for start in (0, 1))


def _lines(file: BinaryIO, where: str) -> Iterator[str]:
    is_first = True
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise InputError(
                "table_unreadable",
                f'"{where}" cannot be read as a table: a line has more than {_LONGEST_LINE:,} '
                "characters.",
                "It must be a CSV file, one sample a line.",
            )
        yield line.decode("utf-8-sig" if is_first else "utf-8", "replace").replace("\0", "�")
        is_first = False
