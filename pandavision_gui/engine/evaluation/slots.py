"""Who sits where: a fixed number of places, and the samples that wait for one.

A sample whose search has ended leaves at once and the next one takes its place, so that batches
stay full: small batches cost up to three times more per sample. Who sits where depends on the
order of the samples and on the attack's results alone, never on time: a resumed run fills the same
batches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EMPTY = -1


class Slots:
    """The places.

    Attributes
    ----------
    position
        int64, (S,): position (in the order of the samples) of the sample in each place, or
        :data:`EMPTY`.
    """

    def __init__(self, size: int) -> None:
        self.position: NDArray[np.int64] = np.full(size, EMPTY, dtype=np.int64)

    @property
    def free(self) -> NDArray[np.int64]:
        """The free places, in order."""
        return np.flatnonzero(self.position == EMPTY)

    @property
    def taken(self) -> NDArray[np.int64]:
        """The places with a sample, in order: the rows of the next batch."""
        return np.flatnonzero(self.position != EMPTY)

    def admit(self, position: int) -> int:
        """Seat a sample in the first free place and return that place."""
        place = int(self.free[0])
        self.position[place] = position
        return place

    def release(self, place: int) -> None:
        """Free a place."""
        self.position[place] = EMPTY
