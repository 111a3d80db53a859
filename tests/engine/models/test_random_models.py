"""Models that draw random numbers: seen, converted, and held against ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import helper

from pandavision_gui.engine.models import agreement_of_draws
from pandavision_gui.engine.models import inspect_model as inspect_model_module
from pandavision_gui.engine.models.agreement import Agreement
from pandavision_gui.engine.models.agreement_of_draws import DRAWS, compare_draws
from pandavision_gui.engine.models.first_answers import REPEATS
from pandavision_gui.engine.models.graph_cleaning import clean_graph, fresh_draws
from pandavision_gui.engine.models.inspect_model import inspect_model
from pandavision_gui.engine.models.load_classifier import (
    LoadedClassifier,
    agreeing,
    load_classifier,
)

from .onnx_files import linear, model, random, samples, saved, tensor, value
from .random_models import dropping, noisy

KINDS = {
    "RandomNormal": noisy("RandomNormal"),
    "RandomNormalLike": noisy("RandomNormalLike", scale=0.5),
    "RandomNormalLike with a seed": noisy("RandomNormalLike", seed=3.0),
    "RandomUniform": noisy("RandomUniform", low=-1.0, high=2.0),
    "RandomUniformLike": noisy("RandomUniformLike"),
    "Bernoulli": noisy("Bernoulli"),
    "Bernoulli of a type": noisy("Bernoulli", dtype=onnx.TensorProto.FLOAT),
    "Multinomial": noisy("Multinomial"),
    "Dropout": dropping(mask_is_read=True),
}


@pytest.fixture(autouse=True)
def same_draws() -> Iterator[None]:
    """Let a test that holds today hold tomorrow."""
    onnxruntime.set_seed(11)
    torch.manual_seed(11)
    yield
    onnxruntime.set_seed(np.random.default_rng().integers(2**31))


def loaded(built: onnx.ModelProto, folder: Path) -> tuple[LoadedClassifier, Agreement]:
    found = load_classifier(
        saved(built, folder), sample_shape=(3, 4, 4), normalisation=None, flip_channels=False
    )
    return agreeing(found, samples(32, 3, 4, 4))


@pytest.mark.parametrize("built", KINDS.values(), ids=KINDS)
def test_a_model_that_draws_is_asked_repeatedly_and_keeps_its_gradient(
    tmp_path: Path, built: onnx.ModelProto
) -> None:
    found, agreement = loaded(built, tmp_path)
    assert found.truth.repeats == REPEATS == 10
    assert found.converter == "onnx2pytorch"
    assert agreement.passes
    assert agreement.draws == DRAWS
    (kind,) = found.facts.random_operators
    assert kind in found.facts.remarks[0]
    points = torch.from_numpy(samples(6, 3, 4, 4)).requires_grad_()
    first, second = found.classifier(points), found.classifier(points)
    assert not torch.equal(first, second)
    (gradient,) = torch.autograd.grad(first.sum(), points)
    assert bool((gradient != 0).any())


def test_noise_that_the_converter_would_freeze_is_no_part_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its seed the operator draws the same in every pass: ONNX Runtime's does not."""
    kept = tuple(run for run in clean_graph.PASSES if run is not fresh_draws.run)
    monkeypatch.setattr(clean_graph, "PASSES", kept)
    found, agreement = loaded(KINDS["RandomNormalLike with a seed"], tmp_path)
    assert found.converter == "none"
    assert found.hindrance is not None
    assert found.hindrance.code == "conversion_disagrees"
    assert "spread otherwise" in found.hindrance.message
    assert agreement.passes  # of ONNX Runtime with itself


def test_answers_that_happen_to_be_equal_prove_nothing(tmp_path: Path) -> None:
    """Noise may depend on the picture, and be none on the pictures that were tried."""
    tail = [
        helper.make_node("RandomNormalLike", ["logits"], ["noise"]),
        helper.make_node("Mul", ["noise", "none"], ["nothing"]),
        helper.make_node("Add", ["logits", "nothing"], ["y"]),
    ]
    built = linear(tail)
    built.graph.initializer.append(tensor("none", 0.0))
    found, agreement = loaded(built, tmp_path)
    assert found.truth.repeats == REPEATS
    assert agreement.passes


def test_answers_that_differ_make_a_random_model_whatever_its_operators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect_model_module, "random_operators", lambda graph, output: ())
    found, _ = loaded(KINDS["RandomUniformLike"], tmp_path)
    assert found.facts.random_operators == ()
    assert found.truth.repeats == REPEATS


def test_labels_of_another_draw_are_not_held_against_the_scores(tmp_path: Path) -> None:
    built = noisy("RandomNormalLike", scale=5.0)
    built.graph.node.append(helper.make_node("ArgMax", ["y"], ["label"], axis=1, keepdims=0))
    built.graph.output.append(value("label", ["n"], onnx.TensorProto.INT64))
    found, agreement = loaded(built, tmp_path)
    assert found.truth.interface.label_outputs == ("label",)
    assert agreement.passes


