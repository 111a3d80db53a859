"""What attacks share that know nothing of the model but its decisions.

Both begin with noise that the model takes for another class, and come from there to the boundary
by halving the distance.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.counted_draws import draws
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, per_sample
from pandavision_gui.engine.norms import Norm

MOST_HALVINGS = 30
_STARTS = 100
_LEAST = 2.0**-54
"""Half of the smallest number that is drawn: no quantile is infinite."""


class Numbers:
    """Random numbers of a batch: the n-th draw of a sample is the same whatever is beside it."""

    def __init__(self, batch: Batch) -> None:
        self._keys, self._shape = batch.keys, batch.samples.shape[1:]
        self._drawn = 0

    def uniform(self, rows: Tensor) -> Tensor:
        """Draw uniform numbers in (0, 1): float64, (M, C, H, W)."""
        self._drawn += 1
        keys = self._keys[rows.cpu().numpy()]
        counts = np.full(len(keys), self._drawn, dtype=np.int64)
        drawn = torch.from_numpy(draws(keys, counts, math.prod(self._shape)))
        return drawn.clamp(min=_LEAST).view(len(keys), *self._shape).to(rows.device)

    def normal(self, rows: Tensor) -> Tensor:
        """Draw standard normal numbers: float64, (M, C, H, W)."""
        quantiles: Tensor = torch.special.ndtri(self.uniform(rows))
        return quantiles

    def go_on_from(self, drawn: int) -> None:
        """Count on from here, whatever was drawn: neighbours may have needed fewer draws."""
        self._drawn = drawn


def misclassified_noise(numbers: Numbers, batch: Batch, asked: Asked) -> tuple[Tensor, Tensor]:
    """Return misclassified noise of the rows for which there is some, and these rows.

    Returns
    -------
    points
        float32, (M, C, H, W), data units.
    rows
        int64, (M,).
    """
    box, points = batch.box(), batch.samples.clone()
    waiting, found = batch.rows, torch.zeros(len(points), dtype=torch.bool)
    found = found.to(points.device)
    for _ in range(_STARTS):
        noise = batch.input_range[0] + batch.width * numbers.uniform(waiting)
        answer = asked.logits(box.rows(waiting)(noise.float()), waiting)
        points[waiting], broken = answer.points, answer.broken
        found[waiting] = broken
        waiting = waiting[~broken]
        if len(waiting) == 0:
            break
    numbers.go_on_from(_STARTS)
    rows = batch.rows[found]
    return points[rows], rows


class BoundarySearch:
    """Comes as near to the samples as the model errs, by halving.

    Parameters
    ----------
    norm
        L∞ or L2.
    halvings
        How often the rest of the way is halved.
    """

    def __init__(self, norm: Norm, batch: Batch, asked: Asked, halvings: int) -> None:
        self._norm, self._batch, self._asked = norm, batch, asked
        self._halvings = halvings

    def come_near(self, points: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return points and distances (float64, (M,), data units) of misclassified points."""
        samples, box = self._batch.samples[rows], self._batch.box().rows(rows)
        change = points.double() - samples.double()
        reach = self._size(change)
        high, low = torch.ones_like(reach), torch.zeros_like(reach)
        best = points
        for _ in range(self._halvings):
            middle = (high + low) / 2
            if self._norm is Norm.L2:
                nearer = change * per_sample(middle)
            else:
                limit = per_sample(middle * reach)
                nearer = torch.maximum(torch.minimum(change, limit), -limit)
            answer = self._asked.logits(box((samples.double() + nearer).float()), rows)
            broken = answer.broken
            high, low = torch.where(broken, middle, high), torch.where(broken, low, middle)
            best = torch.where(per_sample(broken), answer.points, best)
        return best, self._size(best.double() - samples.double())

    def _size(self, change: Tensor) -> Tensor:
        order = 2.0 if self._norm is Norm.L2 else torch.inf
        size: Tensor = torch.linalg.vector_norm(change.flatten(1), ord=order, dim=1)
        return size
