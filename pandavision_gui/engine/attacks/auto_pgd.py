"""Auto-PGD: projected gradient ascent with momentum that finds its own step size."""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import FixedRadiusAttack, Start, Visit
from pandavision_gui.engine.attacks.directions import sparse, steepest
from pandavision_gui.engine.attacks.losses import LOSSES, Goal
from pandavision_gui.engine.attacks.projections import Ball, L1Ball
from pandavision_gui.engine.norms import Norm

_FIRST_STEP = {Norm.LINF: 2.0, Norm.L2: 2.0, Norm.L1: 1.0}
"""As a multiple of the radius."""
_KEPT = 0.75
"""Share of a step that is the new direction; the rest is the move before it."""
_RISING = 0.75
_FIRST_PERIOD, _SHORTER_BY, _SHORTEST = 0.22, 0.03, 0.06
"""Steps between two looks at the progress, as shares of all steps."""
_L1_PERIOD = 0.04
_L1_SHARE, _L1_SPARSER = 0.2, 1.5
_L1_STILL_SPARSER = 0.95
_L1_STEP_DIVISOR, _L1_SHORTEST_STEP = 1.5, 0.1

# What is remembered of a sample beside its points.
_STEP, _BEST, _LAST, _RISES, _BEST_AT_LOOK, _WAS_HALVED, _MOVING, _MOVED = range(8)


class AutoPGD(FixedRadiusAttack):
    """Auto-PGD.

    Where the loss has not risen in three quarters of the steps since the last look, or its best has
    not changed, the step is halved and the search goes on from the best point. In L1 it is instead
    the number of elements that move which falls with that of the best point.

    Parameters
    ----------
    norm
        In which a step is as long as its length says, and the balls are round.
    steps
        Gradient steps of one run.
    loss
        "cross-entropy", "margin" or "dlr".
    random_start
        Begin at a random point of the ball.

    Notes
    -----
    Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse
    Parameter-free Attacks, ICML 2020 (L∞, L2); Mind the Box: l1-APGD for Sparse Adversarial Attacks
    on Image Classifiers, ICML 2021 (L1). The paper's run at three decreasing radii in L1 is left
    out: a downward search does that anyway.
    """

    memory_tensors = 3
    memory_numbers = 8

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 100,
        loss: str = "cross-entropy",
        random_start: bool = True,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.start = Start.UNIFORM if random_start else Start.SAMPLE
        self._loss = LOSSES[loss]
        self._periods = torch.tensor(periods(steps, norm), dtype=torch.int64)

    def loss(self, logits: Tensor, goal: Goal) -> Tensor:
        """The chosen loss."""
        return self._loss(logits, goal)

    def next_points(self, visit: Visit) -> Tensor:
        """Take note of the loss, look at the progress where it is time to, and step."""
        before, best, best_gradients = visit.memory
        ball, numbers = visit.ball, visit.numbers
        self._note(visit)
        period = self._periods.to(numbers.device)[visit.steps_done]
        again = self._look(numbers, period, best, ball)
        points = torch.where(_wide(again), best, visit.points)
        gradients = torch.where(_wide(again), best_gradients, visit.gradients)
        lengths = _wide(visit.radii * numbers[:, _STEP])
        if self.norm is Norm.L1:
            counts = (numbers[:, _MOVING] * points[0].numel()).long()
            moved: Tensor = ball(points + lengths * sparse(gradients, counts))
            return moved
        step = ball(points + lengths * steepest(self.norm, gradients, points, ball)) - points
        kept = _wide(torch.where(visit.steps_done == 0, 1.0, _KEPT))
        moved = ball(points + kept * step + (1 - kept) * (points - before))
        before.copy_(points)
        return moved

    def _note(self, visit: Visit) -> None:
        points, losses, numbers = visit.points, visit.losses, visit.numbers
        before, best, best_gradients = visit.memory
        begins = visit.steps_done == 0
        inside = torch.ones_like(begins)
        if bool(begins.any()):
            # A run that comes from a larger ball begins with the gradient at a point outside of
            # its own: that can be stepped from, but is nothing to come back to.
            drawn_in = visit.ball(points)
            inside = ~begins | (drawn_in == points).flatten(1).all(dim=1)
            before.copy_(torch.where(_wide(begins), drawn_in, before))
            self._begin(numbers, begins, torch.where(inside, losses, -torch.inf), points[0].numel())
        numbers[:, _RISES] += (losses > numbers[:, _LAST]).float()
        numbers[:, _LAST] = torch.where(inside, losses, torch.inf)
        is_best = inside & (losses > numbers[:, _BEST])
        _put(numbers, _BEST, is_best, losses)
        best.copy_(torch.where(_wide(is_best), points, best))
        best_gradients.copy_(torch.where(_wide(is_best), visit.gradients, best_gradients))

    def _begin(self, numbers: Tensor, begins: Tensor, losses: Tensor, elements: int) -> None:
        at_first = torch.zeros_like(numbers)
        at_first[:, _STEP] = _FIRST_STEP[self.norm]
        at_first[:, _BEST] = -torch.inf
        at_first[:, _LAST] = torch.inf
        at_first[:, _BEST_AT_LOOK] = losses
        at_first[:, _WAS_HALVED] = 1.0
        at_first[:, _MOVING] = _L1_SHARE
        at_first[:, _MOVED] = elements
        numbers.copy_(torch.where(begins[:, None], at_first, numbers))

    def _look(self, numbers: Tensor, period: Tensor, best: Tensor, ball: Ball) -> Tensor:
        """Change step or sparsity where it is time to look; return who goes back to its best.

        Parameters
        ----------
        period
            int64, (N,): steps since the last look, 0 where it is not time for another.
        """
        looks = period > 0
        if not bool(looks.any()):
            return looks
        if self.norm is Norm.L1:
            return _look_in_l1(numbers, looks, best, ball)
        hardly_rises = numbers[:, _RISES] <= _RISING * period
        stands = (numbers[:, _WAS_HALVED] == 0) & (numbers[:, _BEST_AT_LOOK] >= numbers[:, _BEST])
        halved = looks & (hardly_rises | stands)
        _put(numbers, _STEP, halved, numbers[:, _STEP] / 2)
        _put(numbers, _WAS_HALVED, looks, halved.float())
        _put(numbers, _BEST_AT_LOOK, looks, numbers[:, _BEST])
        _put(numbers, _RISES, looks, 0.0)
        return halved


