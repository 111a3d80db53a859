"""Networks that go along a tape, against the same ones left to torch's own differentiation."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import helper
from torch import Tensor, nn

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.input_form import find_input_form
from pandavision_gui.engine.models.memory_layout import lay_out
from pandavision_gui.engine.models.straight_line import StraightLine
from pandavision_gui.engine.models.tape import build_tape
from pandavision_gui.engine.models.tape.steps import ByAutograd, MaxPool, Relu, SkippingPoints
from pandavision_gui.engine.models.tape.taped_network import TapedNetwork, taped
from pandavision_gui.engine.preprocessing import Normalisation

from .graph_checks import cleaned_graph
from .loading import loaded
from .onnx_files import model, random, samples, value
from .random_graphs import RandomGraph

SHAPE = ("n", 3, 8, 8)


@pytest.fixture(autouse=True)
def any_share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tape graphs also where much of them is left to torch, which would not pay."""
    if "real_share" not in request.fixturenames:
        monkeypatch.setattr(build_tape, "_LEAST_SHARE", 0.0)


@pytest.fixture
def real_share() -> None:
    """Leave the share as it is."""


def graph(nodes: list[Any], *weights: Any, shape: Any = SHAPE) -> onnx.ModelProto:
    """Return a graph that begins with "x" and whose "last" becomes the scores."""
    tail = [
        helper.make_node("GlobalAveragePool", ["last"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["y"]),
    ]
    return model([*nodes, *tail], [value("x", shape)], [value("y", ("n", 4))], list(weights))


def conv(read: str, made: str, weight: str = "w", **attributes: Any) -> onnx.NodeProto:
    return helper.make_node("Conv", [read, weight], [made], **attributes)


def node(kind: str, read: list[str], made: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, read, [made], **attributes)


W, W2 = random("w", 4, 3, 3, 3), random("w2", 4, 4, 3, 3)
SAME = {"pads": [1, 1, 1, 1]}
POOL = {"kernel_shape": [2, 2], "strides": [2, 2]}
GRAPHS = {
    "a relu whose input is read elsewhere": graph(
        [conv("x", "c"), node("Relu", ["c"], "r"), node("Add", ["c", "r"], "last")], W
    ),
    "a relu of the input": graph(
        [node("Relu", ["x"], "r"), conv("r", "a"), conv("x", "b"), node("Add", ["a", "b"], "last")],
        W,
    ),
    "a value added to itself": graph([conv("x", "c"), node("Add", ["c", "c"], "last")], W),
    "a sum into one that relu kept": graph(
        [
            conv("x", "c", **SAME), node("Relu", ["c"], "r"), conv("r", "d", "w2", **SAME),
            node("Add", ["d", "r"], "s"), node("Relu", ["s"], "t"), node("Add", ["r", "t"], "last"),
        ], W, W2,
    ),
    "one weight twice": graph(
        [
            conv("x", "c", **SAME), node("Relu", ["c"], "r"), conv("r", "d", "w2", **SAME),
            node("Relu", ["d"], "s"), conv("s", "last", "w2", **SAME),
        ], W, W2,
    ),
    "a relu pooled twice": graph(
        [
            conv("x", "c", **SAME), node("Relu", ["c"], "r"),
            node("MaxPool", ["r"], "p", **POOL), node("MaxPool", ["r"], "q", **POOL),
            node("Add", ["p", "q"], "last"),
        ], W,
    ),
    "a sum of two sizes": graph(
        [
            conv("x", "c"), node("GlobalAveragePool", ["c"], "g"), node("Relu", ["c"], "r"),
            node("Add", ["g", "r"], "last"),
        ], W,
    ),
    "a shortcut that skips": graph(
        [
            conv("x", "c", **SAME), node("Relu", ["c"], "r"),
            conv("r", "d", "w2", strides=[2, 2], **SAME), conv("r", "e", "w3", strides=[2, 2]),
            node("Add", ["d", "e"], "s"), node("Relu", ["s"], "last"),
        ], W, W2, random("w3", 4, 4, 1, 1),
    ),
    "one that skips alone": graph(
        [conv("x", "c", **SAME), conv("c", "last", "w3", strides=[2, 3])],
        W, random("w3", 4, 4, 1, 1),
    ),
    "a gated one": graph(
        [
            conv("x", "c"), node("Sigmoid", ["c"], "g"), node("Mul", ["c", "g"], "m"),
            node("Relu", ["m"], "r"), node("Relu", ["r"], "last"),
        ], W,
    ),
}  # fmt: skip


def straight(built: onnx.ModelProto) -> StraightLine:
    copy = onnx.ModelProto()
    copy.CopyFrom(built)
    network = convert(cleaned_graph(copy))
    assert isinstance(network, StraightLine)
    return network


def both(network: nn.Module, points: Tensor) -> tuple[Tensor, Tensor]:
    inputs = points.clone().requires_grad_()
    scores = network(inputs)
    # Nobody's weights are equal, so that no class's part is lost.
    factors = torch.linspace(0.5, 2, scores.shape[1])
    (gradients,) = torch.autograd.grad((torch.tanh(scores) * factors).sum(), inputs)
    assert torch.equal(inputs.detach().nan_to_num(), points.nan_to_num())  # left as they were
    return scores.detach(), gradients


def assert_same(network: StraightLine, points: Tensor) -> TapedNetwork:
    other = taped(network)
    assert other is not None
    scores, gradients = both(network, points)
    found, slopes = both(other, points)
    assert torch.equal(found, scores)
    with torch.no_grad():
        assert torch.equal(other(points), scores)
    largest = float(gradients.abs().max())
    torch.testing.assert_close(slopes, gradients, rtol=1e-4, atol=1e-5 * max(largest, 1e-6))
    return other


def points_for(shape: tuple[int, ...], rows: int = 3) -> Tensor:
    return torch.randn(rows, *shape, generator=torch.Generator().manual_seed(rows))


@pytest.mark.parametrize("layout", ["by channels", "by pixels"])
@pytest.mark.parametrize("name", GRAPHS)
def test_values_are_equal_and_gradients_but_for_rounding(name: str, layout: str) -> None:
    network = straight(GRAPHS[name])
    points = points_for((3, 8, 8))
    if layout == "by pixels":
        assert lay_out(network, points[:1], always=True)
    assert_same(network, points)


@pytest.mark.parametrize("layout", ["by channels", "by pixels"])
@pytest.mark.parametrize("seed", range(60))
def test_random_graphs_compute_the_same(seed: int, layout: str) -> None:
    made = RandomGraph(seed)
    network = straight(made.built())
    points = points_for(made.shape, rows=1 + seed % 4)
    if layout == "by pixels":
        lay_out(network, points[:1], always=True)
    assert_same(network, points)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("seed", range(20))
def test_what_is_not_finite_goes_the_same_ways(seed: int, wrong: float) -> None:
    made = RandomGraph(seed)
    network = straight(made.built())
    other = taped(network)
    assert other is not None
    points = points_for(made.shape)
    points[1, 0, 3, 4] = wrong
    for mine, theirs in zip(both(other, points), both(network, points), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-3, atol=1e-4, equal_nan=True)


def test_maxima_are_taken_before_the_relu_that_only_they_read() -> None:
    nodes = [conv("x", "c"), node("Relu", ["c"], "r"), node("MaxPool", ["r"], "last", **POOL)]
    other = assert_same(straight(graph(nodes, W)), points_for((3, 8, 8)))
    kinds = [type(step) for step in other.tape.steps] if other.tape else []
    assert kinds.index(MaxPool) + 1 == kinds.index(Relu)
    (relu,) = (step for step in other.tape.steps if isinstance(step, Relu)) if other.tape else ()
    assert relu.in_place


@pytest.mark.parametrize("level", [-1.0, 0.0, 1.0])
def test_of_equal_maxima_the_same_one_gets_the_gradient(level: float) -> None:
    nodes = [conv("x", "c"), node("Relu", ["c"], "r"), node("MaxPool", ["r"], "last", **POOL)]
    network = straight(graph(nodes, random("w", 4, 3, 1, 1)))
    points = torch.full((2, 3, 8, 8), level)
    assert_same(network, points)


def test_maxima_whose_windows_may_be_all_padding_are_not_taped() -> None:
    dilated = {"kernel_shape": [2, 2], "dilations": [3, 3], "pads": [1, 1, 1, 1]}
    nodes = [conv("x", "c"), node("Relu", ["c"], "r"), node("MaxPool", ["r"], "last", **dilated)]
    assert taped(straight(graph(nodes, W))) is None


def test_dilated_maxima_without_padding_come_before_the_rectifier() -> None:
    dilated = {"kernel_shape": [2, 2], "dilations": [3, 3]}
    nodes = [conv("x", "c"), node("Relu", ["c"], "r"), node("MaxPool", ["r"], "last", **dilated)]
    other = assert_same(straight(graph(nodes, W)), points_for((3, 8, 8)))
    kinds = [type(step) for step in other.tape.steps] if other.tape else []
    assert kinds.index(MaxPool) < kinds.index(Relu)


def test_shortcuts_that_skip_come_last_on_the_way_back() -> None:
    other = taped(straight(GRAPHS["a shortcut that skips"]))
    assert other is not None
    assert other.tape is not None
    kinds = [type(step) for step in other.tape.steps]
    assert kinds.index(SkippingPoints) == 2  # right after what they read


@pytest.mark.parametrize("name", ["a sum into one that relu kept", "a gated one"])
def test_a_pass_can_be_gone_back_through_more_than_once(name: str) -> None:
    network = straight(GRAPHS[name])
    other = taped(network)
    assert other is not None
    jacobians = []
    for one in (network, other):
        inputs = points_for((3, 8, 8)).requires_grad_()
        scores = one(inputs).sum(dim=0)
        jacobians.append(
            torch.stack([torch.autograd.grad(s, inputs, retain_graph=True)[0] for s in scores])
        )
    torch.testing.assert_close(*jacobians)


def test_a_second_derivative_is_refused() -> None:
    other = taped(straight(GRAPHS["a gated one"]))
    assert other is not None
    inputs = points_for((3, 8, 8)).requires_grad_()
    with pytest.raises(RuntimeError, match="second derivative"):
        torch.autograd.grad(other(inputs).sum(), inputs, create_graph=True)


@pytest.mark.parametrize("unknown", ["Round", "ArgMax", "RandomNormalLike"])
def test_a_network_with_an_operator_that_is_not_known_stays_as_it_is(unknown: str) -> None:
    before = [
        conv("x", "c"),
        *(node("Relu", ["c" if n == 0 else f"r{n}"], f"r{n + 1}") for n in range(12)),
    ]
    nodes = [*before, node(unknown, ["r12"], "last")]
    if unknown == "ArgMax":
        nodes[-1:] = [node("ArgMax", ["r12"], "i", axis=1), node("Cast", ["i"], "last", to=1)]
    assert taped(straight(graph(nodes, W))) is None
    nodes[-1:] = [node("Sigmoid", ["r12"], "last")]  # one that is
    assert taped(straight(graph(nodes, W))) is not None


@pytest.mark.usefixtures("real_share")
def test_what_is_mostly_left_to_torch_is_left_to_it_as_a_whole() -> None:
    assert taped(straight(GRAPHS["a gated one"])) is None
    assert taped(straight(GRAPHS["a sum into one that relu kept"])) is not None


def test_matrix_products_alone_stay_as_they_are() -> None:
    nodes = [node("Flatten", ["x"], "f"), node("MatMul", ["f", "w"], "y")]
    built = model(nodes, [value("x", SHAPE)], [value("y", ("n", 4))], [random("w", 192, 4)])
    assert taped(straight(built)) is None


def test_other_numbers_are_left_to_the_network_itself() -> None:
    network = straight(GRAPHS["a shortcut that skips"])
    other = taped(network)
    assert other is not None
    points = points_for((3, 8, 8))
    assert other.double().tape is None
    torch.testing.assert_close(other(points.double()), network(points.double()), rtol=0, atol=0)


def test_no_pass_keeps_its_tensors_after_it_is_gone() -> None:
    nodes = [conv("x", "c"), node("Flatten", ["c"], "f"), node("Relu", ["f"], "y")]
    ends_in_what_is_kept = model(nodes, [value("x", SHAPE)], [value("y", ("n", 144))], [W])
    other = taped(straight(ends_in_what_is_kept))
    assert other is not None
    gc.disable()
    try:
        inputs = points_for((3, 8, 8)).requires_grad_()
        scores = other(inputs)
        watched = weakref.ref(scores.grad_fn)
        del scores
        assert watched() is None
    finally:
        gc.enable()


def classifier(built: onnx.ModelProto, *, flip: bool = False, **of: Any) -> ImageClassifier:
    return ImageClassifier(
        straight(built), form=find_input_form((3, 8, 8), SHAPE), flip_channels=flip, **of
    )


@pytest.mark.parametrize("mean", [(0.0,), (0.5, 0.4, 0.3)])
def test_first_weights_are_divided_instead_of_every_sample(mean: tuple[float, ...]) -> None:
    preset = Normalisation(mean, (0.2, 0.3, 0.4))
    one, other = (classifier(GRAPHS["a relu pooled twice"], normalisation=preset) for _ in "ab")
    other.go_along_tape()
    assert isinstance(other.network, TapedNetwork)
    assert other.network.divisor is not None
    points = points_for((3, 8, 8))
    for mine, theirs in zip(both(other, points), both(one, points), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)
    # Where there is no tape, the network's own weights are whole.
    exact = points.double()
    divided = one.network.double()(exact / other.std.double())
    torch.testing.assert_close(other.network.double()(exact), divided)


@pytest.mark.parametrize("name", ["a relu of the input", "flipped"])
def test_where_dividing_weights_is_something_else_samples_are_divided(name: str) -> None:
    preset = Normalisation((0.1,), (0.2, 0.3, 0.4))
    flip, built = name == "flipped", GRAPHS.get(name, GRAPHS["a gated one"])
    one, other = (classifier(built, flip=flip, normalisation=preset) for _ in "ab")
    other.go_along_tape()
    assert isinstance(other.network, TapedNetwork)
    assert other.network.divisor is None
    points = points_for((3, 8, 8))
    for mine, theirs in zip(both(other, points), both(one, points), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_a_file_is_taped_when_it_is_loaded(tmp_path: Path) -> None:
    found = loaded(GRAPHS["a shortcut that skips"], tmp_path, samples(4, 3, 8, 8), (3, 8, 8))
    assert isinstance(found.classifier.network, TapedNetwork)
    assert not any(isinstance(step, ByAutograd) for step in found.classifier.network.tape.steps)
