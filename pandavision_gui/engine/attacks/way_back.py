"""The way back from a found example to its sample, for searches that stopped far from the boundary.

A search for the nearest example ends on the decision boundary. With parameters that do not fit the
model (a first length, step or weight that is far too large, too few steps) it ends far behind it,
and what it found would be told as the sample's robustness. Half of its change is tried; where that
is enough, the rest of the way is halved.
"""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch
from pandavision_gui.engine.attacks.projections import BALLS
from pandavision_gui.engine.norms import Norm

_NEAR_ENOUGH = 0.01
"""Of the distance of an example: between it and the boundary, on the way, is no more than that."""
MOST_PASSES = 60
"""Of one sample: a change of which a 2⁻⁵⁰th is enough is no change that float32 can tell."""


def come_back(
    batch: Batch, asked: Asked, norm: Norm, examples: Tensor, distances: Tensor
) -> Tensor:
    """Ask about points between samples and examples; return where less than half was enough.

    The points are the examples drawn into smaller balls: in L∞ all elements that changed more are
    cut to the radius, in L2 all are scaled, in L1 and L0 the smallest changes go first.

    Parameters
    ----------
    examples
        float32, (N, C, H, W), data units.
    distances
        float64, (N,): theirs, data units, in L0 the share of the pixels; ∞ where there is none.

    Returns
    -------
    bool, (N,).
    """
    rows = batch.rows[torch.isfinite(distances)]
    low, high = torch.zeros_like(distances), distances.clone()
    for number in range(MOST_PASSES):
        rows = rows[high[rows] - low[rows] > _NEAR_ENOUGH * high[rows]]
        if len(rows) == 0:
            break
        radii = (low[rows] + high[rows]) / 2
        ball = BALLS[norm].around(batch.samples[rows], radii, batch.input_range)
        answer = asked.logits(ball(examples[rows]), rows)
        broken = answer.broken & (answer.distances <= radii)  # whole numbers are rounded outwards
        high[rows] = torch.where(broken, answer.distances, high[rows])
        low[rows] = torch.where(broken, low[rows], radii)
        if number == 0:
            rows = rows[broken]
    # One pixel or whole step instead of two is no sign of a search that went astray.
    return high < distances / 2 * (1 - _NEAR_ENOUGH)
