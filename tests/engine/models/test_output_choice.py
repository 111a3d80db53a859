"""Of several outputs the one that was asked for is read, exactly as if it were the only one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from pandavision_gui.engine.file_facts import LONGEST_OUTPUT_NAME
from pandavision_gui.engine.models.inspect_model import inspect_model
from pandavision_gui.engine.models.load_classifier import (
    LoadedClassifier,
    agreeing,
    load_classifier,
)
from pandavision_gui.engine.models.model_interface import find_interface, find_interfaces
from pandavision_gui.errors import InputError

from .loading import SHAPE, both_signs, contributed
from .onnx_files import random, saved, tensor, value

N = helper.make_node

# What an output of class scores may end in, from "s", by the name of the output.
_ENDS = {
    "logits": lambda source, name: [N("Identity", [source], [name])],
    "relu": lambda source, name: [N("Relu", [source], [name])],
    "softmax": lambda source, name: [N("Softmax", [source], [name], axis=1)],
    "log_softmax": lambda source, name: [N("LogSoftmax", [source], [name], axis=1)],
    "label": lambda source, name: [N("ArgMax", [source], [name], axis=1, keepdims=0)],
    "one": lambda source, name: [N("Sigmoid", [source], [name])],
}


def head(name: str, end: str, classes: int) -> tuple[list[NodeProto], ValueInfoProto, TensorProto]:
    """A head from "flat" to an output."""
    width = 1 if end == "one" else classes
    scores, weights = f"{name}_scores", random(f"{name}_weights", width, 8)
    nodes = [N("Gemm", ["flat", weights.name], [scores], transB=1), *_ENDS[end](scores, name)]
    is_label = end == "label"
    shape = ["n"] if is_label else ["n", width]
    kind = TensorProto.INT64 if is_label else TensorProto.FLOAT
    return nodes, value(name, shape, kind), weights


def with_heads(heads: dict[str, tuple[str, int]], kept: tuple[str, ...] = ()) -> ModelProto:
    """A model with these heads, of which the outputs in `kept` are the file's."""
    made = {name: head(name, *how) for name, how in heads.items()}
    nodes = [node for name in made for node in made[name][0]]
    outputs = [made[name][1] for name in made if not kept or name in kept]
    weights = [made[name][2] for name in made]
    return contributed([N("Flatten", ["x"], ["flat"]), *nodes], outputs, weights)


def read(built: ModelProto, folder: Path, output: str, file: str) -> LoadedClassifier:
    path = saved(built, folder, file)
    first = load_classifier(
        path, sample_shape=SHAPE, normalisation=None, flip_channels=False, output=output
    )
    return agreeing(first, both_signs())[0]


def answers(loaded: LoadedClassifier) -> dict[str, np.ndarray]:
    """What both forms of the model say, and the gradient."""
    batch = torch.from_numpy(both_signs()).requires_grad_()
    scores = loaded.classifier(batch)
    scores.max(1).values.sum().backward()
    assert batch.grad is not None
    truth = loaded.truth.scores(both_signs())
    return {
        "truth": truth,
        "shares": loaded.truth.probabilities(truth),
        "scores": scores.detach().numpy(),
        "gradient": batch.grad.numpy(),
    }


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    heads=st.dictionaries(
        st.sampled_from(["out_0", "out_1", "probs", "a/b:0", "zwei ü"]),
        st.tuples(st.sampled_from(sorted(_ENDS)), st.integers(2, 9)),
        min_size=2,
        max_size=4,
    ),
    place=st.integers(0, 3),
)
def test_an_output_of_several_is_read_as_if_it_were_the_only_one(
    tmp_path_factory: pytest.TempPathFactory, heads: dict[str, tuple[str, int]], place: int
) -> None:
    folder = tmp_path_factory.mktemp("m")
    name = sorted(heads)[place % len(heads)]
    of_several = read(with_heads(heads), folder, name, "several.onnx")
    alone = read(with_heads(heads, kept=(name,)), folder, "auto", "alone.onnx")
    assert of_several.classes == alone.classes
    assert of_several.truth.interface.chosen_output == name
    assert of_several.converter == alone.converter != "none"
    ours, theirs = answers(of_several), answers(alone)
    for what, numbers in ours.items():
        assert np.array_equal(numbers, theirs[what]), what


def test_without_a_choice_the_likeliest_is_read() -> None:
    built = with_heads({"one": ("one", 1), "a": ("logits", 4), "probs": ("softmax", 3)})
    assert find_interface(built, "m.onnx").chosen_output == "probs"
    assert find_interface(built, "m.onnx", "a").output.name == "a"


def test_what_can_be_chosen_is_told_likeliest_first(tmp_path: Path) -> None:
    heads = {"b": ("logits", 4), "one": ("one", 1), "scores": ("softmax", 3), "told": ("label", 6)}
    path = saved(with_heads(heads), tmp_path)
    facts = inspect_model(path)
    told = [(one.name, one.shape) for one in facts.output_choices]
    assert told == [
        ("scores", (None, 3)),
        ("b", (None, 4)),
        ("told", (None, 6)),
        ("one", (None, 1)),
    ]
    assert facts.chosen_output == "scores"
    other = inspect_model(path, output="told")
    assert (other.chosen_output, other.output.name, other.classes) == ("told", "told_scores", 6)
    assert other.output_choices == facts.output_choices


