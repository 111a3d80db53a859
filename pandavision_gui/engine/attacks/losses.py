"""What an attack pushes up, one number per sample."""

from __future__ import annotations

from collections.abc import Callable

import torch
from secmlt.optimization.losses import LogitDifferenceLoss
from torch import Tensor

Loss = Callable[[Tensor, Tensor], Tensor]
"""(logits float32 (N, K), labels int64 (N,)) → float32 (N,); larger means nearer to an error."""

_LOGIT_DIFFERENCE = LogitDifferenceLoss()


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the true class."""
    return torch.nn.functional.cross_entropy(logits, labels, reduction="none")


def margin(logits: Tensor, labels: Tensor) -> Tensor:
    """Largest wrong logit minus the right one (SecML-Torch's logit difference); above 0: broken."""
    difference: Tensor = _LOGIT_DIFFERENCE(logits, labels)
    return difference


def dlr(logits: Tensor, labels: Tensor) -> Tensor:
    """Difference of logits ratio: the margin, divided by how far the best logit leads the third.

    It does not change when all logits are multiplied. With two classes there is no third one: then
    it is the margin alone.

    Notes
    -----
    Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse
    Parameter-free Attacks, ICML 2020.
    """
    difference = margin(logits, labels)
    if logits.shape[1] < 3:
        return difference
    highest = logits.topk(3, dim=1).values
    ratio: Tensor = difference / (highest[:, 0] - highest[:, 2] + _LEAST_LEAD)
    return ratio


_LEAST_LEAD = 1e-12
LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "margin": margin, "dlr": dlr}
