"""Round numbers for an axis."""

from __future__ import annotations

import math

from pandavision_gui.engine.number_words import number_words

_WANTED = 4


def ticks(lowest: float, highest: float) -> list[tuple[float, str]]:
    """Return a few round numbers between two ends, and how they are written.

    Parameters
    ----------
    lowest, highest
        Finite, `lowest` below `highest`.
    """
    raw = (highest - lowest) / _WANTED
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.ceil(lowest / step - 1e-9), math.floor(highest / step + 1e-9)
    return [(number * step, _words(number * step, step)) for number in range(first, last + 1)]


def _words(value: float, step: float) -> str:
    if step >= 1:
        return number_words(round(value))
    if step < 1e-5:
        return f"{value:.1e}"
    return f"{value:.{max(0, -math.floor(math.log10(step)))}f}"
