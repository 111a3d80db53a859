"""Numbers that stand for brightness, made whole numbers from 0 to 255."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.errors import InputError

Rows = NDArray[Any]
ToPixels = Callable[[Rows], NDArray[np.uint8]]

_NEARLY = 1e-3
"""How far a value times 255 may be from a whole number that it is meant to be."""


class ValueSurvey:
    """What values there are in all samples; it sees every one of them, a block at a time."""

    def __init__(self) -> None:
        self._lowest, self._highest = np.inf, -np.inf
        self._all_whole = self._all_steps = True

    def see(self, rows: Rows) -> bool:
        """Note the values of some samples; return whether all are finite.

        Nothing is noted of a block that is not.
        """
        if rows.size == 0:
            return True
        if rows.dtype.kind == "f" and not np.isfinite(rows).all():
            return False
        self._lowest = min(self._lowest, float(rows.min()))
        self._highest = max(self._highest, float(rows.max()))
        if rows.dtype.kind == "f":
            if self._all_whole:
                self._all_whole = bool((rows == np.rint(rows)).all())
            if self._all_steps:
                steps = rows.astype(np.float64) * 255
                self._all_steps = bool((np.abs(steps - np.rint(steps)) < _NEARLY).all())
        return True

    def decide(self, where: str) -> tuple[ToPixels, str]:
        """Return how values become pixels, and a sentence on it; empty where nothing changes.

        Raises
        ------
        InputError
            ``source_values`` when they are neither within 0 … 255 nor within 0 … 1.
        """
        if self._lowest < 0 or self._highest > 255:
            raise InputError(
                "source_values",
                f'The values in "{where}" run from {self._lowest:g} to {self._highest:g}: they are '
                "no brightness from 0 to 255 or from 0 to 1.",
                "Give the samples as they were before mean and standard deviation, or another "
                "scale, were applied.",
            )
        if self._highest <= 1:
            if self._all_whole:
                return _times_255, "All values are 0 or 1: stored as 0 and 255."
            if self._all_steps:
                return _times_255, "The values run from 0 to 1: stored as 0 to 255."
            return _times_255, (
                "The values run from 0 to 1, with more steps than 8 bits have: stored as 0 to 255, "
                "rounded by up to half of 1/255."
            )
        if self._all_whole:
            return _as_they_are, ""
        return _rounded, "The values run from 0 to 255 and are not whole: they were rounded."


def _as_they_are(rows: Rows) -> NDArray[np.uint8]:
    return rows.astype(np.uint8)


def _rounded(rows: Rows) -> NDArray[np.uint8]:
    return np.rint(rows.astype(np.float64)).astype(np.uint8)


def _times_255(rows: Rows) -> NDArray[np.uint8]:
    return np.rint(rows.astype(np.float64) * 255).astype(np.uint8)
