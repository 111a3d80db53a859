"""The robustness curve: robust accuracy over the perturbation values, with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:  # the window starts a tenth sooner without numpy
    import numpy as np
    from numpy.typing import NDArray

    from pandavision_gui.engine.sample_table import SampleTable

_Z95 = 1.959963984540054
"""Two-sided 95 % quantile of the standard normal distribution."""
_ROUNDING = 1e-9

Share = Annotated[float, Field(ge=0, le=1)]
Size = Annotated[float, Field(ge=0)]
"""A perturbation value: above 1 only in norms that add up."""
Count = Annotated[int, Field(ge=0, lt=2**63)]


class CurvePoint(BaseModel):
    """One point of the curve; a document whose numbers do not fit together is refused.

    Attributes
    ----------
    value
        Perturbation value, a fraction of the input range.
    robust
        Number of samples classified right at it, of `count`.
    accuracy
        robust / count, in [0, 1]; 0 when there are no samples.
    lower, upper
        95 % Wilson interval of the accuracy.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    value: Size
    robust: Count
    count: Count
    accuracy: Share
    lower: Share
    upper: Share

    @model_validator(mode="after")
    def _check_figures(self) -> Self:
        if self.robust > self.count:
            raise ValueError("more samples are robust than there are")
        if abs(self.accuracy - _share(self.robust, self.count)) > _ROUNDING:
            raise ValueError("the accuracy is not robust / count")
        if not self.lower - _ROUNDING <= self.accuracy <= self.upper + _ROUNDING:
            raise ValueError("the accuracy is outside its interval")
        return self


class BandPoint(BaseModel):
    """One point of a curve that is still being computed.

    Attributes
    ----------
    lowest, highest
        The fewest and the most of the `count` started samples that can end up robust at `value`.
    lower, upper
        Lower end of the 95 % interval of `lowest`, upper end of that of `highest`.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    value: Size
    lowest: Count
    highest: Count
    count: Count
    lower: Share
    upper: Share


def wilson_interval(successes: int, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a proportion; (0, 1) when `count` is 0.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    JASA 22 (1927).
    """
    if count == 0:
        return 0.0, 1.0
    share = successes / count
    square = _Z95 * _Z95
    centre = share + square / (2 * count)
    half = _Z95 * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    # Where no or every sample succeeded the formula gives 0 and 1 up to rounding.
    lower = 0.0 if successes == 0 else max(0.0, (centre - half) / scale)
    upper = 1.0 if successes == count else min(1.0, (centre + half) / scale)
    return lower, upper


def curve_point(value: float, robust: int, count: int) -> CurvePoint:
    """Return the point for `robust` of `count` samples."""
    lower, upper = wilson_interval(robust, count)
    return CurvePoint(
        value=value,
        robust=robust,
        count=count,
        accuracy=_share(robust, count),
        lower=lower,
        upper=upper,
    )


def _share(robust: int, count: int) -> float:
    return robust / count if count else 0.0


def robustness_curve(table: SampleTable, values: Sequence[float]) -> tuple[CurvePoint, ...]:
    """Return the curve of a finished table over `values` (ascending)."""
    return tuple(
        curve_point(value, int(table.is_correct_at(value).sum()), len(table)) for value in values
    )


def open_band(
    withstood: NDArray[np.float64], broken: NDArray[np.float64], values: Sequence[float]
) -> tuple[BandPoint, ...]:
    """Return where the curve of a running evaluation can end up.

    Every sample that was *started* counts: robust samples finish sooner than broken ones, so a
    curve of the finished ones alone would flatter the model. A sample is open at every value
    above the largest it withstood and below the smallest it was broken at.

    Parameters
    ----------
    withstood
        float64, (N,): largest value each started sample withstood for good, −1 for none.
    broken
        float64, (N,): smallest value at which each was broken, 0 when it was wrong already, ∞
        when it has not been broken.
    """
    points = []
    for value in values:
        highest = int((broken > value).sum())
        lowest = int(((withstood >= value) & (broken > value)).sum())
        points.append(band_point(value, lowest, highest, len(withstood)))
    return tuple(points)


def band_point(value: float, lowest: int, highest: int, count: int) -> BandPoint:
    """Return the point of an open curve with its interval's ends."""
    return BandPoint(
        value=value,
        lowest=lowest,
        highest=highest,
        count=count,
        lower=wilson_interval(lowest, count)[0],
        upper=wilson_interval(highest, count)[1],
    )
