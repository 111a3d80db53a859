"""Asks the model as it is in the file about samples that are read in one way or another."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.input_form import InputForm, SampleShape
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.models.onnx_truth import OnnxTruth, joined
from pandavision_gui.engine.models.sample_preparation import prepared, statistics
from pandavision_gui.engine.preprocessing import Normalisation

AS_READ = "as read"
_VALUES_AT_ONCE = 2_000_000
"""In one batch: the layers of a large network are many times larger than its input."""
_TIMED = 8
_FEWEST = 16
_SHARE_OF_TIME = 0.3
"""Of the time that there is, for the samples as they are read now."""
_SHARE_OF_AGAIN = 0.1
"""And for asking some of them again, each time that this is done."""
_FEWEST_AGAIN = 2
_Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PictureReading:
    """How a stored sample becomes what the model gets.

    Attributes
    ----------
    normalisation, flip
        As for :class:`OnnxTruth`.
    output
        Which output of the model is read as class scores; "" for the present one.
    picture
        Which way the values lie; a key of the pictures that the trials were given.
    keys
        What it changes in the spec; empty for the present reading and where no key does it.
    words, reason
        See :class:`Proposal`.
    is_keyed
        Whether the keys do it all.
    extra
        How many things about it need more to speak for them than another key.
    """

    normalisation: Normalisation | None
    flip: bool
    output: str = ""
    picture: str = AS_READ
    keys: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    reason: str = ""
    is_keyed: bool = True
    extra: int = 0


class OutOfTime(Exception):  # noqa: N818 - no error: what was found so far counts
    """The time for the trials is over."""


class Trials:
    """The model, and the samples in every way that they can lie.

    Parameters
    ----------
    path, interface
        The model.
    pictures
        By name: samples, float32 (N, C, H, W), and how they reach the input.
    others
        Interfaces of the same model that read other outputs.
    seconds
        How long the trials may take.
    """

    def __init__(
        self,
        path: str,
        interface: ModelInterface,
        pictures: Mapping[str, tuple[_Floats, InputForm]],
        *,
        others: Sequence[ModelInterface] = (),
        seconds: float,
        threads: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pictures = pictures
        self._clock, self._seconds = clock, seconds
        self._end = clock() + seconds
        shape = pictures[AS_READ][1].model_shape
        # What is asked is in the input's form already: one session serves all readings.
        self.truth = OnnxTruth(
            path,
            interface=interface,
            form=InputForm("as_is", cast("SampleShape", shape), shape),
            threads=threads,
        )
        self.truth.seconds_per_run = seconds  # a loop without an end answers never
        self._truths = {"": self.truth}
        self._others = {other.chosen_output: other for other in others}
        self._at_once = max(1, _VALUES_AT_ONCE // prod(shape))
        self._each = 1e-6

    def rows(self, reading: PictureReading, rows: slice) -> _Floats:
        """Return what the model's input takes for some samples, before it is rounded to it."""
        samples, form = self._pictures[reading.picture]
        chosen = samples[rows]
        if reading.normalisation is not None or reading.flip:
            mean, std = statistics(reading.normalisation, chosen.shape[1])
            chosen = prepared(chosen, mean, std, flip_channels=reading.flip)
        return np.ascontiguousarray(form.apply(chosen))

    def scores(self, reading: PictureReading, rows: slice) -> _Floats:
        """Return the model's scores, (N, K).

        Raises
        ------
        OutOfTime
            Between two batches.
        InputError
            What the model says, see :meth:`OnnxTruth.scores`.
        """
        parts = []
        for start in range(rows.start, rows.stop, self._at_once):
            if self._clock() > self._end:
                raise OutOfTime
            part = slice(start, min(start + self._at_once, rows.stop))
            parts.append(self._truth(reading.output).scores(self.rows(reading, part)))
        return joined(parts)

    def _truth(self, output: str) -> OnnxTruth:
        if output not in self._truths:
            self._truths[output] = self.truth.of_output(self._others[output])
        return self._truths[output]

    def affordable(self, reading: PictureReading, count: int) -> int:
        """Return how many of `count` samples there is time for, by what the first ones take."""
        few = slice(0, min(_TIMED, count))
        self.truth.scores(self.rows(reading, few))  # the first time anything is slow
        begun = self._clock()
        self.truth.scores(self.rows(reading, few))
        self._each = max(self._clock() - begun, 1e-6) / few.stop
        return min(count, max(_FEWEST, int(self._seconds * _SHARE_OF_TIME / self._each)))

    @property
    def seconds_per_sample(self) -> float:
        """What a sample took when :meth:`affordable` measured."""
        return self._each

    def affordable_again(self, count: int) -> int:
        """Return how many of `count` samples may be asked again, after :meth:`affordable`."""
        return min(count, max(_FEWEST_AGAIN, int(self._seconds * _SHARE_OF_AGAIN / self._each)))


def classes_of(scores: _Floats) -> NDArray[np.int64]:
    """Return the class of each row, −1 where the scores are not finite."""
    prediction: NDArray[np.int64] = scores.argmax(axis=1).astype(np.int64)
    prediction[~np.isfinite(scores).all(axis=1)] = -1
    return prediction
