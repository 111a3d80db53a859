"""Which readings of the files are clearly better than the present one.

A reading is a way to read the pictures with a way to read the labels. It counts as better when its
95 % interval lies above that of the present reading and it is no mere guessing. A reading that
changes more has to be better than the simpler ones, too, by a paired test on the same samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.near_chance import is_near_chance
from pandavision_gui.engine.evaluation.trials import (
    OutOfTime,
    PictureReading,
    Trials,
    classes_of,
)
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.errors import InputError

SCREENED = 32
_LEVEL = 0.05
_MOST = 5


@dataclass(frozen=True)
class LabelReading:
    """A way to read the labels.

    Attributes
    ----------
    labels
        int64, (N,): of the samples that are tried.
    keys, words, reason
        See :class:`PictureReading`.
    """

    labels: NDArray[np.int64]
    keys: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Candidate:
    """A reading that was tried on all samples.

    Attributes
    ----------
    family
        The first key that would be set, or that such a mistake is commonly in.
    right
        bool, (N,).
    classes
        Among how many the model decides.
    remedy
        What to do where no key does it.
    """

    keys: Mapping[str, Any]
    words: str
    reason: str
    is_keyed: bool
    complexity: int
    family: str
    right: NDArray[np.bool_]
    classes: int
    remedy: str = "store the dataset again so"

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Wilson interval of the accuracy."""
        return wilson_interval(int(self.right.sum()), len(self.right))


def can_be_beaten(right: int, count: int) -> bool:
    """Whether a reading without any error would lie clearly above."""
    return wilson_interval(count, count)[0] > wilson_interval(right, count)[1]


class ReadingSearch:
    """Tries readings and keeps what is clearly better.

    Parameters
    ----------
    present
        bool, (N,): which samples the present reading gets right.

    Attributes
    ----------
    candidates
        What is better.
    best_share
        By the first key that a reading changes: the best share of right answers seen.
    tried
        Readings of the pictures, each with its best share of right answers.
    ran_out
        Whether there was no time for all readings.
    """

    def __init__(
        self,
        trials: Trials,
        labels: Sequence[LabelReading],
        present: NDArray[np.bool_],
    ) -> None:
        self._trials, self._labels = trials, labels
        self._upper = wilson_interval(int(present.sum()), len(present))[1]
        self._count = len(present)
        self.candidates: list[Candidate] = []
        self.best_share: dict[str, float] = {}
        self.tried: list[tuple[float, PictureReading]] = []
        self.ran_out = False

    def try_pictures(self, reading: PictureReading) -> NDArray[np.int64] | None:
        """Try a reading of the pictures with all of the labels; return the predictions.

        None where the first samples showed that it is no good, or there was no time.
        """
        few = min(SCREENED, self._count)
        try:
            scores = self._trials.scores(reading, slice(0, few))
            prediction, classes = classes_of(scores), scores.shape[1]
            if self._promise(prediction, reading) <= self._upper:
                return None
            if few < self._count:
                rest = self._trials.scores(reading, slice(few, self._count))
                prediction = np.concatenate([prediction, classes_of(rest)])
        except OutOfTime:
            self.ran_out = True
            return None
        except InputError:
            if not reading.output:
                raise
            return None  # an output beside the one that is read need not be class scores
        self.judge(reading, prediction, classes)
        return prediction

    def predictions(self, reading: PictureReading) -> NDArray[np.int64] | None:
        """Return the predictions for all samples, unscreened; None where there is no time."""
        try:
            return classes_of(self._trials.scores(reading, slice(0, self._count)))
        except OutOfTime:
            self.ran_out = True
            return None

    def judge(self, reading: PictureReading, prediction: NDArray[np.int64], classes: int) -> None:
        """Keep what is better among the readings of the labels with these predictions.

        Parameters
        ----------
        classes
            Among how many the model decides with this reading.
        """
        for labels in self._labels:
            keys = {**reading.keys, **labels.keys}
            if not keys and reading.is_keyed:
                continue  # the present reading
            words = [part for part in (reading.words, labels.words) if part]
            reasons = [part for part in (reading.reason, labels.reason) if part]
            changes = len(keys) + (0 if reading.is_keyed else 2)
            self.add(
                Candidate(
                    keys=keys,
                    words=" and ".join(words),
                    reason=" ".join(reasons),
                    is_keyed=reading.is_keyed,
                    complexity=changes + reading.extra,
                    family=next(iter(keys), "") if reading.is_keyed else "layout",
                    right=prediction == labels.labels,
                    classes=classes,
                )
            )

    def add(self, candidate: Candidate) -> None:
        """Keep a candidate if it is better than the present reading and than guessing."""
        right = int(candidate.right.sum())
        self._note(candidate.family, right / self._count)
        if candidate.interval[0] > self._upper and not is_near_chance(
            right, self._count, candidate.classes
        ):
            self.candidates.append(candidate)

    def best(self) -> list[Candidate]:
        """Return the candidates that are worth naming, best first."""
        kept: list[Candidate] = []
        for candidate in sorted(self.candidates, key=lambda c: c.complexity):
            simpler = [other for other in kept if other.complexity < candidate.complexity]
            if all(is_better(candidate.right, other.right) for other in simpler):
                kept.append(candidate)
        if not kept:
            return []
        lowest = max(candidate.interval[0] for candidate in kept)
        kept = [candidate for candidate in kept if candidate.interval[1] >= lowest]
        kept.sort(key=lambda candidate: (-int(candidate.right.sum()), candidate.complexity))
        return kept[:_MOST]

    def _promise(self, prediction: NDArray[np.int64], reading: PictureReading) -> float:
        """Return the most that the reading can be expected to bring, by the first samples."""
        count = len(prediction)
        rights = [int((prediction == one.labels[:count]).sum()) for one in self._labels]
        self._note(next(iter(reading.keys), ""), rights[0] / count)
        self.tried.append((max(rights) / count, reading))
        return wilson_interval(max(rights), count)[1]

    def _note(self, family: str, share: float) -> None:
        self.best_share[family] = max(share, self.best_share.get(family, 0.0))


def is_better(right: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    """Whether more are right than by the other reading, beyond chance: the exact sign test."""
    gained, lost = int((right & ~other).sum()), int((other & ~right).sum())
    moved = gained + lost
    tail = sum(comb(moved, number) for number in range(gained, moved + 1))
    return gained > lost and tail < _LEVEL * 2**moved
