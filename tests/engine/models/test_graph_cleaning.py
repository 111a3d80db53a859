from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import onnx
import pytest
import torch
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.graph_cleaning import (
    cut_probabilities,
    drop_initialiser_inputs,
    drop_training_nodes,
    drop_zero_states,
    fold_constants,
    fold_shapes,
    free_batch,
    fresh_draws,
    fused_operators,
    inline_functions,
    learned_operators,
    quantised_operators,
    rename_tensors,
)
from pandavision_gui.engine.models.graph_cleaning.clean_graph import PASSES
from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.errors import InputError

from .graph_checks import (
    assert_works_in_batches,
    cleaned_graph,
    converted,
    copied,
    expected,
    operators,
)
from .onnx_files import convolution, linear, model, samples, tensor, value


def test_every_pass_is_in_the_table_once() -> None:
    modules = (
        cut_probabilities,
        drop_initialiser_inputs,
        drop_training_nodes,
        drop_zero_states,
        fold_constants,
        fold_shapes,
        free_batch,
        fresh_draws,
        fused_operators,
        inline_functions,
        learned_operators,
        quantised_operators,
        rename_tensors,
    )
    assert {module.run for module in modules} == set(PASSES)
    assert len(PASSES) == len(modules)


def test_weights_are_taken_off_the_inputs() -> None:
    built = linear()
    built.graph.input.extend([value("w", [5, 48]), value("b", [5])])
    built.ir_version = 3
    cleaned = drop_initialiser_inputs.run(built)
    assert [entry.name for entry in cleaned.graph.input] == ["x"]
    onnx.checker.check_model(cleaned)


def test_dropout_and_identity_go_and_the_output_keeps_its_name() -> None:
    built = linear(
        [
            helper.make_node("Identity", ["logits"], ["i"]),
            helper.make_node("Dropout", ["i", "", "no"], ["d", "mask"]),
            helper.make_node("Relu", ["d"], ["r"]),
            helper.make_node("Dropout", ["r"], ["y"]),
        ]
    )
    built.graph.initializer.append(tensor("no", False, np.bool_))
    cleaned = drop_training_nodes.run(copied(built))
    assert operators(cleaned) == ["Flatten", "Gemm", "Relu", "Identity"]
    assert cleaned.graph.output[0].name == "y"
    assert_works_in_batches(built, 3, 4, 4)


def test_a_dropout_that_onnx_runtime_leaves_out_goes() -> None:
    """In training mode, too, where the mode is a constant and nobody reads the mask."""
    dropout = helper.make_node("Dropout", ["logits", "", "yes"], ["left", "mask"])
    built = linear([dropout, helper.make_node("Relu", ["left"], ["y"])])
    built.graph.initializer.append(tensor("yes", True, np.bool_))
    assert operators(cleaned_graph(built)) == ["Flatten", "Gemm", "Relu"]


def normalised(training_mode: int) -> ModelProto:
    return model(
        [
            helper.make_node(
                "BatchNormalization",
                ["x", "scale", "shift", "mean", "var"],
                ["n"],
                training_mode=training_mode,
            ),
            helper.make_node("Flatten", ["n"], ["y"]),
        ],
        [value("x", ["n", 3, 4, 4])],
        [value("y", ["n", 48])],
        [
            tensor("scale", [1, 2, 3]),
            tensor("shift", [0, 1, 0]),
            tensor("mean", [0.5, 0.1, 0.2]),
            tensor("var", [1, 4, 2]),
        ],
        opset=15,
    )


def test_batch_normalisation_uses_the_stored_statistics() -> None:
    assert_works_in_batches(normalised(0), 3, 4, 4)


def test_batch_normalisation_left_in_training_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cleaned_graph(normalised(1))
    assert caught.value.code == "model_in_training_mode"


def test_weights_out_of_constant_arithmetic_are_folded() -> None:
    built = linear(
        [
            helper.make_node("Constant", [], ["two"], value=tensor("", 2.0)),
            helper.make_node("ConstantOfShape", ["five"], ["ones"], value=tensor("", [1])),
            helper.make_node("Mul", ["two", "ones"], ["factor"]),
            helper.make_node("Constant", [], ["axes"], value_ints=[0]),
            helper.make_node("Unsqueeze", ["factor", "axes"], ["row"]),
            helper.make_node("Mul", ["logits", "row"], ["y"]),
        ]
    )
    built.graph.initializer.append(tensor("five", [5], np.int64))
    folded = fold_constants.run(copied(built))
    assert operators(folded) == ["Flatten", "Gemm", "Mul"]
    row = next(t for t in folded.graph.initializer if t.name == "row")
    assert numpy_helper.to_array(row).tolist() == [[2, 2, 2, 2, 2]]
    assert_works_in_batches(built, 3, 4, 4)


