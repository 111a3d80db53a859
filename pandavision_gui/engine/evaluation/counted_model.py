"""The only way to the converted model: every row is counted, a stop is heard before each pass."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


class Stopped(Exception):  # noqa: N818 - the user's wish, not an error
    """Raised before a pass when a stop was asked for; nothing has been changed by then."""


class CountedModel:
    """A classifier with a counter.

    Parameters
    ----------
    classifier
        Takes float32 (N, C, H, W) in data units, returns logits (N, K).
    stop_requested
        Asked before every pass.

    Attributes
    ----------
    passes
        Rows sent so far, with or without backward.
    """

    def __init__(
        self, classifier: torch.nn.Module, stop_requested: Callable[[], bool] = lambda: False
    ) -> None:
        self._classifier = classifier
        self._stop_requested = stop_requested
        self.passes = 0

    def heed_stop(self) -> None:
        """Raise :class:`Stopped` when a stop was asked for."""
        if self._stop_requested():
            raise Stopped

    def logits_and_gradients(
        self, points: Tensor, objective: Callable[[Tensor], Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Run a batch forward and backward.

        Parameters
        ----------
        points
            float32, (N, C, H, W), data units.
        objective
            Maps logits (N, K) to one number per row, (N,); its sum is differentiated, so that the
            rows' gradients do not mix.

        Returns
        -------
        logits
            float32, (N, K), detached.
        gradients
            float32, (N, C, H, W); where the model gives none that is finite, zero.

        Raises
        ------
        Stopped
            Before the pass, when a stop was asked for.
        """
        self.heed_stop()
        self.passes += len(points)
        inputs = points.detach().requires_grad_()
        with torch.enable_grad():
            logits = self._classifier(inputs)
            (gradients,) = torch.autograd.grad(objective(logits).sum(), inputs)
        return logits.detach(), torch.nan_to_num(gradients, nan=0.0, posinf=0.0, neginf=0.0)
