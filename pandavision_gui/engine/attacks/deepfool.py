"""DeepFool in L∞ and L2."""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.minimum_norm import (
    Asked,
    Batch,
    MinimumNormAttack,
)
from pandavision_gui.engine.norms import Norm

_BEYOND = 1e-4
"""Of the input range: so much farther than the boundary goes each step, for its rounding."""
_FARTHEST = 1e30
"""Where the slope is almost nothing; ten thousand such steps do not add up to infinity."""
_DUAL = {Norm.LINF: 1.0, Norm.L2: 2.0}


class DeepFool(MinimumNormAttack):
    """DeepFool: step after step to the nearest boundary of the model, taken as linear.

    In each step the boundary to every candidate class is where the gradients foretell it, and the
    nearest one is stepped onto. A sample is finished with its first example, which lies a little
    beyond the boundary: quick, and rarely the nearest there is.

    Parameters
    ----------
    norm
        L∞ or L2.
    steps
        Steps of one sample at most.
    candidates
        How many of the most likely classes are considered, the right one among them.
    overshoot
        By which share the whole change is lengthened, to come to the other side of the boundary.

    Notes
    -----
    Moosavi-Dezfooli, Fawzi and Frossard, DeepFool: a Simple and Accurate Method to Fool Deep Neural
    Networks, CVPR 2016.
    """

    def __init__(
        self,
        norm: Norm = Norm.LINF,
        *,
        steps: int = 50,
        candidates: int = 10,
        overshoot: float = 0.02,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.candidates = candidates
        self.overshoot = overshoot
        self.most_passes = steps + 2

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        rows, box = batch.rows, batch.box()
        answer = asked.logits(batch.samples, rows)
        others = _most_likely(answer.logits, batch.labels, self.candidates)
        total = torch.zeros_like(batch.samples)
        points = batch.samples
        for _ in range(self.steps):
            answer = asked.jacobian(points[rows], rows, others[rows])
            leads = answer.logits.gather(1, others[rows])
            leads = leads - answer.logits.gather(1, batch.labels[rows, None])
            total[rows] += self._step(leads, answer.gradients, _BEYOND * batch.width)
            rows = rows[~answer.broken]
            if len(rows) == 0:
                return
            points = box(batch.samples + (1 + self.overshoot) * total)
        asked.logits(points[rows], rows)

    def _step(self, leads: Tensor, gradients: Tensor, beyond: float) -> Tensor:
        """Return the change onto the nearest boundary: float32, (M, C, H, W); 0 where none is near.

        Parameters
        ----------
        leads
            float32, (M, J): the other classes' logits minus the right one.
        gradients
            float32, (M, J, C, H, W), of the leads.
        """
        flat = gradients.double().flatten(2)
        slopes = torch.linalg.vector_norm(flat, ord=_DUAL[self.norm], dim=2)
        tiny = torch.finfo(slopes.dtype).tiny
        lengths = torch.where(slopes > 0, leads.double().abs() / slopes.clamp(min=tiny), torch.inf)
        nearest = lengths.argmin(dim=1)
        here = torch.arange(len(nearest), device=nearest.device)
        length, way, slope = lengths[here, nearest], flat[here, nearest], slopes[here, nearest]
        steepest = way.sign() if self.norm is Norm.LINF else way / slope.clamp(min=tiny)[:, None]
        length = torch.where(torch.isfinite(length), length + beyond, 0.0).clamp(max=_FARTHEST)
        return (steepest * length[:, None]).view_as(gradients[:, 0]).float()


def _most_likely(logits: Tensor, labels: Tensor, candidates: int) -> Tensor:
    """Return the most likely classes besides the right one: int64, (N, J), J ≥ 1."""
    besides = logits.scatter(1, labels[:, None], -torch.inf)
    wanted = max(1, min(candidates, logits.shape[1]) - 1)
    return besides.topk(wanted, dim=1).indices
