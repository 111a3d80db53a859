"""What a model does that whoever attacks it must know."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from numpy.typing import NDArray

from pandavision_gui.engine.models.graph_edges import is_standard

ANSWERS_DIFFER = "The model answers differently each time it is asked"
"""How the sentence about a model that draws random numbers begins."""
_TOLERANCE = 1e-3
"""Of the largest score: far above what another order of additions changes."""
_PASSED_ON = ("Cast", "Identity", "Transpose", "Reshape", "Flatten", "Unsqueeze", "Squeeze")
_NORMALISE = ("Sub", "Div", "Mul", "Add", "BatchNormalization")
_Scores = NDArray[np.float32]


def finite_warning(scores: _Scores) -> list[str]:
    """Say so where scores, (N, K), are no numbers."""
    unusable = int((~np.isfinite(scores)).any(axis=1).sum())
    if not unusable:
        return []
    return [
        f"The model returned NaN or infinity for {unusable} of {len(scores)} samples: check the "
        'model and "preprocessing".'
    ]


def behaviour_warnings(
    run: Callable[[NDArray[np.float32]], _Scores],
    pictures: NDArray[np.float32],
) -> list[str]:
    """Ask the model the same again; return a sentence where it says something else.

    Parameters
    ----------
    run
        Returns the scores, (N, K), for what the model's input takes.
    pictures
        What it is asked.
    """
    scores = run(pictures)
    moved = _moved(scores, run(pictures))
    if moved:
        return [
            f"{ANSWERS_DIFFER} ({moved} of {len(scores)} samples): it draws random numbers. The "
            "worst of several answers will count; export it for inference if that is not meant."
        ]
    return []


def _moved(first: _Scores, second: _Scores) -> int:
    """Return how many rows are not the same up to rounding."""
    finite = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    if not finite.any():
        return 0  # said elsewhere
    first, second = first[finite], second[finite]
    scale = max(float(np.abs(first).max()), 1e-6)
    apart = np.abs(first.astype(np.float64) - second).max(axis=1)
    return int((apart > _TOLERANCE * scale).sum())


def leading_normalisation(graph: onnx.GraphProto, name: str) -> str:
    """Return the operators that normalise the input `name` within the model, "" for none."""
    constants = {tensor.name for tensor in graph.initializer}
    constants |= {n.output[0] for n in graph.node if n.op_type == "Constant" and n.output}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for read in node.input:
            readers.setdefault(read, []).append(node)
    found: list[str] = []
    for _ in range(len(graph.node)):
        following = readers.get(name, [])
        if len(following) != 1 or not following[0].output:
            break
        node = following[0]
        others = [other for other in node.input if other and other != name]
        if is_standard(node, *_NORMALISE) and all(other in constants for other in others):
            found.append(node.op_type)
        elif not is_standard(node, *_PASSED_ON):
            break
        name = node.output[0]
    return " and ".join(found)
