"""How a model that draws random numbers answered: what the worst of its answers does not tell.

Of each sample the right ones of its clean answers are noted, and each example found is shown to the
model once more, as often as it was allowed to err: those answers did not choose the example, so
their mean is unbiased.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.checkpoint import State
from pandavision_gui.engine.evaluation.confirm import Truth, all_answers
from pandavision_gui.engine.result_parts import Randomised
from pandavision_gui.engine.sample_table import SampleTable

_UNKNOWN = -1
CLEAN, EXAMPLE = "answers_right", "answers_misled"
"""Names in a checkpoint: int16, (N,), per position in the order; −1 where nothing is known."""


class AnswerBook:
    """Notes answers by sample; does nothing for models that answer the same each time.

    Parameters
    ----------
    order
        int64, (N,): rows of the dataset.
    must_reach
        Whether an example has to be taken for its target.
    saved
        The books' part of a checkpoint, None at the start.
    """

    def __init__(
        self, truth: Truth, order: NDArray[np.int64], *, must_reach: bool, saved: State | None
    ) -> None:
        self._truth = truth
        self._must_reach = must_reach
        self._place = {int(index): n for n, index in enumerate(order)}
        self._right, self._misled = (
            _saved(saved, name, len(order), truth.repeats) for name in (CLEAN, EXAMPLE)
        )

    @property
    def is_open(self) -> bool:
        """Whether the model draws random numbers."""
        return self._truth.repeats > 1

    def note_clean(self, indexes: NDArray[np.int64], right: NDArray[np.int64]) -> None:
        """Note how many answers were right, (n,), to samples at rows of the dataset, once each."""
        for index, count in zip(indexes, right, strict=True):
            place = self._place[int(index)]
            if self._right[place] == _UNKNOWN:
                self._right[place] = count

    def ask_again(self, rows: SampleTable, pictures: Sequence[tuple[int, NDArray[Any]]]) -> None:
        """Show the examples of finished rows to the model once more.

        Parameters
        ----------
        pictures
            (row of the dataset, picture) of the same samples, in the order of the rows.
        """
        if not self.is_open:
            return
        found = np.flatnonzero((rows.distance > 0) & np.isfinite(rows.distance))
        if len(found) == 0:
            return
        examples = np.stack([pictures[int(n)][1] for n in found]).astype(np.float32, copy=False)
        labels = rows.label[found]
        targets = rows.adversarial_prediction[found] if self._must_reach else None
        misled = all_answers(self._truth, examples, labels, targets).misled
        for n, count in zip(found, misled, strict=True):
            self._misled[self._place[int(rows.index[n])]] = count

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what a later run needs to go on from here."""
        return {CLEAN: self._right, EXAMPLE: self._misled} if self.is_open else {}

    def figures(self, table: SampleTable, top: float) -> Randomised | None:
        """Return the figures for the result; None for a model that answers the same each time.

        Parameters
        ----------
        table
            The finished rows.
        top
            The largest perturbation value: examples beyond it are not counted.
        """
        if not self.is_open:
            return None
        places = np.array([self._place[int(index)] for index in table.index], dtype=np.int64)
        right, misled = self._right[places], self._misled[places]
        size = table.minimum_perturbation
        asked = right != _UNKNOWN
        shown = (misled != _UNKNOWN) & (size > 0) & (size <= top)
        repeats = self._truth.repeats
        return Randomised(
            repeats=repeats,
            clean_samples=int(asked.sum()),
            clean_answers_right=int(right[asked].sum(dtype=np.int64)),
            clean_disagreed=int((asked & (right > 0) & (right < repeats)).sum()),
            examples=int(shown.sum()),
            example_answers_misled=int(misled[shown].sum(dtype=np.int64)),
            examples_disagreed=int((shown & (misled < repeats)).sum()),
        )


def _saved(saved: State | None, name: str, count: int, most: int) -> NDArray[np.int16]:
    stored = None if saved is None else saved.get(name)
    if stored is None or stored.shape != (count,):
        return np.full(count, _UNKNOWN, dtype=np.int16)
    return np.clip(stored, _UNKNOWN, most).astype(np.int16)
