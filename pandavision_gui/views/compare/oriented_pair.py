"""Two compared jobs, seen from the one that the others are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pandavision_gui.engine.comparison import SIGNIFICANT
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.jobs.compare_messages import ComparedPair, ComparedPoint


@dataclass(frozen=True)
class Side:
    """One of the two jobs at a value.

    Attributes
    ----------
    right
        Of the samples that both evaluated: how many it has right.
    only
        How many of them the other has not.
    lower, upper
        95 % interval of the share that is right.
    """

    right: int
    only: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True)
class OrientedPair:
    """A pair whose first job is the one that the other is compared with.

    Attributes
    ----------
    is_swapped
        Whether the comparison itself names them the other way round.
    """

    pair: ComparedPair
    is_swapped: bool

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called."""
        names = (self.pair.first, self.pair.second)
        return names[::-1] if self.is_swapped else names

    def sides(self, point: ComparedPoint) -> tuple[Side, Side]:
        """Return both jobs at a value."""
        sides = (
            _side(point.first, point.only_first, point.count),
            _side(point.second, point.only_second, point.count),
        )
        return sides[::-1] if self.is_swapped else sides

    def difference(self, point: ComparedPoint) -> float:
        """Return by how much the other job's accuracy is above the first's."""
        first, second = self.sides(point)
        return second.share - first.share

    def better(self, point: ComparedPoint) -> int | None:
        """Return which of the two is better (0, 1); None where that may be chance."""
        if not is_clear(point):
            return None
        first, second = self.sides(point)
        return 0 if first.only > second.only else 1

    @property
    def is_clear(self) -> bool:
        """Whether the two differ at any value above 0."""
        return any(is_clear(one) for one in self.pair.points if one.value > 0)


def is_clear(point: ComparedPoint) -> bool:
    """Whether the difference at a value is more than chance."""
    return point.adjusted_p < SIGNIFICANT


def pairs_with(pairs: Sequence[ComparedPair], name: str) -> list[OrientedPair]:
    """Return the pairs that a job is one of, from its side."""
    return [
        OrientedPair(pair, is_swapped=pair.second == name)
        for pair in pairs
        if name in (pair.first, pair.second)
    ]


def _side(right: int, only: int, count: int) -> Side:
    lower, upper = wilson_interval(right, count)
    return Side(right, only, right / count if count else 0.0, lower, upper)
