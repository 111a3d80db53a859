"""What each stage of an attack cost and what it broke that the stages before it had not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.radius_search import SampleSearch


@dataclass(frozen=True)
class StageFigures:
    """One stage over all samples.

    Attributes
    ----------
    passes
        Model passes that it took.
    attacked
        Samples that it attacked.
    broken
        Per value: samples that it broke and no stage before it had.
    ended_early
        Runs that were ended before their last step; None where it is not known of all.
    """

    passes: int
    attacked: int
    broken: tuple[int, ...]
    ended_early: int | None = 0


class StageBooks:
    """Counts by stage.

    Parameters
    ----------
    stages
        How many there are.
    values
        The perturbation values asked for, ascending, all > 0.
    """

    def __init__(self, stages: int, values: Sequence[float]) -> None:
        self._values = np.array(values, dtype=np.float64)
        self._passes = np.zeros(stages, dtype=np.int64)
        self._attacked = np.zeros(stages, dtype=np.int64)
        self._broken = np.zeros((stages, len(values)), dtype=np.int64)
        self._ended_early = np.zeros(stages, dtype=np.int64)
        self._are_whole = self._knows_early_ends = True

    def note_passes(self, stages: NDArray[np.int64]) -> None:
        """Note a pass of samples in these stages: (N,)."""
        self._passes += np.bincount(stages, minlength=len(self._passes))

    def note_begin(self, stage: int) -> None:
        """Note that a stage begins with a sample."""
        self._attacked[stage] += 1

    def note_early_ends(self, stages: NDArray[np.int64]) -> None:
        """Note runs in these stages that can get nowhere: (N,)."""
        self._ended_early += np.bincount(stages, minlength=len(self._ended_early))

    def note_end(self, search: SampleSearch) -> None:
        """Note what the stages found in a search that has ended."""
        before = math.inf
        for stage in sorted(search.found):
            nearest = search.found[stage]
            # A sample is right at a value exactly when its minimum perturbation is larger.
            self._broken[stage] += (nearest <= self._values) & (self._values < before)
            before = nearest

    def figures(self) -> tuple[StageFigures, ...]:
        """Return the counts so far; none where it is not known what was counted before."""
        if not self._are_whole:
            return ()
        counts = zip(self._passes, self._attacked, self._broken, self._ended_early, strict=True)
        return tuple(
            StageFigures(
                int(passes),
                int(attacked),
                tuple(int(n) for n in broken),
                int(early) if self._knows_early_ends else None,
            )
            for passes, attacked, broken, early in counts
        )

    def state(self) -> dict[str, NDArray[Any]]:
        """Return copies of the counts, to be stored; nothing of counts that are not whole."""
        if not self._are_whole:
            return {}
        counts = {
            "passes": self._passes.copy(),
            "attacked": self._attacked.copy(),
            "broken": self._broken.copy(),
        }
        return counts | (
            {"ended_early": self._ended_early.copy()} if self._knows_early_ends else {}
        )

    def restore(self, saved: Mapping[str, NDArray[Any]]) -> None:
        """Go back to a :meth:`state`; earlier versions stored none, so theirs are never whole.

        Nor did those of before runs were ended early count that.
        """
        for name, counts in self.state().items():
            if name in saved and saved[name].shape == counts.shape:
                getattr(self, f"_{name}")[...] = saved[name]
            elif name == "ended_early":
                self._knows_early_ends = False
            else:
                self._are_whole = False
