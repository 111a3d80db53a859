"""What an attack is after, and what it pushes up for that: one number per sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.secml_parts import LogitDifferenceLoss

_LOGIT_DIFFERENCE = LogitDifferenceLoss()
_LEAST_LEAD = 1e-12


@dataclass(frozen=True)
class Goal:
    """What is wanted of some samples.

    Attributes
    ----------
    labels
        int64, (N,): the true classes, to be left.
    targets
        int64, (N,): the classes to be steered to; None where any other will do.
    must_reach
        Whether a sample counts as broken only in its target; else in any class but its own.
    """

    labels: Tensor
    targets: Tensor | None = None
    must_reach: bool = False

    def of(self, rows: Tensor | slice) -> Goal:
        """Return the goal of some rows only."""
        targets = None if self.targets is None else self.targets[rows]
        return Goal(self.labels[rows], targets, self.must_reach)

    def is_reached(self, logits: Tensor) -> Tensor:
        """Return which of (N, K) logits are what is wanted: bool, (N,)."""
        found = logits.argmax(dim=1)
        if self.targets is not None and self.must_reach:
            return found == self.targets
        return found != self.labels


Loss = Callable[[Tensor, Goal], Tensor]
"""(logits float32 (N, K), goal) → float32 (N,); larger means nearer to the goal."""


def cross_entropy(logits: Tensor, goal: Goal) -> Tensor:
    """Cross-entropy of the true class; with a target the negative one of that."""
    if goal.targets is None:
        return torch.nn.functional.cross_entropy(logits, goal.labels, reduction="none")
    return -torch.nn.functional.cross_entropy(logits, goal.targets, reduction="none")


def margin(logits: Tensor, goal: Goal) -> Tensor:
    """Largest wrong logit minus the right one (SecML-Torch's logit difference); above 0: broken.

    With a target its logit minus the largest other one.
    """
    if goal.targets is None:
        difference: Tensor = _LOGIT_DIFFERENCE(logits, goal.labels)
        return difference
    lag: Tensor = _LOGIT_DIFFERENCE(logits, goal.targets)
    return -lag


def dlr(logits: Tensor, goal: Goal) -> Tensor:
    """Difference of logits ratio: the margin, divided by how far the best logit leads the third.

    With a target its logit minus the right one, divided by how far the best logit leads the mean of
    the third and the fourth. It does not change when all logits are multiplied. Without a fourth
    class the third is taken, and without a third one the margin alone.

    Notes
    -----
    Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse
    Parameter-free Attacks, ICML 2020.
    """
    classes = logits.shape[1]
    if classes < 3:
        return margin(logits, goal)
    highest = logits.topk(min(classes, 4), dim=1).values
    if goal.targets is None:
        difference, behind = margin(logits, goal), highest[:, 2]
    else:
        both = torch.stack([goal.targets, goal.labels], dim=1)
        target, right = logits.gather(1, both).unbind(dim=1)
        difference, behind = target - right, (highest[:, 2] + highest[:, -1]) / 2
    ratio: Tensor = difference / (highest[:, 0] - behind + _LEAST_LEAD)
    return ratio


LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "margin": margin, "dlr": dlr}
