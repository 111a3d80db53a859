"""Which tensor of a model holds the class scores: an output, or what its label is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import onnx
from onnx import helper

from pandavision_gui.engine.models.graph_edges import (
    ancestors,
    is_standard,
    names_read,
    producers_of,
)

_ML = "ai.onnx.ml"
# Between an ArgMax or TopK and an output: the same labels in another form.
_LABEL_FORMS = ("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten")
# The labels are the second input; the first is a table of the classes' numbers or names.
_LABEL_TABLES = ("ArrayFeatureExtractor", "Gather")
# What picks the best of several scores; what is made from the pick alone are no scores.
_CHOICES = ("ArgMax", "ArgMin", "TopK")
# They compute every number from one number of each input.
ELEMENTWISE = (
    "Abs", "Add", "Cast", "Clip", "Div", "Exp", "Flatten", "Floor", "Identity", "Log", "LogSoftmax",
    "Max", "Min", "Mul", "Neg", "Pow", "Reshape", "Round", "Sigmoid", "Softmax", "Sqrt", "Squeeze",
    "Sub", "Unsqueeze",
)  # fmt: skip
_WITH_WEIGHTS = ("Conv", "Gemm", "MatMul")
_ML_CLASSIFIERS = ("LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier")
# What exporters and users call the output of the class scores, best first.
_USUAL_NAMES = (
    "logits", "scores", "probabilities", "probs", "prob", "softmax", "output_probability",
    "predictions", "output", "classification", "class",
)  # fmt: skip

_TELLING_NAMES = 4
"""So many of them are called so for no other reason; the next may be how sure the model is."""
_MEASURES = (
    "anomaly", "certain", "confiden", "distance", "energy", "entropy", "error", "loss", "novelty",
    "ood", "outlier", "quality", "temperature", "uncertain", "variance",
)  # fmt: skip
"""What a single number beside the scores is often called that is made from them."""

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


def score_tensors(
    graph: onnx.GraphProto, narrow: set[str], widths: dict[str, int | None]
) -> dict[str, ScoreTensor]:
    """Return for each output the tensor behind it that may hold class scores, in their order.

    Several outputs may lead to one tensor; outputs that are made of a choice alone are left out.

    Parameters
    ----------
    narrow
        Outputs that have one number per sample.
    widths
        Numbers per sample of any tensor, None or missing where that is not known.
    """
    producers = producers_of(graph)
    inputs = {value.name for value in graph.input} - {t.name for t in graph.initializer}
    labels = _class_labels(graph.node)
    found: dict[str, ScoreTensor] = {}
    columns: dict[str, list[str]] = {}
    for value in graph.output:
        source = _column_source(value.name, producers) if value.name in narrow else ""
        if source:
            columns.setdefault(source, []).append(value.name)
    for value in graph.output:
        source = _column_source(value.name, producers) if value.name in narrow else ""
        if source and _are_all_columns(len(columns[source]), widths.get(source)):
            tensor = ScoreTensor(source, "columns", value.name)
        else:
            tensor = _followed(value.name, producers)
            if tensor.origin == "output" and _is_made_of_a_choice(value.name, producers, inputs):
                continue
        found[value.name] = replace(tensor, class_labels=labels)
    return found


def features(graph: onnx.GraphProto, names: set[str], of: set[str] | None = None) -> set[str]:
    """Return those of the tensors that another one, of them or of `of`, is made from by weights."""
    producers = producers_of(graph)
    waiting = [(name, False) for name in (names if of is None else of)]
    seen = set(waiting)
    while waiting:
        tensor, is_weighted = waiting.pop()
        node = producers.get(tensor)
        if node is not None:
            is_weighted = is_weighted or is_standard(node, *_WITH_WEIGHTS)
            new = {(source, is_weighted) for source in names_read(node)} - seen
            seen |= new
            waiting += new
    return {name for name in names if (name, True) in seen}


def is_made_from(graph: onnx.GraphProto, name: str, source: str) -> bool:
    """Whether a tensor is computed from another one."""
    return source in ancestors(name, producers_of(graph))


def is_one_score(graph: onnx.GraphProto, name: str) -> bool:
    """Whether a linear model of scikit-learn computes one score for two classes here.

    ONNX Runtime then returns 1 − z and z, but the class is the second one where z is above zero.
    """
    for node in graph.node:
        if node.domain == _ML and node.op_type == "LinearClassifier" and name in node.output[1:]:
            given = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            is_single = len(given.get("intercepts", ())) == 1
            return is_single and given.get("post_transform", b"NONE") in (
                b"NONE",
                b"SOFTMAX",
                b"SOFTMAX_ZERO",
            )
    return False


def best_named(tensors: Iterable[ScoreTensor]) -> ScoreTensor:
    """Return the one with the most usual name for scores, the first one where none has any."""
    return min(tensors, key=_rank)


def has_usual_name(tensor: ScoreTensor) -> bool:
    """Whether its output is called what outputs of class scores are often called."""
    return _rank(tensor) < len(_USUAL_NAMES)


def is_named_scores(tensor: ScoreTensor) -> bool:
    """Whether its output is called what nothing but class scores is."""
    return _rank(tensor) < _TELLING_NAMES


def is_named_measure(tensor: ScoreTensor) -> bool:
    """Whether its output is called what tells how sure a model is, or how far something."""
    name = tensor.output.lower()
    return any(word in name for word in _MEASURES)


def _rank(tensor: ScoreTensor) -> int:
    name = tensor.output.lower().rpartition("/")[2].partition(":")[0]
    return next((n for n, usual in enumerate(_USUAL_NAMES) if name == usual), len(_USUAL_NAMES))


def _are_all_columns(count: int, width: int | None) -> bool:
    """Whether outputs of one column each are all classes, or the one that says both of two."""
    return width == 2 if count == 1 else width in (None, count)


def _is_made_of_a_choice(name: str, producers: dict[str, onnx.NodeProto], inputs: set[str]) -> bool:
    """Whether a tensor is computed from the best scores or their places alone.

    Sorted scores have lost which class each belongs to.
    """
    waiting, seen, found = [name], {name}, False
    while waiting:
        tensor = waiting.pop()
        node = producers.get(tensor)
        if node is None:
            if tensor in inputs:
                return False
        elif is_standard(node, *_CHOICES):
            found = True
        elif is_standard(node, *ELEMENTWISE):
            new = {source for source in node.input if source} - seen
            seen |= new
            waiting += new
        elif not is_standard(node, "Constant"):
            return False
    return found


def _followed(output: str, producers: dict[str, onnx.NodeProto]) -> ScoreTensor:
    _, node = choice_behind(output, producers)
    if node is None:
        return ScoreTensor(output, "output", output)
    if node.op_type == "ZipMap":
        return ScoreTensor(node.input[0], "output", output)
    if node.domain == _ML:
        return ScoreTensor(node.output[1], "label", output)
    if _picks_largest(node):
        return ScoreTensor(node.input[0], "label", output)
    return ScoreTensor(output, "output", output)


def label_source(output: str, producers: dict[str, onnx.NodeProto]) -> str:
    """Return what an output that tells the class is made from, "" where it tells none."""
    name, node = choice_behind(output, producers)
    if node is None or node.op_type == "ZipMap":
        return ""
    if is_standard(node, "TopK") and name == node.output[0]:
        return ""  # the scores, not their places
    return str(node.output[1] if node.domain == _ML else node.input[0])


def choice_behind(
    output: str, producers: dict[str, onnx.NodeProto]
) -> tuple[str, onnx.NodeProto | None]:
    """Return the node that decides for a class and which of its outputs was followed."""
    name = output
    while (node := producers.get(name)) is not None:
        if is_standard(node, *_CHOICES) or (node.domain == _ML and node.op_type == "ZipMap"):
            return name, node
        if node.domain == _ML and node.op_type in _ML_CLASSIFIERS and name == node.output[0]:
            return name, node
        is_table = node.op_type in _LABEL_TABLES and len(node.input) > 1
        if is_table and _reaches_label(node.input[1], producers):
            name = node.input[1]
        elif _only_renames_labels(node):
            name = node.input[0]
        else:
            break
    return name, None


def _picks_largest(node: onnx.NodeProto) -> bool:
    is_reversed = any(a.name == "largest" and a.i == 0 for a in node.attribute)
    return node.op_type in ("ArgMax", "TopK") and not is_reversed


def _only_renames_labels(node: onnx.NodeProto) -> bool:
    if node.domain == _ML:
        return node.op_type == "LabelEncoder"
    return is_standard(node, *_LABEL_FORMS) and bool(node.input)


def _reaches_label(name: str, producers: dict[str, onnx.NodeProto]) -> bool:
    while (node := producers.get(name)) is not None:
        if is_standard(node, *_CHOICES):
            return True
        if not is_standard(node, *_LABEL_FORMS) or not node.input:
            return False
        name = node.input[0]
    return False


def _column_source(name: str, producers: dict[str, onnx.NodeProto]) -> str:
    """Return the tensor that an output is one column of, "" where it is none."""
    while (node := producers.get(name)) is not None:
        if is_standard(node, "Slice", "Split", "Gather"):
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
