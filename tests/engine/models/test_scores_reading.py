"""Files whose class scores are easily read in a wrong way: read right, or refused in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import ModelProto, NodeProto, TensorProto, helper

from pandavision_gui.engine.models.load_classifier import agreeing, load_classifier
from pandavision_gui.engine.models.model_interface import find_interface
from pandavision_gui.errors import InputError

from .loading import SHAPE, both_signs, contributed, loaded, network, raw
from .onnx_files import random, saved, tensor, value

INT64 = TensorProto.INT64
N = helper.make_node
LABEL = [value("label", ["n"], INT64)]


def whole(name: str, numbers: object) -> TensorProto:
    return tensor(name, numbers, np.int64)


def argmax(source: str, operator: str = "ArgMax", **more: int) -> NodeProto:
    return N(operator, [source], ["label"], **{"axis": 1, "keepdims": 0, **more})


def refusal(built: ModelProto, folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        loaded(built, folder, both_signs())
    return caught.value


def predictions(built: ModelProto, folder: Path) -> np.ndarray:
    """The converted model's classes; ONNX Runtime's are held to be the same."""
    batch = both_signs()
    model = loaded(built, folder, batch)
    assert model.converter != "none", model.hindrance
    scores = model.classifier(torch.from_numpy(batch)).numpy()
    assert np.array_equal(scores.argmax(1), model.truth.scores(batch).argmax(1))
    classes: np.ndarray = scores.argmax(1)
    return classes


@pytest.mark.parametrize(
    ("tail", "more", "shape"),
    [
        ([argmax("scores")], (), ["n"]),
        ([argmax("scores", keepdims=1)], (), ["n", 1]),
        ([argmax("scores", axis=-1)], (), ["n"]),
        ([argmax("scores", select_last_index=1)], (), ["n"]),
        ([N("Neg", ["scores"], ["negated"]), argmax("negated")], (), ["n"]),
        ([N("Unsqueeze", ["scores", "one"], ["u"]), argmax("u", axis=2)],
         (whole("one", [1]),), ["n", 1]),
        ([N("TopK", ["scores", "k"], ["best", "label"], axis=1)], (whole("k", [1]),), ["n", 1]),
        ([N("TopK", ["scores", "k"], ["best", "label"], axis=1)], (whole("k", [3]),), ["n", 3]),
        ([N("Softmax", ["scores"], ["p"], axis=1), argmax("p")], (), ["n"]),
        ([N("Slice", ["scores", "one", "four", "one"], ["part"]), argmax("part")],
         (whole("one", [1]), whole("four", [4])), ["n"]),
    ],
    ids=["argmax", "kept", "from the end", "last index", "negated", "in the middle", "top 1",
         "top 3 of 5", "probabilities", "slice"],
)  # fmt: skip
def test_the_class_is_what_the_label_output_says(
    tail: list[NodeProto], more: tuple[TensorProto, ...], shape: list[object], tmp_path: Path
) -> None:
    built = network(tail, [value("label", shape, INT64)], more)
    told = raw(built, both_signs())[0].reshape(40, -1)[:, 0]
    assert len(set(told.tolist())) > 1, "the case says nothing"
    assert np.array_equal(predictions(built, tmp_path), told)


def test_the_number_of_classes_is_not_the_k_of_topk() -> None:
    built = network(
        [N("TopK", ["scores", "k"], ["best", "label"], axis=1)],
        [value("best", ["n", 3]), value("label", ["n", 3], INT64)],
        (whole("k", [3]),),
    )
    assert find_interface(built, "m.onnx").classes == 5


@pytest.mark.parametrize("operator", ["Softmax", "Sigmoid", "Identity"])
def test_sorted_scores_are_no_class_scores(operator: str) -> None:
    top = N("TopK", ["scores", "k"], ["best", "label"], axis=1)
    tail = [top, N(operator, ["best"], ["y"]), N("Mul", ["y", "two"], ["z"])]
    more = (whole("k", [3]), tensor("two", 2.0))
    alone = network(tail, [value("z", ["n", 3])], more)
    with pytest.raises(InputError) as caught:
        find_interface(alone, "m.onnx")
    assert caught.value.code == "model_not_a_classifier"
    beside = network(tail, [value("z", ["n", 3]), value("label", ["n", 3], INT64)], more)
    assert find_interface(beside, "m.onnx").output.name == "scores"


@pytest.mark.parametrize(
    ("tail", "outputs"),
    [
        ([argmax("scores", "ArgMin")], LABEL),
        ([N("TopK", ["scores", "k"], ["best", "label"], axis=1, largest=0)],
         [value("label", ["n", 1], INT64)]),
        ([N("Cast", ["scores"], ["y"], to=INT64)], [value("y", ["n", 5], INT64)]),
        ([N("ReduceMax", ["scores"], ["y"], keepdims=0)], [value("y", [])]),
        ([argmax("scores"), N("Cast", ["label"], ["f"], to=1), N("Add", ["f", "b1"], ["y"])],
         [value("y", ["n"])]),
    ],
    ids=["ArgMin", "smallest of TopK", "whole numbers", "scalar", "a label plus one"],
)  # fmt: skip
def test_what_is_no_class_score_is_refused(tail: list[NodeProto], outputs: list[object]) -> None:
    with pytest.raises(InputError) as caught:
        find_interface(network(tail, outputs, (whole("k", [1]), tensor("b1", 1.0))), "m.onnx")
    assert caught.value.code == "model_not_a_classifier"


TABLE = (whole("table", [4, 3, 2, 1, 0]), whole("one", [1]))


@pytest.mark.parametrize(
    "tail",
    [
        [argmax("scores", "ArgMin")],
        [N("ArgMax", ["scores"], ["place"], axis=1, keepdims=0),
         N("Gather", ["table", "place"], ["label"])],
        [N("Unsqueeze", ["scores", "one"], ["u"]), N("ArgMax", ["u"], ["l"], axis=1, keepdims=0),
         N("Identity", ["l"], ["label"])],
        [argmax("scores", axis=0)],
    ],
    ids=["distances", "a table that permutes", "over another axis", "over the batch"],
)  # fmt: skip
def test_scores_that_the_models_own_label_contradicts_are_refused(
    tail: list[NodeProto], tmp_path: Path
) -> None:
    built = network(tail, [value("scores", ["n", 5]), value("label", [None], INT64)], TABLE)
    if "u" in [name for node in tail for name in node.output]:
        built.graph.output[1].CopyFrom(value("label", ["n", 5], INT64))
    error = refusal(built, tmp_path)
    assert error.code == "scores_misread"
    assert '"label"' in error.message


def test_a_label_of_another_head_is_no_contradiction(tmp_path: Path) -> None:
    tail = [N("Gemm", ["flat", "v"], ["other"], transB=1), argmax("other")]
    built = network(tail, [value("scores", ["n", 5]), *LABEL], (random("v", 3, 8),))
    assert np.array_equal(predictions(built, tmp_path), raw(built, both_signs())[0].argmax(1))


def test_labels_with_gaps_are_the_classes_in_their_order(tmp_path: Path) -> None:
    tail = [
        N("ArgMax", ["scores"], ["place"], axis=1, keepdims=0),
        N("Gather", ["table", "place"], ["label"]),
    ]
    table = np.array([1, 2, 5, 8, 9])
    built = network(tail, LABEL, (whole("table", table),))
    assert np.array_equal(table[predictions(built, tmp_path)], raw(built, both_signs())[0])


@pytest.mark.parametrize("column", [0, 1])
def test_one_column_of_two_probabilities_is_read_as_both(column: int, tmp_path: Path) -> None:
    tail = [N("Softmax", ["scores"], ["p"], axis=1), N("Gather", ["p", "at"], ["y"], axis=1)]
    built = network(tail, [value("y", ["n", 1])], (whole("at", [column]),), classes=2)
    share = raw(built, both_signs())[0][:, 0]
    assert np.array_equal(predictions(built, tmp_path) == column, share > 0.5)


@pytest.mark.parametrize(
    "tail",
    [
        [N("HardSigmoid", ["scores"], ["y"])],
        [N("Sigmoid", ["scores"], ["p"]), N("Sub", ["unit", "p"], ["y"])],
        [N("Neg", ["scores"], ["n"]), N("Exp", ["n"], ["e"]), N("Add", ["unit", "e"], ["d"]),
         N("Div", ["unit", "d"], ["y"])],
    ],
    ids=["HardSigmoid", "1 - p", "written out"],
)  # fmt: skip
def test_a_probability_that_is_not_seen_as_one_is_never_read_as_a_logit(
    tail: list[NodeProto], tmp_path: Path
) -> None:
    built = network(tail, [value("y", ["n", 1])], (tensor("unit", 1.0),), classes=1)
    assert refusal(built, tmp_path).code == "scores_misread"


@pytest.mark.parametrize("shape", [["n", 1], ["n"]])
@pytest.mark.parametrize("operator", ["Identity", "Sigmoid", "Tanh"])
def test_one_score_means_class_1_above_its_middle(
    operator: str, shape: list[object], tmp_path: Path
) -> None:
    tail = [N(operator, ["scores"], ["s"]), N("Reshape", ["s", "to"], ["y"])]
    built = network(
        tail, [value("y", shape)], (whole("to", [-1, *shape[1:]]),), classes=1
    )  # fmt: skip
    middle = 0.5 if operator == "Sigmoid" else 0.0
    told = raw(built, both_signs())[0].reshape(-1) > middle
    assert 0 < told.sum() < 40, "the case says nothing"
    assert np.array_equal(predictions(built, tmp_path), told)


def test_logits_of_one_class_only_are_no_probabilities(tmp_path: Path) -> None:
    built = network([], [value("scores", ["n", 1])], classes=1)
    batch = both_signs()
    is_share = (raw(built, batch)[0] > 0) & (raw(built, batch)[0] < 1)
    chosen = batch[is_share.reshape(-1)]
    assert len(chosen) > 3, "the case says nothing"
    assert loaded(built, tmp_path, chosen).classes == 2


def test_features_before_the_scores_are_not_read() -> None:
    tail = [N("Relu", ["scores"], ["z"]), N("Gemm", ["z", "v"], ["a"], transB=1)]
    outputs = [value("z", ["n", 5]), value("a", ["n", 3])]
    built = network(tail, outputs, (random("v", 3, 5),))
    assert find_interface(built, "m.onnx").output.name == "a"
    named = network(tail, outputs, (random("v", 3, 5),))
    for node in named.graph.node:  # a head of coarser classes on top of the scores
        for names in (node.input, node.output):
            names[:] = ["logits" if name == "z" else name for name in names]
    named.graph.output[0].name = "logits"
    assert find_interface(named, "m.onnx").output.name == "logits"


def test_two_of_five_columns_are_not_all_classes() -> None:
    tail = [N("Split", ["scores", "parts"], ["one", "two", "rest"], axis=1)]
    outputs = [value("one", ["n", 1]), value("two", ["n", 1])]
    built = network(tail, outputs, (whole("parts", [1, 1, 3]),))
    assert find_interface(built, "m.onnx").one_logit
    every = network(
        [N("Split", ["scores", "parts"], list("abcde"), axis=1)],
        [value(name, ["n", 1]) for name in "abcde"],
        (whole("parts", [1] * 5),),
    )
    found = find_interface(every, "m.onnx")
    assert (found.output.name, found.classes) == ("scores", 5)


@pytest.mark.parametrize("classes", [3, 5])
def test_a_batch_that_is_not_the_first_axis_is_refused(classes: int, tmp_path: Path) -> None:
    turned = network(
        [N("Transpose", ["scores"], ["y"])], [value("y", [classes, "n"])], classes=classes
    )
    assert refusal(turned, tmp_path).code == "model_scores_shape"


def test_a_softmax_over_the_batch_is_refused(tmp_path: Path) -> None:
    built = network([N("Softmax", ["scores"], ["p"], axis=0), argmax("p")], LABEL)
    assert refusal(built, tmp_path).code == "softmax_axis"


def test_time_before_batch_mixes_samples_and_is_refused(tmp_path: Path) -> None:
    # [time, batch, features]: the first axis, of fixed size, looks like a fixed batch.
    nodes = [
        N("CumSum", ["x", "zero"], ["sum"]),
        N("Reshape", ["sum", "to"], ["flat"]),
        N("Gemm", ["flat", "w"], ["y"], transB=1),
    ]
    built = contributed(
        nodes,
        [value("y", [4, 5])],
        [whole("zero", 0), whole("to", [4, 8]), random("w", 5, 8)],
        shape=(4, 1, 2, 4),
    )
    error = refusal(built, tmp_path)
    assert error.code == "conversion_disagrees"


def test_a_label_beside_the_scores_is_held_against_them(tmp_path: Path) -> None:
    outputs = [value("said", ["n", 5]), *LABEL]
    prior = tensor("prior", [50.0, 0, 0, 0, 0])
    beside = [N("Identity", ["scores"], ["said"]), N("Add", ["scores", "prior"], ["moved"])]
    misread = network([*beside, argmax("moved")], outputs, (prior,))
    assert refusal(misread, tmp_path).code == "scores_misread"
    right = network([*beside, argmax("scores")], outputs, (prior,))
    predictions(right, tmp_path)


def thresholded(threshold: float, operator: str = "Greater") -> ModelProto:
    """One score, and a label that says on which side of a threshold it is."""
    nodes = [
        N("Flatten", ["x"], ["flat"]),
        N("Gemm", ["flat", "weights"], ["z"], transB=1),
        N("Identity", ["z"], ["scores"]),
        N(operator, ["z", "threshold"], ["beyond"]),
        N("Cast", ["beyond"], ["label"], to=INT64),
    ]
    outputs = [value("scores", ["n", 1]), value("label", ["n", 1], INT64)]
    return contributed(nodes, outputs, [random("weights", 1, 8), tensor("threshold", threshold)])


def test_the_threshold_of_a_binary_models_label_is_held_against_zero(tmp_path: Path) -> None:
    predictions(thresholded(0.0), tmp_path)
    assert refusal(thresholded(0.5), tmp_path).code == "scores_misread"
    assert refusal(thresholded(0.0, "Less"), tmp_path).code == "scores_misread"


def test_who_asks_for_the_scores_by_name_has_decided_about_other_labels(tmp_path: Path) -> None:
    error = refusal(thresholded(0.5), tmp_path)
    assert error.hint.startswith('Set "output" to "scores" to have the scores believed')
    asked = load_classifier(
        saved(thresholded(0.5), tmp_path),
        sample_shape=SHAPE,
        normalisation=None,
        flip_channels=False,
        output="scores",
    )
    remarks = agreeing(asked, both_signs())[0].facts.remarks
    assert any('"label" decides otherwise' in remark for remark in remarks)


@pytest.mark.parametrize("what", ["how far it is from zero", "how bright the sample is"])
def test_a_comparison_of_something_else_than_the_score_is_no_label(
    tmp_path: Path, what: str
) -> None:
    made = {
        "how far it is from zero": [N("Abs", ["z"], ["measure"])],
        "how bright the sample is": [
            N("ReduceMean", ["flat"], ["measure"], axes=[1], keepdims=1),
        ],
    }[what]
    nodes = [
        N("Flatten", ["x"], ["flat"]),
        N("Gemm", ["flat", "weights"], ["z"], transB=1),
        N("Sigmoid", ["z"], ["prob"]),
        *made,
        N("Greater", ["measure", "limit"], ["told"]),
    ]
    outputs = [value("prob", ["n", 1]), value("told", ["n", 1], TensorProto.BOOL)]
    built = contributed(nodes, outputs, [random("weights", 1, 8), tensor("limit", 0.5)])
    predictions(built, tmp_path)


@pytest.mark.parametrize("how", ["Neg", "Clip", "Softplus", "a constant in another form"])
def test_a_threshold_is_seen_through_what_keeps_or_turns_the_order(
    tmp_path: Path, how: str
) -> None:
    """All of them say 1 where the score is below its middle."""
    limit = {"Softplus": float(np.log(2))}.get(how, 0.0)
    operator = "Greater" if how == "Neg" else "Less"
    between = [] if how.startswith("a constant") else [N(how, ["z"], ["moved"])]
    fixed = [N("Cast", ["limit"], ["fixed"], to=TensorProto.FLOAT)]
    nodes = [
        N("Flatten", ["x"], ["flat"]),
        N("Gemm", ["flat", "weights"], ["z"], transB=1),
        N("Identity", ["z"], ["scores"]),
        *between,
        *fixed,
        N(operator, ["moved" if between else "z", "fixed"], ["below"]),
        N("Cast", ["below"], ["label"], to=INT64),
    ]
    outputs = [value("scores", ["n", 1]), value("label", ["n", 1], INT64)]
    built = contributed(nodes, outputs, [random("weights", 1, 8), tensor("limit", limit)])
    assert refusal(built, tmp_path).code == "scores_misread"


def test_one_operand_of_a_difference_is_another_number(tmp_path: Path) -> None:
    nodes = [
        N("Flatten", ["x"], ["flat"]),
        N("Gemm", ["flat", "weights"], ["a"], transB=1),
        N("ReduceMean", ["flat"], ["b"], axes=[1], keepdims=1),
        N("Sub", ["a", "b"], ["logits"]),
        N("Greater", ["a", "limit"], ["told"]),
    ]
    outputs = [value("logits", ["n", 1]), value("told", ["n", 1], TensorProto.BOOL)]
    built = contributed(nodes, outputs, [random("weights", 1, 8), tensor("limit", 1.5)])
    predictions(built, tmp_path)
