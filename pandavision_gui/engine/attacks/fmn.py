"""Fast minimum-norm attack in L∞, L2, L1 and L0."""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.directions import unit
from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.attacks.minimum_norm import (
    Answer,
    Asked,
    Batch,
    MinimumNormAttack,
    cosine,
)
from pandavision_gui.engine.norms import Norm, largest_value

_LAST_GAMMA = 0.001
_LAST_STEP = 0.01
"""Of the first step."""
_DUAL = {Norm.LINF: 1.0, Norm.L2: 2.0, Norm.L1: torch.inf}


class FastMinimumNorm(MinimumNormAttack):
    """FMN: gradient steps on the margin inside a ball that follows the decision boundary.

    The ball around the sample becomes larger by a share `gamma` after a step that is not
    adversarial, and smaller after one that is; as long as nothing has been found, its radius is the
    distance to the boundary that the gradient foretells. Steps have a Euclidean length that falls,
    as gamma does, along half a cosine. In L0 the radius is a number of pixels, changed by one at
    least.

    Parameters
    ----------
    norm
        Of the distance.
    steps
        Passes of one sample.
    stepsize
        Euclidean length of the first step, in units of the input range.
    gamma
        By which share the radius changes at first, in (0, 1).

    Notes
    -----
    In the paper the first radii end at the foretold boundary. Here they are larger by gamma, as all
    others that grow: a linear model would be stepped onto its boundary and never over it.

    Pintor, Roli, Brendel and Biggio, Fast Minimum-norm Adversarial Attacks through Adaptive Norm
    Constraints, NeurIPS 2021.
    """

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 100,
        stepsize: float = 1.0,
        gamma: float = 0.05,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.stepsize = stepsize
        self.gamma = gamma
        self.most_passes = steps

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        samples, rows = batch.samples, batch.rows
        count, pixels = len(samples), samples[0, 0].numel()
        top = largest_value(self.norm, samples[0].numel())
        if self.norm is not Norm.L0:
            top *= batch.width
        best = torch.full((count,), top, dtype=torch.float64, device=samples.device)
        start = 1 / pixels if self.norm is Norm.L0 else torch.inf
        radii = torch.full_like(best, start)
        found = torch.zeros(count, dtype=torch.bool, device=samples.device)
        points = samples
        for step in range(self.steps):
            answer = asked.gradients(points, rows, _margin)
            gamma = cosine(step, self.steps, self.gamma, _LAST_GAMMA)
            found |= answer.broken
            best = torch.where(answer.broken, torch.minimum(best, answer.distances), best)
            if self.norm is Norm.L0:
                radii = _pixel_radii(radii, answer.broken, best, gamma, pixels)
            else:
                foretold = answer.distances + self._to_boundary(answer, batch.labels)
                if batch.step:  # rounded, a point may be nearer than its radius, again and again
                    foretold = torch.where(radii < torch.inf, foretold.maximum(radii), foretold)
                # On the boundary itself nothing is adversarial yet: beyond it, not onto it.
                outwards = torch.where(found, radii, foretold) * (1 + gamma)
                inwards = torch.minimum(radii * (1 - gamma), best)
                radii = torch.where(answer.broken, inwards, outwards)
            radii = radii.clamp(max=top)
            length = batch.width * cosine(
                step, self.steps, self.stepsize, _LAST_STEP * self.stepsize
            )
            points = batch.project(points + length * unit(answer.gradients), self.norm, radii)

    def _to_boundary(self, answer: Answer, labels: Tensor) -> Tensor:
        """Return how far the boundary is by the slope here: float64, (N,); ∞ where it is flat."""
        size = torch.linalg.vector_norm(
            answer.gradients.double().flatten(1), ord=_DUAL[self.norm], dim=1
        )
        lead = margin(answer.logits, Goal(labels)).double().abs()
        return torch.where(size > 0, lead / size.clamp(min=torch.finfo(size.dtype).tiny), torch.inf)


def _pixel_radii(radii: Tensor, broken: Tensor, best: Tensor, gamma: float, pixels: int) -> Tensor:
    """Return the next radii as shares of the pixels, whole numbers of them."""
    allowed = (radii * pixels).round()
    inwards = torch.minimum(allowed - 1, (allowed * (1 - gamma)).floor())
    inwards = torch.minimum(inwards, (best * pixels).round())
    outwards = torch.maximum(allowed + 1, (allowed * (1 + gamma)).floor())
    return torch.where(broken, inwards, outwards).clamp(min=0) / pixels


def _margin(logits: Tensor, labels: Tensor) -> Tensor:
    return margin(logits, Goal(labels))