def test_one_scores_in_two_forms_are_no_choice() -> None:
    nodes, out, weights = head("p", "softmax", 4)
    label = N("ArgMax", ["p"], ["label"], axis=1, keepdims=0)
    built = contributed(
        [N("Flatten", ["x"], ["flat"]), *nodes, label],
        [value("p_scores", ["n", 4]), out, value("label", ["n"], TensorProto.INT64)],
        [weights],
    )
    for name in ("auto", "p", "p_scores", "label"):
        assert find_interface(built, "m.onnx", name).output_choices == (), name
    assert find_interface(built, "m.onnx", "p_scores").activation is None
    assert find_interface(built, "m.onnx", "label").output.name == "p"


def test_features_are_not_offered_but_can_be_asked_for() -> None:
    nodes, out, weights = head("a", "relu", 6)
    built = contributed(
        [N("Flatten", ["x"], ["flat"]), *nodes, N("Gemm", ["a", "v"], ["b"], transB=1)],
        [out, value("b", ["n", 3])],
        [weights, random("v", 3, 6)],
    )
    found, *others = find_interfaces(built, "m.onnx", others=4)
    assert (found.chosen_output, found.output_choices) == ("b", ())
    assert [other.chosen_output for other in others] == ["a"], "the doctor tries it all the same"
    assert find_interface(built, "m.onnx", "a").classes == 6


def refusal(built: ModelProto, output: str) -> InputError:
    with pytest.raises(InputError) as caught:
        find_interface(built, "m.onnx", output)
    return caught.value


def test_an_output_that_is_not_there_is_refused_with_those_that_are() -> None:
    built = with_heads({"a": ("logits", 4), "b": ("softmax", 3)})
    error = refusal(built, "c")
    assert error.code == "model_output_unknown"
    assert error.choices == ("a", "b")
    assert error.message == (
        'The model "m.onnx" has no output "c"; class scores can be read from: "a" [?, 4], '
        '"b" [?, 3].'
    )


def test_an_output_that_cannot_be_scores_is_refused() -> None:
    built = with_heads({"a": ("logits", 4)})
    built.graph.node.append(N("Identity", ["x"], ["map"]))
    built.graph.output.append(value("map", ["n", *SHAPE[:2], 3]))
    error = refusal(built, "map")
    assert error.code == "model_output_unfit"
    assert error.choices == ("a",)
    assert '"map" of the model "m.onnx" is float32 [?, 1, 2, 3]' in error.message


def test_names_are_escaped_cut_and_few() -> None:
    hostile = "a\n\x1b[31m✓ all is well\u202e" + "x" * 3000
    names = [f"o{number}\r" for number in range(200)]
    built = with_heads({hostile: ("logits", 4), **{name: ("logits", 3) for name in names}})
    error = refusal(built, "gone\u202e" + "y" * 400)
    assert error.message.isprintable()
    assert len(error.sentence()) < 600
    assert '"o4\\r" [?, 3] and more.' in error.message
    assert len(error.choices) == 19, "the first name is longer than a spec takes"
    found, *others = find_interfaces(built, "m.onnx", others=4)
    assert found.chosen_output == hostile, "it is read, as it was before"
    assert len(others) == 4
    assert all(len(one.name) <= LONGEST_OUTPUT_NAME for one in found.output_choices)


def test_an_output_called_auto_is_no_choice() -> None:
    built = with_heads({"b": ("logits", 4), "auto": ("logits", 3)})
    assert find_interface(built, "m.onnx", "auto").chosen_output == "b"
    assert find_interface(built, "m.onnx").output_choices == ()


def test_scores_of_an_auxiliary_head_are_not_taken_for_the_main_ones(tmp_path: Path) -> None:
    """Inception and GoogLeNet exported in training mode tell both, in either order."""
    for order in (("logits", "aux_logits"), ("aux_logits", "logits")):
        built = with_heads({name: ("logits", 7) for name in order})
        found = find_interface(built, "m.onnx")
        assert found.chosen_output == "logits"
        assert {one.name for one in found.output_choices} == set(order)
        assert np.array_equal(
            answers(read(built, tmp_path, "aux_logits", "several.onnx"))["truth"],
            answers(
                read(
                    with_heads({name: ("logits", 7) for name in order}, kept=("aux_logits",)),
                    tmp_path,
                    "auto",
                    "alone.onnx",
                )
            )["truth"],
        )


