"""HopSkipJump in L∞ and L2: needs nothing of the model but its decisions."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.decisions import (
    MOST_HALVINGS,
    BoundarySearch,
    Numbers,
    misclassified_noise,
)
from pandavision_gui.engine.attacks.directions import unit
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, MinimumNormAttack, per_sample
from pandavision_gui.engine.decision_attacks import HopSkipJumpParameters
from pandavision_gui.engine.norms import Norm

_FIRST_SPREAD = 0.1
"""Of the input range: how far the first decisions are asked from the boundary."""


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
        halvings = min(MOST_HALVINGS, max(1, math.ceil(math.log2(1 / theta))))
        numbers = Numbers(batch)
        points, rows = misclassified_noise(numbers, batch, asked)
        if len(rows) == 0:
            return
        search = BoundarySearch(self.norm, batch, asked, halvings)
        points, distances = search.come_near(points, rows)
        spread_of = theta * (math.sqrt(elements) if self.norm is Norm.L2 else elements)
        for step in range(self.steps):
            spread = torch.full_like(distances, _FIRST_SPREAD * batch.width)
            if step:
                spread = distances * spread_of
            # Less than a step would show nothing but the point itself.
            spread = spread.clamp(min=batch.step * math.sqrt(elements))
            way = self._direction(points, rows, spread, step, numbers, batch, asked)
            points = self._leap(points, rows, way, distances / math.sqrt(step + 1), batch, asked)
            points, distances = search.come_near(points, rows)

    def _direction(
        self,
        points: Tensor,
        rows: Tensor,
        spread: Tensor,
        step: int,
        numbers: Numbers,
        batch: Batch,
        asked: Asked,
    ) -> Tensor:
        """Estimate where the model errs more, from decisions around the points."""
        box = batch.box().rows(rows)
        total, moved = torch.zeros_like(points), torch.zeros_like(points)
        decided = torch.zeros(len(points), dtype=torch.float32, device=points.device)
        count = self._parameters.points(step)
        for _ in range(count):
            is_l2 = self.norm is Norm.L2
            drawn = numbers.normal(rows) if is_l2 else 2 * numbers.uniform(rows) - 1
            answer = asked.logits(box((points + per_sample(spread) * unit(drawn)).float()), rows)
            went = answer.points - points  # what the input range has left of it
            decision = answer.broken.float() * 2 - 1
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
        for _ in range(MOST_HALVINGS):
            lengths[waiting] /= 2
            leap = per_sample(lengths[waiting]) * way[waiting]
            tried = box.rows(rows[waiting])((points[waiting] + leap).float())
            answer = asked.logits(tried, rows[waiting])
            broken = answer.broken
            points[waiting[broken]] = answer.points[broken]
            waiting = waiting[~broken]
            if len(waiting) == 0:
                break
        return points
