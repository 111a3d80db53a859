"""Steepest ascent: the step of length 1 in a norm that raises the loss most."""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.projections import Ball, L1Ball
from pandavision_gui.engine.attacks.secml_parts import (
    LinearProjectionGradientProcessing,
    LpPerturbationModels,
)
from pandavision_gui.engine.norms import Norm

_L2 = LinearProjectionGradientProcessing(LpPerturbationModels.L2)
_SHARE_AT_FIRST, _SPARSER = 0.2, 1.5
# Its projection for L1 takes the largest gradient of the whole batch: all samples but one would not
# move.


def steepest(norm: Norm, gradients: Tensor, points: Tensor, ball: Ball) -> Tensor:
    """Return directions of length 1: float32, (N, C, H, W); zero where the gradient is.

    In L1 the steepest direction is a single element, and so many steps would be needed that what
    moves is a share of the elements, as many as Auto-PGD takes: a fifth at the sample itself, later
    two thirds of those that differ from it, so that the change becomes as sparse as it can be.
    Elements that are at the end of the range already are passed over.

    Parameters
    ----------
    gradients, points
        float32, (N, C, H, W).
    ball
        Of the points.

    Notes
    -----
    L1: Croce and Hein, Mind the Box: l1-APGD for Sparse Adversarial Attacks on Image Classifiers,
    ICML 2021.
    """
    if norm is Norm.LINF:
        return gradients.sign()
    if norm is Norm.L1:
        if not isinstance(ball, L1Ball):
            raise TypeError(f"a step in L1 inside a {type(ball).__name__}")
        moved = (points != ball.samples).flatten(1).sum(dim=1)
        at_first = int(_SHARE_AT_FIRST * points[0].numel())
        counts = torch.where(moved == 0, at_first, (moved / _SPARSER).long())
        return sparse(torch.where(ball.is_at_end(points, gradients), 0.0, gradients), counts)
    return unit(gradients)


def unit(gradients: Tensor) -> Tensor:
    """Return directions of Euclidean length 1, of the same shape; zero where the gradient is."""
    # A gradient may be so small that its square is 0, or so large that it is infinite.
    scaled = gradients / _largest(gradients).clamp(min=torch.finfo(gradients.dtype).tiny)
    direction: Tensor = _L2(scaled)
    return direction


def sparse(gradients: Tensor, counts: Tensor) -> Tensor:
    """Return directions of L1 length 1 along the largest gradients.

    Parameters
    ----------
    gradients
        float32, (N, C, H, W).
    counts
        int64, (N,): how many elements of each sample move, ≥ 1, by the same amount each.

    Notes
    -----
    Tramèr and Boneh, Adversarial Training and Robustness for Multiple Perturbations, NeurIPS 2019.
    """
    size = gradients.flatten(1).abs()
    counts = counts.to(size.device).clamp(min=1, max=size.shape[1])
    places = size.argsort(dim=1, descending=True, stable=True)
    moves = torch.arange(size.shape[1], device=size.device) < counts[:, None]
    moves = torch.zeros_like(moves).scatter(1, places, moves)
    direction = torch.where(moves, gradients.flatten(1).sign(), 0.0)
    return (direction / counts[:, None]).view_as(gradients)


def _largest(gradients: Tensor) -> Tensor:
    return gradients.flatten(1).abs().amax(dim=1).view(-1, *[1] * (gradients.ndim - 1))
