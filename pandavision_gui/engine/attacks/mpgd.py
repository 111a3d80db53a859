"""Projected gradient descent with momentum and a cosine-decaying step."""

from __future__ import annotations

import math
from collections.abc import Hashable

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import EarlyStopping, Start, Visit
from pandavision_gui.engine.attacks.directions import steepest, unit
from pandavision_gui.engine.attacks.losses import LOSSES, PROGRESS, Goal, Progress
from pandavision_gui.engine.attacks.prospects import is_same
from pandavision_gui.engine.norms import Norm


class MomentumPGD(EarlyStopping):
    """PGD with momentum on the gradient.

    The direction is the steepest ascent along a running sum of gradients, each divided by its size
    (L∞: its mean absolute value, L2: its length); the step falls from `rel_stepsize` × radius to
    zero along half a cosine.

    Parameters
    ----------
    norm
        In which a step is as long as its length says, and the balls are round.
    steps
        Gradient steps of one run.
    rel_stepsize
        Length of the first step as a fraction of the sample's radius.
    momentum
        Share of the running sum that is kept in each step, in [0, 1).
    loss
        "cross-entropy", "margin" or "dlr".
    start
        "sample", "uniform" (a random point of the ball) or "blocks" (random squares at the edge of
        the ball; then a stage begins there even where an example is known).
    early_stop
        End runs that can get nowhere any more.

    Notes
    -----
    Momentum as in Dong et al., Boosting Adversarial Attacks with Momentum, CVPR 2018.
    """

    memory_tensors = 1

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 50,
        rel_stepsize: float = 2.0,
        momentum: float = 0.75,
        loss: str = "cross-entropy",
        start: str = "sample",
        early_stop: bool = True,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.rel_stepsize = rel_stepsize
        self.momentum = momentum
        self.start = Start(start)
        self.starts_anew = self.start is Start.BLOCKS
        self.early_stop = early_stop
        self._loss, self._progress = LOSSES[loss], PROGRESS[loss]

    @property
    def step_rule(self) -> Hashable:
        """All but the loss and the start."""
        numbers = (self.steps, self.rel_stepsize, self.momentum)
        return (type(self), self.norm, *numbers, self.early_stop)

    def loss(self, logits: Tensor, goal: Goal) -> Tensor:
        """The chosen loss."""
        return self._loss(logits, goal)

    def progress(self, logits: Tensor, goal: Goal) -> Progress:
        """That of the chosen loss."""
        return self._progress(logits, goal)

    def goes_in_circles(self, visit: Visit, proposed: Tensor, rise: Tensor) -> Tensor:
        """Return who is at a summit of the loss that it cannot leave.

        Neither the running sum nor the gradient leads anywhere. What is added up of these two leads
        nowhere either, and steps only get shorter.
        """
        return (rise == 0) & is_same(proposed, visit.points)

    def next_points(self, visit: Visit) -> Tensor:
        """Add the gradient to the running sum, step along the steepest ascent, project."""
        (running,) = visit.memory
        # A gradient of zero has no direction: the running sum alone decides then.
        running.mul_(self.momentum).add_(self._even(visit.gradients))
        decay = 0.5 * (1 + torch.cos(math.pi * visit.steps_done / self.steps))
        lengths = (visit.radii * self.rel_stepsize * decay).view(-1, 1, 1, 1)
        direction = steepest(self.norm, running, visit.points, visit.ball)
        projected: Tensor = visit.ball(visit.points + lengths * direction)
        return projected

    def _even(self, gradients: Tensor) -> Tensor:
        """Return the gradients of one size each; zero where the gradient is."""
        if self.norm is Norm.L2:
            return unit(gradients)
        size = gradients.abs().mean(dim=(1, 2, 3), keepdim=True)
        return torch.where(size > 0, gradients / size, 0.0)
