"""Decoupled direction and norm: a minimum-norm attack in L2."""

from __future__ import annotations

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.directions import unit
from pandavision_gui.engine.attacks.losses import Goal, cross_entropy
from pandavision_gui.engine.attacks.minimum_norm import (
    Asked,
    Batch,
    MinimumNormAttack,
    cosine,
    per_sample,
)
from pandavision_gui.engine.norms import Norm, largest_value

_FIRST_STEP, _LAST_STEP = 1.0, 0.01


class DecoupledDirectionNorm(MinimumNormAttack):
    """DDN: gradient steps on cross-entropy that decide the direction of the change only.

    Its length is set after each step: shorter by a share `gamma` than the last where that was
    adversarial, longer where not. The steps' Euclidean length falls from the input range to a
    hundredth of it along half a cosine.

    Parameters
    ----------
    norm
        L2 only.
    steps
        Passes of one sample.
    init_epsilon
        Length of the first change, in units of the input range.
    gamma
        By which share the length changes, in (0, 1).

    Notes
    -----
    Rony, Hafemann, Oliveira, Ben Ayed, Sabourin and Granger, Decoupling Direction and Norm for
    Efficient Gradient-Based L2 Adversarial Attacks and Defenses, CVPR 2019.
    """

    def __init__(
        self,
        norm: Norm = Norm.L2,
        *,
        steps: int = 100,
        init_epsilon: float = 1.0,
        gamma: float = 0.05,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.init_epsilon = init_epsilon
        self.gamma = gamma
        self.most_passes = steps

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        samples, rows, box = batch.samples, batch.rows, batch.box()
        lengths = torch.full(
            (len(samples),),
            self.init_epsilon * batch.width,
            dtype=torch.float64,
            device=samples.device,
        )
        top = largest_value(self.norm, samples[0].numel()) * batch.width
        points = samples
        for step in range(self.steps):
            answer = asked.gradients(points, rows, _cross_entropy)
            length = batch.width * cosine(step, self.steps, _FIRST_STEP, _LAST_STEP)
            change = (points - samples) + length * unit(answer.gradients)
            grown = torch.where(answer.broken, 1 - self.gamma, 1 + self.gamma)
            lengths = (lengths * grown).clamp(max=top)
            points = box(samples + per_sample(lengths.float()) * unit(change))


def _cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    return cross_entropy(logits, Goal(labels))
