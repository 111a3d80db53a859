"""Which tensor of a model takes the samples and which one is read as class scores."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import onnx

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.models.final_activation import FinalActivation, final_activation
from pandavision_gui.engine.models.graph_cleaning import learned_operators
from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.engine.models.graph_shapes import declared_shape
from pandavision_gui.engine.models.label_outputs import label_outputs
from pandavision_gui.engine.models.score_choices import AUTO, ScoreChoice, ScoreChoices
from pandavision_gui.engine.models.tensor_words import FLOATS, quoted, shape_text, tensor_facts
from pandavision_gui.errors import InputError

_WHOLE = ("uint8", "int8", "uint16", "int16", "int32", "uint32", "int64")
# They take the smallest and largest number of the whole batch.
_RANGE_OF_BATCH = ("DynamicQuantizeLinear", "DynamicQuantizeLSTM", "DynamicQuantizeMatMul")


_MOST_OUTPUTS = 256


@dataclass(frozen=True)
class ModelInterface:
    """The two ends of a classifier.

    Attributes
    ----------
    input, output
        The tensor that takes the samples and the one that is read as class scores; the first
        dimension of both is the batch.
    chosen_output
        The output of the file that is read, or that led to the scores: what a spec names.
    output_choices
        Outputs that can be class scores, likeliest first, by the names that a spec may give; empty
        where there are not several.
    scores_are_inner
        Whether `output` is no output of the file but what one of them was made from: the model
        itself tells the class only.
    one_logit
        Whether there is one score per sample: class 1 where it is above zero, else class 0.
    other_outputs
        Names of the outputs that are not read.
    label_outputs
        Outputs that tell the class, from the same numbers as the scores.
    loose_labels
        Those of them that may be meant otherwise: see :func:`label_outputs`.
    was_asked_for
        Whether a spec names the output that is read.
    fixed_batch
        The batch size written into the file, None where it is open. 1 where it is open and a
        prediction would depend on the other samples of a batch.
    depends_on_batch
        Whether it would: dynamically quantised models take the range of the whole batch, and of
        others it is seen (:func:`~pandavision_gui.engine.models.company.minds_company`).
    classes
        Number of classes, None where the file does not say.
    class_labels
        What the file calls the classes, in the order of the scores; empty where it does not.
    activation
        The operator that turns scores into probabilities at the end, None where there is none.
    """

    input: TensorFacts
    output: TensorFacts
    chosen_output: str
    output_choices: tuple[TensorFacts, ...]
    scores_are_inner: bool
    one_logit: bool
    other_outputs: tuple[str, ...]
    label_outputs: tuple[str, ...]
    loose_labels: tuple[str, ...]
    was_asked_for: bool
    fixed_batch: int | None
    depends_on_batch: bool
    classes: int | None
    class_labels: tuple[str, ...]
    activation: FinalActivation | None

    def alone(self) -> ModelInterface:
        """Return the same with every sample asked by itself, since others would count."""
        return replace(self, depends_on_batch=True, fixed_batch=self.fixed_batch or 1)

    @property
    def takes_whole_numbers(self) -> bool:
        """Whether the input holds whole numbers (uint8 pictures), not floating-point ones."""
        return self.input.dtype not in FLOATS

    @property
    def whole_range(self) -> tuple[int, int] | None:
        """Smallest and largest whole number that the input takes; None for floats."""
        if not self.takes_whole_numbers:
            return None
        limits = np.iinfo(self.input.dtype)
        return int(limits.min), int(limits.max)


def find_interface(model: onnx.ModelProto, model_name: str, output: str = AUTO) -> ModelInterface:
    """Pick input and output of the classifier.

    Parameters
    ----------
    model
        The model as read; it is not changed.
    model_name
        What messages call it.
    output
        Which of the file's outputs is read, or leads to the scores; "auto" for the likeliest.

    Raises
    ------
    InputError
        ``model_inputs`` when there is not exactly one input, ``model_outputs`` when there are
        too many outputs, ``model_input_type`` when it takes
        no numbers, ``model_input_shape`` when it has no batch dimension,
        ``model_not_a_classifier`` when no output can be class scores, ``model_output_unknown`` and
        ``model_output_unfit`` when the one that was asked for is not there or cannot be.
    """
    return find_interfaces(model, model_name, output)[0]


def find_interfaces(
    model: onnx.ModelProto, model_name: str, output: str = AUTO, *, others: int = 0
) -> tuple[ModelInterface, ...]:
    """Return what :func:`find_interface` does, and how at most `others` more outputs are read.

    They are those that a spec can name, likeliest first; what feeds another output comes last.
    """
    graph_input = _single_input(model.graph, model_name)
    _require_few_outputs(model.graph, model_name)
    choices = ScoreChoices(model)
    chosen = choices.chosen(output, model_name)
    ranked = choices.ranked(chosen)
    rest = [
        choice
        for choice in (*ranked, *choices.features())
        if choice is not chosen and choice.can_be_named
    ]
    offered = tuple(choice.offered() for choice in ranked if choice.can_be_named)
    if len(offered) < 2:
        offered = ()
    return tuple(
        _interface(model, graph_input, choice, offered, was_asked_for=output != AUTO)
        for choice in (chosen, *rest[:others])
    )


def _require_few_outputs(graph: onnx.GraphProto, model_name: str) -> None:
    """Who reads a model looks from each output at the others: thousands would take minutes."""
    if len(graph.output) > _MOST_OUTPUTS:
        raise InputError(
            "model_outputs",
            f'The model "{model_name}" has {len(graph.output):,} outputs; at most {_MOST_OUTPUTS} '
            "are looked at.",
            "Export it with its class scores as an output, and without what nobody reads.",
        )


def _interface(
    model: onnx.ModelProto,
    graph_input: TensorFacts,
    chosen: ScoreChoice,
    offered: tuple[TensorFacts, ...],
    *,
    was_asked_for: bool,
) -> ModelInterface:
    scores, tensor = chosen.facts, chosen.tensor
    batch = graph_input.shape[0] if graph_input.shape else None
    depends_on_batch = any(node.op_type in _RANGE_OF_BATCH for node in all_nodes(model.graph))
    outputs = [value.name for value in model.graph.output]
    labels = label_outputs(model.graph, scores.name, is_one_logit=chosen.is_one_logit)
    activation = _activation(model, scores.name)
    if activation is not None and activation.kind == "sigmoid" and chosen.is_one_logit:
        activation = FinalActivation("one_sigmoid", activation.tensor)
    found = ModelInterface(
        input=graph_input,
        output=scores,
        chosen_output=tensor.output,
        output_choices=offered,
        scores_are_inner=scores.name not in outputs,
        one_logit=chosen.is_one_logit,
        other_outputs=tuple(name for name in outputs if name != tensor.output),
        label_outputs=tuple(labels),
        loose_labels=tuple(name for name, is_strict in labels.items() if not is_strict),
        was_asked_for=was_asked_for,
        fixed_batch=batch,
        depends_on_batch=False,
        classes=chosen.classes,
        class_labels=tensor.class_labels,
        activation=activation,
    )
    return found.alone() if depends_on_batch else found


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
        names = ", ".join(quoted(value.name) for value in inputs[:5])
        found = f"{len(inputs)} inputs ({names})" if inputs else "no input"
        raise InputError(
            "model_inputs",
            f'The model "{model_name}" has {found}; an image classifier has one.',
            "Export it with the picture as its only input.",
        )
    facts = tensor_facts(inputs[0], declared_shape(inputs[0]))
    if facts.dtype not in (*FLOATS, *_WHOLE):
        raise InputError(
            "model_input_type",
            f'The input {quoted(facts.name)} of the model "{model_name}" takes {facts.dtype}, '
            "but pictures are numbers.",
            "Export the model with an input of numbers.",
        )
    if inputs[0].type.tensor_type.HasField("shape") and len(facts.shape) < 2:
        raise InputError(
            "model_input_shape",
            f'The input {quoted(facts.name)} of the model "{model_name}" has the shape '
            f"{shape_text(facts.shape)}, which leaves no room for a batch of samples.",
            "Export it with the batch as the first dimension.",
        )
    return facts
