"""Labels in a file of their own: .npy, idx, or a table or text with one a line."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.sources.array_stream import read_head, whole_array
from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels, numbered
from pandavision_gui.engine.datasets.sources.idx_stream import is_idx_name, read_idx
from pandavision_gui.engine.datasets.sources.source import MOST_SAMPLES
from pandavision_gui.engine.datasets.sources.table_rows import (
    column_of_labels,
    is_number,
    rows_of_table,
)
from pandavision_gui.engine.datasets.sources.word_labels import file_numbered_as_trained
from pandavision_gui.errors import InputError


def read_labels_file(path: Path, order: DatasetOrder) -> NumberedLabels:
    """Read one label for each sample, in the samples' order.

    Words are numbered as in the file for training beside it, where the name says that the file is
    another part.

    Raises
    ------
    InputError
        ``labels_file_unreadable``, ``labels_file_columns``, ``labels_part_alone``, and what its
        kind says.
    """

    def read(file: Path) -> NumberedLabels:
        return _read(file, order.label_column)

    return file_numbered_as_trained(read(path), order, path, read)


def _read(path: Path, column: str | None) -> NumberedLabels:
    name = path.name
    try:
        with open_regular(path) as file:
            if is_idx_name(path):
                return numbered(read_idx(file, name), name)
            if path.suffix.lower() == ".npy":
                size = file.seek(0, 2)
                file.seek(0)
                return numbered(whole_array(file, read_head(file, size, name), name), name)
            return numbered(_column(file, name, column), name)
    except OSError as error:
        raise InputError(
            "labels_file_unreadable",
            f'The labels "{path}" cannot be read: {error.strerror or error}.',
        ) from error


def _column(file: BinaryIO, name: str, column: str | None) -> list[str | None]:
    rows = rows_of_table(file, name)
    first = next(rows, None)
    if first is None:
        raise InputError("labels_file_columns", f'"{name}" is empty.')
    place = column_of_labels(first, column, name)
    texts: list[str | None] = []
    header = None if place is None else first
    if place is None:
        if len(first) > 1:
            raise InputError(
                "labels_file_columns",
                f'"{name}" has {len(first)} columns, and none is called "label".',
                "Say which one holds the labels: --label-column NAME.",
            )
        place = 0
        texts.append(first[0])
    for cells in rows:
        if place >= len(cells):
            raise InputError(
                "labels_file_columns",
                f'Row {len(texts) + 1} of "{name}" has only {len(cells)} cells.',
            )
        if cells == header:  # of two files put together: it would count as a class
            raise InputError(
                "labels_file_columns",
                f'Row {len(texts) + 1} of "{name}" repeats the names of the columns.',
                "Remove that row.",
            )
        texts.append(cells[place])
        if len(texts) > MOST_SAMPLES:
            raise InputError(
                "labels_file_columns", f'"{name}" has more than {MOST_SAMPLES:,} labels.'
            )
    if len(texts) < 2:
        return texts
    has_name, *others = (text is not None and not is_number(text) for text in texts)
    # A name that is no word of ours, above numbers.
    return texts[1:] if has_name and not any(others) else texts
