"""Adversarial examples of a second model, tried on the model under test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import helper, numpy_helper

from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError
from tests.support.sample_files import ROAD_SIGNS, ROBUST, STANDARD

from .evaluations import Evaluation, run
from .soundness import check_clean_accuracy, check_examples, original_of
from .test_quantised_and_score_only import stump
from .test_repeatable import StopAfter, same_pictures

TO_UNIT = {"preprocessing": {"mean": [0.0], "std": [255.0]}}


def signs(tested: Path, surrogate: Path | None, folder: Path, **keys: Any) -> Evaluation:
    """Attack a road sign network, through a second one if one is given."""
    document = {
        "dataset": str(ROAD_SIGNS),
        "trained-model": str(tested),
        "preprocessing": "unit",
        "indexes": list(range(24)),
        "perturbation-values": [0.01, 0.03, 0.06],
        "attack-params": {"steps": 12},
        "batch-size": 8,
        "attack": "transfer" if surrogate else "standard",
    }
    if surrogate:
        document["surrogate-model"] = str(surrogate)
    observer = keys.pop("observer", None)
    resume = keys.pop("resume", False)
    return run(spec_from_document({**document, **keys}), folder, observer, resume=resume)


def with_classes_moved(path: Path, folder: Path) -> Path:
    """Write the network with its scores in another order: class n is now called n + 1."""
    model = onnx.load(path)
    (scores,) = model.graph.output
    classes = scores.type.tensor_type.shape.dim[1].dim_value
    order = np.roll(np.arange(classes), 1).astype(np.int64)
    model.graph.initializer.append(numpy_helper.from_array(order, "order"))
    inner = f"{scores.name}_before"
    for node in model.graph.node:
        node.output[:] = [inner if name == scores.name else name for name in node.output]
    model.graph.node.append(helper.make_node("Gather", [inner, "order"], [scores.name], axis=1))
    onnx.save(model, folder / "moved.onnx")
    return folder / "moved.onnx"


def linear(path: Path, weights: np.ndarray, bias: np.ndarray) -> str:
    """Write scores = weights × flat picture + bias, for pictures of 1 × 4 × 4."""
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "w", "b"], ["scores"], transB=1),
        ],
        "g",
        [helper.make_tensor_value_info("x", 1, ["n", 1, 4, 4])],
        [helper.make_tensor_value_info("scores", 1, ["n", len(bias)])],
        [
            numpy_helper.from_array(weights.astype(np.float32), "w"),
            numpy_helper.from_array(bias.astype(np.float32), "b"),
        ],
    )
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return str(path)


@pytest.mark.parametrize("kind", ["max-norm", "l2", "l1"])
def test_what_counts_fools_the_model_under_test(tmp_path: Path, kind: str) -> None:
    values = {"max-norm": [0.03, 0.1], "l2": [1, 3], "l1": [20, 60]}[kind]
    keys = {"perturbation-type": kind, "perturbation-values": values}
    found = signs(STANDARD, ROBUST, tmp_path, **keys)
    original = original_of(found, TO_UNIT)
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 255.0)


@pytest.fixture(scope="module")
def through_the_fragile(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """An evaluation of the robust network through the fragile one."""
    return signs(ROBUST, STANDARD, tmp_path_factory.mktemp("through"))


def test_what_fools_only_the_second_model_is_refused_and_the_run_goes_on(
    through_the_fragile: Evaluation, tmp_path: Path
) -> None:
    """The robust network gives way later than the fragile one, whose examples are tried on it."""
    found = through_the_fragile
    refused = found.outcome.table.rejected_by_confirmation
    late = (refused > 0) & (found.outcome.table.distance > 0)
    assert (late & np.isfinite(found.outcome.table.distance)).any(), "none went on to an end"
    direct = signs(ROBUST, None, tmp_path / "direct")
    for through, straight in zip(
        found.robust((0.0, 0.06)), direct.robust((0.0, 0.06)), strict=True
    ):
        assert through >= straight
    check_examples(found, original_of(found, TO_UNIT), 0.0, 255.0)


def test_through_the_same_model_it_is_the_standard_attack_bit_for_bit(tmp_path: Path) -> None:
    through = signs(STANDARD, STANDARD, tmp_path / "1")
    straight = signs(STANDARD, None, tmp_path / "2")
    assert through.outcome.table.equals(straight.outcome.table)
    assert same_pictures(through, straight)
    assert through.outcome.passes == straight.outcome.passes
    assert through.outcome.stages == straight.outcome.stages
    assert np.isfinite(straight.outcome.table.distance).any(), "nothing was found"


def test_passes_are_the_second_models_and_the_tested_one_is_only_asked(
    through_the_fragile: Evaluation,
) -> None:
    found = through_the_fragile
    prepared, passes = found.prepared, found.outcome.passes
    assert prepared.attacked.is_surrogate
    assert prepared.loaded.converter == "none"
    assert prepared.attacked.loaded.classifier.rows >= passes.attack + passes.assumption_check > 0
    assert prepared.task.truth.rows == passes.confirmation > 0


@pytest.mark.parametrize("passes", [3, 20, 45])
def test_a_stopped_evaluation_goes_on_bit_for_bit(
    through_the_fragile: Evaluation, tmp_path: Path, passes: int
) -> None:
    whole = through_the_fragile
    stop = Observer(stop_requested=StopAfter(passes))
    cut = signs(ROBUST, STANDARD, tmp_path / "cut", observer=stop)
    assert cut.outcome.stopped
    resumed = signs(ROBUST, STANDARD, tmp_path / "cut", resume=True)
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert resumed.outcome.passes == whole.outcome.passes
    assert same_pictures(resumed, whole)


def tree_and_line(folder: Path) -> dict[str, Any]:
    """A tree that compares one pixel with 0.5, and the linear model that tells the same."""
    weights = np.zeros((2, 16))
    weights[:, 3] = [-1.0, 1.0]
    files = stump(folder, "tree")
    line = linear(folder / "line.onnx", weights, np.array([0.5, -0.5]))
    return {**files, "surrogate-model": line, "attack": "transfer"}


def test_a_model_without_a_gradient_is_attacked_through_one_that_has(tmp_path: Path) -> None:
    files = tree_and_line(tmp_path)
    values = [0.05, 0.1, 0.2, 0.3, 0.4]
    found = run(spec_from_document({**files, "perturbation-values": values}), tmp_path / "out")
    with h5py.File(files["dataset"]) as file:
        pixel = file["samples"][:].reshape(-1, 16)[:, 3].astype(np.float64)
    needed = np.abs(pixel - 0.5)[found.outcome.table.index]
    for value, robust in zip(values, found.robust(tuple(values)), strict=True):
        assert abs(robust - int((needed > value).sum())) <= 1, value
    session = onnxruntime.InferenceSession(files["trained-model"])
    broken = np.flatnonzero(np.isfinite(found.outcome.table.distance))
    assert len(broken) > 20
    for row in broken:
        example = found.pictures[int(found.outcome.table.index[row])]
        answer = session.run(["scores"], {"x": example[None]})[0].argmax()
        assert answer != found.outcome.table.label[row]


def test_a_second_model_that_numbers_the_classes_in_another_way_is_doubted(tmp_path: Path) -> None:
    doubted = signs(STANDARD, with_classes_moved(ROBUST, tmp_path), tmp_path / "1")
    assert any("second model classifies 0 of" in text for text in doubted.prepared.warnings)
    trusted = signs(STANDARD, ROBUST, tmp_path / "2")
    assert any("an attack on the model itself" in text for text in trusted.prepared.assumptions)
    assert not any("second model" in text for text in trusted.prepared.warnings)


def test_a_clean_sample_that_fools_the_second_model_is_no_refused_example(tmp_path: Path) -> None:
    moved = with_classes_moved(ROBUST, tmp_path)
    tiny = {"perturbation-values": [1e-5], "attack-params": {"steps": 1}}
    found = signs(ROBUST, moved, tmp_path / "out", **tiny).outcome.table
    right = found.prediction == found.label
    assert right.sum() > 20
    assert np.isinf(found.distance[right]).all()
    # Two stages of one step each: the first point of each is the sample itself.
    assert (found.rejected_by_confirmation[right] == 2).all()


def refusal(document: dict[str, Any], folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        run(spec_from_document(document), folder)
    return caught.value


def test_a_second_model_of_other_classes_is_refused(tmp_path: Path) -> None:
    files = tree_and_line(tmp_path)
    files["surrogate-model"] = linear(tmp_path / "three.onnx", np.ones((3, 16)), np.zeros(3))
    error = refusal(files, tmp_path / "out")
    assert error.code == "surrogate_classes"
    assert "3 classes" in error.message
    assert "has 2" in error.message


def test_a_second_model_without_a_gradient_is_refused(tmp_path: Path) -> None:
    files = tree_and_line(tmp_path)
    error = refusal({**files, "surrogate-model": files["trained-model"]}, tmp_path / "out")
    assert error.code in ("unknown_operator", "conversion_failed")
    assert error.message.startswith('The second model ("surrogate-model")')
    assert "another second model" in error.hint
    flat = linear(tmp_path / "flat.onnx", np.zeros((2, 16)), np.array([1.0, 0.0]))
    error = refusal({**files, "surrogate-model": flat}, tmp_path / "out")
    assert error.code == "model_no_gradient"
    assert error.message.startswith("The second model")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "model_empty"), (b"no model", "model_not_onnx")]
)
def test_a_second_model_that_is_none_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    files = tree_and_line(tmp_path)
    Path(files["surrogate-model"]).write_bytes(content)
    error = refusal(files, tmp_path / "out")
    assert error.code == code
    assert error.message.startswith("The second model")


def test_a_second_model_for_other_pictures_is_refused(tmp_path: Path) -> None:
    error = refusal({**tree_and_line(tmp_path), "surrogate-model": str(ROBUST)}, tmp_path / "out")
    assert error.code == "sample_shape"
    assert error.message.startswith("The second model")


def test_the_surrogate_is_held_against_its_own_file(tmp_path: Path) -> None:
    seen: list[Prepared] = []

    def look(prepared: Prepared) -> Prepared:
        seen.append(prepared)
        return prepared

    files = tree_and_line(tmp_path)
    run(spec_from_document({**files, "perturbation-values": [0.1]}), tmp_path / "o", change=look)
    (prepared,) = seen
    assert prepared.attacked.agreement.rows > 0
    assert prepared.attacked.loaded.converter in ("onnx2pytorch", "onnx2torch")
    assert prepared.attacked.gradient_ratio == pytest.approx(1, abs=0.01)
