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

    A sample counts as broken when any point on the way is misclassified, and is left alone then.
    Passes, if it were not: N × steps.
    """
    x = torch.from_numpy(samples)
    y = torch.from_numpy(labels)
    size = torch.as_tensor(np.broadcast_to(radius, len(samples)).copy(), dtype=torch.float32)
    size = size.view(-1, 1, 1, 1)
    point = x.clone()
    left = torch.arange(len(x))
    for step in range(steps + 1):
        point.requires_grad_()
        logits = model(point)
        stays = logits.argmax(1) == y
        left = left[stays]
        if step == steps or len(left) == 0:
            break
        loss = torch.nn.functional.cross_entropy(logits, y, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, point)
        with torch.no_grad():
            x, y, size = x[stays], y[stays], size[stays]
            point, gradient = point[stays], gradient[stays]
            if norm == "linf":
                point = point + rel_stepsize * size * gradient.sign()
                point = torch.maximum(torch.minimum(point, x + size), x - size).clamp(0, 1)
            else:
                change = point + rel_stepsize * size * gradient / _length(gradient) - x
                point = (x + change * (size / _length(change)).clamp(max=1)).clamp(0, 1)
    right = np.zeros(len(samples), dtype=bool)
    right[left.numpy()] = True
    return right


def _length(change: torch.Tensor) -> torch.Tensor:
    return change.flatten(1).norm(dim=1).clamp(min=1e-30).view(-1, 1, 1, 1)
