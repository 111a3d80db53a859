"""HopSkipJump in L∞ and L2: needs nothing of the model but its decisions."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pandavision_gui.engine.attack_parameters import HopSkipJumpParameters
from pandavision_gui.engine.attacks.counted_draws import draws
from pandavision_gui.engine.attacks.directions import unit
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, MinimumNormAttack, per_sample
from pandavision_gui.engine.norms import Norm

_STARTS = 100
_FIRST_SPREAD = 0.1
"""Of the input range: how far the first decisions are asked from the boundary."""
_MOST_HALVINGS = 30
_LEAST = 2.0**-54
"""Half of the smallest number that is drawn: no quantile is infinite."""


class HopSkipJump(MinimumNormAttack):
    """HopSkipJump: along the boundary by decisions alone.

    Uniform noise that is misclassified is drawn to the boundary by halving its distance. Each step
    estimates the direction in which the model errs from decisions on random points around the
    boundary, goes there as far as the model still errs, and comes back to the boundary.

    Parameters
    ----------
    norm
        L∞ or L2.
    steps
        Steps of one sample.
    initial_gradient_eval_steps
        Random points of the first step; later ones take more, by the root of their number.
    max_gradient_eval_steps
        Random points of a step at most.
    gamma
        Scales how far from the boundary random points lie, and how near it is come to.

    Notes
    -----
    Chen, Jordan and Wainwright, HopSkipJumpAttack: A Query-Efficient Decision-Based Attack, IEEE
    S&P 2020.
    """

    uses_gradients = False

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 64,
        initial_gradient_eval_steps: int = 100,
        max_gradient_eval_steps: int = 10_000,
        gamma: float = 1.0,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.gamma = gamma
        self._parameters = HopSkipJumpParameters(
            steps=steps,
            initial_gradient_eval_steps=initial_gradient_eval_steps,
            max_gradient_eval_steps=max_gradient_eval_steps,
            gamma=gamma,
        )
        self.most_passes = self._parameters.most_passes

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        elements = batch.samples[0].numel()
        theta = self.gamma / elements ** (1.5 if self.norm is Norm.L2 else 2.0)
        halvings = min(_MOST_HALVINGS, max(1, math.ceil(math.log2(1 / theta))))
        numbers = _Numbers(batch)
        points, rows = self._starts(numbers, batch, asked)
        if len(rows) == 0:
            return
        points, distances = self._to_boundary(points, rows, batch, asked, halvings)
        spread_of = theta * (math.sqrt(elements) if self.norm is Norm.L2 else elements)
        for step in range(self.steps):
            spread = torch.full_like(distances, _FIRST_SPREAD * batch.width)
            if step:
                spread = distances * spread_of
            way = self._direction(points, rows, spread, step, numbers, batch, asked)
            points = self._leap(points, rows, way, distances / math.sqrt(step + 1), batch, asked)
            points, distances = self._to_boundary(points, rows, batch, asked, halvings)

    def _starts(self, numbers: _Numbers, batch: Batch, asked: Asked) -> tuple[Tensor, Tensor]:
        """Return misclassified noise of the rows for which there is some, and these rows."""
        box, points = batch.box(), batch.samples.clone()
        waiting, found = batch.rows, torch.zeros(len(points), dtype=torch.bool)
        found = found.to(points.device)
        for _ in range(_STARTS):
            noise = batch.input_range[0] + batch.width * numbers.uniform(waiting)
            points[waiting] = box.rows(waiting)(noise.float())
            broken = asked.logits(points[waiting], waiting).broken
            found[waiting] = broken
            waiting = waiting[~broken]
            if len(waiting) == 0:
                break
        rows = batch.rows[found]
        return points[rows], rows

    def _to_boundary(
        self, points: Tensor, rows: Tensor, batch: Batch, asked: Asked, halvings: int
    ) -> tuple[Tensor, Tensor]:
        """Come as near to the samples as the model errs: points and distances (float64, (M,))."""
        samples, box = batch.samples[rows], batch.box().rows(rows)
        change = points.double() - samples.double()
        reach = self._size(change)
        high, low = torch.ones_like(reach), torch.zeros_like(reach)
        best = points
        for _ in range(halvings):
            middle = (high + low) / 2
            if self.norm is Norm.L2:
                nearer = change * per_sample(middle)
            else:
                limit = per_sample(middle * reach)
                nearer = torch.maximum(torch.minimum(change, limit), -limit)
            tried = box((samples.double() + nearer).float())
            broken = asked.logits(tried, rows).broken
            high, low = torch.where(broken, middle, high), torch.where(broken, low, middle)
            best = torch.where(per_sample(broken), tried, best)
        return best, self._size(best.double() - samples.double())

    def _direction(
        self,
        points: Tensor,
        rows: Tensor,
        spread: Tensor,
        step: int,
        numbers: _Numbers,
        batch: Batch,
        asked: Asked,
    ) -> Tensor:
        """Estimate where the model errs more, from decisions around the points."""
        box = batch.box().rows(rows)
        total, moved = torch.zeros_like(points), torch.zeros_like(points)
        decided = torch.zeros(len(points), dtype=torch.float32, device=points.device)
        count = self._parameters.points(step)
        for _ in range(count):
            drawn = numbers.uniform(rows)
            drawn = torch.special.ndtri(drawn) if self.norm is Norm.L2 else 2 * drawn - 1
            tried = box((points + per_sample(spread) * unit(drawn)).float())
            went = tried - points  # what the input range has left of it
            decision = asked.logits(tried, rows).broken.float() * 2 - 1
            total += per_sample(decision) * went
            moved += went
            decided += decision
        mean = decided / count
        # Their mean is taken off, unless all decided alike.
        alike = mean.abs() == 1
        estimate = total - per_sample(torch.where(alike, 0.0, mean)) * moved
        return estimate.sign() if self.norm is Norm.LINF else unit(estimate)

    def _leap(
        self,
        points: Tensor,
        rows: Tensor,
        way: Tensor,
        lengths: Tensor,
        batch: Batch,
        asked: Asked,
    ) -> Tensor:
        """Go along the estimated direction: half of `lengths`, or as far as the model errs."""
        box, waiting = batch.box(), torch.arange(len(rows), device=rows.device)
        points, lengths = points.clone(), lengths.clone()
        for _ in range(_MOST_HALVINGS):
            lengths[waiting] /= 2
            leap = per_sample(lengths[waiting]) * way[waiting]
            tried = box.rows(rows[waiting])((points[waiting] + leap).float())
            broken = asked.logits(tried, rows[waiting]).broken
            points[waiting[broken]] = tried[broken]
            waiting = waiting[~broken]
            if len(waiting) == 0:
                break
        return points

    def _size(self, change: Tensor) -> Tensor:
        order = 2.0 if self.norm is Norm.L2 else torch.inf
        size: Tensor = torch.linalg.vector_norm(change.flatten(1), ord=order, dim=1)
        return size


class _Numbers:
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
