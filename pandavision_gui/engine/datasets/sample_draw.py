"""Which samples of a source become the dataset's."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray


class SampleDraw:
    """All samples, or so many of each class in an order that the seed gives.

    Parameters
    ----------
    labels
        int64, shape (N,).
    bad
        Samples that are known not to be usable.

    Attributes
    ----------
    seen
        Classes that got a sample.
    """

    def __init__(
        self,
        labels: NDArray[np.int64],
        bad: Container[int],
        *,
        per_class: int | None,
        seed: int,
    ) -> None:
        self._labels, self._per_class = labels, per_class
        self.seen: set[int] = set()
        usable = np.array([i for i in range(len(labels)) if i not in bad], dtype=np.int64)
        self._all = usable
        self._waiting: dict[int, list[int]] = {}
        self._first: list[int] = []
        if per_class is None:
            return
        for label in np.unique(labels[usable]).tolist():
            members = usable[labels[usable] == label]
            # A stream for each class: another class that is added changes no other's draw.
            drawn = np.random.default_rng([seed, label]).permutation(members).tolist()
            self._first += drawn[:per_class]
            self._waiting[label] = drawn[: per_class - 1 : -1] if len(drawn) > per_class else []

    def first(self) -> list[int]:
        """Return the samples that are taken if all are good, ascending."""
        return self._all.tolist() if self._per_class is None else sorted(self._first)

    def instead_of(self, index: int) -> int | None:
        """Return another sample of the same class; None where there is none."""
        waiting = self._waiting.get(int(self._labels[index]))
        return waiting.pop() if waiting else None

    def short_classes(self, bad: Container[int]) -> list[tuple[int, int]]:
        """Return classes with fewer samples than were asked for, and how many they have."""
        if self._per_class is None:
            return []
        good = np.array([i not in bad for i in self._all.tolist()], dtype=bool)
        labels, counts = np.unique(self._labels[self._all[good]], return_counts=True)
        return [
            (label, count)
            for label, count in zip(labels.tolist(), counts.tolist(), strict=True)
            if count < self._per_class
        ]
