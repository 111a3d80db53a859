"""Whether there is a gradient to attack with, seen before the attack on real samples.

Without one an attack evaluates the clean sample again and again, and a model that was never
attacked would be called robust.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.losses import margin
from pandavision_gui.engine.row_limit import RowLimit, in_groups
from pandavision_gui.errors import InputError


def require_gradient(
    classifier: torch.nn.Module,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    limit: RowLimit | None = None,
) -> None:
    """Send samples through the converted model and back.

    The margin loss is used: cross-entropy has no gradient left, in float32, where a model is very
    sure, which says nothing about the model.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), data units.
    labels
        int64, (N,).
    limit
        How many of them go through it at a time.

    Raises
    ------
    InputError
        ``model_no_gradient`` when none of the samples has one.
    """
    device = next((t.device for t in classifier.buffers()), torch.device("cpu"))

    def has_gradient(rows: slice) -> bool:
        inputs = torch.from_numpy(samples[rows]).to(device).requires_grad_()
        losses = margin(classifier(inputs), torch.from_numpy(labels[rows]).to(device))
        if not losses.requires_grad:
            return False
        (gradients,) = torch.autograd.grad(losses.sum(), inputs, allow_unused=True)
        return gradients is not None and bool((torch.nan_to_num(gradients) != 0).any())

    if any(in_groups(len(samples), limit or RowLimit(), has_gradient)):
        return
    raise InputError(
        "model_no_gradient",
        "The model gives no gradient on any of the samples that were tried: it rounds, casts or "
        "quantises on the way. An attack by gradients would find nothing and call it robust.",
        "Export the model without these operators, or before it was quantised.",
    )
