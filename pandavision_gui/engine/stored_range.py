"""The bounds of the inputs as inputs are stored."""

from __future__ import annotations

import numpy as np


def stored_range(input_range: tuple[float, float]) -> tuple[float, float]:
    """Return the input range in float32: what samples and examples must lie in.

    Most bounds, such as −0.1, are no float32 number. A sample at its lower end holds the nearest
    one, which may lie beyond it: held against the bound itself, every example that leaves that
    element as it is would be outside. Perturbation values stay fractions of the range as it was
    declared.
    """
    lower, upper = input_range
    return float(np.float32(lower)), float(np.float32(upper))
