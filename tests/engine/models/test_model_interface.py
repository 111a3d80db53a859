from __future__ import annotations

import pytest
from onnx import ModelProto, TensorProto, helper

from pandavision_gui.engine.models.model_interface import ModelInterface, find_interface
from pandavision_gui.errors import InputError

from .onnx_files import Dims, linear, model, tensor, value


def refusal(built: ModelProto) -> InputError:
    with pytest.raises(InputError) as caught:
        find_interface(built, "m.onnx")
    assert '"m.onnx"' in caught.value.message
    return caught.value


def found(built: ModelProto) -> ModelInterface:
    return find_interface(built, "m.onnx")


def test_two_inputs_are_refused_by_name() -> None:
    built = model(
        [helper.make_node("Add", ["left", "right"], ["y"])],
        [value("left", [1, 4]), value("right", [1, 4])],
        [value("y", [1, 4])],
        [],
    )
    error = refusal(built)
    assert error.code == "model_inputs"
    assert '"left", "right"' in error.message


def test_weights_listed_as_inputs_are_no_inputs() -> None:
    built = linear()
    built.graph.input.insert(0, value("w", [5, 48]))
    assert found(built).input.name == "x"


def test_whole_number_input_is_known_as_such() -> None:
    built = model(
        [
            helper.make_node("Cast", ["x"], ["f"], to=TensorProto.FLOAT),
            helper.make_node("Flatten", ["f"], ["y"]),
        ],
        [value("x", [1, 3, 4, 4], TensorProto.UINT8)],
        [value("y", [1, 48])],
        [],
    )
    assert found(built).takes_whole_numbers
    assert found(built).whole_range == (0, 255)


def test_an_input_of_text_is_refused() -> None:
    built = model(
        [helper.make_node("Mystery", ["x"], ["y"], domain="own")],
        [value("x", [1, 3, 4, 4], TensorProto.STRING)],
        [value("y", [1, 48])],
        [],
    )
    error = refusal(built)
    assert error.code == "model_input_type"
    assert "string" in error.message


@pytest.mark.parametrize("shape", [["n", 5, 7, 7], []])
def test_outputs_that_are_no_class_scores_are_refused(shape: Dims) -> None:
    built = model(
        [helper.make_node("Mystery", ["x"], ["y"], domain="own")],
        [value("x", ["n", 3, 4, 4])],
        [value("y", shape)],
        [],
    )
    assert refusal(built).code == "model_not_a_classifier"


@pytest.mark.parametrize(
    ("shape", "classes"), [(["n", 5], 5), ([1, 5, 1, 1], 5), (["n", None], None), ([8, 2], 2)]
)
def test_class_scores_are_recognised(shape: Dims, classes: int | None) -> None:
    built = model(
        [helper.make_node("Mystery", ["x"], ["y"], domain="own")],
        [value("x", ["n", 3, 4, 4])],
        [value("y", shape)],
        [],
    )
    assert found(built).classes == classes


def test_the_only_output_that_fits_is_taken() -> None:
    built = linear([helper.make_node("ArgMax", ["logits"], ["label"], axis=1)])
    built.graph.output[0].CopyFrom(value("label", ["n", 1], TensorProto.INT64))
    built.graph.output.append(value("logits", ["n", 5]))
    assert found(built).output.name == "logits"
    assert found(built).other_outputs == ("label",)


@pytest.mark.parametrize("shape", [["n", 1], ["n"], [4, 1, 1]])
def test_one_number_per_sample_is_one_logit(shape: Dims) -> None:
    built = model(
        [helper.make_node("Mystery", ["x"], ["y"], domain="own")],
        [value("x", ["n", 3, 4, 4])],
        [value("y", shape)],
        [],
    )
    assert found(built).one_logit
    assert found(built).classes == 2


def test_of_several_outputs_that_fit_the_one_that_is_called_logits_is_read() -> None:
    built = linear([helper.make_node("Softmax", ["logits"], ["y"])])
    built.graph.output.append(value("logits", ["n", 5]))
    assert found(built).output.name == "logits"
    assert found(built).other_outputs == ("y",)
    assert found(built).activation is None


def test_of_several_outputs_without_usual_names_the_first_one_is_read() -> None:
    built = linear([helper.make_node("Relu", ["logits"], ["first"])])
    built.graph.output[0].name = "first"
    built.graph.output.append(value("logits", ["n", 5]))
    built.graph.output[1].name = "second"
    built.graph.node[-1].input[0] = "second"
    for node in built.graph.node[:-1]:
        node.output[0] = node.output[0].replace("logits", "second")
    assert found(built).output.name == "first"


def test_a_missing_output_shape_is_inferred() -> None:
    built = linear()
    built.graph.output[0].CopyFrom(value("y", None))
    assert found(built).classes == 5


def test_a_fixed_batch_is_found() -> None:
    assert found(linear(input_shape=[1, 3, 4, 4])).fixed_batch == 1
    assert found(linear()).fixed_batch is None


def test_a_hostile_name_cannot_forge_a_message() -> None:
    built = linear()
    built.graph.input.append(value("a\nb\x1b[2J" + "c" * 10_000, [1, 4]))
    error = refusal(built)
    assert "\n" not in error.message
    assert len(error.message) < 300


@pytest.mark.parametrize(
    ("operator", "kind"),
    [("Softmax", "softmax"), ("LogSoftmax", "log_softmax"), ("Sigmoid", "sigmoid")],
)
def test_the_final_activation_is_seen_through_what_keeps_the_order(
    operator: str, kind: str
) -> None:
    tail = [
        helper.make_node(operator, ["logits"], ["p"]),
        helper.make_node("Cast", ["p"], ["q"], to=TensorProto.FLOAT),
        helper.make_node("Identity", ["q"], ["y"]),
    ]
    activation = found(linear(tail)).activation
    assert activation is not None
    assert activation.kind == kind


def test_a_softmax_inside_the_network_is_not_final() -> None:
    tail = [
        helper.make_node("Softmax", ["logits"], ["p"]),
        helper.make_node("Mul", ["p", "b"], ["y"]),
    ]
    built = linear(tail)
    built.graph.initializer.append(tensor("half", 0.5))
    assert found(built).activation is None


def test_a_model_with_thousands_of_outputs_is_refused_before_it_is_looked_at() -> None:
    built = linear()
    first = built.graph.output[0].name
    for number in range(300):
        built.graph.node.append(helper.make_node("Neg", [first], [f"more {number}"]))
        built.graph.output.append(value(f"more {number}", ["n", 5]))
    with pytest.raises(InputError) as refused:
        found(built)
    assert refused.value.code == "model_outputs"
    assert "301 outputs" in refused.value.message
