"""Values that are meant to lie in 0 … 1 and leave it by rounding."""

from __future__ import annotations

ROUNDING = 1e-5
"""More than what computing in float32 leaves, less than a hundredth of a grey level."""
_LEAST_USED = 0.5


def range_with_rounding(lowest: float, highest: float) -> tuple[float, float] | None:
    """Return 0 … 1, a little wider, where values leave it by what computing in float32 leaves.

    A picture whose white is 1.0000001 is refused in 0 … 1, as an attack would change it, and would
    be attacked in another range than its like.
    """
    is_outside = lowest < 0 or highest > 1
    if not is_outside or lowest < -ROUNDING or highest > 1 + ROUNDING or highest < _LEAST_USED:
        return None
    return (-ROUNDING if lowest < 0 else 0.0), (1 + ROUNDING if highest > 1 else 1.0)