def test_a_folded_scalar_stays_a_scalar() -> None:
    built = linear(
        [
            helper.make_node("Gather", ["list", "one"], ["element"]),
            helper.make_node("Add", ["logits", "element"], ["y"]),
        ]
    )
    built.graph.initializer.extend([tensor("list", [3, 4]), tensor("one", 1, np.int64)])
    folded = fold_constants.run(built)
    element = next(t for t in folded.graph.initializer if t.name == "element")
    assert (list(element.dims), float(numpy_helper.to_array(element))) == ([], 4.0)


def test_random_numbers_are_not_frozen() -> None:
    built = linear(
        [
            helper.make_node("RandomNormal", [], ["noise"], shape=[1, 5]),
            helper.make_node("Add", ["logits", "noise"], ["y"]),
        ]
    )
    assert "RandomNormal" in operators(fold_constants.run(built))


@pytest.mark.parametrize(
    "tail",
    [
        [helper.make_node("ConstantOfShape", ["huge"], ["big"])],
        [helper.make_node("Expand", ["unit", "huge"], ["big"])],
        [helper.make_node("Tile", ["unit", "huge"], ["big"])],
        [helper.make_node("Range", ["zero", "end", "step"], ["big"])],
        [
            helper.make_node("ConstantOfShape", ["large"], ["column"]),
            helper.make_node("Transpose", ["column"], ["row"]),
            helper.make_node("Add", ["row", "column"], ["big"]),
        ],
    ],
    ids=["ConstantOfShape", "Expand", "Tile", "Range", "broadcast"],
)
def test_a_constant_of_terabytes_is_refused_before_it_is_computed(
    tail: Sequence[NodeProto],
) -> None:
    reduce = [
        helper.make_node("ReduceMax", ["big"], ["one"], keepdims=0),
        helper.make_node("Add", ["logits", "one"], ["y"]),
    ]
    built = linear([*tail, *reduce])
    built.graph.initializer.extend(
        [
            tensor("huge", [1_000_000, 1_000_000], np.int64),
            tensor("large", [1_000_000, 1], np.int64),
            tensor("unit", [[1.0]]),
            tensor("zero", 0.0),
            tensor("end", 1e12),
            tensor("step", 1.0),
        ]
    )
    with pytest.raises(InputError) as caught:
        cleaned_graph(built)
    assert caught.value.code == "constant_too_large"


def test_many_allowed_constants_are_refused_together() -> None:
    # 900 MiB each; the sum is counted before any is computed, and none is ever stored.
    names = [f"part{i}" for i in range(5)]
    nodes = [helper.make_node("ConstantOfShape", ["size"], [name]) for name in names]
    limit = fold_constants.SizeLimit()
    size = tensor("size", [225, 1024, 1024], np.int64)
    opset = helper.make_operatorsetid("", 13)
    assert all(limit.admit(node, [size], opset) for node in nodes[:4])
    with pytest.raises(InputError, match="4 GiB together"):
        limit.admit(nodes[4], [size], opset)


@pytest.mark.parametrize(
    ("operator", "opset"), [("Softmax", 13), ("Softmax", 9), ("LogSoftmax", 13), ("Sigmoid", 13)]
)
def test_final_probabilities_are_cut_and_the_prediction_stays(operator: str, opset: int) -> None:
    built = linear([helper.make_node(operator, ["logits"], ["y"])], opset=opset)
    batch = samples(64, 3, 4, 4)
    logits = converted(built, batch)
    np.testing.assert_allclose(logits, expected(linear_logits(built), batch), rtol=1e-4, atol=1e-5)
    assert (logits.argmax(1) == expected(built, batch).argmax(1)).all()


def linear_logits(built: ModelProto) -> ModelProto:
    before = copied(built)
    del before.graph.node[2]
    before.graph.output[0].name = "logits"
    return before


