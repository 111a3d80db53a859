"""What an attack saw of one sample, pass by pass: a replay, for looking at."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.losses import Goal, cross_entropy, margin
from pandavision_gui.engine.norms import Norm, distances, value_of

MOST_PASSES = 50_000
"""Passes that are kept: more than any attack of the catalogue makes by default."""


class PassTrace(torch.nn.Module):
    """A classifier that notes of every row how far it is from the sample, and how wrong.

    Parameters
    ----------
    classifier
        Takes float32 (N, C, H, W) in data units, returns logits (N, K).
    sample
        float32, (C, H, W), data units: all rows are variations of it.
    label
        Its true class.
    width
        Of the input range, data units.
    """

    def __init__(
        self,
        classifier: torch.nn.Module,
        sample: NDArray[np.float32],
        label: int,
        *,
        norm: Norm,
        width: float,
    ) -> None:
        super().__init__()
        self._classifier = classifier
        self._sample = sample
        self._label = label
        self._norm = norm
        self._width = width
        self._kept: list[NDArray[np.float64]] = []
        self.passes = 0

    def forward(self, points: Tensor) -> Tensor:
        """Return the classifier's logits, unchanged."""
        logits: Tensor = self._classifier(points)
        if self.passes < MOST_PASSES:
            self._note(points.detach(), logits.detach())
        self.passes += len(points)
        return logits

    def table(self) -> NDArray[np.float64]:
        """Return what was noted.

        Returns
        -------
        float64, (n, 3): of each pass the size of the perturbation, as perturbation values are; the
        logit of the best wrong class minus that of the true one (above 0: wrong); and the
        cross-entropy of the true class in nats.
        """
        if not self._kept:
            return np.empty((0, 3))
        return np.concatenate(self._kept)[:MOST_PASSES]

    def _note(self, points: Tensor, logits: Tensor) -> None:
        goal = Goal(torch.full((len(points),), self._label, device=logits.device))
        taken = points.cpu().numpy()
        clean = np.broadcast_to(self._sample, taken.shape)
        size = value_of(distances(clean, taken, self._norm), self._norm, self._width)
        lead = margin(logits, goal).double().cpu().numpy()
        loss = cross_entropy(logits, goal).double().cpu().numpy() + 0.0  # no −0
        self._kept.append(np.stack([size, lead, loss], axis=1))
