"""What a model's first answers have to show before anything is built on them.

It answers at all, and it answers the same twice. A file of a few hundred bytes can ask for a loop
of 2^62 rounds, and one that draws random numbers has no accuracy that an attack could lower.
"""

from __future__ import annotations

import time

import numpy as np
import onnx
from numpy.typing import NDArray

from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.errors import InputError

FIRST_ANSWER_S = 15.0
"""For one sample. Attacks need thousands of answers: what is slower cannot be attacked."""
_LOOPS = ("Loop", "Scan")
_LEAST_S = 60.0
_TIMES_THE_FIRST = 20.0


def first_answers(
    truth: OnnxTruth, model: onnx.ModelProto, trial: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Let the model answer for a few samples twice, and return its scores.

    How often a loop runs may depend on the picture: from then on a model with loops has a limit of
    time for every run, far above what its first answer took.

    Parameters
    ----------
    model
        Without local functions.
    trial
        float32, (N, C, H, W); any numbers will do.

    Raises
    ------
    InputError
        ``model_too_slow``, ``model_random``; ``model_run_failed``, ``model_scores_shape``.
    """
    truth.seconds_per_row, truth.seconds_per_run = 0.0, FIRST_ANSWER_S
    began = time.monotonic()
    truth.scores(trial[:1])
    took = time.monotonic() - began
    truth.seconds_per_run = _LEAST_S if _has_loops(model) else None
    truth.seconds_per_row = _TIMES_THE_FIRST * took
    scores = truth.scores(trial)
    if not np.array_equal(scores, truth.scores(trial), equal_nan=True):
        raise InputError(
            "model_random",
            "The model gives another answer each time it is asked about the same sample.",
            "Neither its accuracy nor an attack on it would mean anything; export it in "
            "evaluation mode, without operators that draw random numbers.",
        )
    return scores


def _has_loops(model: onnx.ModelProto) -> bool:
    return any(node.op_type in _LOOPS for node in all_nodes(model.graph))
