"""What an attack is after, and what it pushes up for that: one number per sample."""

from __future__ import annotations

import math
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


@dataclass(frozen=True)
class Progress:
    """How far samples are, in a measure in which a slope can be followed all the way to the goal.

    Attributes
    ----------
    values
        float32, (N,): below 0 as long as the goal cannot be reached; it rises with the loss.
    rates
        float32, (N,): its derivative by the loss; infinite where a slope of the loss tells nothing,
        as where it is so flat that its gradient is mostly rounding.
    """

    values: Tensor
    rates: Tensor


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


_LEAST_DISTRUST = 100 * 2.0**-24
"""Softmax in float32 is exact to 2⁻²⁴: below this a class's 1 − p is not known to two digits."""


def cross_entropy_progress(logits: Tensor, goal: Goal) -> Progress:
    """Return the log-odds against the true class, or those of a target to be the highest.

    Below 0 the true class has more than half of the probability, and no other can lead. Unlike the
    loss, log-odds do not flatten out where the model is sure.
    """
    classes = logits.shape[1]
    steered = goal.labels if goal.targets is None else goal.targets
    own = logits.gather(1, steered[:, None])
    others = logits.scatter(1, steered[:, None], -torch.inf).logsumexp(dim=1)
    odds = own[:, 0] - others
    against = torch.sigmoid(-odds)  # 1 − p
    rates = torch.where(against > _LEAST_DISTRUST, 1 / against, torch.inf)
    if goal.targets is None:
        return Progress(-odds, rates)
    # A target is the highest of K classes with odds of 1 / (K − 1) at the least.
    return Progress(odds + math.log(max(classes - 1, 1)), rates)


def margin_progress(logits: Tensor, goal: Goal) -> Progress:
    """Return the margin itself, which is linear in the logits."""
    found = margin(logits, goal)
    return Progress(found, torch.ones_like(found))


def dlr_progress(logits: Tensor, goal: Goal) -> Progress:
    """Return the ratio, whose slope is not believed: it is about −1 wherever the model is sure."""
    found = dlr(logits, goal)
    return Progress(found, torch.full_like(found, torch.inf))


LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "margin": margin, "dlr": dlr}

PROGRESS: dict[str, Callable[[Tensor, Goal], Progress]] = {
    "cross-entropy": cross_entropy_progress,
    "margin": margin_progress,
    "dlr": dlr_progress,
}
"""(logits float32 (N, K), goal) → how far each row is from the goal."""