def test_heads_of_keras_are_told_apart(tmp_path: Path) -> None:
    """tf2onnx: pictures NHWC, dense layers as MatMul and Add, outputs called after the layers."""
    nodes = [
        N("Transpose", ["x"], ["nchw"], perm=[0, 3, 1, 2]),
        N("Reshape", ["nchw", "to"], ["flat"]),
    ]
    weights = [tensor("to", [-1, 8], np.int64)]
    outputs = []
    for name, classes in (("colour", 3), ("shape", 5)):
        nodes += [
            N("MatMul", ["flat", f"{name}/kernel"], [f"{name}/MatMul:0"]),
            N("Add", [f"{name}/MatMul:0", f"{name}/bias"], [f"{name}/BiasAdd:0"]),
            N("Softmax", [f"{name}/BiasAdd:0"], [name], axis=1),
        ]
        weights += [random(f"{name}/kernel", 8, classes), random(f"{name}/bias", classes)]
        outputs.append(value(name, ["n", classes]))
    built = contributed(nodes, outputs, weights, shape=("n", 2, 4, 1))
    assert find_interface(built, "m.onnx").chosen_output == "colour"
    loaded = read(built, tmp_path, "shape", "m.onnx")
    assert loaded.classes == 5
    assert loaded.truth.is_probabilities
    assert answers(loaded)["truth"].shape == (40, 5)


@pytest.mark.parametrize(
    ("heads", "chosen"),
    [
        ({"hidden": ("logits", 8), "scores": ("one", 1)}, "scores"),
        ({"hidden": ("logits", 2), "probabilities": ("one", 1)}, "probabilities"),
        ({"hidden": ("logits", 8), "distance": ("one", 1)}, "hidden"),
        ({"logits": ("logits", 8), "scores": ("one", 1)}, "logits"),
    ],
)
def test_a_name_that_only_scores_have_wins_over_more_numbers(
    heads: dict[str, tuple[str, int]], chosen: str
) -> None:
    assert find_interface(with_heads(heads), "m").chosen_output == chosen


def with_summary(wide: str, nodes: Sequence[NodeProto], *outputs: ValueInfoProto) -> ModelProto:
    """Ten scores under a name, and what is made from them beside."""
    head = [N("Flatten", ["x"], ["flat"]), N("Gemm", ["flat", "w"], [wide], transB=1)]
    weights = [random("w", 10, 8), random("v", 1, 10)]
    return contributed([*head, *nodes], list(outputs), weights)


PROBABILITY = [N("Softmax", ["all"], ["p"], axis=1), N("ReduceMax", ["p"], ["prob"], axes=[1])]


@pytest.mark.parametrize(
    ("nodes", "single"),
    [
        ([N("Gemm", ["all", "v"], ["confidence"], transB=1)], "confidence"),
        (PROBABILITY, "prob"),
        ([*PROBABILITY[:1], N("ReduceMax", ["p"], ["scores"], axes=[1])], "scores"),
    ],
)
def test_how_sure_the_model_is_is_no_score(nodes: list[NodeProto], single: str) -> None:
    wide, one = value("all", ["n", 10]), value(single, ["n", 1])
    found = find_interface(with_summary("all", nodes, wide, one), "m")
    assert (found.chosen_output, found.classes) == ("all", 10)
    assert {"all", single} <= {choice.name for choice in found.output_choices}


def test_a_label_with_scores_of_its_own_comes_before_how_sure_the_model_is() -> None:
    nodes = [N("ArgMax", ["all"], ["label"], axis=1, keepdims=0), *PROBABILITY]
    outputs = value("label", ["n"], TensorProto.INT64), value("prob", ["n", 1])
    found = find_interface(with_summary("all", nodes, *outputs), "m")
    assert (found.chosen_output, found.output.name, found.classes) == ("label", "all", 10)


@pytest.mark.parametrize("single", ["output", "logit", "z", "y", "prediction", "scores"])
def test_features_are_no_scores_beside_the_single_number_that_is_made_from_them(
    single: str,
) -> None:
    nodes = [N("Gemm", ["all", "v"], [single], transB=1)]
    outputs = value("all", ["n", 10]), value(single, ["n", 1])
    found = find_interface(with_summary("all", nodes, *outputs), "m")
    assert (found.chosen_output, found.one_logit) == (single, True)


def test_features_are_no_scores_beside_a_label_that_is_made_from_others() -> None:
    nodes = [
        N("Relu", ["all"], ["h"]),
        N("Gemm", ["h", "v5"], ["inner"], transB=1),
        N("ArgMax", ["inner"], ["label"], axis=1, keepdims=0),
    ]
    outputs = value("all", ["n", 10]), value("label", ["n"], TensorProto.INT64)
    built = with_summary("all", nodes, *outputs)
    built.graph.initializer.append(random("v5", 5, 10))
    found = find_interface(built, "m")
    assert (found.output.name, found.classes) == ("inner", 5)


def test_a_logit_comes_before_the_shares_that_a_label_is_made_of() -> None:
    nodes = [
        N("Gemm", ["all", "v"], ["logits"], transB=1),
        N("Sigmoid", ["logits"], ["p"]),
        N("Neg", ["p"], ["minus"]),
        N("Concat", ["minus", "p"], ["both"], axis=1),
        N("ArgMax", ["both"], ["label"], axis=1, keepdims=0),
    ]
    outputs = value("logits", ["n", 1]), value("label", ["n"], TensorProto.INT64)
    found = find_interface(with_summary("all", nodes, *outputs), "m")
    assert (found.chosen_output, found.one_logit) == ("logits", True)
