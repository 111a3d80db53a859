"""Which outputs of a model tell the class, and what they are made from."""

from __future__ import annotations

import onnx

from pandavision_gui.engine.models.class_scores import ELEMENTWISE, choice_behind, label_source
from pandavision_gui.engine.models.graph_edges import ancestors, is_standard, producers_of

# What turns one score into a class: 1 where it is beyond a threshold.
_THRESHOLDS = ("Greater", "GreaterOrEqual", "Less", "LessOrEqual")
# Of one score: what they compute keeps its order, or turns it round; the last ones with a number
# that is fixed.
_ORDERED = (
    "Cast", "Clip", "Exp", "Flatten", "HardSigmoid", "Identity", "Log", "Neg", "Reshape", "Sigmoid",
    "Softplus", "Squeeze", "Tanh", "Unsqueeze",
)  # fmt: skip
_ORDERED_WITH_A_NUMBER = ("Add", "Div", "Mul", "Sub")
_SHAPED = ("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze")


def label_outputs(
    graph: onnx.GraphProto, scores: str, *, is_one_logit: bool = False
) -> dict[str, bool]:
    """Return the outputs that tell the class, each with whether it is made from the scores alone.

    Made from the tensor `scores`, or `scores` from what they are made from: then nothing but the
    place of the largest score is right. Other labels are made from the same numbers, without
    weights between, or say of one score on which side of a threshold it is: whoever built the
    model may want them otherwise. A label of another head says nothing about these.
    """
    producers = producers_of(graph)
    before = ancestors(scores, producers) | {scores}
    beside = _same_numbers(scores, producers)
    inputs = {value.name for value in graph.input} - {t.name for t in graph.initializer}
    in_order = _ordered_sources(scores, producers, inputs)
    found: dict[str, bool] = {}
    for value in graph.output:
        source = label_source(value.name, producers)
        if source and (source in before or scores in ancestors(source, producers)):
            found[value.name] = True
            continue
        is_beside = source and beside & _same_numbers(source, producers)
        compared = _held_against_a_threshold(value.name, producers, inputs) if is_one_logit else ""
        is_threshold = compared and in_order & _ordered_sources(compared, producers, inputs)
        if is_beside or is_threshold:
            found[value.name] = False
    return found


def _held_against_a_threshold(
    output: str, producers: dict[str, onnx.NodeProto], inputs: set[str]
) -> str:
    """Return what an output compares with a fixed number, "" where it does something else."""
    name, node = choice_behind(output, producers)
    behind = producers.get(name)
    if node is not None or behind is None or not is_standard(behind, *_THRESHOLDS):
        return ""
    moving = [one for one in behind.input if not _is_fixed(one, producers, inputs)]
    return moving[0] if len(moving) == 1 else ""


def _same_numbers(name: str, producers: dict[str, onnx.NodeProto]) -> set[str]:
    """Return a tensor and what it is computed from without weights: no constants, no inputs."""
    found = {name} & producers.keys()
    waiting = [name]
    while waiting:
        node = producers.get(waiting.pop())
        if node is not None and is_standard(node, *ELEMENTWISE):
            new = {source for source in node.input if source in producers} - found
            new = {one for one in new if not is_standard(producers[one], "Constant")}
            found |= new
            waiting += new
    return found


def _ordered_sources(name: str, producers: dict[str, onnx.NodeProto], inputs: set[str]) -> set[str]:
    """Return a tensor and what it grows or falls with, back to where several numbers meet."""
    found: set[str] = set()
    while (node := producers.get(name)) is not None and name not in found:
        found.add(name)
        if is_standard(node, *_ORDERED):
            name = node.input[0]
        elif is_standard(node, *_ORDERED_WITH_A_NUMBER):
            moving = [one for one in node.input if not _is_fixed(one, producers, inputs)]
            if len(moving) != 1:
                break
            name = moving[0]
        else:
            break
    return found


def _is_fixed(name: str, producers: dict[str, onnx.NodeProto], inputs: set[str]) -> bool:
    """Whether a tensor is the same for all samples: a weight or a constant, in whatever form."""
    seen: set[str] = set()
    while (node := producers.get(name)) is not None and name not in seen:
        seen.add(name)
        if is_standard(node, "Constant"):
            return True
        if not is_standard(node, *_SHAPED):
            return False
        name = node.input[0]
    return name not in inputs and name not in seen