def periods(steps: int, norm: Norm) -> list[int]:
    """Return for each number of steps how many were made since the last look at the progress.

    0 where it is not time for a look. In L∞ and L2 looks come closer and closer.
    """
    found = [0] * (steps + 1)
    first, shorter, shortest = _FIRST_PERIOD, _SHORTER_BY, _SHORTEST
    if norm is Norm.L1:
        first, shorter, shortest = _L1_PERIOD, 0.0, _L1_PERIOD
    period, by, least = (int(share * steps) for share in (first, shorter, shortest))
    period, least = max(period, 1), max(least, 1)
    if norm is not Norm.L1:
        by = max(by, 1)
    at = period
    while at <= steps:
        found[at] = period
        period = max(period - by, least)
        at += period
    return found


def _look_in_l1(numbers: Tensor, looks: Tensor, best: Tensor, ball: Ball) -> Tensor:
    if not isinstance(ball, L1Ball):
        raise TypeError(f"a step in L1 inside a {type(ball).__name__}")
    moved = (best != ball.samples).flatten(1).sum(dim=1).float()
    sparser = looks & (moved < _L1_STILL_SPARSER * numbers[:, _MOVED])
    shortest = _FIRST_STEP[Norm.L1] * _L1_SHORTEST_STEP
    shorter = (numbers[:, _STEP] / _L1_STEP_DIVISOR).clamp(min=shortest)
    _put(numbers, _STEP, looks, torch.where(sparser, _FIRST_STEP[Norm.L1], shorter))
    _put(numbers, _MOVING, looks, moved / (best[0].numel() * _L1_SPARSER))
    _put(numbers, _MOVED, looks, moved)
    return sparser


def _put(numbers: Tensor, what: int, where: Tensor, value: Tensor | float) -> None:
    numbers[:, what] = torch.where(where, value, numbers[:, what])


def _wide(rows: Tensor) -> Tensor:
    return rows.view(-1, 1, 1, 1)
