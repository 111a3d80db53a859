"""A model that nobody converts or that has no gradient: its scores are ONNX Runtime's own."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.models.onnx_truth import OnnxTruth

_SMALLEST = 1e-30


class ScoreOnlyClassifier(torch.nn.Module):
    """Samples in, logits out, without a gradient: for attacks that need none.

    Parameters
    ----------
    truth
        The original model. Its own count of rows is left as it is by calls from here.

    Attributes
    ----------
    rows
        Rows sent through it so far, for any purpose.
    """

    half_precision = False
    is_rounding = False

    def __init__(self, truth: OnnxTruth) -> None:
        super().__init__()
        self._truth = truth
        self.rows = 0

    @property
    def device(self) -> torch.device:
        """Where the samples have to be."""
        return torch.device("cpu")

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """Return the logits, float32, (N, K), of float32 samples (N, C, H, W) in data units."""
        self.rows += len(samples)
        counted = self._truth.rows
        scores = self._truth.scores(np.asarray(samples.detach().cpu().numpy(), dtype=np.float32))
        self._truth.rows = counted
        return torch.from_numpy(self._logits(scores.astype(np.float64)).astype(np.float32))

    def _logits(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Undo the final activation, so that all classifiers return the same."""
        activation = self._truth.interface.activation
        if activation is None or activation.kind == "log_softmax":
            return scores
        logs: NDArray[np.float64] = np.log(np.maximum(scores, _SMALLEST))
        if activation.kind == "sigmoid":
            return logs - np.log(np.maximum(1.0 - scores, _SMALLEST))
        return logs
