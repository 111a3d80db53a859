"""Which tensor of a model takes the samples and which one is read as class scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.class_scores import (
    ScoreTensor,
    best_named,
    has_usual_name,
    is_feature,
    is_one_score,
    label_outputs,
    score_tensors,
)
from pandavision_gui.engine.models.final_activation import FinalActivation, final_activation
from pandavision_gui.engine.models.graph_cleaning import learned_operators
from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.engine.models.graph_shapes import declared_shape, inferred_tensors
from pandavision_gui.errors import InputError, plain_text

_FLOATS = ("float16", "float32", "float64")
_WHOLE = ("uint8", "int8", "uint16", "int16", "int32", "uint32", "int64")
# They take the smallest and largest number of the whole batch.
_RANGE_OF_BATCH = ("DynamicQuantizeLinear", "DynamicQuantizeLSTM", "DynamicQuantizeMatMul")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class ModelInterface:
    """The two ends of a classifier.

    Attributes
    ----------
    input, output
        The tensor that takes the samples and the one that is read as class scores; the first
        dimension of both is the batch.
    scores_are_inner
        Whether `output` is no output of the file but what one of them was made from: the model
        itself tells the class only.
    one_logit
        Whether there is one score per sample: class 1 where it is above zero, else class 0.
    other_outputs
        Names of the outputs that are not read.
    label_outputs
        Outputs that tell the class, from the same numbers as the scores.
    fixed_batch
        The batch size written into the file, None where it is open. 1 where a prediction would
        depend on the other samples of a batch.
    depends_on_batch
        Whether it would: dynamically quantised models take the range of the whole batch.
    classes
        Number of classes, None where the file does not say.
    class_labels
        What the file calls the classes, in the order of the scores; empty where it does not.
    activation
        The operator that turns scores into probabilities at the end, None where there is none.
    """

    input: TensorFacts
    output: TensorFacts
    scores_are_inner: bool
    one_logit: bool
    other_outputs: tuple[str, ...]
    label_outputs: tuple[str, ...]
    fixed_batch: int | None
    depends_on_batch: bool
    classes: int | None
    class_labels: tuple[str, ...]
    activation: FinalActivation | None

    @property
    def takes_whole_numbers(self) -> bool:
        """Whether the input holds whole numbers (uint8 pictures), not floating-point ones."""
        return self.input.dtype not in _FLOATS

    @property
    def whole_range(self) -> tuple[int, int] | None:
        """Smallest and largest whole number that the input takes; None for floats."""
        if not self.takes_whole_numbers:
            return None
        limits = np.iinfo(self.input.dtype)
        return int(limits.min), int(limits.max)


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
        no numbers, ``model_input_shape`` when it has no batch dimension,
        ``model_not_a_classifier`` when no output can be class scores.
    """
    graph_input = _single_input(model.graph, model_name)
    chosen = _class_scores(model, model_name)
    scores, tensor = chosen.facts, chosen.tensor
    batch = graph_input.shape[0] if graph_input.shape else None
    depends_on_batch = any(node.op_type in _RANGE_OF_BATCH for node in all_nodes(model.graph))
    outputs = [value.name for value in model.graph.output]
    activation = _activation(model, scores.name)
    if activation is not None and activation.kind == "sigmoid" and chosen.is_one_logit:
        activation = FinalActivation("one_sigmoid", activation.tensor)
    return ModelInterface(
        input=graph_input,
        output=scores,
        scores_are_inner=scores.name not in outputs,
        one_logit=chosen.is_one_logit,
        other_outputs=tuple(name for name in outputs if name != tensor.output),
        label_outputs=label_outputs(model.graph, scores.name),
        fixed_batch=1 if depends_on_batch and batch is None else batch,
        depends_on_batch=depends_on_batch,
        classes=chosen.classes,
        class_labels=tensor.class_labels,
        activation=activation,
    )


