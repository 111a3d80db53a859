"""What a person wants to know about an ONNX file before using it; torch is never loaded here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import onnx

from pandavision_gui.engine.class_names import class_in_words
from pandavision_gui.engine.file_facts import ModelFacts
from pandavision_gui.engine.models.class_names import names_in_metadata
from pandavision_gui.engine.models.graph_cleaning import inline_functions
from pandavision_gui.engine.models.graph_edges import default_opset
from pandavision_gui.engine.models.graph_shapes import elements
from pandavision_gui.engine.models.model_interface import ModelInterface, find_interface
from pandavision_gui.engine.models.random_operators import has_idle_dropout, random_operators
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.models.score_choices import AUTO
from pandavision_gui.errors import plain_text

DRAWS_NUMBERS = "Draws random numbers each time it is asked"
"""How the remark about a model that answers at random begins."""
_ACTIVATION_NAMES = {
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "sigmoid": "Sigmoid",
    "one_sigmoid": "Sigmoid",
    "exp": "Exp",
}


def inspect_model(path: str | os.PathLike[str], *, output: str = AUTO) -> ModelFacts:
    """Look into the ONNX file at `path`.

    Parameters
    ----------
    output
        The output that is read as class scores; "auto" for the likeliest.

    Raises
    ------
    InputError
        What :func:`read_model` and :func:`find_interface` raise: the file cannot be opened or is
        no image classifier.
    EnvironmentFault
        ``model_unreadable``.
    """
    model = inline_functions.run(read_model(path, with_weights=False))
    return model_facts(model, find_interface(model, os.fspath(path), output))


def model_facts(model: onnx.ModelProto, interface: ModelInterface) -> ModelFacts:
    """Gather the facts of a model that has been read and whose ends are known."""
    names = names_in_metadata(model, interface.classes) or interface.class_labels
    draws = random_operators(model.graph, interface.output.name)
    return ModelFacts(
        input=interface.input,
        output=interface.output,
        chosen_output=interface.chosen_output,
        output_choices=interface.output_choices,
        classes=interface.classes,
        opset=default_opset(model),
        producer=plain_text(f"{model.producer_name} {model.producer_version}".strip()),
        parameters=sum(elements(tuple(tensor.dims)) for tensor in model.graph.initializer),
        nodes=len(model.graph.node),
        fixed_batch=interface.fixed_batch,
        ends_in_probabilities=interface.activation is not None,
        class_names=names,
        class_labels=interface.class_labels,
        remarks=(*_random_remarks(model.graph, interface, draws), *_remarks(interface, names)),
        random_operators=draws,
    )


def one_logit_remark(interface: ModelInterface, names: Sequence[str]) -> str:
    """Say how a single score is read; `names` are the model's for its classes, if any."""
    limit = "one half" if interface.activation else "zero"
    no, yes = (class_in_words(number, names) for number in (0, 1))
    return f"One score per sample: class {yes} where it is above {limit}, else class {no}."


def _random_remarks(
    graph: onnx.GraphProto, interface: ModelInterface, draws: tuple[str, ...]
) -> Iterator[str]:
    if draws:
        yield (
            f"{DRAWS_NUMBERS} ({', '.join(draws)}): the worst of several answers will count; "
            "export it for inference if that is not meant."
        )
    if has_idle_dropout(graph, interface.output.name):
        yield (
            "Has Dropout operators in training mode, which ONNX Runtime leaves out: evaluated "
            "without them."
        )


def _remarks(interface: ModelInterface, names: Sequence[str]) -> list[str]:
    remarks = []
    size = interface.fixed_batch
    if interface.depends_on_batch and size != 1:
        remarks.append(
            "Quantises by the range of the whole batch: a prediction would depend on the other "
            f"samples, so each goes through the model in a batch of {size} copies of itself, which "
            "is slower."
        )
    elif interface.depends_on_batch:
        remarks.append(
            "Quantises by the range of the whole batch: a prediction would depend on the other "
            "samples, so each goes through the model alone, which is slower."
        )
    elif size is not None:
        remarks.append(
            f"The batch size is fixed to {size} in the file; it is freed for the evaluation."
        )
    if interface.activation is not None:
        remarks.append(
            f"Ends in {_ACTIVATION_NAMES[interface.activation.kind]}: attacked before it."
        )
    if interface.scores_are_inner:
        remarks.append("Tells the class only: the scores that the class is made from are read.")
    elif interface.other_outputs:
        count = len(interface.other_outputs) + 1
        name = plain_text(interface.output.name)[:60]
        remarks.append(f'Of its {count} outputs, "{name}" is read as class scores.')
    if interface.one_logit:
        remarks.append(one_logit_remark(interface, names))
    if interface.takes_whole_numbers:
        remarks.append(
            f"Takes whole numbers ({interface.input.dtype}): adversarial examples are whole "
            "numbers, too."
        )
    elif interface.input.dtype != "float32":
        remarks.append(f"Takes {interface.input.dtype}; samples are converted to it.")
    if interface.classes is None:
        remarks.append("The number of classes is not written in the file.")
    return remarks
