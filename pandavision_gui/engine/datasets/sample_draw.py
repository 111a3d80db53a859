"""Which samples of a source become the dataset's."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.datasets.sample_choice import choose_samples


class SampleDraw:
    """All samples, or so many of each class, or altogether, in an order that the seed gives.

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
        samples: int | None = None,
        seed: int,
    ) -> None:
        self._labels, self._per_class = labels, per_class
        self._is_drawn = per_class is not None or samples is not None
        self.seen: set[int] = set()
        usable = np.array([i for i in range(len(labels)) if i not in bad], dtype=np.int64)
        self._all = usable
        self._waiting: dict[int, list[int]] = {}
        self._first: list[int] = []
        if not self._is_drawn:
            return
        for label in np.unique(labels[usable]).tolist():
            members = usable[labels[usable] == label]
            # A stream for each class: another class that is added changes no other's draw.
            drawn = np.random.default_rng([seed, label]).permutation(members).tolist()
            most = len(drawn) if per_class is None else per_class
            self._first += drawn[:most]
            self._waiting[label] = drawn[most:][::-1]
        if samples is not None and samples < len(self._first):
            self._draw_of_all(samples, seed)

    def first(self) -> list[int]:
        """Return the samples that are taken if all are good, ascending."""
        return sorted(self._first) if self._is_drawn else self._all.tolist()

    def instead_of(self, index: int) -> int | None:
        """Return another sample of the same class; None where there is none."""
        waiting = self._waiting.get(int(self._labels[index]))
        return waiting.pop() if waiting else None

    def _draw_of_all(self, samples: int, seed: int) -> None:
        """Keep so many of those drawn, of each class as its share is; the others wait."""
        first = np.array(self._first, dtype=np.int64)
        taken = choose_samples(self._labels[first], mode="fast", count=samples, seed=seed)
        is_taken = np.zeros(len(first), dtype=bool)
        is_taken[taken] = True
        for index in first[~is_taken].tolist():
            self._waiting[int(self._labels[index])].append(index)
        self._first = first[is_taken].tolist()

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
