"""A normalisation that was perhaps forgotten, where clean samples do not show it.

A model of pictures in 0 … 255 that was trained on 0 … 1 may answer right all the same, for its
layers hardly look at the scale. Its robust accuracy is another one then.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.preprocessing import UNNAMED_PREPROCESSING
from pandavision_gui.engine.spec import EvaluationSpec

_LARGEST_BYTE = 255.0


class Scorer(Protocol):
    """The model, as ONNX Runtime answers."""

    def scores(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return scores, (N, K), of samples, (N, C, H, W)."""
        ...


def may_be_forgotten(spec: EvaluationSpec, input_range: tuple[float, float]) -> bool:
    """Whether pictures in 0 … 255 go to the model as they are stored."""
    return spec.preprocessing is None and input_range == (0.0, _LARGEST_BYTE)


def right_if_scaled(truth: Scorer, samples: NDArray[np.float32], labels: NDArray[np.int64]) -> int:
    """Return how many samples are right when they are scaled to 0 … 1.

    Parameters
    ----------
    truth
        Of a model that gets the samples as they are.
    samples, labels
        float32, (N, C, H, W), 0 … 255, and int64, (N,).
    """
    prediction = truth.scores(samples / np.float32(_LARGEST_BYTE)).argmax(axis=1)
    return int((prediction == labels).sum())


def forgotten_note(right: int, scaled: int, count: int) -> str:
    """Return the note; empty where scaled samples are right less often, or hardly ever.

    Parameters
    ----------
    right, scaled
        How many of `count` samples are right as they are stored, and scaled to 0 … 1.
    """
    if scaled < right or 2 * scaled < count:
        return ""
    return (
        f"{UNNAMED_PREPROCESSING}, so the model gets 0 … 255 as it is stored. With "
        f'"preprocessing": "unit" (0 … 1) {scaled} of {count} clean samples are right, without it '
        f"{right}: they do not tell which of the two it was trained with, and the robust accuracy "
        "may differ. Set it if the model was trained so; if it was trained on 0 … 255, all is well."
    )
