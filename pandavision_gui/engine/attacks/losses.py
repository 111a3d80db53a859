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


LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "margin": margin}
