"""Models that take whole numbers: examples are whole, in the ball, and fool the file as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.attacks.projections import BALLS, Ball, LinfBall
from pandavision_gui.engine.evaluation.whole_steps import in_whole_steps
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from .evaluations import Evaluation, run

SHAPE = (3, 4, 4)
VALUES = [0.0, 0.01, 0.02, 0.03, 0.05]
KINDS = {"uint8": TensorProto.UINT8, "int8": TensorProto.INT8, "int32": TensorProto.INT32}


def weights() -> np.ndarray:
    """Three classes of 48 numbers, the same in every run."""
    return np.random.default_rng(5).normal(0, 1, (3, 48)).astype(np.float32)


def files(folder: Path, kind: str, layout: str, *, scale: float = 1.0) -> dict[str, str]:
    """A model of whole numbers and 24 pictures; about every label is right."""
    shape = SHAPE if layout == "NCHW" else (*SHAPE[1:], SHAPE[0])
    nodes = [
        helper.make_node("Cast", ["x"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["f", "unit"], ["u"]),
        helper.make_node("Flatten", ["u"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "whole",
        [helper.make_tensor_value_info("x", KINDS[kind], ["n", *shape])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
        [
            numpy_helper.from_array(weights(), "w"),
            numpy_helper.from_array(np.array(1 / 255, np.float32), "unit"),
        ],
    )
    path = folder / "model.onnx"
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(built.SerializeToString())
    pictures = np.random.default_rng(6).integers(0, 256, (24, *SHAPE), dtype=np.uint8)
    mean = 128 if kind == "int8" else 0
    rows = pictures.astype(int) - mean
    if layout == "NHWC":
        rows = np.moveaxis(rows, 1, -1)
    labels = (rows.reshape(24, -1) @ weights().T).argmax(1)
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"] = (
            pictures if scale == 1 else (pictures * np.float32(scale)).astype(np.float32)
        )
        file["labels"] = labels
    return {"trained-model": str(path), "dataset": str(folder / "data.h5")}


def evaluated(folder: Path, kind: str, layout: str, **keys: Any) -> Evaluation:
    document = {**files(folder, kind, layout), "perturbation-values": VALUES, **keys}
    return run(spec_from_document(document), folder / "out")


CASES = [
    ("uint8", "NCHW", {}),
    ("uint8", "NHWC", {}),
    ("int32", "NCHW", {}),
    ("int8", "NHWC", {"preprocessing": {"mean": [128.0] * 3, "std": [1.0] * 3}}),
]


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize(("kind", "layout", "keys"), CASES)
def test_every_example_is_whole_in_the_ball_and_fools_the_file(
    kind: str, layout: str, keys: dict[str, Any], noise: bool, tmp_path: Path
) -> None:
    wanted = {"perturbation-type": "random"} if noise else {}
    if noise:
        wanted["perturbation-values"] = [0.0, 0.303, 0.601, 0.901]
    found = evaluated(tmp_path, kind, layout, **keys, **wanted)
    table = found.outcome.table
    assert (table.prediction == table.label).all()
    broken = np.flatnonzero(np.isfinite(table.distance) & (table.distance > 0))
    assert len(broken) > (0 if noise else 8), "nothing to check"
    with h5py.File(found.spec.dataset) as file:
        samples = file["samples"][:].astype(np.float64)
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    for row in broken:
        index = int(table.index[row])
        example = found.pictures[index].astype(np.float64)
        assert np.array_equal(example, np.rint(example)), "not whole"
        assert example.min() >= 0
        assert example.max() <= 255
        distance = np.abs(example - samples[index]).max()
        assert distance == table.distance[row]
        assert distance / 255 == table.minimum_perturbation[row]
        given_to = example - (128 if kind == "int8" else 0)
        if layout == "NHWC":
            given_to = np.moveaxis(given_to, 0, -1)
        answer = session.run(None, {"x": given_to[None].astype(kind)})[0].argmax()
        assert answer != table.label[row]
        assert answer == table.adversarial_prediction[row]


def test_a_linear_model_is_broken_exactly_where_whole_steps_can(tmp_path: Path) -> None:
    """The best attack on linear scores is known: all pixels as far as whole steps go."""
    found = evaluated(tmp_path, "uint8", "NCHW")
    with h5py.File(found.spec.dataset) as file:
        samples = file["samples"][:].astype(np.float64).reshape(24, -1)
    table = found.outcome.table
    for value in VALUES[1:]:
        steps = np.floor(value * 255)
        for row, index in enumerate(table.index):
            margins = []
            for other in set(range(3)) - {int(table.label[row])}:
                along = (weights()[other] - weights()[table.label[row]]).astype(np.float64)
                best = (samples[index] + steps * np.sign(along)).clip(0, 255)
                margins.append(float(best @ along))
            is_broken = table.minimum_perturbation[row] <= value
            assert not is_broken or max(margins) > 0
            # Near zero it hangs on rounding and on how long the search goes on.
            assert is_broken or max(margins) < 30


@pytest.mark.parametrize(("kind", "scale"), [("uint8", 1 / 255), ("int8", 1.0)])
def test_samples_of_another_scale_are_refused(kind: str, scale: float, tmp_path: Path) -> None:
    document = {**files(tmp_path, kind, "NCHW", scale=scale), "perturbation-values": VALUES}
    with pytest.raises(InputError) as caught:
        run(spec_from_document(document), tmp_path / "out")
    assert caught.value.code == "whole_number_range"
    assert '"preprocessing"' in caught.value.hint


def test_samples_in_0_to_1_are_taken_to_whole_numbers_by_the_preprocessing(tmp_path: Path) -> None:
    keys = {"preprocessing": {"mean": [0.0] * 3, "std": [1 / 255] * 3}}
    document = {**files(tmp_path, "uint8", "NCHW", scale=1 / 255), "perturbation-values": VALUES}
    small = run(spec_from_document({**document, **keys}), tmp_path / "small")
    large = evaluated(tmp_path, "uint8", "NCHW")
    assert small.robust(tuple(VALUES)) == large.robust(tuple(VALUES))
    for index, picture in small.pictures.items():
        steps = picture.astype(np.float64) * 255
        assert np.abs(steps - np.rint(steps)).max() < 1e-3, index


@given(
    centre=st.integers(0, 255),
    radius=st.floats(0, 300),
    shift=st.floats(-400, 400),
    step=st.sampled_from([1.0, 0.5, 2.0, 3.0]),
)
@settings(max_examples=300, deadline=None)
def test_whole_steps_stay_in_the_ball_and_leave_whole_points_alone(
    centre: int, radius: float, shift: float, step: float
) -> None:
    sample = torch.full((1, 1, 1, 1), float(centre))
    ball = LinfBall.around(sample, torch.tensor([radius], dtype=torch.float64), (0.0, 255.0))
    point = ball(sample + shift)
    moved = in_whole_steps(point, sample, ball, (step,))
    assert bool((moved >= ball.lower).all())
    assert bool((moved <= ball.upper).all())
    steps = (moved.double() - centre) / step
    assert torch.equal(steps, steps.round()), "not whole"
    assert abs(float(moved - point)) < step, "farther than one step"
    assert torch.equal(in_whole_steps(moved, sample, ball, (step,)), moved)


def ball_around(samples: torch.Tensor, radius: float, norm: Norm) -> Ball:
    radii = torch.full((len(samples),), radius, dtype=torch.float64)
    return BALLS[norm].around(samples, radii, (0.0, 255.0))


@given(
    seed=st.integers(0, 2**32 - 1),
    norm=st.sampled_from([Norm.L1, Norm.L2]),
    radius=st.floats(0, 200),
    spread=st.sampled_from([0.1, 1.0, 20.0, 300.0]),
    step=st.sampled_from([1.0, 0.5, 3.0]),
    is_noise=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_whole_steps_use_what_the_radius_allows_and_no_more(
    seed: int, norm: Norm, radius: float, spread: float, step: float, is_noise: bool
) -> None:
    draw = np.random.default_rng(seed)
    samples = torch.from_numpy(draw.integers(0, 256, (3, 2, 4, 4)).astype(np.float32))
    ball = ball_around(samples, radius, norm)
    points = ball(samples + torch.from_numpy(draw.normal(0, spread, (3, 2, 4, 4))).float())
    draws = 1 - torch.from_numpy(draw.random((3, 2, 4, 4))) if is_noise else None
    moved = in_whole_steps(points, samples, ball, (step,) * 2, draws)
    wanted = (points.double() - samples.double()) / step
    taken = (moved.double() - samples.double()) / step
    assert torch.equal(taken, taken.round()), "not whole"
    assert float((taken - wanted).abs().max()) < 1, "farther than one step"
    assert bool(((moved >= 0) & (moved <= 255)).all())
    size = distances(samples.numpy(), moved.numpy(), norm)
    assert (size <= radius).all()
    towards = (samples.double() + wanted.trunc() * step).float()
    assert (size >= distances(samples.numpy(), towards.numpy(), norm)).all()
    again = in_whole_steps(moved, samples, ball, (step,) * 2, draws)
    assert torch.equal(again, moved), "whole points are left alone"
    # No element that lacks a part of a step could still be moved on; less is rounding.
    is_short = (taken == wanted.trunc()) & ((wanted - taken).abs() > 1e-3)
    further = torch.where(is_short, taken + wanted.sign(), taken)
    for n in range(3):
        for place in torch.nonzero(further[n] != taken[n]).tolist():
            other = moved.clone()
            at = (n, *place)
            other[at] = samples[at] + step * further[at]
            fits = distances(samples.numpy(), other.numpy(), norm)[n] < radius * (1 - 1e-9)
            assert not fits or not 0 <= float(other[at]) <= 255, "room was left"


@pytest.mark.parametrize(("norm", "changed"), [(Norm.L1, 9), (Norm.L2, 99)])
@pytest.mark.parametrize("is_noise", [False, True])
def test_a_change_that_is_spread_out_does_not_become_none(
    norm: Norm, changed: int, is_noise: bool
) -> None:
    """All of it lies below one step, so towards the sample there would be nothing left."""
    samples = torch.full((1, 1, 20, 20), 100.0)
    ball = ball_around(samples, 9.99, norm)
    points = ball(samples + torch.linspace(0.2, 0.5, 400).view(1, 1, 20, 20))
    assert float((points - samples).abs().max()) < 1
    draws = torch.from_numpy(1 - np.random.default_rng(1).random((1, 1, 20, 20)))
    moved = in_whole_steps(points, samples, ball, (1.0,), draws if is_noise else None)
    places = torch.nonzero((moved != samples).flatten()).flatten()
    assert len(places) == changed
    # An attack moves what it wanted most; noise falls anywhere.
    assert is_noise != torch.equal(places, torch.arange(400 - changed, 400))


@pytest.mark.parametrize(
    ("attack", "norm"), [("fmn-l2", "l2"), ("fmn-l0", "l0"), ("deepfool", "max-norm"), ("cw", "l2")]
)
def test_minimum_norm_attacks_find_whole_examples_too(
    tmp_path: Path, attack: str, norm: str
) -> None:
    params = {} if attack != "cw" else {"steps": 60, "initial_const": 1.0, "binary_search_steps": 4}
    keys = {"perturbation-type": norm, "attack-params": params, "perturbation-values": [0.1]}
    found = evaluated(tmp_path, "uint8", "NCHW", attack=attack, **keys)
    table = found.outcome.table
    broken = np.flatnonzero(np.isfinite(table.minimum_perturbation))
    assert len(broken) > 12
    examples = np.stack([found.pictures[int(n)] for n in table.index[broken]])
    assert np.array_equal(examples, np.rint(examples))
    scores = examples.reshape(len(examples), -1) @ weights().T
    assert (scores.argmax(axis=1) != table.label[broken]).all()


@pytest.mark.parametrize("attack", ["standard", "fmn-linf", "noise-linf"])
@pytest.mark.parametrize("form", ["0 … 1", "-1 … 1"])
def test_grey_levels_are_attacked_alike_in_whatever_units_they_are_stored(
    tmp_path: Path, form: str, attack: str
) -> None:
    """A ball of k / 255 holds k levels, also where neither is a float32 number."""
    levels = [1, 2, 4, 8, 16]
    values = [level / 255 for level in levels]
    keys = {"attack": attack, "perturbation-values": values}
    found = {}
    for name in ("8 bit", form):
        folder = tmp_path / name.replace(" … ", " to ")
        folder.mkdir()
        made = files(folder, "uint8", "NCHW")
        told: dict[str, Any] = {}
        if name != "8 bit":
            lower = 0.0 if name == "0 … 1" else -1.0
            width = 1.0 - lower
            with h5py.File(made["dataset"], "r+") as file:
                pictures = file["samples"][:].astype(np.float64) / 255 * width + lower
                del file["samples"]
                file["samples"] = pictures.astype(np.float32)
            told = {
                "input-range": [lower, 1.0],
                "preprocessing": {"mean": [lower], "std": [width / 255]},
            }
        found[name] = run(spec_from_document({**made, **keys, **told}), folder / "job")
    curves = [one.robust(tuple(values)) for one in found.values()]
    if attack != "noise-linf":
        assert curves[0] == curves[1]
    # The weakest draw is moved in whole steps, too: as many as the value allows.
    for one in found.values():
        broken = one.outcome.table.minimum_perturbation
        broken = broken[np.isfinite(broken) & (broken > 0)] * 255
        assert (np.ceil(broken - 1e-3) - broken < 1e-3).all(), "not whole levels"
        assert (broken <= np.ceil(broken - 1e-3)).all(), "counts at the next value only"


def test_samples_between_whole_numbers_are_warned_of(tmp_path: Path) -> None:
    made = files(tmp_path, "uint8", "NCHW")
    whole = run(spec_from_document(made), tmp_path / "whole")
    assert not any("takes whole numbers" in text for text in whole.prepared.warnings)
    with h5py.File(made["dataset"], "r+") as file:
        pictures = file["samples"][:].astype(np.float32) * np.float32(0.99) + np.float32(0.3)
        del file["samples"]
        file["samples"] = pictures
    keys = {"input-range": [0, 255]}
    found = run(spec_from_document({**made, **keys}), tmp_path / "between")
    assert any("24 of the 24 samples looked at hold others" in t for t in found.prepared.warnings)
