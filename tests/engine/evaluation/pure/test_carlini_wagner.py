from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.carlini_wagner import CarliniWagner
from pandavision_gui.engine.attacks.minimum_norm import Answer, Batch, Objective


class Unbreakable:
    """A linear model whose first class leads by far everywhere; sees that points are numbers."""

    def __init__(self, batch: Batch) -> None:
        self._labels = batch.labels
        self.asked = 0

    def logits(self, points: Tensor, rows: Tensor) -> Answer:
        raise NotImplementedError

    jacobian = logits

    def gradients(self, points: Tensor, rows: Tensor, objective: Objective) -> Answer:
        assert torch.isfinite(points).all()
        self.asked += 1
        inputs = points.detach().requires_grad_()
        lead = 1000 * inputs[0].numel() + inputs.flatten(1).sum(dim=1)
        logits = torch.stack([lead, torch.zeros_like(lead)], dim=1)
        (gradients,) = torch.autograd.grad(objective(logits, self._labels[rows]).sum(), inputs)
        nowhere = torch.zeros(len(rows))
        return Answer(logits.detach(), gradients, nowhere.bool(), nowhere.double(), points)


def test_points_stay_numbers_however_many_weights_are_tried() -> None:
    batch = Batch(
        samples=torch.full((2, 1, 4, 4), 100.0),
        labels=torch.zeros(2, dtype=torch.int64),
        input_range=(0.0, 255.0),
        keys=np.arange(2, dtype=np.uint64),
    )
    asked = Unbreakable(batch)
    CarliniWagner(steps=3, binary_search_steps=100, initial_const=1e6).run(batch, asked)
    assert asked.asked == 300
