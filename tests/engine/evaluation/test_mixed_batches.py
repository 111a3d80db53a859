"""A model that mixes the samples of a batch is attacked and believed sample by sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper

from pandavision_gui.engine.evaluation.company_watch import MINDS_COMPANY
from pandavision_gui.engine.spec import spec_from_document

from .evaluations import Evaluation, run

N = helper.make_node
COUNT = 24


def saved(built: ModelProto, folder: Path, pictures: np.ndarray, labels: np.ndarray) -> Path:
    onnx.save(built, folder / "model.onnx")
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = pictures, labels.astype(np.int64)
    return folder


def graph(nodes: list[Any], batch: int | str, classes: int, weights: dict[str, Any]) -> ModelProto:
    made = helper.make_graph(
        nodes,
        "mixing",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 1, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [batch, classes])],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in weights.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def brightest(tmp_path: Path) -> Path:
    """x / x.max() over the whole batch, and pictures that all have a white pixel.

    Of clean pictures nobody sees it: the maximum is 1 in every batch.
    """
    generator = np.random.default_rng(0)
    labels = np.arange(COUNT) % 2
    pictures = np.where(labels, 0.6, 0.4)[:, None] + generator.uniform(-0.02, 0.02, (COUNT, 64))
    pictures[np.arange(COUNT), generator.integers(64, size=COUNT)] = 1.0
    nodes = [
        N("ReduceMax", ["x"], ["m"], keepdims=0), N("Div", ["x", "m"], ["d"]),
        N("Flatten", ["d"], ["f"]), N("MatMul", ["f", "w"], ["s"]), N("Sub", ["s", "t"], ["p"]),
        N("Neg", ["p"], ["q"]), N("Concat", ["q", "p"], ["y"], axis=1),
    ]  # fmt: skip
    weights = {"w": np.full((64, 1), 20 / 64, np.float32), "t": np.float32(10.15)}
    rows = pictures.reshape(COUNT, 1, 8, 8).astype(np.float32)
    return saved(graph(nodes, "n", 2, weights), tmp_path, rows, labels)


def quantised(folder: Path, batch: int | str) -> Path:
    """A hidden layer that is quantised by the range of the whole batch."""
    generator = np.random.default_rng(0)
    first = generator.standard_normal((64, 32)).astype(np.float32) * 0.35
    second = generator.standard_normal((32, 4)).astype(np.float32) * 0.5
    pictures = generator.random((COUNT, 1, 8, 8)).astype(np.float32)
    scale = np.float32(np.abs(second).max() / 63)
    whole = np.rint(second / scale).astype(np.int8)
    nodes = [
        N("Flatten", ["x"], ["f"]), N("MatMul", ["f", "w1"], ["a"]), N("Relu", ["a"], ["r"]),
        N("Mul", ["r", "r"], ["e"]), N("DynamicQuantizeLinear", ["e"], ["q", "s", "z"]),
        N("MatMulInteger", ["q", "w2", "z"], ["i"]), N("Cast", ["i"], ["c"], to=TensorProto.FLOAT),
        N("Mul", ["s", "ws"], ["ss"]), N("Mul", ["c", "ss"], ["y"]),
    ]  # fmt: skip
    saved(graph(nodes, batch, 4, {"w1": first, "w2": whole, "ws": scale}), folder, pictures,
          np.zeros(COUNT))  # fmt: skip
    with h5py.File(folder / "data.h5", "r+") as file:
        file["labels"][...] = answers(folder, pictures)
    return folder


def answers(folder: Path, pictures: np.ndarray) -> np.ndarray:
    """What ONNX Runtime says of each, beside nothing but copies of it."""
    session = onnxruntime.InferenceSession(folder / "model.onnx")
    size = session.get_inputs()[0].shape[0]
    copies = size if isinstance(size, int) else 1
    told = [session.run(None, {"x": np.stack([one] * copies)})[0][0] for one in pictures]
    return np.argmax(told, axis=1)


def evaluated(folder: Path, attack: str, values: list[float], **keys: Any) -> Evaluation:
    document = {
        "dataset": str(folder / "data.h5"),
        "trained-model": str(folder / "model.onnx"),
        "evaluation-mode": "complete",
        "input-range": [0, 1],
        "perturbation-values": values,
        "attack": attack,
        **keys,
    }
    (folder / attack).mkdir()
    return run(spec_from_document(document), folder / attack)


def assert_all_fool_the_model_by_themselves(done: Evaluation) -> None:
    table = done.outcome.table
    found = np.flatnonzero(
        np.isfinite(table.minimum_perturbation) & (table.minimum_perturbation > 0)
    )
    assert len(found) > COUNT // 2, "the attack has found next to nothing to be asked about"
    examples = np.stack([done.pictures[int(table.index[row])] for row in found])
    told = answers(done.folder.parent, examples)
    assert (told != table.label[found]).all()


ATTACKS = {
    "standard": {"steps": 8},
    "square-linf": {"steps": 150},
    "hopskipjump": {"steps": 6, "initial_gradient_eval_steps": 20},
    "fmn-linf": {"steps": 30},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_example_fools_the_model_without_its_neighbours(brightest: Path, attack: str) -> None:
    values = [0.05, 0.08, 0.11, 0.3]
    done = evaluated(brightest, attack, values, **{"attack-params": ATTACKS[attack]})
    assert_all_fool_the_model_by_themselves(done)
    (warning,) = [one for one in done.prepared.warnings if "depends on the other samples" in one]
    assert "goes through the model alone" in warning


def test_a_draw_of_noise_says_the_same_whatever_is_drawn_beside_it(brightest: Path) -> None:
    noise = {"perturbation-type": "random"}
    one = evaluated(brightest, "noise-linf", [0.3], **noise)
    (brightest / "noise-linf").rename(brightest / "first")
    two = evaluated(brightest, "noise-linf", [0.001, 0.3], **noise)
    at = (0.0, 0.3)
    assert one.robust(at) == two.robust(at)
    assert 0 < one.robust(at)[1] < COUNT


@pytest.mark.parametrize("batch", ["n", 8])
@pytest.mark.parametrize("attack", ["fmn-linf", "hopskipjump"])
def test_dynamic_quantisation_by_the_batch_in_the_file_is_that_of_copies(
    tmp_path: Path, attack: str, batch: int | str
) -> None:
    values = [0.01, 0.05, 0.2]
    folder = quantised(tmp_path, batch)
    done = evaluated(folder, attack, values, **{"attack-params": ATTACKS[attack]})
    assert_all_fool_the_model_by_themselves(done)
    goes = "in a batch of 8 copies of itself" if batch == 8 else "alone"
    assert any(f"goes through the model {goes}" in one for one in done.prepared.assumptions)


def window_mixer(folder: Path, batch: int | str) -> Path:
    """The mean of the batch counts, but only for samples whose first pixel is nearly black.

    It is black in all clean pictures, and neither black nor nearly so half way to white.
    """
    generator = np.random.default_rng(1)
    labels = np.arange(COUNT) % 2
    pictures = np.where(labels, 0.56, 0.44)[:, None] + generator.uniform(-0.02, 0.02, (COUNT, 64))
    pictures[:, 0] = 0.0
    nodes = [
        N("Flatten", ["x"], ["f"]), N("MatMul", ["f", "w"], ["s"]), N("Sub", ["s", "t"], ["p"]),
        N("ReduceMean", ["p"], ["m"], axes=[0], keepdims=1), N("Add", ["p", "m"], ["pm"]),
        N("Slice", ["f", "zero", "one"], ["first"]),
        N("Greater", ["first", "low"], ["above"]), N("Less", ["first", "high"], ["below"]),
        N("And", ["above", "below"], ["within"]), N("Where", ["within", "pm", "p"], ["z"]),
        N("Neg", ["z"], ["q"]), N("Concat", ["q", "z"], ["y"], axis=1),
    ]  # fmt: skip
    weights = {
        "w": np.full((64, 1), 20 / 64, np.float32), "t": np.float32(9.84),
        "zero": np.array([0, 0]), "one": np.array([2**31 - 1, 1]),
        "low": np.float32(0.01), "high": np.float32(0.2),
    }  # fmt: skip
    rows = pictures.reshape(COUNT, 1, 8, 8).astype(np.float32)
    return saved(graph(nodes, batch, 2, weights), folder, rows, labels)


SQUARES = {"attack-params": ATTACKS["square-linf"]}


def test_a_model_that_mixes_only_what_no_clean_sample_is_is_seen_by_its_examples(
    tmp_path: Path,
) -> None:
    done = evaluated(window_mixer(tmp_path, "n"), "square-linf", [0.05, 0.08, 0.11], **SQUARES)
    assert not done.prepared.loaded.truth.interface.depends_on_batch
    assert done.outcome.warnings == (MINDS_COMPANY,)


def test_with_the_batch_size_that_is_advised_every_example_holds(tmp_path: Path) -> None:
    done = evaluated(window_mixer(tmp_path, 1), "square-linf", [0.05, 0.08, 0.11], **SQUARES)
    assert_all_fool_the_model_by_themselves(done)
    assert done.outcome.warnings == ()


def test_examples_that_count_only_among_each_other_are_seen(tmp_path: Path) -> None:
    """The mean of those in the window counts, and black and white are not in it."""
    folder = window_mixer(tmp_path, "n")
    built = onnx.load(folder / "model.onnx")
    mean = next(one for one in built.graph.node if one.op_type == "ReduceMean")
    at = list(built.graph.node).index(mean)
    shared = [
        N("Cast", ["within"], ["weight"], to=TensorProto.FLOAT),
        N("Mul", ["weight", "p"], ["part"]),
        N("ReduceMean", ["part"], ["top"], axes=[0], keepdims=1),
        N("ReduceMean", ["weight"], ["count"], axes=[0], keepdims=1),
        N("Max", ["count", "least"], ["share"]), N("Div", ["top", "share"], ["m"]),
    ]  # fmt: skip
    nodes = [*built.graph.node[:at], *built.graph.node[at + 1 :]]
    window = next(n for n, one in enumerate(nodes) if one.op_type == "And") + 1
    added = next(one for one in nodes if one.output[0] == "pm")
    nodes.remove(added)
    nodes[window - 1 : window - 1] = [*shared, added]
    del built.graph.node[:]
    built.graph.node.extend(nodes)
    built.graph.initializer.append(numpy_helper.from_array(np.float32(1e-6), "least"))
    onnx.save(built, folder / "model.onnx")
    done = evaluated(folder, "square-linf", [0.05, 0.08, 0.11], **SQUARES)
    assert not done.prepared.loaded.truth.interface.depends_on_batch
    assert MINDS_COMPANY in done.outcome.warnings
