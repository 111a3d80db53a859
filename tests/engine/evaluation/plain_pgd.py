"""PGD written out with ordinary torch: what the downward search is held against."""

from __future__ import annotations

import numpy as np
import torch


def plain_pgd(
    model: torch.nn.Module,
    samples: np.ndarray,
    labels: np.ndarray,
    radius: np.ndarray | float,
    *,
    steps: int = 50,
    rel_stepsize: float = 0.1,
    norm: str = "linf",
) -> np.ndarray:
    """Attack every sample at its radius, L∞ or L2; return which are still right, bool (N,).

    A sample counts as broken when any point on the way is misclassified. Passes: N × steps.
    """
    x = torch.from_numpy(samples)
    y = torch.from_numpy(labels)
    size = torch.as_tensor(np.broadcast_to(radius, len(samples)).copy(), dtype=torch.float32)
    size = size.view(-1, 1, 1, 1)
    point = x.clone()
    right = model(x).argmax(1) == y
    for _ in range(steps):
        point.requires_grad_()
        loss = torch.nn.functional.cross_entropy(model(point), y, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, point)
        with torch.no_grad():
            if norm == "linf":
                point = point + rel_stepsize * size * gradient.sign()
                point = torch.maximum(torch.minimum(point, x + size), x - size).clamp(0, 1)
            else:
                change = point + rel_stepsize * size * gradient / _length(gradient) - x
                point = (x + change * (size / _length(change)).clamp(max=1)).clamp(0, 1)
            right &= model(point).argmax(1) == y
    return right.numpy()


def _length(change: torch.Tensor) -> torch.Tensor:
    return change.flatten(1).norm(dim=1).clamp(min=1e-30).view(-1, 1, 1, 1)
