"""Projected gradient descent, exactly: no momentum, a constant step, no restarts."""

from __future__ import annotations

from torch import Tensor

from pandavision_gui.engine.attacks.base import EarlyStopping, Start, Visit
from pandavision_gui.engine.attacks.directions import steepest
from pandavision_gui.engine.attacks.losses import (
    Goal,
    Progress,
    cross_entropy,
    cross_entropy_progress,
)
from pandavision_gui.engine.attacks.prospects import is_same
from pandavision_gui.engine.norms import Norm


class PGD(EarlyStopping):
    """PGD on cross-entropy.

    Parameters
    ----------
    norm
        In which a step is as long as its length says, and the balls are round.
    steps
        Gradient steps of one run.
    rel_stepsize
        Length of a step as a fraction of the sample's radius.
    abs_stepsize
        Length of a step in data units; replaces `rel_stepsize`.
    random_start
        Begin at a random point of the ball.
    early_stop
        End runs that can get nowhere any more.

    Notes
    -----
    Madry, Makelov, Schmidt, Tsipras, Vladu: Towards Deep Learning Models Resistant to Adversarial
    Attacks, ICLR 2018.
    """

    memory_tensors = 1
    """The point before the present one."""

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 50,
        rel_stepsize: float = 0.025,
        abs_stepsize: float | None = None,
        random_start: bool = False,
        early_stop: bool = True,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.rel_stepsize = rel_stepsize
        self.abs_stepsize = abs_stepsize
        self.start = Start.UNIFORM if random_start else Start.SAMPLE
        self.early_stop = early_stop

    def loss(self, logits: Tensor, goal: Goal) -> Tensor:
        """Cross-entropy."""
        return cross_entropy(logits, goal)

    def next_points(self, visit: Visit) -> Tensor:
        """Step along the steepest ascent and project."""
        lengths = visit.radii * self.rel_stepsize
        if self.abs_stepsize is not None:
            lengths = lengths.new_full(lengths.shape, self.abs_stepsize)
        direction = steepest(self.norm, visit.gradients, visit.points, visit.ball)
        step = direction.mul_(lengths.view(-1, 1, 1, 1))  # nobody else holds it
        projected: Tensor = visit.ball(step.add_(visit.points))
        return projected

    def progress(self, logits: Tensor, goal: Goal) -> Progress:
        """Log-odds."""
        return cross_entropy_progress(logits, goal)

    def goes_in_circles(self, visit: Visit, proposed: Tensor, rise: Tensor) -> Tensor:
        """Return who stands still, and who steps to and fro between two points.

        A step follows from its point alone, so who comes back to one goes on as before.
        """
        (before,) = visit.memory
        came_back = (visit.steps_done > 0) & is_same(proposed, before)
        before.copy_(visit.points)
        return came_back | is_same(proposed, visit.points)