def test_probabilities_are_cut_before_a_cast_and_a_reshape() -> None:
    built = linear(
        [
            helper.make_node("Softmax", ["logits"], ["p"], axis=1),
            helper.make_node("Cast", ["p"], ["q"], to=TensorProto.FLOAT),
            helper.make_node("Flatten", ["q"], ["y"]),
        ]
    )
    assert "Softmax" not in operators(cleaned_graph(built))


@pytest.mark.parametrize(
    ("shape", "axis"), [(["n", 5], 0), ([1, 5], -2), (["n", 5, 1, 1], 2), (["n", 5, 1, 1], -1)]
)
def test_a_softmax_over_another_axis_is_refused(shape: list[int | str], axis: int) -> None:
    wide = len(shape) == 4
    reshape = [helper.make_node("Reshape", ["logits", "wide"], ["l"])] if wide else []
    tail = [*reshape, helper.make_node("Softmax", ["l" if wide else "logits"], ["y"], axis=axis)]
    built = linear(tail, output_shape=shape)
    built.graph.initializer.append(tensor("wide", [-1, 5, 1, 1], np.int64))
    with pytest.raises(InputError) as caught:
        cleaned_graph(built)
    assert caught.value.code == "softmax_axis"


def test_up_to_opset_12_a_softmax_takes_all_from_its_axis_on() -> None:
    reshape = helper.make_node("Reshape", ["logits", "wide"], ["l"])
    built = linear(
        [reshape, helper.make_node("Softmax", ["l"], ["y"], axis=1)],
        output_shape=["n", 1, 1, 5],
        opset=9,
    )
    built.graph.initializer.append(tensor("wide", [-1, 1, 1, 5], np.int64))
    assert "Softmax" not in operators(cleaned_graph(built))


HOSTILE = (
    "__import__('os').system('touch /tmp/pwned')",
    'it\'s "quoted"',
    "line\nbreak",
    "dotted.name.weight",
    "forward",
    "Ünïcödé ☃",
    "training",
    " ",
    "self.__class__",
    "../../etc/passwd",
)


def test_hostile_names_are_replaced_and_the_result_is_the_same() -> None:
    plain, hostile = convolution(), convolution(HOSTILE)
    batch = samples(7, 3, 8, 8)
    cleaned = cleaned_graph(copied(hostile))
    for name in every_name(cleaned):
        assert re.fullmatch(r"[a-z][a-z0-9]*", name), name
    assert np.array_equal(
        convert(cleaned)(torch.from_numpy(batch)).numpy(), converted(plain, batch)
    )


def every_name(built: ModelProto) -> set[str]:
    graph = built.graph
    names = {graph.name}
    names |= {entry.name for entry in (*graph.input, *graph.output, *graph.initializer)}
    for node in all_nodes(graph):
        names |= {node.name, *node.input, *node.output}
    return names - {""}


def test_names_inside_branches_are_replaced_and_still_meet() -> None:
    def branch(name: str, operator: str) -> onnx.GraphProto:
        return helper.make_graph(
            [helper.make_node(operator, ["logits.1"], ["out' "])],
            name,
            [],
            [value("out' ", ["n", 5])],
        )

    built = linear(
        [
            helper.make_node("Identity", ["logits"], ["logits.1"]),
            helper.make_node("ReduceMax", ["logits"], ["top"], keepdims=0),
            helper.make_node("Greater", ["top", "limit"], ["is high"]),
            helper.make_node(
                "If",
                ["is high"],
                ["y"],
                then_branch=branch("a b", "Relu"),
                else_branch=branch("c d", "Neg"),
            ),
        ]
    )
    built.graph.initializer.append(tensor("limit", 0.2))
    cleaned = cleaned_graph(copied(built))
    for name in every_name(cleaned):
        assert re.fullmatch(r"[a-z][a-z0-9]*", name), name
    network = convert(cleaned)
    for seed in range(1, 9):
        row = samples(seed, 3, 4, 4)[-1:]
        np.testing.assert_allclose(
            network(torch.from_numpy(row)).numpy(), expected(built, row), rtol=1e-4, atol=1e-6
        )


def test_an_omitted_input_stays_omitted() -> None:
    built = linear([helper.make_node("Clip", ["logits", "", "top"], ["y"])])
    built.graph.initializer.append(tensor("top", 0.1))
    cleaned = rename_tensors.run(copied(built))
    assert cleaned.graph.node[-1].input[1] == ""
    assert_works_in_batches(built, 3, 4, 4)
