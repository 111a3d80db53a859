"""Samples as they are, with ONNX Runtime's predictions on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.datasets.input_range import require_in_range
from pandavision_gui.engine.evaluation.aims import Aim
from pandavision_gui.engine.evaluation.confirm import all_answers
from pandavision_gui.engine.evaluation.task import CountingTruth, SampleSource
from pandavision_gui.errors import InputError


@dataclass(frozen=True)
class CleanSample:
    """One sample.

    Attributes
    ----------
    index
        Its row in the dataset.
    values
        float32, (C, H, W), data units.
    targets
        int64, (R,): the classes that it is to be steered to.
    """

    index: int
    label: int
    values: NDArray[np.float32]
    prediction: int
    confidence: float
    targets: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def is_right(self) -> bool:
        """Whether it is classified right."""
        return self.prediction == self.label


_READ_AHEAD_BYTES = 32 * 1024 * 1024


class CleanSamples:
    """Reads and predicts samples in chunks that do not depend on when they are asked for.

    ONNX Runtime's last bits depend on the batch, so the batches must be the same in a resumed run:
    the sample at place n always comes in the chunk n // chunk.

    Parameters
    ----------
    indexes
        int64, (N,): rows of the dataset; place n is indexes[n].
    input_range
        Smallest and largest value that is allowed, data units.
    aim
        What the samples are to be steered to.
    note_answers
        Told of each chunk how many answers were right: rows of the dataset and counts, int64, (n,).
    """

    def __init__(
        self,
        source: SampleSource,
        truth: CountingTruth,
        indexes: NDArray[np.int64],
        *,
        chunk: int,
        input_range: tuple[float, float],
        aim: Aim | None = None,
        note_answers: Callable[[NDArray[np.int64], NDArray[np.int64]], None] | None = None,
    ) -> None:
        self._aim = aim or Aim()
        self._note_answers = note_answers
        self._source = source
        self._truth = truth
        self._indexes = indexes
        self._chunk = chunk
        self._input_range = input_range
        self._number = -1
        self._cached: list[CleanSample] = []
        # Samples in a drawn order lie all over the file: read in one go, each of its compressed
        # chunks is unpacked once for many of them.
        self._is_scattered = bool((np.diff(indexes) < 0).any())
        self._sample_bytes = 0
        self._ahead: tuple[int, NDArray[np.float32]] | None = None

    def __getitem__(self, place: int) -> CleanSample:
        """Return the sample at a place.

        Raises
        ------
        InputError
            ``sample_outside_range`` or ``model_not_finite``, naming the sample.
        """
        number, within = divmod(place, self._chunk)
        if number != self._number:
            self._cached = self._load(number)
            self._number = number
        return self._cached[within]

    def bring_back(self, next_place: int) -> None:
        """Load the chunk again that a stopped run was in the middle of; its rows count once."""
        if 0 < next_place < len(self._indexes) and next_place % self._chunk:
            rows = self._truth.rows
            self[next_place]
            self._truth.rows = rows

    def _values(self, number: int) -> NDArray[np.float32]:
        """Return the values of a chunk's samples."""
        first, ahead = number * self._chunk, self._ahead
        if ahead is not None and ahead[0] <= first < ahead[0] + len(ahead[1]):
            # A copy: what is seated must not hold all that was read with it.
            return ahead[1][first - ahead[0] :][: self._chunk].copy()
        chunks = 1
        if self._is_scattered and self._sample_bytes:
            chunks = max(1, _READ_AHEAD_BYTES // (self._sample_bytes * self._chunk))
        self._ahead = None  # two of them at a time would take twice the memory
        try:
            values = self._source.read(self._indexes[first:][: chunks * self._chunk])
        except InputError:  # of a sample that is perhaps never reached
            if chunks == 1:
                raise
            chunks = 1
            values = self._source.read(self._indexes[first:][: self._chunk])
        self._sample_bytes = max(1, values[0].nbytes)
        if chunks == 1:
            return values
        self._ahead = first, values
        return values[: self._chunk].copy()

    def _load(self, number: int) -> list[CleanSample]:
        indexes = self._indexes[number * self._chunk :][: self._chunk]
        samples = self._values(number)
        require_in_range(samples, indexes, self._input_range)
        labels = self._source.labels[indexes]
        # Of several answers the worst counts: what is wrong once is wrong already.
        found = all_answers(self._truth, samples, labels)
        prediction, confidence = found.prediction, found.confidence
        unusable = np.flatnonzero(prediction < 0)
        if len(unusable):
            raise InputError(
                "model_not_finite",
                f"The model answers NaN or infinity on sample {indexes[unusable[0]]}.",
                'Check the model and "preprocessing".',
            )
        if self._note_answers is not None:
            self._note_answers(indexes, self._truth.repeats - found.misled)
        return [
            CleanSample(
                index=int(indexes[n]),
                label=int(labels[n]),
                values=samples[n],
                prediction=int(prediction[n]),
                confidence=float(confidence[n]),
                targets=self._aim.targets(int(labels[n]), found.scores[n]),
            )
            for n in range(len(indexes))
        ]
