"""Of which samples too little is known to call them as robust as they count.

By position in the order of the samples, so that one whose row was damaged since, and is attacked
again, is counted once, and one that is broken after all is doubted no more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.assumption_check import (
    failed_warning,
    far_warning,
    is_more_than_rounding,
    no_gradient_warning,
    no_start_warning,
    unsettled_warning,
)
from pandavision_gui.engine.evaluation.checkpoint import State

KINDS = ("no_gradient", "failed", "far", "nan", "refused", "unsettled")
"""What there is to doubt: nothing broke a sample, and no gradient moved it; a search for the
nearest example found none at any distance, or stopped far behind the boundary; nothing broke it,
and the model answered NaN or infinity, or ONNX Runtime refused what broke the converted model; its
distance was still falling when the queries ran out."""
_PREFIX = "doubted_"
_TOLD_ONLY = ("unsettled",)
"""More steps find nearer examples, but what was asked for is what this attack finds with these."""
_EARLIER = "without_gradient"


class Doubts:
    """Sets of positions, one for each of :data:`KINDS`.

    Parameters
    ----------
    saved
        A part of a checkpoint, None at the start. Those of earlier versions tell only how many
        samples no gradient moved.
    samples
        How many there are: other positions in a checkpoint are none.
    has_one_truth
        As `EvaluationTask` has it: else a refusal says nothing of a sample.
    """

    def __init__(self, saved: State | None, samples: int, *, has_one_truth: bool) -> None:
        self._has_one_truth = has_one_truth
        stored = {} if saved is None else saved
        self._of = {kind: _positions(stored.get(_PREFIX + kind), samples) for kind in KINDS}
        self._earlier = int(stored.get(_EARLIER, 0))

    def note(self, position: int, *kinds: str) -> None:
        """Set what there is to doubt of a sample: nothing else, and nothing where none is given."""
        for kind, positions in self._of.items():
            (positions.add if kind in kinds else positions.discard)(position)

    def count(self, kind: str) -> int:
        """Return of how many samples this is to be doubted."""
        return len(self._of[kind]) + (self._earlier if kind == "no_gradient" else 0)

    def unknown(self, samples: int) -> int:
        """Return of how many of so many finished samples too little is known."""
        counts = dict.fromkeys(KINDS, True) | dict.fromkeys(_TOLD_ONLY, False)
        disputed = is_more_than_rounding(self.count("refused"), samples)
        counts["refused"] = disputed and self._has_one_truth
        counted = (positions for kind, positions in self._of.items() if counts[kind])
        return len(set().union(*counted)) + self._earlier

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what is stored."""
        arrays: dict[str, NDArray[Any]] = {
            _PREFIX + kind: np.array(sorted(positions), dtype=np.int64)
            for kind, positions in self._of.items()
        }
        return {**arrays, _EARLIER: np.array(self._earlier)}

    def warnings(self, attacked: int, *, uses_gradients: bool) -> list[str]:
        """Return the sentences for the result.

        What is told of the whole table, or of all passes, is not among them: NaN, and what ONNX
        Runtime refused.

        Parameters
        ----------
        attacked
            How many samples were.
        uses_gradients
            Whether the attack follows gradients; else it needs a point to begin at.
        """
        sentences = []
        if count := self.count("no_gradient"):
            nothing = no_gradient_warning if uses_gradients else no_start_warning
            sentences.append(nothing(count))
        if count := self.count("failed"):
            sentences.append(failed_warning(count))
        if count := self.count("far"):
            sentences.append(far_warning(count))
        if (count := self.count("unsettled")) > attacked / 2:
            sentences.append(unsettled_warning(count, attacked))
        return sentences


def _positions(stored: NDArray[Any] | None, samples: int) -> set[int]:
    if stored is None or stored.dtype != np.int64:
        return set()
    positions = np.unique(stored)
    return set(positions[(positions >= 0) & (positions < samples)].tolist())