def _activation(model: onnx.ModelProto, output: str) -> FinalActivation | None:
    if any(node.domain == "ai.onnx.ml" for node in model.graph.node):
        # Their operators hold a Softmax inside.
        spelled_out = onnx.ModelProto()
        spelled_out.CopyFrom(model)
        model = learned_operators.run(spelled_out, keep=output)
    return final_activation(model.graph, output)


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
    if facts.dtype not in (*_FLOATS, *_WHOLE):
        raise InputError(
            "model_input_type",
            f'The input {_quoted(facts.name)} of the model "{model_name}" takes {facts.dtype}, '
            "but pictures are numbers.",
            "Export the model with an input of numbers.",
        )
    if inputs[0].type.tensor_type.HasField("shape") and len(facts.shape) < 2:
        raise InputError(
            "model_input_shape",
            f'The input {_quoted(facts.name)} of the model "{model_name}" has the shape '
            f"{shape_text(facts.shape)}, which leaves no room for a batch of samples.",
            "Export it with the batch as the first dimension.",
        )
    return facts


@dataclass(frozen=True)
class _Choice:
    tensor: ScoreTensor
    facts: TensorFacts
    classes: int | None
    is_one_logit: bool = False


def _class_scores(model: onnx.ModelProto, model_name: str) -> _Choice:
    shapes, types = inferred_tensors(model)
    declared = {value.name: declared_shape(value) for value in model.graph.output}
    known = {name: _merged(declared.get(name), shapes.get(name)) for name in {*declared, *shapes}}
    narrow = {name for name in declared if _is_narrow(known.get(name))}
    dtypes = {value.name: _dtype_name(value) for value in model.graph.output}
    several: list[_Choice] = []
    single: list[_Choice] = []
    widths = {name: _class_count(shape) for name, shape in known.items()}
    for tensor in score_tensors(model.graph, narrow, widths):
        shape = known.get(tensor.name)
        dtype = dtypes.get(tensor.name) or _element_name(types.get(tensor.name))
        facts = TensorFacts(name=tensor.name, dtype=dtype, shape=shape or ())
        if dtype not in _FLOATS:
            continue
        if is_one_score(model.graph, tensor.name):
            single.append(_Choice(tensor, facts, 2, is_one_logit=True))
            continue
        classes = _class_count(shape)
        if tensor.class_labels and len(tensor.class_labels) > 1 and classes is None:
            classes = len(tensor.class_labels)
        if _can_be_scores(shape):
            several.append(_Choice(tensor, facts, classes))
        elif _is_narrow(shape) and tensor.origin == "output":
            single.append(_Choice(tensor, facts, 2, is_one_logit=True))
    for group in (
        [choice for choice in several if choice.tensor.origin != "label"],
        several,
        single,
    ):
        if group:
            names = [choice.facts.name for choice in group]
            group = [
                choice
                for choice in group
                if has_usual_name(choice.tensor)
                or not is_feature(model.graph, choice.facts.name, set(names) - {choice.facts.name})
            ]
            best = best_named([choice.tensor for choice in group])
            return next(choice for choice in group if choice.tensor is best)
    listed = "; ".join(
        f"{_quoted(value.name)} {dtypes[value.name]} "
        + (shape_text(shape) if (shape := known.get(value.name)) is not None else "[?]")
        for value in list(model.graph.output)[:5]
    )
    raise InputError(
        "model_not_a_classifier",
        f'The model "{model_name}" has no output of class scores, floating-point numbers of '
        f"shape [batch, classes], nor of a class made from them; its outputs: {listed}.",
        "Export the network up to its class scores.",
    )


def _is_narrow(shape: Shape | None) -> bool:
    """Whether there is one number per sample."""
    return shape is not None and len(shape) >= 1 and all(size == 1 for size in shape[1:])


def _element_name(kind: int | None) -> str:
    if kind is None:
        return "float32"  # operators that shape inference does not know return scores so
    try:
        return str(onnx.helper.tensor_dtype_to_np_dtype(kind))
    except (KeyError, ValueError, TypeError):
        return "unknown"


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
    return next((size for size in shape[1:] if size != 1), None)


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
