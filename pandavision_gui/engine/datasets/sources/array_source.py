"""Samples that stand in one array: what .npy, .npz and idx files have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels
from pandavision_gui.engine.datasets.sources.sample_form import sample_form
from pandavision_gui.engine.datasets.sources.source import (
    MOST_SAMPLES,
    BadSampleError,
    Look,
    Pixels,
    Source,
    Tell,
)
from pandavision_gui.engine.datasets.sources.value_form import ValueSurvey
from pandavision_gui.errors import InputError


class ArraySource(Source):
    """Samples in one array, read from its beginning to its end, once for what values it has."""

    @abstractmethod
    def blocks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield from the beginning: the number of a sample, and some samples, stored shape."""

    def settle(
        self,
        stored: tuple[int, ...],
        dtype: np.dtype[Any],
        labels: NumberedLabels,
        *,
        shape: tuple[int, int, int] | None,
        where: str,
        tell: Tell,
    ) -> None:
        """Decide how samples and values are read.

        Raises
        ------
        InputError
            ``source_counts_differ``, ``source_type``, ``source_too_many``, and what
            :func:`sample_form` and :class:`ValueSurvey` say.
        """
        count = stored[0] if stored else 0
        if len(labels.numbers) != count:
            raise InputError(
                "source_counts_differ",
                f'"{where}" has {count:,} samples but {len(labels.numbers):,} labels.',
                "Give one label for each sample.",
            )
        if count > MOST_SAMPLES:
            raise InputError(
                "source_too_many", f'"{where}" holds more than {MOST_SAMPLES:,} samples.',
                "Take a part of it.",
            )  # fmt: skip
        if dtype.kind not in "biuf" or dtype.itemsize > 8:
            raise InputError(
                "source_type",
                f'The samples in "{where}" have the type {dtype.name}.',
                "They must be numbers: whole ones from 0 to 255, or floats.",
            )
        self.labels, self.class_names = labels.numbers, labels.names
        self._form, remark = sample_form(stored, shape, where=where)
        survey = ValueSurvey()
        for start, rows in self.blocks():
            tell("looking at the values", start, count)
            if not survey.see(rows):
                for offset, row in enumerate(rows):
                    if not survey.see(row):
                        self.bad[start + offset] = "it holds a value that is not finite"
        self._to_pixels, change = survey.decide(where)
        self.remarks += [text for text in (labels.remark, remark, change) if text]

    def origin(self, index: int) -> str:
        """Return where a sample comes from."""
        return f"sample {index}"

    def look(self, index: int) -> Look:
        """Return a sample's size."""
        channels, height, width = self._form.shape
        return Look(height, width, channels)

    def read(
        self, indexes: Sequence[int], *, in_colour: bool
    ) -> Iterator[tuple[int, Pixels | BadSampleError]]:
        """Yield samples with their pixels, ascending."""
        wanted = np.asarray(indexes, dtype=np.int64)
        done = 0
        for start, rows in self.blocks():
            end = int(np.searchsorted(wanted, start + len(rows)))
            if end > done:
                picked = rows[wanted[done:end] - start]
                pixels = self._form.arrange(self._to_pixels(picked)).transpose(0, 2, 3, 1)
                for index, sample in zip(wanted[done:end], pixels, strict=True):
                    yield int(index), sample
            done = end
            if done == len(wanted):
                return
