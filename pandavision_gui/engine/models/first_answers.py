"""What a model's first answers have to show before anything is built on them.

It answers at all: a file of a few hundred bytes can ask for a loop of 2^62 rounds. And whether it
answers the same twice: of one that does not, the worst of several answers counts.
"""

from __future__ import annotations

import time

import numpy as np
import onnx
from numpy.typing import NDArray

from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.engine.models.onnx_truth import OnnxTruth

FIRST_ANSWER_S = 15.0
"""For one sample. Attacks need thousands of answers: what is slower cannot be attacked."""
REPEATS = 10
"""Answers of a model that draws random numbers, of which the worst counts: decision 0011."""
_LOOPS = ("Loop", "Scan")
_LEAST_S = 60.0
_TIMES_THE_FIRST = 20.0


def first_answers(
    truth: OnnxTruth,
    model: onnx.ModelProto,
    trial: NDArray[np.float32],
    *,
    draws: bool = False,
) -> NDArray[np.float32]:
    """Let the model answer for a few samples twice, and return its scores.

    Where the answers differ, or `draws`, the truth asks repeatedly from then on.

    How often a loop runs may depend on the picture: from then on a model with loops has a limit of
    time for every run, far above what its first answer took.

    Parameters
    ----------
    model
        Without local functions.
    trial
        float32, (N, C, H, W); any numbers will do.
    draws
        Whether the model has operators that draw random numbers: two answers that are equal prove
        nothing then.

    Raises
    ------
    InputError
        ``model_too_slow``; ``model_run_failed``, ``model_scores_shape``.
    """
    truth.seconds_per_row, truth.seconds_per_run = 0.0, FIRST_ANSWER_S
    began = time.monotonic()
    truth.scores(trial[:1])
    took = time.monotonic() - began
    truth.seconds_per_run = _LEAST_S if _has_loops(model) else None
    truth.seconds_per_row = _TIMES_THE_FIRST * took
    scores = truth.scores(trial)
    if draws or not np.array_equal(scores, truth.scores(trial), equal_nan=True):
        truth.repeats = REPEATS
    return scores


def _has_loops(model: onnx.ModelProto) -> bool:
    return any(node.op_type in _LOOPS for node in all_nodes(model.graph))
