"""Whether neighbours in a batch decide what the model says of the examples that were found.

Before an evaluation begins clean samples are asked about
(:mod:`~pandavision_gui.engine.models.company`). This is the net beneath.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.checkpoint import State
from pandavision_gui.engine.sample_table import SampleTable

LOOKED_AT = 4
"""Examples: what mixes one of a kind mixes all of it, and each takes 8 rows."""
MINDS_COMPANY = (
    "What this model says of adversarial examples depends on the other samples in the batch, "
    "though not what it says of clean ones: examples may not hold by themselves, and others may "
    "have been missed. Export it with a fixed batch size of 1, and run it again."
)
_NAME = "examples_looked_at"


class CompanyWatch:
    """Asks about the first examples that are found.

    Parameters
    ----------
    minds
        Whether the first of two examples, float32 (C, H, W), is answered otherwise beside others,
        the second among them, than by itself.
    saved
        The books' part of a checkpoint, None at the start.
    """

    def __init__(
        self, minds: Callable[[NDArray[np.float32], NDArray[np.float32]], bool], saved: State | None
    ) -> None:
        self._minds = minds
        self._before: NDArray[np.float32] | None = None
        self._left = LOOKED_AT - max(0, int((saved or {}).get(_NAME, 0)))

    def look(self, rows: SampleTable, pictures: Sequence[tuple[int, NDArray[Any]]]) -> str:
        """Return a sentence for the result where an example of these rows minds company, or "".

        Parameters
        ----------
        pictures
            (row of the dataset, picture) of the same samples, in the order of the rows.
        """
        if self._left <= 0:
            return ""
        found = np.flatnonzero((rows.distance > 0) & np.isfinite(rows.distance))[: self._left]
        self._left -= len(found)
        for n in found:
            example = pictures[int(n)][1].astype(np.float32, copy=False)
            if self._minds(example, example if self._before is None else self._before):
                self._left = 0
                return MINDS_COMPANY
            self._before = example
        return ""

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what a later run needs to go on from here."""
        return {_NAME: np.array(LOOKED_AT - self._left)}
