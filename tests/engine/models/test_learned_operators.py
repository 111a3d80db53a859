from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto, helper

from pandavision_gui.engine.models.graph_cleaning import learned_operators
from pandavision_gui.errors import InputError

from .loading import both_signs, contributed, loaded, raw
from .mended import assert_mended
from .onnx_files import random, tensor, value

N = helper.make_node
ML = "ai.onnx.ml"


def before_a_gemm(*nodes: Any) -> ModelProto:
    """From x (n, 8) over `nodes` to "z" (n, 8) to five scores."""
    last = N("Gemm", ["z", "w", "b"], ["y"], transB=1)
    return contributed(
        [*nodes, last], [value("y", ["n", 5])], [random("w", 5, 8), random("b", 5)], shape=("n", 8)
    )


@pytest.mark.parametrize(
    ("offset", "scale"),
    [([0.5], [2.0]), (list(np.linspace(-1, 1, 8)), list(np.linspace(0.5, 3, 8)))],
)
def test_a_scaler(offset: list[float], scale: list[float]) -> None:
    node = N("Scaler", ["x"], ["z"], domain=ML, offset=offset, scale=scale)
    assert_mended(before_a_gemm(node), learned_operators.run, both_signs(7, (8,)))


@pytest.mark.parametrize("norm", ["MAX", "L1", "L2"])
def test_a_normaliser_of_any_signs_and_of_zeros(norm: str) -> None:
    node = N("Normalizer", ["x"], ["z"], domain=ML, norm=norm)
    batch = both_signs(7, (8,))
    batch[2] = 0
    batch[3] = -np.abs(batch[3])
    batch[4, 1:] = 0
    assert_mended(before_a_gemm(node), learned_operators.run, batch)


def test_features_are_picked_in_the_order_of_the_places() -> None:
    nodes = [
        N("Constant", [], ["at"], value=tensor("", [7, 0, 3, 3, 1, 2, 6, 5], np.int64)),
        N("ArrayFeatureExtractor", ["x", "at"], ["z"], domain=ML),
    ]
    assert_mended(before_a_gemm(*nodes), learned_operators.run, both_signs(7, (8,)))


def classifier(
    rows: int, labels: list[Any], post: str, *, zipmap: bool = False, scale: float = 1.0
) -> ModelProto:
    """A linear model of scikit-learn as its exporter writes it."""
    is_text = isinstance(labels[0], str)
    kind = "strings" if is_text else "ints"
    generator = np.random.default_rng(rows)
    numbers = [scale * float(n) for n in generator.normal(0, 1, rows * 9)]
    nodes = [
        N("Flatten", ["x"], ["flat"]),
        N("LinearClassifier", ["flat"], ["label", "raw"], domain=ML, post_transform=post,
          coefficients=numbers[: rows * 8], intercepts=numbers[rows * 8 :], multi_class=0,
          **{f"classlabels_{kind}": labels}),
    ]  # fmt: skip
    outputs = [value("label", ["n"], TensorProto.STRING if is_text else TensorProto.INT64)]
    if zipmap:
        key = TensorProto.STRING if is_text else TensorProto.INT64
        named = {"classlabels_strings" if is_text else "classlabels_int64s": labels}
        nodes.append(N("ZipMap", ["raw"], ["maps"], domain=ML, **named))
        inner = helper.make_tensor_type_proto(TensorProto.FLOAT, [])
        entry = helper.make_sequence_type_proto(helper.make_map_type_proto(key, inner))
        outputs.append(helper.make_value_info("maps", entry))
    else:
        outputs.append(value("raw", ["n", len(labels)]))
    return contributed(nodes, outputs, [])


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 2], [1, 2, 5], ["cat", "dog"], ["a", "b", "c"]])
@pytest.mark.parametrize("post", ["NONE", "SOFTMAX", "LOGISTIC"])
@pytest.mark.parametrize("zipmap", [False, True])
def test_a_linear_model_tells_the_class_that_its_label_output_tells(
    labels: list[Any], post: str, zipmap: bool, tmp_path: Path
) -> None:
    built = classifier(len(labels), labels, post, zipmap=zipmap)
    batch = both_signs()
    model = loaded(built, tmp_path, batch)
    assert model.hindrance is None
    told = raw(built, batch, "label")[0]
    logits = model.classifier(torch.from_numpy(batch)).numpy()
    assert np.array_equal(np.array(labels)[logits.argmax(1)], told)
    assert model.truth.interface.class_labels == tuple(map(str, labels))


@pytest.mark.parametrize("labels", [[0, 1], [4, 9], ["no", "yes"]])
@pytest.mark.parametrize("post", ["NONE", "SOFTMAX", "SOFTMAX_ZERO", "LOGISTIC"])
def test_one_score_for_two_classes_is_read_as_the_label_says(
    labels: list[Any], post: str, tmp_path: Path
) -> None:
    # ONNX Runtime returns 1 - z and z, whose larger one is not the label for 0 < z < 0.5.
    built = classifier(1, labels, post, scale=0.2)
    batch = both_signs(200)
    label, scores = raw(built, batch)
    second = scores[:, 1]
    assert ((second > 0) & (second < 0.5)).any(), "the case says nothing"
    model = loaded(built, tmp_path, batch)
    places = model.classifier(torch.from_numpy(batch)).numpy().argmax(1)
    assert np.array_equal(np.array(labels)[places], label)
    assert np.array_equal(model.truth.scores(batch).argmax(1), places)


@pytest.mark.parametrize(("rows", "labels"), [(3, [3, 1, 2]), (1, [1, 0])])
def test_classes_in_another_order_are_refused(rows: int, labels: list[int], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        loaded(classifier(rows, labels, "NONE"), tmp_path, both_signs())
    assert caught.value.code == "scores_misread"


def test_the_votes_of_a_support_vector_machine_are_no_class_scores(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    vectors, weights = generator.normal(size=(6, 8)), generator.normal(size=12)
    node = N("SVMClassifier", ["flat"], ["label", "pairs"], domain=ML, classlabels_ints=[0, 1, 2],
             coefficients=weights.tolist(), kernel_type="RBF", kernel_params=[0.1, 0.0, 3.0],
             rho=[0.1, -0.2, 0.3], support_vectors=vectors.ravel().tolist(),
             vectors_per_class=[2, 2, 2], post_transform="NONE")  # fmt: skip
    built = contributed(
        [N("Flatten", ["x"], ["flat"]), node],
        [value("label", ["n"], TensorProto.INT64), value("pairs", ["n", 3])],
        [],
    )
    with pytest.raises(InputError) as caught:
        loaded(built, tmp_path, both_signs())
    assert caught.value.code == "scores_misread"
