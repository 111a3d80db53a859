"""Which tensor of a model takes the samples and which one is read as class scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.final_activation import FinalActivation, final_activation
from pandavision_gui.engine.models.graph_shapes import declared_shape, inferred_shapes
from pandavision_gui.errors import InputError, plain_text

_FLOATS = ("float16", "float32", "float64")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class ModelInterface:
    """The two ends of a classifier.

    Attributes
    ----------
    input, output
        The tensor that takes the samples and the one that is read as class scores; the first
        dimension of both is the batch.
    other_outputs
        Names of the outputs that are not read.
    fixed_batch
        The batch size written into the file, None where it is open.
    classes
        Number of classes, None where the file does not say.
    activation
        The operator that turns scores into probabilities at the end, None where there is none.
    """

    input: TensorFacts
    output: TensorFacts
    other_outputs: tuple[str, ...]
    fixed_batch: int | None
    classes: int | None
    activation: FinalActivation | None


def find_interface(model: onnx.ModelProto, model_name: str) -> ModelInterface:
    """Pick input and output of the classifier.

    Parameters
    ----------
    model
        The model as read; it is not changed.
    model_name
        What messages call it.

    Raises
    ------
    InputError
        ``model_inputs`` when there is not exactly one input, ``model_input_type`` when it takes
        no floats, ``model_input_shape`` when it has no batch dimension, ``model_not_a_classifier``
        when no output can be class scores, ``model_outputs`` when several can.
    """
    graph_input = _single_input(model.graph, model_name)
    scores, classes = _class_scores(model, model_name)
    batch = graph_input.shape[0] if graph_input.shape else None
    return ModelInterface(
        input=graph_input,
        output=scores,
        other_outputs=tuple(v.name for v in model.graph.output if v.name != scores.name),
        fixed_batch=batch,
        classes=classes,
        activation=final_activation(model.graph, scores.name),
    )


def real_inputs(graph: onnx.GraphProto) -> list[onnx.ValueInfoProto]:
    """Return the inputs that a caller has to give; older exporters list the weights too."""
    listed = {tensor.name for tensor in graph.initializer}
    listed |= {tensor.values.name for tensor in graph.sparse_initializer}
    return [value for value in graph.input if value.name not in listed]


def _single_input(graph: onnx.GraphProto, model_name: str) -> TensorFacts:
    inputs = real_inputs(graph)
    if len(inputs) != 1:
        names = ", ".join(_quoted(value.name) for value in inputs[:5])
        found = f"{len(inputs)} inputs ({names})" if inputs else "no input"
        raise InputError(
            "model_inputs",
            f'The model "{model_name}" has {found}; an image classifier has one.',
            "Export it with the picture as its only input.",
        )
    facts = _tensor_facts(inputs[0], declared_shape(inputs[0]))
    if facts.dtype not in _FLOATS:
        raise InputError(
            "model_input_type",
            f'The input {_quoted(facts.name)} of the model "{model_name}" takes {facts.dtype}, '
            "but an attack needs an input of floating-point numbers.",
            "Export it without the conversion from whole numbers.",
        )
    if inputs[0].type.tensor_type.HasField("shape") and len(facts.shape) < 2:
        raise InputError(
            "model_input_shape",
            f'The input {_quoted(facts.name)} of the model "{model_name}" has the shape '
            f"{shape_text(facts.shape)}, which leaves no room for a batch of samples.",
            "Export it with the batch as the first dimension.",
        )
    return facts


def _class_scores(model: onnx.ModelProto, model_name: str) -> tuple[TensorFacts, int | None]:
    inferred = inferred_shapes(model)
    fitting: list[tuple[TensorFacts, int | None]] = []
    seen: list[str] = []
    for value in model.graph.output:
        declared, found = declared_shape(value), inferred.get(value.name)
        shape = _merged(declared, found)
        facts = _tensor_facts(value, shape)
        known = shape is not None
        seen.append(
            f"{_quoted(facts.name)} {facts.dtype} {shape_text(facts.shape) if known else '[?]'}"
        )
        if facts.dtype in _FLOATS and _can_be_scores(shape):
            fitting.append((facts, _class_count(shape)))
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(seen[:5])
    if not fitting:
        raise InputError(
            "model_not_a_classifier",
            f'The model "{model_name}" has no output of class scores, floating-point numbers of '
            f"shape [batch, classes] with two classes or more; its outputs: {listed}.",
            "Export the network up to its class scores.",
        )
    raise InputError(
        "model_outputs",
        f'The model "{model_name}" has several outputs that can be class scores: {listed}.',
        "Export it with one of them only.",
    )


def _can_be_scores(shape: Shape | None) -> bool:
    if shape is None:
        return True
    if len(shape) < 2:
        return False
    wide = [size for size in shape[1:] if size != 1]
    # Exactly one dimension holds the classes; [N, K, 1, 1] occurs, [N, K, 7, 7] is a feature map.
    return len(wide) == 1


def _class_count(shape: Shape | None) -> int | None:
    if shape is None:
        return None
    return next(size for size in shape[1:] if size != 1)


def _merged(declared: Shape | None, inferred: Shape | None) -> Shape | None:
    if declared is None or inferred is None or len(declared) != len(inferred):
        return declared if declared is not None else inferred
    return tuple(
        known if known is not None else found
        for known, found in zip(declared, inferred, strict=True)
    )


def _tensor_facts(value: onnx.ValueInfoProto, shape: Shape | None) -> TensorFacts:
    return TensorFacts(name=value.name, dtype=_dtype_name(value), shape=shape or ())


def _dtype_name(value: onnx.ValueInfoProto) -> str:
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        return str(kind or "unknown").removesuffix("_type")
    try:
        dtype = onnx.helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
    except (KeyError, ValueError, TypeError):
        return "unknown"
    return "string" if dtype == np.dtype(object) else str(dtype)


def shape_text(shape: Shape) -> str:
    """Return a shape in words, "?" for an open dimension."""
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def _quoted(name: str) -> str:
    shown = plain_text(name)
    return f'"{shown[:_LONGEST_NAME]}…"' if len(shown) > _LONGEST_NAME else f'"{shown}"'
