"""Which tensor of a model holds the class scores: an output, or what its label is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import onnx
from onnx import helper

from pandavision_gui.engine.models.graph_edges import is_standard

_ML = "ai.onnx.ml"
# Between an ArgMax or TopK and an output: the same labels in another form.
_LABEL_FORMS = ("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten")
# The labels are the second input; the first is a table of the classes' numbers or names.
_LABEL_TABLES = ("ArrayFeatureExtractor", "Gather")
_ML_CLASSIFIERS = ("LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier")
# What exporters and users call the output of the class scores, best first.
_USUAL_NAMES = (
    "logits", "scores", "probabilities", "probs", "prob", "softmax", "output_probability",
    "predictions", "output", "classification", "class",
)  # fmt: skip

Origin = Literal["output", "label", "columns"]


@dataclass(frozen=True)
class ScoreTensor:
    """A tensor that can be read as class scores.

    Attributes
    ----------
    name
        Its name in the graph.
    origin
        "output": it is an output of the file (or ZipMap makes one of it); "label": the model tells
        the class, and this is what it takes the largest of; "columns": the model tells each class
        in an output of its own.
    output
        The output that led to it.
    class_labels
        What the file calls the classes, in the order of the scores; empty where it does not say.
    """

    name: str
    origin: Origin
    output: str
    class_labels: tuple[str, ...] = ()


def score_tensors(graph: onnx.GraphProto, narrow: set[str]) -> tuple[ScoreTensor, ...]:
    """Return all tensors that may hold class scores, in the order of the outputs, each once.

    Parameters
    ----------
    narrow
        Outputs that have one number per sample.
    """
    producers = {name: node for node in graph.node for name in node.output if name}
    labels = _class_labels(graph.node)
    found: dict[str, ScoreTensor] = {}
    columns: dict[str, list[str]] = {}
    for value in graph.output:
        source = _column_source(value.name, producers) if value.name in narrow else ""
        if source:
            columns.setdefault(source, []).append(value.name)
    for value in graph.output:
        source = _column_source(value.name, producers) if value.name in narrow else ""
        if source and len(columns[source]) > 1:
            tensor = ScoreTensor(source, "columns", value.name)
        else:
            tensor = _followed(value.name, producers)
        known = found.get(tensor.name)
        if known is None or (known.origin == "label" and tensor.origin != "label"):
            found[tensor.name] = tensor
    return tuple(replace(tensor, class_labels=labels) for tensor in found.values())


def is_one_score(graph: onnx.GraphProto, name: str) -> bool:
    """Whether a linear model of scikit-learn returns one score for two classes here."""
    for node in graph.node:
        if node.domain == _ML and node.op_type == "LinearClassifier" and name in node.output[1:]:
            return any(a.name == "intercepts" and len(a.floats) == 1 for a in node.attribute)
    return False


def best_named(tensors: Iterable[ScoreTensor]) -> ScoreTensor:
    """Return the one with the most usual name for scores, the first one where none has any."""

    def rank(tensor: ScoreTensor) -> int:
        name = tensor.output.lower().rpartition("/")[2].partition(":")[0]
        return next((n for n, usual in enumerate(_USUAL_NAMES) if name == usual), 99)

    return min(tensors, key=rank)


def _followed(output: str, producers: dict[str, onnx.NodeProto]) -> ScoreTensor:
    name = output
    while (node := producers.get(name)) is not None:
        if is_standard(node, "ArgMax", "TopK"):
            return ScoreTensor(node.input[0], "label", output)
        if node.domain == _ML and node.op_type == "ZipMap":
            return ScoreTensor(node.input[0], "output", output)
        if node.domain == _ML and node.op_type in _ML_CLASSIFIERS and name == node.output[0]:
            return ScoreTensor(node.output[1], "label", output)
        is_table = node.op_type in _LABEL_TABLES and len(node.input) > 1
        if is_table and _reaches_label(node.input[1], producers):
            name = node.input[1]
        elif _only_renames_labels(node):
            name = node.input[0]
        else:
            break
    return ScoreTensor(output, "output", output)


def _only_renames_labels(node: onnx.NodeProto) -> bool:
    if node.domain == _ML:
        return node.op_type == "LabelEncoder"
    return is_standard(node, *_LABEL_FORMS) and bool(node.input)


def _reaches_label(name: str, producers: dict[str, onnx.NodeProto]) -> bool:
    while (node := producers.get(name)) is not None:
        if is_standard(node, "ArgMax", "TopK"):
            return True
        if not is_standard(node, *_LABEL_FORMS) or not node.input:
            return False
        name = node.input[0]
    return False


def _column_source(name: str, producers: dict[str, onnx.NodeProto]) -> str:
    """Return the tensor that an output is one column of, "" where it is none."""
    while (node := producers.get(name)) is not None:
        if is_standard(node, "Slice", "Split"):
            return str(node.input[0])
        if not is_standard(node, "Reshape", "Squeeze", "Identity", "Cast"):
            return ""
        name = node.input[0]
    return ""


def _class_labels(nodes: Iterable[onnx.NodeProto]) -> tuple[str, ...]:
    for node in nodes:
        if node.domain != _ML:
            continue
        for attribute in node.attribute:
            if attribute.name.startswith("classlabels"):
                values = helper.get_attribute_value(attribute)
                return tuple(
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in values
                )
    return ()
