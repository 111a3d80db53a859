"""Steepest ascent: the step of length 1 in a norm that raises the loss most."""

from __future__ import annotations

import torch
from secmlt.adv.evasion.perturbation_models import LpPerturbationModels
from secmlt.optimization.gradient_processing import LinearProjectionGradientProcessing
from torch import Tensor

from pandavision_gui.engine.norms import Norm

_L2 = LinearProjectionGradientProcessing(LpPerturbationModels.L2)
# Its projection for L1 takes the largest gradient of the whole batch: all samples but one would not
# move.


def steepest(norm: Norm, gradients: Tensor) -> Tensor:
    """Return directions of length 1: float32, (N, C, H, W); zero where the gradient is.

    For L1 all the length goes into the single element with the largest gradient; see
    :func:`sparse` for steps that go further.
    """
    if norm is Norm.LINF:
        return gradients.sign()
    if norm is Norm.L1:
        return sparse(gradients, torch.ones(len(gradients), dtype=torch.int64))
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
