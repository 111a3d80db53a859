"""Where a perturbation value stands on the x axis, and what is written there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.views.plots.axis_ticks import ticks

_ZERO_GAP = 0.12
"""Share of a logarithmic axis between 0, which has no logarithm, and the smallest value."""
_MOST_DECADE_TICKS = 12


class XUnit(StrEnum):
    """What the numbers of the axis are."""

    FRACTION = "fraction"
    OVER_255 = "255"
    DATA = "data"


@dataclass(frozen=True)
class XScale:
    """The axis.

    Attributes
    ----------
    least, top
        The smallest value above 0, and the largest one.
    width
        Of the input range in data units; None where the curves have different ones.
    """

    is_log: bool = False
    unit: XUnit = XUnit.FRACTION
    least: float = 0.0
    top: float = 1.0
    width: float | None = None

    @property
    def is_usual(self) -> bool:
        """Whether the axis is linear and its numbers are the values themselves."""
        return not self._has_logarithm and self.factor == 1.0 and self.unit is XUnit.FRACTION

    @property
    def factor(self) -> float:
        """What a value is multiplied by to be a number of the axis."""
        if self.unit is XUnit.OVER_255:
            return 255.0
        return self.width if self.unit is XUnit.DATA and self.width is not None else 1.0

    @property
    def end(self) -> float:
        """Where the largest value stands; 0 stands at 0."""
        return self.top if not self._has_logarithm else 1.0

    @property
    def _has_logarithm(self) -> bool:
        return self.is_log and 0 < self.least < self.top

    def places(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where values stand: float64, of the same shape."""
        if not self._has_logarithm:
            return values
        span = math.log(self.top / self.least)
        above = np.maximum(values, self.least)
        places = _ZERO_GAP + (1 - _ZERO_GAP) * np.log(above / self.least) / span
        # Between 0 and the smallest value the axis is linear: nothing was evaluated there.
        below = values < self.least
        places[below] = _ZERO_GAP * values[below] / self.least
        return places

    def place(self, value: float) -> float:
        """Return where one value stands."""
        return float(self.places(np.array([value]))[0])

    def value(self, place: float) -> float:
        """Return the value at a place of the axis."""
        if not self._has_logarithm:
            return place
        if place < _ZERO_GAP:
            return self.least * max(0.0, place) / _ZERO_GAP
        share = (place - _ZERO_GAP) / (1 - _ZERO_GAP)
        return self.least * math.exp(share * math.log(self.top / self.least))

    def ticks(self) -> list[tuple[float, str]]:
        """Return places of the axis and what is written there."""
        if not self._has_logarithm:
            return [
                (number / self.factor, words)
                for number, words in ticks(0.0, self.top * self.factor)
            ]
        return [(0.0, "0")] + [
            (self.place(number / self.factor), f"{number:.6g}") for number in self._decade_ticks()
        ]

    def _decade_ticks(self) -> list[float]:
        least, top = self.least * self.factor, self.top * self.factor
        first, last = math.floor(math.log10(least)), math.ceil(math.log10(top))
        found: list[float] = []
        for factors in ((1, 2, 5), (1,)):
            numbers = [f * 10.0**power for power in range(first, last + 1) for f in factors]
            found = [n for n in numbers if least * 0.999 <= n <= top * 1.001]
            if len(found) <= _MOST_DECADE_TICKS:
                break
        # Of a narrow span there may be no round number at all.
        return found if len(found) > 1 else [least, top]
