"""A CSV file with the pixels of one sample in each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels, numbered
from pandavision_gui.engine.datasets.sources.labels_file import read_labels_file
from pandavision_gui.engine.datasets.sources.sample_form import sample_form
from pandavision_gui.engine.datasets.sources.source import (
    MOST_SAMPLES,
    BadSampleError,
    Look,
    Pixels,
    Source,
    Tell,
)
from pandavision_gui.engine.datasets.sources.table_rows import (
    column_of_labels,
    counts_rows,
    is_called_alike,
    is_header,
    is_number,
    rows_of_table,
)
from pandavision_gui.engine.datasets.sources.value_form import ValueSurvey
from pandavision_gui.engine.datasets.sources.word_labels import file_numbered_as_trained, renumbered
from pandavision_gui.errors import InputError, plain_text

_TOLD_EVERY = 256


class CsvFile(Source):
    """Pixels by row; the label in the column whose name says so, else in the first one.

    Where the first one can hardly be it, by its name or its values, nothing is guessed.

    The whole file is read twice: once for labels and for what is wrong, once for the pixels.

    Raises
    ------
    InputError
        ``table_empty``, ``source_counts_differ``, ``source_too_many``, ``labels_part_alone``, or
        what reading says.
    """

    kind = "table of pixels (CSV)"
    uses = frozenset(("labels_file", "label_column", "shape"))

    def __init__(self, order: DatasetOrder, file: BinaryIO, tell: Tell) -> None:
        super().__init__()
        self._file, self._name, self._tell = file, Path(order.source).name, tell
        given = (
            None if order.labels_file is None else read_labels_file(Path(order.labels_file), order)
        )
        self._is_guess = False
        self._bad_classes: set[str] = set()
        self._settle_columns(order, has_labels=given is None)
        survey = ValueSurvey()
        texts: list[str | None] = []
        last: set[str] = set()
        for index, cells in enumerate(self._rows()):
            if index % _TOLD_EVERY == 0:
                tell("looking at the rows", index, 0)
            if index >= MOST_SAMPLES:
                raise InputError(
                    "source_too_many", f'"{self._name}" holds more than {MOST_SAMPLES:,} samples.',
                    "Take a part of it.",
                )  # fmt: skip
            try:
                values = self._values(cells)
                if not survey.see(values):
                    raise BadSampleError("it holds a value that is not finite")
                if self._label_column is not None and not cells[self._label_column].strip():
                    raise BadSampleError("it has no label")
            except BadSampleError as error:
                self.bad[index] = str(error)
                texts.append(None)
                self._note_class_of_bad(cells)
            else:
                texts.append("" if self._label_column is None else cells[self._label_column])
                if len(last) < 2:
                    last.add(cells[-1])
        self._require_labels_at_first(set(texts), last)
        self._take_labels(self._own_labels(texts, order) if given is None else given, len(texts))
        if len(self.bad) == len(texts):
            return  # whoever reads on says so
        self._form, remark = sample_form((len(texts), self._width), order.shape, where=self._name)
        self._to_pixels, change = survey.decide(self._name)
        self.remarks += [text for text in (remark, change) if text]

    def origin(self, index: int) -> str:
        """Return where a sample comes from."""
        return f"row {index + 1}"

    def look(self, index: int) -> Look:
        """Return a sample's size."""
        channels, height, width = self._form.shape
        return Look(height, width, channels)

    def read(
        self, indexes: Sequence[int], *, in_colour: bool
    ) -> Iterator[tuple[int, Pixels | BadSampleError]]:
        """Yield samples with their pixels, ascending."""
        wanted = iter(indexes)
        following = next(wanted, None)
        for index, cells in enumerate(self._rows()):
            if following is None:
                return
            if index != following:
                continue
            following = next(wanted, None)
            try:
                values = self._values(cells)
            except BadSampleError as error:
                yield index, error
                continue
            pixels = self._form.arrange(self._to_pixels(values[None]))[0]
            yield index, pixels.transpose(1, 2, 0)

    def _settle_columns(self, order: DatasetOrder, *, has_labels: bool) -> None:
        rows = rows_of_table(self._file, self._name)
        first = next(rows, None)
        if first is None:
            raise InputError("table_empty", f'"{self._name}" is empty.')
        self._has_header = is_header(first, next(rows, None))
        self._label_column: int | None = None
        if has_labels:
            self._label_column = self._column_of_labels(first, order.label_column)
            self._label_name = first[self._label_column].strip()
        self._no_pixels = {self._label_column} - {None}
        if self._has_header and counts_rows(first[0]) and self._label_column != 0:
            self._no_pixels.add(0)
            self.remarks.append("The first column counts the rows by its name: left out.")
        self._cells = len(first)
        self._width = len(first) - len(self._no_pixels)

    def _column_of_labels(self, first: list[str], wanted: str | None) -> int:
        column = None
        if self._has_header or wanted is not None:
            column = column_of_labels(first, wanted, self._name)
        if column is not None:
            shown = plain_text(first[column][:80])
            self.remarks.append(f'The column "{shown}" is read as the labels.')
            return column
        if self._has_header and (counts_rows(first[0]) or is_called_alike(first[:2])):
            raise InputError(
                "table_no_column",
                f'"{self._name}" has no column that is called "label", and the first one, '
                f'"{plain_text(first[0][:40])}", is none by its name.',
                "Choose the labels' column with --label-column, or the labels' file with "
                "--labels-file.",
            )
        self._is_guess = True
        self.remarks.append("The first column is read as the labels.")
        return 0

    def _require_labels_at_first(self, labels: set[str | None], last: set[str]) -> None:
        """Refuse labels that were only guessed to be first where they are perhaps the last."""
        if self._is_guess and len(labels - {None}) == 1 and len(last) > 1:
            raise InputError(
                "table_no_column",
                f'In "{self._name}" the first column is the same in every row, and no name says '
                "which one holds the labels.",
                'Give the file a first line with the names of the columns, "label" for the labels.',
            )

    def _rows(self) -> Iterator[list[str]]:
        rows = rows_of_table(self._file, self._name)
        if self._has_header:
            next(rows, None)
        return rows

    def _values(self, cells: list[str]) -> NDArray[np.float64]:
        if len(cells) != self._cells:
            raise BadSampleError(f"it has {len(cells):,} cells, not {self._cells:,}")
        pixels = [cell for place, cell in enumerate(cells) if place not in self._no_pixels]
        try:
            return np.array(pixels, dtype=np.float64)
        except ValueError as error:
            bad = next((cell for cell in pixels if not is_number(cell)), "")
            raise BadSampleError(f'its cell "{plain_text(bad[:40])}" is no number') from error

    def _note_class_of_bad(self, cells: list[str]) -> None:
        """A class keeps its number, even if none of its samples can be used."""
        if self._label_column is not None and len(cells) == self._cells:
            label = cells[self._label_column].strip()
            if label and not (self._has_header and label == self._label_name):  # a header again
                self._bad_classes.add(label)

    def _own_labels(self, texts: list[str | None], order: DatasetOrder) -> NumberedLabels:
        labels = numbered(texts, self._name)
        if labels.names:
            labels = renumbered(labels, sorted(self._bad_classes.union(labels.names)))
        return file_numbered_as_trained(labels, order, Path(order.source), self._in_training)

    def _in_training(self, path: Path) -> NumberedLabels:
        """Read the labels of the table for training: in the column of the same name or place."""
        with open_regular(path) as file:
            rows = rows_of_table(file, path.name)
            first = next(rows, [])
            column = self._label_column or 0
            if self._has_header:
                column = column_of_labels(first, self._label_name, path.name) or 0
            second = next(rows, None)
            has_header = is_header(first, second)
            begun = [second or []] if has_header else [first, second or []]
            texts: list[str | None] = []
            for index, cells in enumerate(chain(begun, rows)):
                if index % _TOLD_EVERY == 0:
                    self._tell("looking at the labels for training", index, 0)
                # As for the samples of this table: other rows name no class.
                is_whole = len(cells) == len(first) > column
                if is_whole and not (has_header and cells[column].strip() == first[column].strip()):
                    texts.append(cells[column].strip() or None)
        return numbered(texts, path.name)

    def _take_labels(self, labels: NumberedLabels, count: int) -> None:
        if len(labels.numbers) != count:
            raise InputError(
                "source_counts_differ",
                f'"{self._name}" has {count:,} samples but {len(labels.numbers):,} labels.',
                "Give one label for each sample.",
            )
        self.labels, self.class_names = labels.numbers, labels.names
        if labels.remark:
            self.remarks.append(labels.remark)
        counted = np.arange(len(self.labels)) + self.labels[:1]
        if self._is_guess and len(counted) > 2 and np.array_equal(self.labels, counted):
            self.remarks.append(
                "Each label is one more than that of the row before: perhaps they are the numbers "
                "of the rows."
            )