def test_a_dropout_that_is_left_out_makes_no_random_model(tmp_path: Path) -> None:
    found, agreement = loaded(dropping(mask_is_read=False), tmp_path)
    assert found.truth.repeats == 1
    assert agreement.draws == 1
    assert found.facts.random_operators == ()
    assert "Dropout" in found.facts.remarks[0]


def _gemm(read: str) -> onnx.NodeProto:
    return helper.make_node("Gemm", [read, "w", "b"], ["y"], transB=1)


def _dropout(read: str, made: str) -> onnx.NodeProto:
    return helper.make_node("Dropout", [read, "share", "yes"], [made])


def _plain(kind: str, read: str, made: str, **attributes: object) -> onnx.NodeProto:
    return helper.make_node(kind, [read], [made], **attributes)


PLACES = {
    "at the input": [_dropout("x", "a"), _gemm("a")],
    "after an Identity": [_plain("Identity", "x", "i"), _dropout("i", "a"), _gemm("a")],
    "after an idle one": [_plain("Dropout", "x", "i"), _dropout("i", "a"), _gemm("a")],
    "after a Cast to the same": [
        _plain("Cast", "x", "i", to=onnx.TensorProto.FLOAT), _dropout("i", "a"), _gemm("a"),
    ],
    "after another one": [_dropout("x", "i"), _dropout("i", "a"), _gemm("a")],
    "at the output": [
        helper.make_node("Gemm", ["x", "w", "b"], ["l"], transB=1), _dropout("l", "y"),
    ],
    "of the weights": [
        _dropout("w", "v"), helper.make_node("Gemm", ["x", "v", "b"], ["y"], transB=1),
    ],
    "of weights in another type": [
        _plain("Cast", "half", "f", to=onnx.TensorProto.FLOAT), _dropout("f", "v"),
        helper.make_node("Gemm", ["x", "v", "b"], ["y"], transB=1),
    ],
    "of weights after a Cast to the same": [
        _plain("Cast", "w", "f", to=onnx.TensorProto.FLOAT), _dropout("f", "v"),
        helper.make_node("Gemm", ["x", "v", "b"], ["y"], transB=1),
    ],
    "of a constant": [
        helper.make_node("Constant", [], ["c"], value=tensor("c", np.ones((5, 48)))),
        _dropout("c", "v"), helper.make_node("Gemm", ["x", "v", "b"], ["y"], transB=1),
    ],
    "that drops nothing": [helper.make_node("Dropout", ["x", "none", "yes"], ["a"]), _gemm("a")],
    "after a Cast that saturates": [
        _plain("Cast", "x", "h", to=onnx.TensorProto.DOUBLE, saturate=1), _dropout("h", "g"),
        _plain("Cast", "g", "a", to=onnx.TensorProto.FLOAT, saturate=1), _gemm("a"),
    ],
    "in the middle": [_plain("Relu", "x", "i"), _dropout("i", "a"), _gemm("a")],
    "after a Cast to another": [
        _plain("Cast", "x", "h", to=onnx.TensorProto.DOUBLE), _dropout("h", "g"),
        _plain("Cast", "g", "a", to=onnx.TensorProto.FLOAT), _gemm("a"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_whether_a_dropout_is_left_out_is_known_before_it_is_asked(
    tmp_path: Path, place: str
) -> None:
    built = model(
        PLACES[place],
        [value("x", ["n", 48])],
        [value("y", ["n", 5])],
        [
            *(random("w", 5, 48), random("b", 5), tensor("half", np.ones((5, 48)), np.float16)),
            *(tensor("share", 0.5), tensor("none", 0.0), tensor("yes", True, np.bool_)),
        ],
        opset=19,
    )
    path = saved(built, tmp_path)
    facts = inspect_model(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    rows = np.ones((4, 48), np.float32)
    answers = [session.run(None, {"x": rows})[0] for _ in range(4)]
    is_random = any((answer != answers[0]).any() for answer in answers)
    assert bool(facts.random_operators) is is_random
    assert any("leaves out" in remark for remark in facts.remarks) is not is_random


def test_a_long_chain_before_a_dropout_is_walked_through(tmp_path: Path) -> None:
    names = ["x", *(f"i{number}" for number in range(3000))]
    chain = [_plain("Identity", one, two) for one, two in pairwise(names)]
    built = model(
        [*chain, _dropout(names[-1], "a"), _gemm("a")],
        [value("x", ["n", 48])],
        [value("y", ["n", 5])],
        [random("w", 5, 48), random("b", 5), tensor("share", 0.5), tensor("yes", True, np.bool_)],
        opset=17,
    )
    assert inspect_model(saved(built, tmp_path)).random_operators == ("Dropout",)


@pytest.mark.parametrize("order", [("idle", "masked"), ("masked", "idle")])
def test_branches_may_call_their_dropouts_alike(tmp_path: Path, order: tuple[str, str]) -> None:
    """Whether one is left out says nothing of the other."""

    def branch(kind: str) -> onnx.GraphProto:
        nodes = [_plain("Relu", "logits", "r")]
        if kind == "idle":
            nodes += [_dropout("r", "d"), _plain("Relu", "d", f"out_{kind}")]
        else:
            nodes += [_plain("Dropout", "r", "d"), _plain("Relu", "d", f"out_{kind}")]
        return helper.make_graph(nodes, kind, [], [value(f"out_{kind}", ["n", 5])])

    then, other = map(branch, order)
    built = linear([helper.make_node("If", ["yes"], ["y"], then_branch=then, else_branch=other)])
    built.graph.initializer.extend([tensor("share", 0.5), tensor("yes", True, np.bool_)])
    assert inspect_model(saved(built, tmp_path)).random_operators == ()


def test_a_model_that_draws_nothing_is_asked_once(tmp_path: Path) -> None:
    found, agreement = loaded(linear(), tmp_path)
    assert found.truth.repeats == 1
    assert agreement.draws == 1
    assert found.truth.rows == 2 * 32  # alone and in a batch


def test_draws_that_the_scores_do_not_depend_on_do_not_count(tmp_path: Path) -> None:
    built = linear()
    built.graph.node.append(helper.make_node("RandomNormalLike", ["x"], ["unused"]))
    assert inspect_model(saved(built, tmp_path)).random_operators == ()


def test_draws_within_a_branch_count(tmp_path: Path) -> None:
    drawn = helper.make_node("RandomNormalLike", ["logits"], ["then"])
    passed = helper.make_node("Identity", ["logits"], ["else"])
    branches = [
        helper.make_graph([node], node.op_type, [], [helper.make_empty_tensor_value_info(name)])
        for node, name in ((drawn, "then"), (passed, "else"))
    ]
    built = linear(
        [
            helper.make_node("ReduceMax", ["flat"], ["top"], keepdims=0),
            helper.make_node("Greater", ["top", "top"], ["is"]),
            helper.make_node("If", ["is"], ["y"], then_branch=branches[0], else_branch=branches[1]),
        ]
    )
    assert inspect_model(saved(built, tmp_path)).random_operators == ("RandomNormalLike",)


def normal(seed: int, *, shift: float = 0.0, spread: float = 1.0) -> Callable[[], np.ndarray]:
    generator = np.random.default_rng(seed)
    return lambda: shift + spread * generator.normal(size=(4, 10))


def no_rounding(scores: np.ndarray) -> np.ndarray:
    return np.zeros(scores.shape[1])


@pytest.mark.parametrize("seed", range(20))
def test_draws_of_one_distribution_agree(seed: int) -> None:
    found = compare_draws(normal(seed), [normal(seed + 1000), normal(seed + 2000)], no_rounding)
    assert found.passing == 4
    assert found.largest_difference < found.tolerance < 1


@pytest.mark.parametrize(
    "other",
    [normal(5, shift=3.0), normal(5, spread=0.0), normal(5, spread=30.0)],
    ids=["moved", "without noise", "with other noise"],
)
def test_draws_of_another_distribution_do_not_agree(other: Callable[[], np.ndarray]) -> None:
    found = compare_draws(normal(1), [other], no_rounding)
    assert found.passing < 4


def test_frozen_draws_do_not_agree() -> None:
    frozen = normal(6)()
    assert compare_draws(normal(1), [lambda: frozen], no_rounding).passing < 4


def test_differences_of_rounding_are_none() -> None:
    """Scores without noise of their own, as those of a class that is masked out."""
    one, two = np.ones((4, 3)), np.ones((4, 3)) + 1e-5
    rounding = np.full(3, 1e-4)
    assert compare_draws(lambda: one, [lambda: two], lambda _: rounding).passing == 4
    assert compare_draws(lambda: one, [lambda: two], no_rounding).passing == 0


def test_the_tolerance_is_that_of_the_exact_distribution() -> None:
    """C(2n, n − k) / C(2n, n) against draws: one side, one test."""
    generator = np.random.default_rng(3)
    n, trials = 8, 4000
    one, two = np.sort(generator.normal(size=(2, trials, n)), axis=2)
    below = (two[:, None] <= one[:, :, None]).mean(axis=2)
    largest = (np.arange(1, n + 1) / n - below).max(axis=1)
    k = 5
    chance = (largest >= k / n - 1e-9).mean()
    exact = 560 / 12870  # C(16, 3) / C(16, 8)
    assert abs(chance - exact) < 5 * np.sqrt(exact / trials)
    assert agreement_of_draws.largest_by_chance(n, 1) > k / n
    assert agreement_of_draws.largest_by_chance(n, 1000) == np.inf
